"""Files that can't be read are told, and read again only when they change."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.article import Article
from index.article_index import ArticleIndex
from index.errors import NoArticleError
from index.preparing import Here
from index.readers import IsolatedReader
from index.report import Failure


def test_an_unreadable_file_is_named_and_the_others_go_in(
    index: ArticleIndex, folder: Path
) -> None:
    (folder / "noise.txt").write_bytes(bytes(range(256)) * 50)
    (folder / "empty.md").write_bytes(b"")
    report = index.sync(folder)
    assert {failure.path for failure in report.failed} == {"noise.txt", "empty.md"}
    assert all(failure.reason for failure in report.failed)
    assert len(report.added) == 3
    assert {failure.path for failure in index.sync(folder).failed} == {"noise.txt", "empty.md"}


def test_mets_is_told_and_the_pages_that_it_names_are_articles(
    index: ArticleIndex, tmp_path: Path
) -> None:
    folder = tmp_path / "articles"
    (folder / "alto").mkdir(parents=True)
    files = ""
    for number, words in enumerate(("Die Brücke steht.", "Der Fluss steigt."), start=1):
        strings = "".join(f"<String CONTENT='{word}'/>" for word in words.split())
        (folder / "alto" / f"{number}.xml").write_text(
            "<alto xmlns='http://www.loc.gov/standards/alto/ns-v4#'><Layout><Page><PrintSpace>"
            f"<TextBlock><TextLine>{strings}</TextLine></TextBlock></PrintSpace></Page></Layout>"
            "</alto>",
            encoding="utf-8",
        )
        files += (
            f"<file ID='f{number}'><FLocat LOCTYPE='URL' xlink:href='alto/{number}.xml'/></file>"
        )
    (folder / "mets.xml").write_text(
        "<mets:mets xmlns:mets='http://www.loc.gov/METS/' xmlns='http://www.loc.gov/METS/' "
        f"xmlns:xlink='http://www.w3.org/1999/xlink'><fileSec><fileGrp USE='FULLTEXT'>{files}"
        "</fileGrp></fileSec></mets:mets>",
        encoding="utf-8",
    )
    report = index.sync(folder)
    (told,) = report.failed
    assert (told.path, told.reason) == (
        "mets.xml",
        "is METS, which names the pages of a print in files of their own; have its ALTO files in "
        "the folder, of which each is read as an article",
    )
    assert {each.id: each.text for each in index} == {
        "alto/1.xml": "Die Brücke steht.",
        "alto/2.xml": "Der Fluss steigt.",
    }
    assert index.check(folder) == ()


def test_an_article_that_can_no_more_be_read_is_not_answered_from(
    index: ArticleIndex, folder: Path
) -> None:
    index.sync(folder)
    (folder / "bread.txt").write_bytes(bytes(range(256)) * 50)
    report = index.sync(folder)
    assert report.removed == ("bread.txt",)
    assert [failure.path for failure in report.failed] == ["bread.txt"]
    assert "bread.txt" not in index


def test_a_file_that_is_no_article_is_read_once_and_told_each_time(
    index: ArticleIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "noise.txt").write_bytes(bytes(range(256)))
    (folder / "alt.doc").write_bytes(b"not read at all")
    (folder / "bread.pdf").write_bytes(b"%PDF-1.7 and nothing more")
    (folder / "bent.txt.gz").write_bytes(gzip.compress(b"A text.")[:-8] + bytes(8))
    first = index.sync(folder)
    assert [each.path for each in first.failed] == [
        "alt.doc", "bent.txt.gz", "bread.pdf", "noise.txt",
    ]  # fmt: skip

    def read_again(*_: object) -> None:
        pytest.fail("it was read again")

    with monkeypatch.context() as patched:
        patched.setattr(Here, "read", read_again)
        again = index.sync(folder)
        assert again.failed == first.failed
    assert index.check(folder) == ()

    (folder / "noise.txt").write_text("The noise of the harbour is measured at night.", "utf-8")
    (folder / "bread.pdf").unlink()
    (folder / "bent.txt.gz").unlink()
    assert index.check(folder) == ("noise.txt: not in the index",)
    last = index.sync(folder)
    assert last.added == ("noise.txt",)
    assert [each.path for each in last.failed] == ["alt.doc"]
    assert index.check(folder) == ()


def test_of_a_file_that_turns_out_to_be_a_bomb_late_nothing_goes_in(
    index: ArticleIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "late.jsonl").write_text('{"text": "One owl."}\n{"text": "Two owls."}\n', "utf-8")
    index.sync(folder)
    (folder / "late.jsonl").write_text('{"text": "One owl."}\n{"text": "Three."}\n', "utf-8")
    read = IsolatedReader.read

    def fail(reader: IsolatedReader, path: Path, root: Path) -> Iterator[Article | Failure]:
        yield from read(reader, path, root)
        if path.name == "late.jsonl":
            raise NoArticleError("late.jsonl: unpacks to more than 200 times its size")

    monkeypatch.setattr(IsolatedReader, "read", fail)
    removed = ("late.jsonl#1", "late.jsonl#2")
    told = index.check(folder)
    assert [line.partition(":")[0] for line in told] == list(removed)
    assert all("no more readable" in line for line in told)
    report = index.sync(folder)
    assert (report.added, report.updated, report.removed) == ((), (), removed)
    assert [each.path for each in report.failed] == ["late.jsonl"]
    assert not any("owl" in article.text or "Three" in article.text for article in index)
    assert index.check(folder) == ()
