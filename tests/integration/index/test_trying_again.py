"""Files whose reader failed, or of which an article can't be cut, are tried again in time."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index import comparison, preparing, trying
from index.article import Article, Passage
from index.article_index import ArticleIndex
from index.chunking import ChunkingSettings, chunk_article
from index.errors import ReaderFailedError
from index.readers import IsolatedReader
from index.repair import repair
from index.report import Failure
from tests.integration.index.conftest import ARTICLES, CountingE5


class Failing:
    """Has the reader of bread.txt fail, and counts how often it was read."""

    def __init__(self, patched: pytest.MonkeyPatch) -> None:
        self.reads = 0
        self.fails = True
        read = IsolatedReader.read

        def fail(reader: IsolatedReader, path: Path, root: Path) -> Iterator[Article | Failure]:
            if path.name == "bread.txt":
                self.reads += 1
                if self.fails:
                    raise ReaderFailedError("bread.txt: takes more than 120 s to read; split it")
            yield from read(reader, path, root)

        patched.setattr(IsolatedReader, "read", fail)

    def read_by(self, work: Callable[[], object]) -> bool:
        before = self.reads
        work()
        return self.reads > before


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Failing:
    return Failing(monkeypatch)


def test_a_file_whose_reader_failed_is_told_and_not_read_by_the_next_sync(
    index: ArticleIndex, folder: Path, failing: Failing
) -> None:
    for _ in range(2):
        assert [each.path for each in index.sync(folder).failed] == ["bread.txt"]
        assert len(index) == 2
    assert failing.reads == 1
    failing.fails = False
    bread = folder / "bread.txt"
    bread.write_text(bread.read_text("utf-8") + "\nIt is cut thin.", "utf-8")
    assert index.sync(folder).added == ("bread.txt",)
    assert not index.sync(folder).failed
    assert failing.reads == 2


def test_a_file_whose_reader_failed_is_tried_again_in_time(
    index: ArticleIndex, folder: Path, failing: Failing, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.sync(folder)
    with monkeypatch.context() as patched:
        patched.setattr(comparison, "program_version", lambda: "another")
        assert failing.read_by(lambda: index.sync(folder))
    then = trying.now()
    for hours, reads in ((23, False), (25, True), (-1, True)):
        with monkeypatch.context() as patched:
            patched.setattr(comparison, "now", lambda hours=hours: then + hours * 3600)
            assert failing.read_by(lambda: index.sync(folder)) is reads
    with ArticleIndex.open(index.folder, rebuild=True) as rebuilt:
        assert failing.read_by(lambda: rebuilt.sync(folder))


def test_a_repair_tries_a_file_again_whose_reader_failed(
    index: ArticleIndex, folder: Path, failing: Failing
) -> None:
    index.sync(folder)
    assert failing.read_by(lambda: repair(index.folder, folder))
    assert index.check(folder) == ()
    failing.fails = False
    done = repair(index.folder, folder)
    assert done.found == ("bread.txt: not in the index",)
    assert done.report is not None
    assert done.report.added == ("bread.txt",)
    assert index.check(folder) == ()


class PanicError(BaseException):
    """As a library in Rust raises it: no Exception."""


class Panic:
    """Has articles with the word "panic" make the library panic that cuts them."""

    def __init__(self, patched: pytest.MonkeyPatch) -> None:
        self.on = True

        def fail(article: Article, settings: ChunkingSettings) -> list[Passage]:
            if self.on and "panic" in article.text:
                raise PanicError("called `Option::unwrap()` on a `None` value")
            return chunk_article(article, settings)

        patched.setattr(preparing, "chunk_article", fail)


@pytest.fixture
def panic(monkeypatch: pytest.MonkeyPatch) -> Panic:
    return Panic(monkeypatch)


def write_owls(folder: Path, *texts: str) -> None:
    lines = (json.dumps({"text": text}) + "\n" for text in texts)
    (folder / "owls.jsonl").write_text("".join(lines), "utf-8")


OWLS = ("One owl.", "Two owls.", "Three owls.", "Four owls.", "Five owls.")


@pytest.mark.usefixtures("panic")
def test_an_article_that_can_not_be_cut_leaves_the_others_of_its_file(
    index: ArticleIndex, folder: Path
) -> None:
    write_owls(folder, *OWLS)
    index.sync(folder)
    write_owls(folder, "One owl.", "Two owls in panic.", *OWLS[2:], "Six owls.", "Owls that panic.")
    plan = index.plan(folder)
    report = index.sync(folder)
    assert report.model_copy(update={"seconds": 0.0}) == plan
    assert report.added == ("owls.jsonl#6",)
    assert report.removed == ("owls.jsonl#2",)  # it says something else by now
    assert len(report.unchanged) == len(ARTICLES) + 4
    assert {each.path for each in report.failed} == {"owls.jsonl"}
    assert [each.reason.partition(" (")[0] for each in report.failed] == [
        "#2: can't be cut into passages", "#7: can't be cut into passages",
    ]  # fmt: skip
    assert index.check(folder) == ()
    again = index.sync(folder)
    assert (again.failed, again.changed) == (report.failed, False)


@pytest.mark.usefixtures("panic")
def test_of_a_file_of_which_much_can_not_be_cut_the_first_articles_are_told(
    index: ArticleIndex, folder: Path
) -> None:
    write_owls(folder, *(f"{each} owls in panic." for each in range(25)))
    reasons = [each.reason for each in index.sync(folder).failed]
    assert len(reasons) == 21
    assert reasons[-1] == "5 more can't be cut either"


def test_a_file_is_read_again_in_time_of_which_an_article_could_not_be_cut(
    index: ArticleIndex, folder: Path, panic: Panic, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_owls(folder, *OWLS, "Owls that panic.")
    (folder / "bread.txt").write_text("Bread in panic.", "utf-8")
    assert len(index.sync(folder).failed) == 2
    panic.on = False
    assert not index.sync(folder).added
    missing = ("bread.txt: not in the index", "owls.jsonl#6: not in the index")
    assert index.check(folder) == missing
    with monkeypatch.context() as patched:
        patched.setattr(comparison, "program_version", lambda: "another")
        report = index.sync(folder)
    assert report.added == ("bread.txt", "owls.jsonl#6")
    assert not report.failed
    assert index.check(folder) == ()


def test_a_repair_reads_a_file_again_of_which_an_article_could_not_be_cut(
    index: ArticleIndex, folder: Path, panic: Panic
) -> None:
    write_owls(folder, *OWLS, "Owls that panic.")
    index.sync(folder)
    panic.on = False
    done = repair(index.folder, folder, embeddings=CountingE5())
    assert done.report is not None
    assert done.report.added == ("owls.jsonl#6",)
    assert index.check(folder) == ()


def test_an_article_that_can_be_cut_no_more_is_told_and_stays_while_its_file_is_the_same(
    index: ArticleIndex, folder: Path, panic: Panic
) -> None:
    panic.on = False
    write_owls(folder, *OWLS, "Owls that panic.")
    index.sync(folder)
    panic.on = True
    (told,) = index.check(folder)
    assert told.startswith("owls.jsonl#6: in the index, no more readable (can't be cut")
    assert "owls.jsonl#6" in index.sync(folder).unchanged
    with sqlite3.connect(index.folder / "articles.sqlite3") as connection:
        connection.execute("UPDATE articles SET title = 'Another' WHERE id = 'owls.jsonl#2'")
    connection.close()
    assert "database: owls.jsonl#2: changed (title)" in index.check(folder)
