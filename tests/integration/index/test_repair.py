import os
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.editions import answers_of, state_of
from benchmarks.hashed_words import HashedWords
from index import local_sets
from index.article_index import ArticleIndex
from index.errors import ArticleIndexError, IndexDamagedError, IndexLockedError
from index.lock import writing
from index.repair import Repair, repair
from index.report import SyncProgress
from index.store import ChromaStore
from index.vector_file import Vector

QUESTIONS = ("Tyler Perry Studio", "festival de Namur", "a loaf stays fresh")


@pytest.fixture
def place(tmp_path: Path, folder: Path) -> Path:
    with ArticleIndex.open(tmp_path / "index", embeddings=HashedWords()) as index:
        index.sync(folder)
    return tmp_path / "index"


def mended(place: Path, folder: Path) -> Repair:
    done = repair(place, folder, embeddings=HashedWords())
    with (
        ArticleIndex.open(place, embeddings=HashedWords()) as index,
        ArticleIndex.open(place.with_name("fresh"), embeddings=HashedWords()) as fresh,
    ):
        fresh.sync(folder)
        assert index.check(folder) == ()
        assert state_of(index) == state_of(fresh)
        assert answers_of(index, QUESTIONS) == answers_of(fresh, QUESTIONS)
        assert all(answers_of(index, QUESTIONS).values())
    return done


def database(place: Path) -> Path:
    return place / "articles.sqlite3"


def run(place: Path, statement: str) -> None:
    with closing(sqlite3.connect(database(place))) as connection, connection:
        connection.execute(statement)


def cut_short(place: Path) -> None:
    database(place).write_bytes(database(place).read_bytes()[:9000])


def overwrite(place: Path) -> None:
    raw = bytearray(database(place).read_bytes())
    for start in range(4096, len(raw) - 200, 4096):
        raw[start : start + 200] = bytes(range(200))
    database(place).write_bytes(bytes(raw))


def empty(place: Path) -> None:
    database(place).write_bytes(b"")


def lose(place: Path) -> None:
    database(place).unlink()


def vector_files(place: Path) -> Iterator[Path]:
    return (path for path in (place / "chroma").glob("0*/*/*") if path.is_file())


def change_vectors(place: Path) -> None:
    file = max(vector_files(place), key=lambda path: path.stat().st_size)
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 1
    file.write_bytes(bytes(raw))


def overwrite_vectors(place: Path) -> None:
    (file,) = (place / "chroma").glob("0*/chroma.sqlite3")
    raw = bytearray(file.read_bytes())
    raw[32768 : 32768 + 16384] = bytes(16384)
    file.write_bytes(bytes(raw))


def lose_vectors(place: Path) -> None:
    for file in vector_files(place):
        file.unlink()


DAMAGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "database cut short": (cut_short, "database: "),
    "database overwritten": (overwrite, "database: "),
    "database empty": (empty, "database: "),
    "database lost": (lose, "database: "),
    "a passage lost": (
        lambda place: run(place, "DELETE FROM passages WHERE number = 2"),
        "database: ",
    ),
    "an article changed": (
        lambda place: run(place, "UPDATE articles SET title = 'Another' WHERE id = 'bread.txt'"),
        "database: bread.txt: changed (title)",
    ),
    "words lost": (lambda place: run(place, "DELETE FROM lexical WHERE rowid = 1"), "full text: "),
    "vectors changed": (change_vectors, "vectors: "),
    "vectors lost": (lose_vectors, "vectors: "),
    "database of vectors overwritten": (overwrite_vectors, "vectors: "),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_told_and_mended(place: Path, folder: Path, damage: str) -> None:
    harm, told = DAMAGES[damage]
    harm(place)
    done = mended(place, folder)
    assert done.found
    assert done.found[0].startswith(told)
    assert done.report is not None
    assert done.report.embedded == 0  # all of it was embedded before


@pytest.mark.parametrize("harm", [change_vectors, overwrite_vectors, lose_vectors])
def test_a_sync_makes_damaged_vectors_anew(
    place: Path, folder: Path, harm: Callable[[Path], None]
) -> None:
    harm(place)
    with ArticleIndex.open(place, embeddings=HashedWords()) as index:
        report = index.sync(folder)
        assert not report.changed
        assert report.embedded == 0
        assert all(answers_of(index, QUESTIONS).values())
        assert index.check(folder) == ()


@pytest.mark.parametrize("harm", [change_vectors, overwrite_vectors])
def test_a_sync_makes_large_vectors_anew_that_a_search_found_damaged(
    place: Path, folder: Path, harm: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_sets, "_QUICKLY_READ", 0)
    times = {path: path.stat().st_mtime_ns for path in vector_files(place)}
    harm(place)
    for path, time in times.items():  # as where a disk gives back other bytes
        os.utime(path, ns=(time, time))
    with ArticleIndex.open(place, embeddings=HashedWords()) as index:
        index.sync(folder)
        for question in QUESTIONS:
            with pytest.raises(IndexDamagedError, match="--repair"):
                index.search(question)
        assert index.sync(folder).embedded == 0
        assert all(answers_of(index, QUESTIONS).values())
        state = index.state
        index.sync(folder)
        assert index.state == state


