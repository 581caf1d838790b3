"""What is done before the first question, so that it need not wait."""

from collections.abc import Generator, Sequence
from pathlib import Path

import pytest

from assistant import answering as module
from assistant.answering import Answering
from assistant.assistant import Assistant
from assistant.llm.writer import Draft
from assistant.prompts import Message, load_prompt
from assistant.settings import Settings
from index.article import Passage
from index.article_index import ArticleIndex
from tests.integration.assistant.answering import ARTICLES, STOPPED
from tests.integration.assistant.test_answering_judged import WHY_DE, JudgingWriter
from tests.scripted_llm import ScriptedLLM


class ReadingWriter(JudgingWriter):
    """Keeps the beginnings that it is asked to read ahead."""

    def __init__(self) -> None:
        super().__init__([STOPPED], {"": "Ein Satz."})
        self.ahead: list[str] = []

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int
    ) -> Generator[str, None, Draft]:
        if messages[-1]["content"] == "Question:":
            self.ahead.append(messages[0]["content"])
        return (yield from super().stream(messages, max_tokens=max_tokens))


def system(name: str, language: str = "") -> str:
    return load_prompt(name, language).turns[0][1]


def test_prompts_that_a_small_model_needs_are_read(articles: ArticleIndex) -> None:
    writer = ReadingWriter()
    Answering(articles, Settings.load(), writer).warm()
    ways = ("de-en", "de-fr", "fr-en", "fr-de", "en-de")
    assert {system("render", way) for way in ways} <= set(writer.ahead)
    assert {system("condense", language) for language in ("en", "de", "fr")} <= set(writer.ahead)
    assert {system("judge"), system("decompose")} <= set(writer.ahead)
    assert not any("$" in beginning for beginning in writer.ahead)


def test_another_model_is_not_asked_for_what_it_never_needs(articles: ArticleIndex) -> None:
    llm = ScriptedLLM.saying(*["yes"] * 6)
    Assistant.open(articles, settings=Settings.load(), llm=llm).warm()
    read = [str(conversation[0].content) for conversation in llm.asked]
    languages = ("en", "de", "fr")
    assert read == [system(name, each) for name in ("answer", "condense") for each in languages]


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ArticleIndex:
    """An index of one article, which notes whose sentences it ranks."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "perry.md").write_text(ARTICLES["2024/perry.md"], encoding="utf-8")
    opened = ArticleIndex.open(tmp_path / "index")
    opened.sync(folder)
    monkeypatch.setattr(opened, "rank_sentences", Ranking())
    return opened


class Ranking:
    def __init__(self) -> None:
        self.passages: list[Passage] = []

    def __call__(self, _: str, __: str, passages: Sequence[Passage]) -> tuple[Passage, ...]:
        self.passages += passages
        return tuple(passages)


def ranked(index: ArticleIndex) -> list[Passage]:
    ranking = index.rank_sentences
    assert isinstance(ranking, Ranking)
    return [passage.model_copy(update={"score": 0.0}) for passage in ranking.passages]


def test_sentences_of_a_small_index_are_embedded_ahead(index: ArticleIndex) -> None:
    Answering(index, Settings.load(), ReadingWriter()).warm()
    assert ranked(index) == list(index.passages("perry.md"))


def test_sentences_of_a_large_index_wait_for_their_question(
    index: ArticleIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_AHEAD", 0)
    Answering(index, Settings.load(), ReadingWriter()).warm()
    assert not ranked(index)


def test_nothing_is_embedded_ahead_once_a_question_is_asked(index: ArticleIndex) -> None:
    answering = Answering(index, Settings.load(), ReadingWriter())
    next(iter(answering.events(WHY_DE, (), frozenset())))
    answering.warm()
    assert not ranked(index)
