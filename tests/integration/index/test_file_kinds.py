"""Files of many kinds and of many articles, from the folder to the passages and back."""

import gzip
import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from index.article_index import ArticleIndex
from index.errors import ArticleIndexError
from tests.integration.index.conftest import CountingE5
from tests.unit.index.readers.samples import (
    NITF,
    SAMPLES,
    SECOND,
    SENTENCE,
    json_lines,
    lines,
    pdf,
)


@pytest.fixture
def kinds(tmp_path: Path) -> Path:
    """A folder with a file of every kind, one of them packed."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, raw in SAMPLES.items():
        (folder / name).write_bytes(raw)
    (folder / "more").mkdir()
    (folder / "more" / "packed.xml.gz").write_bytes(gzip.compress(NITF))
    return folder


def crawl(folder: Path, records: Iterable[object]) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "crawl.jsonl").write_bytes(json_lines(*records))


RECORDS = [
    {"id": "owls", "text": "Owls hunt at night and hear a mouse under the snow.", "lang": "en"},
    {"id": "bread", "text": "A loaf of bread stays fresh for three days in a linen bag."},
    {"id": "moon", "text": "The moon moves away from the earth by four centimetres a year."},
]


def test_articles_of_every_kind_are_found_and_quoted_exactly(
    index: ArticleIndex, kinds: Path, counting: CountingE5
) -> None:
    report = index.sync(kinds)
    assert not report.failed
    assert {article_id.split("#")[0] for article_id in report.added} == {
        *SAMPLES,
        "more/packed.xml.gz",
    }
    found = index.search("Wie viele Autos queren täglich den Fluss?", limit=50)
    assert {passage.article_id.split("#")[0] for passage in found} == {
        *SAMPLES,
        "more/packed.xml.gz",
    }
    for passage in found:
        text = index.get(passage.article_id).text
        assert text[passage.start : passage.end] == passage.text
    assert len(counting.texts) == len(set(counting.texts))
    assert index.check(kinds) == ()
    assert not index.sync(kinds).changed


def test_the_pages_of_a_pdf_outlive_the_index(index: ArticleIndex, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(pdf([lines(SENTENCE), lines(SECOND)]))
    index.sync(folder)
    article = index.get("a.pdf")
    assert article.page_of(article.text.index(SENTENCE)) == 1
    assert article.page_of(article.text.index(SECOND)) == 2
    assert [each.page_starts for each in index] == [article.page_starts]


def test_a_record_that_goes_takes_one_article_with_it(
    index: ArticleIndex, tmp_path: Path, counting: CountingE5
) -> None:
    folder = tmp_path / "articles"
    crawl(folder, RECORDS)
    assert index.sync(folder).added == ("crawl.jsonl#owls", "crawl.jsonl#bread", "crawl.jsonl#moon")
    embedded = len(counting.texts)
    crawl(folder, [RECORDS[2], RECORDS[0]])
    report = index.sync(folder)
    assert report.removed == ("crawl.jsonl#bread",)
    assert report.unchanged == ("crawl.jsonl#moon", "crawl.jsonl#owls")
    assert not report.added
    assert not report.updated
    assert len(counting.texts) == embedded
    assert "crawl.jsonl#bread" not in index
    found = index.search("How long does bread stay fresh?", limit=9)
    assert {passage.article_id for passage in found} == {"crawl.jsonl#owls", "crawl.jsonl#moon"}
    assert index.check(folder) == ()


def test_only_the_changed_record_is_taken_anew(
    index: ArticleIndex, tmp_path: Path, counting: CountingE5
) -> None:
    folder = tmp_path / "articles"
    crawl(folder, RECORDS)
    index.sync(folder)
    embedded = len(counting.texts)
    changed = {"id": "moon", "text": "The moon has no air, and no sound is heard there."}
    fourth = {"id": "tea", "text": "Tea draws for three minutes in boiling water."}
    crawl(folder, [*RECORDS[:2], changed, fourth])
    assert [line.split(": ")[0] for line in index.check(folder)] == [
        "crawl.jsonl#moon",
        "crawl.jsonl#tea",
    ]
    report = index.sync(folder)
    assert (report.added, report.updated) == (("crawl.jsonl#tea",), ("crawl.jsonl#moon",))
    assert len(counting.texts) == embedded + 2
    assert index.check(folder) == ()


def test_a_bad_record_is_told_again_while_it_is_there(index: ArticleIndex, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    crawl(folder, [*RECORDS, {"title": "no text"}])
    for _ in range(2):
        report = index.sync(folder)
        assert [(each.path, each.reason.split(":")[0]) for each in report.failed] == [
            ("crawl.jsonl", "line 4")
        ]
        assert len(index) == 3
    crawl(folder, RECORDS)
    assert index.sync(folder).failed == ()


def test_a_file_of_many_articles_that_goes_or_breaks_takes_all_of_them(
    index: ArticleIndex, tmp_path: Path
) -> None:
    folder = tmp_path / "articles"
    crawl(folder, RECORDS)
    (folder / "a.txt").write_text(SENTENCE, encoding="utf-8")
    index.sync(folder)
    (folder / "crawl.jsonl").write_bytes(b"{\n")
    report = index.sync(folder)
    assert len(report.removed) == 3
    assert [failure.path for failure in report.failed] == ["crawl.jsonl"]
    crawl(folder, RECORDS)
    assert len(index.sync(folder).added) == 3
    (folder / "crawl.jsonl").unlink()
    assert len(index.sync(folder).removed) == 3
    assert [article.id for article in index] == ["a.txt"]


def test_a_renamed_file_of_many_articles_is_not_embedded_again(
    index: ArticleIndex, tmp_path: Path, counting: CountingE5
) -> None:
    folder = tmp_path / "articles"
    crawl(folder, RECORDS)
    index.sync(folder)
    embedded = len(counting.texts)
    (folder / "crawl.jsonl").rename(folder / "archive.jsonl")
    report = index.sync(folder)
    assert (len(report.added), len(report.removed)) == (3, 3)
    assert len(counting.texts) == embedded


def test_an_id_that_two_files_would_have_is_refused_to_the_second(
    index: ArticleIndex, tmp_path: Path
) -> None:
    folder = tmp_path / "articles"
    crawl(folder, [{"id": "2.txt", "text": SENTENCE}])
    (folder / "crawl.jsonl#2.txt").write_text(SECOND, encoding="utf-8")
    report = index.sync(folder)
    assert report.added == ("crawl.jsonl#2.txt",)
    assert len(report.failed) == 1
    assert "already has the id crawl.jsonl#2.txt" in report.failed[0].reason
    assert not index.sync(folder).changed


def test_archives_and_links_out_of_the_folder_are_told_or_passed_over(
    index: ArticleIndex, tmp_path: Path
) -> None:
    folder = tmp_path / "articles"
    crawl(folder, RECORDS)
    (tmp_path / "private.md").write_text(SECOND, encoding="utf-8")
    (folder / "private.md").symlink_to(tmp_path / "private.md")
    (folder / "circle.md").symlink_to("circle.md")
    os.mkfifo(folder / "pipe.md")
    (folder / "old.zip").write_bytes(b"PK\x03\x04")
    (folder / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    report = index.sync(folder)
    assert {failure.path for failure in report.failed} == {"old.zip", "old.doc"}
    assert all("private" not in passage.article_id for passage in index.search(SECOND, limit=9))
    assert len(index) == 3


def test_a_folder_of_nothing_but_hostile_files_leaves_the_index_as_it_is(
    index: ArticleIndex, tmp_path: Path
) -> None:
    crawl(tmp_path / "articles", RECORDS)
    index.sync(tmp_path / "articles")
    hostile = tmp_path / "hostile"
    hostile.mkdir()
    (hostile / "bomb.txt.gz").write_bytes(gzip.compress(bytes(64 * 2**20), 9) * 10)
    (hostile / "scan.pdf").write_bytes(pdf([[]]))
    (hostile / "cut.docx").write_bytes(SAMPLES["bridge.docx"][:500])
    with pytest.raises(ArticleIndexError, match=r"no article in .*hostile could be read"):
        index.sync(hostile)
    assert len(index) == 3