def test_a_sync_reads_large_vectors_that_were_written_since(
    place: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_sets, "_QUICKLY_READ", 0)
    with ArticleIndex.open(place, embeddings=HashedWords()) as index:
        for path in vector_files(place):
            path.touch()
        state = index.state
        index.sync(folder)
        assert index.state == state
        change_vectors(place)
        index.sync(folder)
        assert index.state != state
        assert all(answers_of(index, QUESTIONS).values())


def test_nothing_is_done_where_nothing_is_wrong(place: Path, folder: Path) -> None:
    with ArticleIndex.open(place, embeddings=HashedWords()) as index:
        before = index.state
    assert mended(place, folder) == Repair(found=())
    with ArticleIndex.open(place, embeddings=HashedWords()) as index:
        assert index.state == before


def test_a_folder_that_has_changed_is_synced(place: Path, folder: Path) -> None:
    (folder / "bread.txt").unlink()
    done = mended(place, folder)
    assert done.found == ("bread.txt: in the index, no more in the folder",)
    assert done.report is not None
    assert done.report.removed == ("bread.txt",)


def test_a_damaged_index_says_how_to_mend_it(place: Path) -> None:
    cut_short(place)
    with pytest.raises(IndexDamagedError, match="--repair"):
        ArticleIndex.open(place, embeddings=HashedWords()).search("bread")


def test_damage_met_by_a_reader_is_mended_under_it(place: Path, folder: Path) -> None:
    with ArticleIndex.open(place, embeddings=HashedWords()) as reader:
        expected = answers_of(reader, QUESTIONS)
        lose_vectors(place)
        repair(place, folder, embeddings=HashedWords())
        assert answers_of(reader, QUESTIONS) == expected


def test_an_index_that_another_writes_is_left_alone(place: Path, folder: Path) -> None:
    cut_short(place)
    left = database(place).read_bytes()
    with writing(place), pytest.raises(IndexLockedError):
        repair(place, folder, embeddings=HashedWords())
    assert database(place).read_bytes() == left


def test_without_its_articles_an_index_is_left_alone(place: Path, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    cut_short(place)
    left = database(place).read_bytes()
    with pytest.raises(ArticleIndexError, match="there is no article"):
        repair(place, tmp_path / "nothing", embeddings=HashedWords())
    assert database(place).read_bytes() == left
    assert not list(place.glob("*.repaired*"))


def test_a_check_tells_how_far_it_is(place: Path, folder: Path) -> None:
    told: list[SyncProgress] = []
    with ArticleIndex.open(place, embeddings=HashedWords()) as index:
        assert index.check(folder, progress=told.append) == ()
        passages = sum(each.passages for each in index.summaries())
    assert [*dict.fromkeys(each.phase for each in told)] == ["comparing", "full text", "vectors"]
    files = [each for each in told if each.phase == "comparing"]
    assert [(each.done, each.total) for each in files] == [(1, 3), (2, 3), (3, 3)]
    assert {each.item for each in files} == {"2024/perry.md", "bread.txt", "festival.md"}
    for phase in ("full text", "vectors"):
        last = [each for each in told if each.phase == phase][-1]
        assert (last.done, last.total) == (passages, passages)


def test_a_vector_that_is_listed_and_can_not_be_searched_is_told(
    place: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = ChromaStore.vectors

    def without_bread(store: ChromaStore, ids: Collection[str]) -> dict[str, Vector]:
        return {key: vector for key, vector in whole(store, ids).items() if key != bread}

    with ArticleIndex.open(place, embeddings=HashedWords()) as index:
        bread = index.passages("bread.txt")[0].id
        monkeypatch.setattr(ChromaStore, "vectors", without_bread)
        assert index.check(folder) == ("vectors: that of a passage of bread.txt can't be searched",)


def test_a_set_that_lacks_a_vector_is_damaged_and_none_is_sealed(
    place: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_is_missing(_: ChromaStore, count: int) -> bool:
        return count == 0

    with monkeypatch.context() as context:
        context.setattr(ChromaStore, "_hold", one_is_missing)
        with ArticleIndex.open(place, embeddings=HashedWords()) as index:
            with pytest.raises(IndexDamagedError, match="missing or damaged"):
                index.search("bread")
            (folder / "new.md").write_text("# New\n\nSomething is new.\n")
            with pytest.raises(ArticleIndexError, match="stored completely; sync again"):
                index.sync(folder)
            assert len(index) == 3
    with ArticleIndex.open(place, embeddings=HashedWords()) as index:
        index.sync(folder)
        assert index.search("Something is new", limit=1)[0].article_id == "new.md"
        assert index.check(folder) == ()


def test_a_repair_tells_of_its_check_too(place: Path, folder: Path) -> None:
    told: list[SyncProgress] = []
    lose_vectors(place)
    repair(place, folder, embeddings=HashedWords(), progress=told.append)
    phases = [*dict.fromkeys(each.phase for each in told)]
    assert phases == ["comparing", "full text", "vectors", "storing"]


def test_there_must_be_an_index(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ArticleIndexError, match="no index"):
        repair(tmp_path / "absent", folder, embeddings=HashedWords())
