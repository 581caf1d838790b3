import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from index.article import Article
from index.errors import NoArticleError, ReadError
from index.readers import REFUSED, SUFFIXES, read_article, read_articles
from index.readers import articles as articles_module
from index.report import Failure
from tests.unit.index.readers.samples import (
    SAMPLES,
    SECOND,
    SENTENCE,
    TITLE,
    json_lines,
    lines,
    pdf,
)


def read(folder: Path, name: str, raw: bytes) -> tuple[list[Article], list[Failure]]:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)
    found = list(read_articles(path, folder))
    return (
        [each for each in found if isinstance(each, Article)],
        [each for each in found if isinstance(each, Failure)],
    )


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
@pytest.mark.parametrize("name", SAMPLES)
def test_every_kind_of_file_is_read_packed_or_not(tmp_path: Path, name: str, packed: bool) -> None:
    raw = gzip.compress(SAMPLES[name]) if packed else SAMPLES[name]
    articles, failures = read(tmp_path, "2024/" + name + (".gz" if packed else ""), raw)
    assert not failures
    assert any(SENTENCE in article.text for article in articles)
    assert all(article.id.startswith(f"2024/{name}") for article in articles)
    assert {article.language for article in articles} == {"de"}
    if len(articles) == 1:
        assert articles[0].title == TITLE


def test_every_suffix_has_a_sample_or_a_sibling() -> None:
    siblings = {
        ".text", ".markdown", ".mdown", ".mkd", ".htm", ".xhtml", ".fodt", ".ndjson",
    }  # fmt: skip
    covered = {Path(name).suffix for name in SAMPLES} | siblings
    assert {suffix.removesuffix(".gz") for suffix in SUFFIXES} == covered
    assert not SUFFIXES & REFUSED.keys()


def test_an_article_knows_the_page_of_every_offset(tmp_path: Path) -> None:
    raw = pdf([lines("Erste Seite."), [], lines("Dritte Seite.")])
    (article,), _ = read(tmp_path, "a.pdf", raw)
    assert [article.page_of(at) for at in (0, 11, article.text.index("Dritte"))] == [1, 1, 3]
    assert read(tmp_path, "a.txt", b"Text.")[0][0].page_of(0) is None


def test_articles_of_one_file_are_told_apart_by_their_own_ids(tmp_path: Path) -> None:
    articles, _ = read(
        tmp_path,
        "crawl.jsonl",
        json_lines(
            {"id": "x", "text": "Eins."},
            {"text": "Zwei."},
            {"id": "x", "text": "Drei."},
            {"id": 2, "text": "Vier."},
            {"id": "x", "text": "Fünf."},
            {"url": " http://example.org/a b#c\n", "text": "Sechs."},
            {"id": "y" * 1000, "text": "Sieben."},
        ),
    )
    assert [article.id for article in articles] == [
        "crawl.jsonl#x",
        "crawl.jsonl#2",
        "crawl.jsonl#x~3",
        "crawl.jsonl#2~4",
        "crawl.jsonl#x~5",
        "crawl.jsonl#http://example.org/a b#c",
        "crawl.jsonl#" + "y" * 200,
    ]
    assert {article.path for article in articles} == {str(tmp_path / "crawl.jsonl")}


def test_what_can_not_be_read_of_a_file_is_told_and_counted(tmp_path: Path) -> None:
    raw = json_lines({"text": SENTENCE}) + b"{\n" * 25
    articles, failures = read(tmp_path, "crawl.ndjson", raw)
    assert len(articles) == 1
    assert [failure.path for failure in failures] == ["crawl.ndjson"] * 21
    assert failures[0].reason.startswith("line 2: is no JSON")
    assert failures[-1].reason == "5 more can't be read either"


def test_a_file_of_nothing_but_bad_lines_has_no_article(tmp_path: Path) -> None:
    for raw, reason in ((b"{\n[]\n", "line 1: is no JSON"), (b"\n\n", "it is empty")):
        with pytest.raises(ReadError, match=rf"bad\.jsonl: holds no article \({reason}"):
            read(tmp_path, "bad.jsonl", raw)


def test_one_article_is_asked_of_files_that_hold_one(tmp_path: Path) -> None:
    read(tmp_path, "one.json", json.dumps({"text": SENTENCE}).encode())
    assert read_article(tmp_path / "one.json", tmp_path).id == "one.json"
    read(tmp_path, "list.json", json.dumps([{"text": SENTENCE}]).encode())
    with pytest.raises(ReadError, match="holds a list of articles"):
        read_article(tmp_path / "list.json", tmp_path)


