"""Whether words that answer can be copied from a quote."""

import math
from collections.abc import Generator, Mapping, Sequence

import pytest

from assistant.copying import MOST, copied, make_ready
from assistant.llm.writer import Draft, Writer
from assistant.prompts import Message, load_prompt
from tests.unit.assistant.passages import passage


class Copying:
    """A model that begins its reply with some words by their chances, and remembers its turns."""

    name = "copying"
    tells_chances = True

    def __init__(self, chances: Mapping[str, float], judge: "Copying | None" = None) -> None:
        self._chances, self._judge = chances, judge
        self.sent: list[Sequence[Message]] = []

    def adapted(self, name: str) -> Writer | None:
        return self._judge if name == "judge" else None

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


def test_model_fitted_to_judging_is_asked_and_shown_question_and_quote_in_one_line() -> None:
    judge = Copying({"none": 0.5})
    model = Copying({}, judge=judge)
    copied("Who\npaid?", passage("The canton\npaid."), model)
    assert model.sent == []
    [sent] = judge.sent
    assert sent[-1]["content"] == "Question: Who paid?\nText: The canton paid."


def test_examples_are_near_misses_as_often_as_answers_and_are_in_three_languages() -> None:
    replies = [
        turn["content"] for turn in load_prompt("copy").prefix() if turn["role"] == "assistant"
    ]
    assert 2 * replies.count("none") == len(replies)
    asked = " ".join(turn["content"] for turn in load_prompt("copy").prefix())
    assert all(words in asked for words in ("When was", "Wie viele", "Combien"))


def test_beginning_is_read_ahead_by_who_is_asked() -> None:
    judge = Copying({})
    make_ready(Copying({}, judge=judge))
    [sent] = judge.sent
    assert sent[-1] == {"role": "user", "content": "Question:"}
    assert list(sent[:-1]) == load_prompt("copy").prefix()
