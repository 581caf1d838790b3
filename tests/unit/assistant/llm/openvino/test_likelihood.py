"""How likely replies are, by a model that tells what each token sees."""

from typing import cast

import numpy as np
import pytest

from assistant.llm.openvino import reader
from assistant.llm.openvino.likelihood import Said, likelihoods
from assistant.llm.openvino.model import Floats, OpenVinoModel, Outcome, Step
from tests.unit.assistant.llm.openvino.test_writing import END, LETTERS, Alphabet, Chat


class Replies(Chat):
    """Letters as tokens; a reply ends with the end."""

    def reply(self, text: str) -> list[int]:
        return [*(LETTERS.index(letter) for letter in text), END]


class Reader(Alphabet):
    """Finds the next letter of the alphabet likely, and others not."""

    chat = Replies()

    def run(self, step: Step, kept: Floats | None = None) -> Outcome:
        assert set(step.adapters) == {"render"}
        return super().run(step, kept)

    def chances_of(self, states: Floats, tokens: list[int]) -> Floats:
        chances = self.chances(states)
        return chances[np.arange(len(tokens)), tokens]


def means(*said: tuple[str, str]) -> list[float]:
    conversations = [Said([{"content": content}], reply) for content, reply in said]
    found = likelihoods(cast("OpenVinoModel", Reader()), conversations, "render")
    return [each.mean_logprob for each in found]


def test_likely_reply_is_told_from_another() -> None:
    likely, other, short = means(("uvw", "xyz"), ("uvw", "xya"), ("uvw", "y"))
    assert likely == pytest.approx(-0.5)
    assert other == pytest.approx((-0.5 - 0.5 - 3 - 3) / 4)
    assert short == pytest.approx(-3)


def test_replies_are_as_likely_in_company_as_alone() -> None:
    said = [("uvw", "xyz"), ("uvw", "xyz"), ("abc", "de"), ("k", ""), ("uv", "wxyz")]
    assert means(*said) == [value for each in said for value in means(each)]


def test_tokens_that_were_read_are_counted_once() -> None:
    conversations = [Said([{"content": "uvw"}], reply) for reply in ("xyz", "xab", "m")]
    found = likelihoods(cast("OpenVinoModel", Reader()), conversations, "render")
    assert [each.read for each in found] == [6, 3, 1]


def test_nothing_is_read_of_nothing() -> None:
    assert likelihoods(cast("OpenVinoModel", Reader()), [], "render") == []


def test_many_texts_are_read_in_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    said = [("uvw", "xyz"), ("uv", "wxya"), ("abc", "de"), ("k", "l"), ("uv", "wxyz")]
    at_once = means(*said)
    monkeypatch.setattr(reader, "TOGETHER", 9)
    assert means(*said) == at_once
