"""What an article's own words mean."""

from collections.abc import Generator, Sequence

import pytest

from assistant import glossing, render_drafts
from assistant.answer import TokenUsage
from assistant.glossing import gloss
from assistant.llm.writer import Draft, Part
from assistant.prompts import Message
from assistant.work import Work
from tests.unit.assistant.passages import passage


class Renderer:
    """Stands for a model that writes several drafts at once."""

    def __init__(self, adapters: Sequence[str] = ("render",)) -> None:
        self.adapters = adapters

    def adapted(self, name: str) -> "Renderer | None":
        return self if name in self.adapters else None


def meaning(
    monkeypatch: pytest.MonkeyPatch,
    words: str,
    drafts: dict[str, float],
    *,
    language: str = "de",
    fast: bool = True,
    adapters: Sequence[str] = ("render",),
    asked: str = "What are rotors?",
) -> str:
    """What is told of some words, of drafts with how likely the words are, given each."""

    def together(
        _writer: object, parts: Sequence[Part], *, max_tokens: int
    ) -> Generator[str, None, list[list[Draft]]]:
        assert len(parts) == 1
        yield ""
        return [
            [
                Draft(text, usage=TokenUsage(written=min(len(text.split()), max_tokens)))
                for text in drafts
            ]
        ]

    def likelihoods(
        _writer: object, said: Sequence[tuple[Sequence[Message], str]], _adapter: str
    ) -> tuple[list[float], TokenUsage]:
        assert {reply for _, reply in said} <= {words}
        texts = [str(messages[-1]["content"]).removeprefix("Into German: ") for messages, _ in said]
        return [drafts[text] for text in texts], TokenUsage()

    monkeypatch.setattr(glossing, "writes_together", lambda _: fast)
    monkeypatch.setattr(glossing, "together", together)
    monkeypatch.setattr(render_drafts, "likelihoods", likelihoods)
    work = Work(asked, "en", standalone=asked)
    work.evidence = (passage(f"Es geht um {words}.", language=language),)
    return gloss(work, 1, words, Renderer(adapters), lambda _: [1.0])  # type: ignore[arg-type]


def test_draft_after_which_the_words_are_likeliest_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    drafts = {"Rotten discs": -1.9, "rotating discs": -0.7}
    assert meaning(monkeypatch, "rotierende Scheiben", drafts) == "rotating discs"


def test_what_the_words_hardly_follow_from_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert meaning(monkeypatch, "Bitketten", {"Bitcoins": -2.98}) == ""
    drafts = {"rotating and fixed discs": -2.48, "discs": -2.6}
    words = "rotierende und feststehende Scheiben"
    assert meaning(monkeypatch, words, drafts) == "rotating and fixed discs"
    assert meaning(monkeypatch, words, {"discs": -2.6}) == ""


def test_names_that_stay_as_they_are_need_no_meaning(monkeypatch: pytest.MonkeyPatch) -> None:
    assert meaning(monkeypatch, "Susan Foreman", {"Susan Foreman": 0.0, "Susan Fore": -1.0}) == ""
    assert meaning(monkeypatch, "Zürich", {"Zurich": -0.1}) == ""


def test_another_number_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    drafts = {"eight billion dollars": -0.5, "800 million dollars": -1.0}
    assert meaning(monkeypatch, "800 Millionen Dollar", drafts) == "800 million dollars"


@pytest.mark.parametrize(("language", "fast", "adapters"), [
    ("es", True, ["render"]),
    ("de", False, ["render"]),
    ("de", True, ["judge"]),
])  # fmt: skip
def test_model_that_is_not_fitted_to_it_or_writes_one_draft_gives_none(
    monkeypatch: pytest.MonkeyPatch, language: str, fast: bool, adapters: list[str]
) -> None:
    told = {"rotating discs": -0.7}
    words = "rotierende Scheiben"
    assert meaning(monkeypatch, words, told) == "rotating discs"
    assert meaning(monkeypatch, words, told, language=language, fast=fast, adapters=adapters) == ""


def test_what_only_leads_in_says_nothing_new(monkeypatch: pytest.MonkeyPatch) -> None:
    assert meaning(monkeypatch, "bei OpenAI", {"at OpenAI": -0.1}) == ""
    assert meaning(monkeypatch, "von Yahoo!", {"Yahoo": -0.1}) == ""


def test_brackets_of_a_meaning_stand_in_others(monkeypatch: pytest.MonkeyPatch) -> None:
    drafts = {"clades (genetic branches)": -1.5}
    assert meaning(monkeypatch, "Kladen (genetische Zweige)", drafts) == "clades [genetic branches]"


def test_draft_that_was_cut_off_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert meaning(monkeypatch, "rotierende Scheiben", {"discs " * 99: -0.1}) == ""
