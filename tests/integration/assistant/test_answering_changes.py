"""Articles that change while a question about them is being answered."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.answer import Answer, Status
from assistant.events import AnswerReady, TextDelta
from index.article_index import ArticleIndex
from tests.integration.assistant.answering import ARTICLES, WHY, assert_sound, assistant_saying

DRAFT = ("[1] Because the videos", " made by Sora frightened him.")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "perry.md").write_text(ARTICLES["2024/perry.md"], encoding="utf-8")
    (folder / "bread.txt").write_text(ARTICLES["bread.txt"], encoding="utf-8")
    return folder


@pytest.fixture
def index(tmp_path: Path, folder: Path) -> Iterator[ArticleIndex]:
    with ArticleIndex.open(tmp_path / "index") as opened:
        opened.sync(folder)
        yield opened


def answer_while(index: ArticleIndex, folder: Path, change: Callable[[Path], None]) -> Answer:
    """The answer to a question, where the articles change once its first words are shown."""
    events = assistant_saying(index, DRAFT, "yes")[0].stream(WHY)
    next(event for event in events if isinstance(event, TextDelta))
    change(folder / "perry.md")
    index.sync(folder)
    last = list(events)[-1]
    assert isinstance(last, AnswerReady)
    assert_sound(index, last.answer)
    return last.answer


def test_article_removed_meanwhile_is_never_cited(index: ArticleIndex, folder: Path) -> None:
    answer = answer_while(index, folder, Path.unlink)
    assert answer.status is Status.NOT_FOUND
    assert "changed" in answer.dropped[0].note


def test_article_rewritten_meanwhile_is_never_misquoted(index: ArticleIndex, folder: Path) -> None:
    def rewrite(path: Path) -> None:
        path.write_text(f"Vorweg etwas anderes.\n\n{ARTICLES['bread.txt']}", encoding="utf-8")

    assert answer_while(index, folder, rewrite).status is Status.NOT_FOUND


def test_article_that_stays_is_cited_whatever_else_changes(
    index: ArticleIndex, folder: Path
) -> None:
    answer = answer_while(index, folder, lambda path: path.with_name("bread.txt").unlink())
    assert answer.status is Status.ANSWERED
    assert {citation.article_id for citation in answer.citations} == {"perry.md"}
