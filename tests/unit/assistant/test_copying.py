"""Whether words that answer can be copied from a quote."""

import math
from collections.abc import Generator, Mapping, Sequence

import pytest

from assistant.answer import TokenUsage
from assistant.copying import MOST, copied, copied_words, make_ready
from assistant.llm.writer import Draft, Writer
from assistant.prompts import Message, load_prompt
from tests.unit.assistant.passages import passage


class Copying:
    """A model that begins its reply with some words by their chances, and remembers its turns."""

    name = "copying"
    tells_chances = True

    def __init__(self, chances: Mapping[str, float]) -> None:
        self._chances = chances
        self.sent: list[Sequence[Message]] = []

    def adapted(self, name: str) -> Writer | None:
        raise AssertionError(name)  # it is adapted already

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
    ) -> Generator[str, None, Draft]:
        assert max_tokens == 1
        self.sent.append(messages)
        yield "none"
        first = {word: math.log(chance) for word, chance in self._chances.items()}
        return Draft("none", first_token=first)


@pytest.mark.parametrize(
    ("chances", "expected"),
    [
        ({"none": 0.25, "the": 0.5}, math.log(3)),
        ({"none": 0.5, " None": 0.25, "the": 0.2}, -math.log(3)),
        ({"the": 0.9}, MOST),
        ({"none": 1.0}, -MOST),
        ({"none": 1e-9, "the": 1.0}, MOST),
    ],
)
def test_what_is_no_none_speaks_for_words_that_answer(
    chances: Mapping[str, float], expected: float
) -> None:
    found, _ = copied("Who paid?", passage("The canton paid."), Copying(chances))
    assert found == pytest.approx(expected)


def test_question_and_quote_are_shown_in_one_line_each() -> None:
    model = Copying({"none": 0.5})
    copied("Who\npaid?", passage("The canton\npaid."), model)
    [sent] = model.sent
    assert sent[-1]["content"] == "Question: Who paid?\nText: The canton paid."


def test_beginning_is_read_ahead() -> None:
    model = Copying({})
    make_ready(model)
    [sent] = model.sent
    assert sent[-1] == {"role": "user", "content": "Question:"}
    assert list(sent[:-1]) == load_prompt("copy-fitted").prefix()


class Writing(Copying):
    """A model that writes a reply."""

    def __init__(self, reply: str, tokens: int = 3) -> None:
        super().__init__({})
        self._reply, self._tokens = reply, tokens

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
    ) -> Generator[str, None, Draft]:
        assert max_tokens > 1
        self.sent.append(messages)
        yield self._reply
        return Draft(self._reply, usage=TokenUsage(written=min(self._tokens, max_tokens)))


@pytest.mark.parametrize(
    ("quote", "reply", "expected"),
    [
        ("It was paid by the canton\nof Bern.", "the canton of Bern.", "the canton of Bern"),
        ("It was paid by the canton of Bern.", "The Canton of Bern", "the canton of Bern"),
        ("It was paid by the canton of Bern.", "the canton of Zug", ""),
        ("It was paid by the canton of Bern.", "the cant", ""),
        ("It was paid by the canton of Bern.", "none", ""),
        ("It was paid by the canton of Bern.", "", ""),
        ("Eva Rot (Wirtin), Kim Ax und Al Uz.", "Eva Rot, Kim Ax", "Eva Rot (Wirtin), Kim Ax"),
        ("Philosophie von Yin und der Lehre.", "Yin and Lehre", "Yin und der Lehre"),
        ("Teil des Immunsystems ist", "Immunsystem", "Immunsystems"),
        ("Bau und Bau der Hallen", "Bau der Hallen", "Bau der Hallen"),
        ("Yin war eins, zwei, drei, vier, fünf, sechs vor Lehre", "Yin, Lehre", ""),
        ("etwa sechs bis neun Prozent davon", "sechs bis neun", "sechs bis neun Prozent"),
        ("kostet 5 Milliarden Dollar mehr", "5", "5 Milliarden Dollar"),
        ("zahlte 2 Millionen, drei davon", "2", "2 Millionen"),
        ("im Jahr 2014 und 2015", "2014", "2014"),
        ("das war 2014", "2014", "2014"),
        ("nachts waren es −5 °C", "5 °C", "−5 °C"),
        ("it cost $800 million more", "800 million", "$800 million"),
        ("dauert <5 Minuten", "5 Minuten", "<5 Minuten"),
        ("von -3,5 auf 2", "3,5", "-3,5"),
        ("war Covid-19 da", "Covid-19", "Covid-19"),
        ("in C++ geschrieben", "C", "C++"),
        ("sagte Eva Rot (SPD) dazu", "Eva Rot (SPD)", "Eva Rot (SPD)"),
        ("rund „5 Milliarden“ mehr", "5 Milliarden", "5 Milliarden"),
        ("rund 5 Milliarden! Mehr", "5", "5 Milliarden"),
        ("यह किताब लिखी गई", "लिखी", "लिखी"),
        ("15.000.000 Euro, davon 15.000 für Bäume", "15.000", "15.000"),
        ("Präsidentschaftswahl, sagt der Präsident", "Präsident", "Präsident"),
        ("mit 200000 Euro", "20000", ""),
        ("kostet 15.000…", "15.000", ""),
    ],
)
def test_words_are_told_as_the_quote_has_them(quote: str, reply: str, expected: str) -> None:
    words, _ = copied_words("Who paid?", passage(quote), Writing(reply))
    assert words == expected


def test_words_without_an_end_are_not_told() -> None:
    quote = passage("Die Stadt darf den Steg nach dem Urteil nicht sperren.")
    model = Writing("Die Stadt darf den Steg nach dem Urteil", tokens=1000)
    assert copied_words("Who paid?", quote, model)[0] == ""
