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
