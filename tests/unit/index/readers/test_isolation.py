import gzip
import json
import os
import signal
import sys
from pathlib import Path

import pytest

from index.article import Article
from index.errors import ArticleIndexError, ReaderFailedError, ReadError
from index.readers import IsolatedReader, read_articles
from index.report import Failure
from tests.unit.index.readers.samples import SAMPLES, SECOND, SENTENCE, json_lines


def write(folder: Path, name: str, raw: bytes) -> Path:
    (folder / name).write_bytes(raw)
    return folder / name


def worker_of(reader: IsolatedReader) -> int:
    assert reader._process is not None
    return reader._process.pid


@pytest.mark.parametrize("name", SAMPLES)
def test_another_process_reads_the_same(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, name, SAMPLES[name])
    with IsolatedReader() as reader:
        assert list(reader.read(path, tmp_path)) == list(read_articles(path, tmp_path))


@pytest.mark.parametrize("packed", [False, True])
def test_a_reader_tells_how_much_of_a_file_its_articles_took_up(
    tmp_path: Path, packed: bool
) -> None:
    said = "The bridge was opened in {0}, closed in {0}, and nobody knows why. " * 5
    raw = "".join(
        json.dumps({"text": said.format(number)}) + "\n" for number in range(500)
    ).encode()
    raw = gzip.compress(raw) if packed else raw
    path = write(tmp_path, "bridge.jsonl.gz" if packed else "bridge.jsonl", raw)
    with IsolatedReader() as reader:
        places = [reader.consumed for _ in reader.read(path, tmp_path)]
    assert len(places) == 500
    assert places == sorted(places)
    assert len(set(places)) > 15
    assert 0 < places[0] < len(raw) / 2
    assert 0.9 * len(raw) < places[-1] <= len(raw)


def test_one_process_reads_file_after_file_and_ends_with_its_reader(tmp_path: Path) -> None:
    paths = [write(tmp_path, name, SAMPLES[name]) for name in ("bridge.rtf", "bridge.odt")]
    with IsolatedReader() as reader:
        for path in paths:
            assert list(reader.read(path, tmp_path))
        first = worker_of(reader)
        with pytest.raises(ReadError, match=r"bad\.pdf: is no PDF"):
            list(reader.read(write(tmp_path, "bad.pdf", b"x"), tmp_path))
        assert list(reader.read(paths[0], tmp_path))
        assert worker_of(reader) == first
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)


def test_a_large_process_asks_one_reader_all_along(tmp_path: Path) -> None:
    path = write(tmp_path, "bridge.odt", SAMPLES["bridge.odt"])
    loaded = b"\1" * (1200 * 2**20)  # as much as a language model beside it
    with IsolatedReader() as reader:
        assert list(reader.read(path, tmp_path))
        first = worker_of(reader)
        assert list(reader.read(path, tmp_path))
        assert worker_of(reader) == first
    assert loaded


def test_a_name_that_is_no_text_costs_its_own_line_only(tmp_path: Path) -> None:
    good = json_lines({"text": SENTENCE}).rstrip(b"\n")
    bad = rb'{"\ud800 key": 1, "\u0000": 2}'
    path = write(tmp_path, "list.jsonl", b"\n".join([good, bad, good]))
    with IsolatedReader() as reader:
        first, failure, second = reader.read(path, tmp_path)
        process = worker_of(reader)
        assert list(reader.read(path, tmp_path))[1] == failure
        assert worker_of(reader) == process
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert failure == Failure(
        path="list.jsonl",
        reason="line 2: has no text under a known name (it has , \ufffd key)",
    )


def test_bad_records_and_odd_names_come_through(tmp_path: Path) -> None:
    path = write(tmp_path, "Öl & Gas\n#1.jsonl", json_lines({"text": SENTENCE}, {"x": 1}))
    with IsolatedReader() as reader:
        article, failure = reader.read(path, tmp_path)
    assert isinstance(article, Article)
    assert isinstance(failure, Failure)
    assert article.id == "Öl & Gas\n#1.jsonl#1"
    assert failure.reason.startswith("line 2: has no text")


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    slow = write(tmp_path, "slow.md", b"[" * 1_000_000)
    with IsolatedReader(seconds=5.0) as reader:
        with pytest.raises(
            ReaderFailedError, match=r"slow\.md: takes more than 5 s to read; split it"
        ):
            list(reader.read(slow, tmp_path))
        path = write(tmp_path, "bridge.odt", SAMPLES["bridge.odt"])
        assert list(reader.read(path, tmp_path))


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS limits no address space")
def test_a_file_that_takes_too_much_memory_is_given_up(tmp_path: Path) -> None:
    large = write(tmp_path, "large.txt", (SENTENCE + "😀\n").encode() * 500_000)
    with IsolatedReader(memory=400 * 2**20) as reader:
        with pytest.raises(ReaderFailedError, match=r"large\.txt: .*(memory|crash)"):
            list(reader.read(large, tmp_path))
        path = write(tmp_path, "bridge.odt", SAMPLES["bridge.odt"])
        assert list(reader.read(path, tmp_path))


@pytest.mark.parametrize(
    ("death", "reason"), [(signal.SIGSEGV, "crash, SIGSEGV"), (signal.SIGKILL, "memory")]
)
def test_a_file_that_kills_its_reader_is_named_and_the_next_is_read(
    tmp_path: Path, death: signal.Signals, reason: str
) -> None:
    records = json_lines(*({"text": f"{SECOND} {number}"} for number in range(4_000)))
    path = write(tmp_path, "many.jsonl", records)
    with IsolatedReader() as reader:
        found = reader.read(path, tmp_path)
        next(found)
        os.kill(worker_of(reader), death)
        with pytest.raises(ReaderFailedError, match=rf"many\.jsonl: .*{reason}"):
            list(found)
        assert len(list(reader.read(path, tmp_path))) == 4_000


def test_a_file_that_is_left_half_read_does_not_mix_with_the_next(tmp_path: Path) -> None:
    records = json_lines(*({"text": f"{SECOND} {number}"} for number in range(4_000)))
    with IsolatedReader() as reader:
        half = reader.read(write(tmp_path, "many.jsonl", records), tmp_path)
        next(half)
        half.close()  # type: ignore[attr-defined]  # a generator, though told as an iterator
        path = write(tmp_path, "bridge.odt", SAMPLES["bridge.odt"])
        (article,) = reader.read(path, tmp_path)
    assert isinstance(article, Article)
    assert article.id == "bridge.odt"


def test_a_process_that_does_not_start_stops_all_and_fails_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, "bridge.odt", SAMPLES["bridge.odt"])
    for executable in ("/bin/false", str(tmp_path / "missing")):
        monkeypatch.setattr(sys, "executable", executable)
        with IsolatedReader() as reader, pytest.raises(ArticleIndexError) as raised:
            list(reader.read(path, tmp_path))
        assert not isinstance(raised.value, ReadError)
        assert "start" in str(raised.value)