def test_what_a_file_that_was_cut_off_still_holds_is_read(tmp_path: Path) -> None:
    records = [{"id": n, "text": f"{SENTENCE} {n * 7919}"} for n in range(2000)]
    whole = gzip.compress(json_lines(*records))
    articles, failures = read(tmp_path, "cut.jsonl.gz", whole[: len(whole) // 2])
    assert 0 < len(articles) < 2000
    assert "can't be read from here on" in failures[-1].reason
    with pytest.raises(ReadError, match="cut"):
        read(tmp_path, "cut.txt.gz", gzip.compress(SENTENCE.encode() * 99)[:-20])


@pytest.mark.parametrize("name", ["bomb.txt.gz", "bomb.jsonl.gz", "bomb.docx.gz", "bomb.pdf.gz"])
def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, name: str) -> None:
    bomb = gzip.compress(bytes(64 * 2**20), 9) * 20
    with pytest.raises(ReadError, match=r"as a bomb does|more than the|can't be read from here on"):
        read(tmp_path, name, bomb)


def test_of_a_bomb_of_many_articles_nothing_is_left_to_take(tmp_path: Path) -> None:
    line = json_lines({"text": SENTENCE})
    with pytest.raises(NoArticleError, match="as a bomb does; remove it"):
        read(tmp_path, "bomb.jsonl.gz", gzip.compress(line * 400_000, 9))


def test_a_file_that_is_cut_off_early_gives_what_is_whole(tmp_path: Path) -> None:
    records = [{"id": n, "text": f"{SENTENCE} {n * 7919}"} for n in range(40)]
    whole = gzip.compress(json_lines(*records))
    articles, failures = read(tmp_path, "cut.jsonl.gz", whole[:-20])
    assert len(articles) > 30
    assert [article.text for article in articles] == [
        record["text"] for record in records[: len(articles)]
    ]
    (failure,) = failures
    assert failure.reason == (
        f"line {len(articles) + 1}: the file can't be read from here on: "
        "it is a gzip file that was cut off; make it anew"
    )


def damaged_gzip() -> dict[str, tuple[bytes, str]]:
    whole = gzip.compress(json_lines({"text": SENTENCE}, {"text": SECOND}))
    return {
        "check sum": (whole[:-8] + b"\0\0\0\0" + whole[-4:], "incorrect data check"),
        "length": (whole[:-4] + b"\0\0\0\1", "incorrect length check"),
        "method": (whole[:2] + b"\7" + whole[3:], "unknown compression method"),
        "junk": (whole + b"junk", "something else stands behind its end"),
        "data": (whole[:10] + b"\xff" * 20 + whole[30:], "invalid block type"),
        "cut off": (whole[:-8], "cut off"),
    }


@pytest.mark.parametrize("damage", damaged_gzip())
def test_a_damaged_gzip_file_is_told_as_such_and_not_as_forbidden(
    tmp_path: Path, damage: str
) -> None:
    raw, reason = damaged_gzip()[damage]
    with pytest.raises(
        NoArticleError, match=rf"a.txt.gz: is a .*gzip file.*{reason}.*make it anew"
    ):
        read(tmp_path, "a.txt.gz", raw)


@pytest.mark.parametrize(
    ("damage", "count"),
    [("check sum", 0), ("length", 0), ("method", 0), ("data", 0), ("junk", 2), ("cut off", 2)],
)
def test_of_damaged_lines_goes_in_what_is_surely_as_it_was_written(
    tmp_path: Path, damage: str, count: int
) -> None:
    raw, reason = damaged_gzip()[damage]
    if not count:
        with pytest.raises(NoArticleError, match=f"{reason}.*make it anew"):
            read(tmp_path, "a.jsonl.gz", raw)
        return
    articles, failures = read(tmp_path, "a.jsonl.gz", raw)
    assert [article.text for article in articles] == [SENTENCE, SECOND][:count]
    assert reason in failures[-1].reason


def test_gzip_files_behind_one_another_are_one(tmp_path: Path) -> None:
    raw = b"".join(gzip.compress(json_lines({"text": each})) for each in (SENTENCE, SECOND))
    for padding in (b"", bytes(1), bytes(10_000)):
        articles, failures = read(tmp_path, "a.jsonl.gz", raw + padding)
        assert [article.text for article in articles] == [SENTENCE, SECOND]
        assert not failures


def test_archives_inside_archives_are_refused(tmp_path: Path) -> None:
    tar, packed = io.BytesIO(), io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.txt"), io.BytesIO())
    with zipfile.ZipFile(packed, "w") as nested:
        nested.writestr("a.txt", SENTENCE)
    for inner in (gzip.compress(SENTENCE.encode()), tar.getvalue(), packed.getvalue()):
        for name in ("a.txt.gz", "a.jsonl.gz", "a.xml.gz"):
            with pytest.raises(ReadError, match="inside another; unpack it"):
                read(tmp_path, name, gzip.compress(inner))


@pytest.mark.parametrize("suffix", sorted(REFUSED))
def test_what_may_hold_articles_and_is_not_read_is_named(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(ReadError, match=r"unpack it into the folder|save it as"):
        read(tmp_path, f"archive{suffix.upper()}", b"x")


@pytest.mark.parametrize(
    ("name", "megabytes", "remedy"),
    [("a.json", 51, "JSON Lines"), ("a.xml", 51, "split"), ("a.pdf", 151, "split")],
)
def test_a_huge_file_is_refused_unread(
    tmp_path: Path, name: str, megabytes: int, remedy: str
) -> None:
    with (tmp_path / name).open("wb") as file:
        file.truncate(megabytes * 2**20)
    with pytest.raises(ReadError, match=f"has {megabytes} MB, more than .*{remedy}"):
        list(read_articles(tmp_path / name, tmp_path))


def test_a_file_that_only_claims_to_be_packed_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="is not a gzip file"):
        read(tmp_path, "a.txt.gz", SENTENCE.encode())


def test_halves_of_letters_are_never_let_in(tmp_path: Path) -> None:
    articles, _ = read(tmp_path, "crawl.jsonl", rb'{"text": "\ud800 x", "title": "\n"}')
    assert articles[0].title == articles[0].text == "\ufffd x"


@pytest.mark.parametrize("text", ["a\n" * 101, "A house. " * 101, "家。" * 101])
def test_an_article_of_endlessly_many_lines_or_sentences_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(articles_module, "MOST_UNITS", 100)
    reason = "has more than 100 lines or sentences; split it"
    with pytest.raises(NoArticleError, match=reason):
        read(tmp_path, "long.txt", text.encode())
    found, failures = read(tmp_path, "list.jsonl", json_lines({"text": text}, {"text": SENTENCE}))
    assert [each.text for each in found] == [SENTENCE]
    assert [each.reason for each in failures] == [f"line 1: {reason}"]
    assert read(tmp_path, "short.txt", text[: len(text) // 101 * 100].encode())[0]
