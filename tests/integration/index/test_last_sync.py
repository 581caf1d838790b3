from pathlib import Path

import pytest

from benchmarks.hashed_words import HashedWords
from index.article_index import ArticleIndex
from index.errors import ArticleIndexError
from index.last_sync import read_last_sync


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "index"


def test_the_last_sync_is_told_beside_the_index(place: Path, folder: Path) -> None:
    (folder / "noise.pdf").write_bytes(b"no PDF")
    with ArticleIndex.open(place, embeddings=HashedWords()) as index:
        assert index.last_sync() is None
        report = index.sync(folder)
        last = index.last_sync()
        assert last is not None
        assert (last.state, last.folder, last.generation) == ("done", str(folder), 1)
        assert last.added == report.added
        assert last.failed == report.failed
        assert last.counts["passages"] == report.passages > 0
        assert last.ended is not None
        assert last.ended >= last.begun
        assert not last.interrupted


def test_a_sync_that_failed_says_why(place: Path, folder: Path) -> None:
    with ArticleIndex.open(place, embeddings=HashedWords()) as index:
        index.sync(folder)
        with pytest.raises(ArticleIndexError, match="does not exist"):
            index.sync(folder / "absent")
        last = index.last_sync()
    assert last is not None
    assert last.state == "failed"
    assert "does not exist" in str(last.error)
    assert last.generation == 1


@pytest.mark.parametrize("content", ["", "{", '{"state": "done"}'])
def test_a_report_that_cannot_be_read_hinders_nothing(
    place: Path, folder: Path, content: str
) -> None:
    with ArticleIndex.open(place, embeddings=HashedWords()) as index:
        index.sync(folder)
        (place / "last-sync.json").write_text(content)
        assert index.last_sync() is None
        assert len(index.sync(folder).unchanged) == 3
        assert index.last_sync() is not None


def test_names_that_are_no_text_are_told_all_the_same(place: Path, folder: Path) -> None:
    (folder / "bad\udcff.pdf").write_bytes(b"no PDF")
    with ArticleIndex.open(place, embeddings=HashedWords()) as index:
        index.sync(folder)
    last = read_last_sync(place)
    assert last is not None
    assert [each.path for each in last.failed] == [r"bad\xff.pdf"]
