import threading
from contextlib import closing
from pathlib import Path

import pytest

from index.database import FILE, Database
from index.errors import ArticleIndexError
from index.meta import new_meta, read_meta, write_meta

NEW = new_meta("model", "chunking")


def test_opening_again_keeps_what_is_there(tmp_path: Path) -> None:
    Database(tmp_path, new=NEW).close()
    other = new_meta("other model", "chunking")
    with closing(Database(tmp_path, new=other)) as database, database.reading() as reader:
        assert read_meta(reader, tmp_path) == NEW


def test_an_absent_index_is_an_error_unless_it_may_be_made(tmp_path: Path) -> None:
    with pytest.raises(ArticleIndexError, match="there is no index at"):
        Database(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_readers_see_one_state_while_another_is_committed(tmp_path: Path) -> None:
    with closing(Database(tmp_path, new=NEW)) as database, database.reading() as reader:
        assert read_meta(reader, tmp_path).generation == 0
        with database.writing() as writer:
            write_meta(writer, NEW._replace(generation=1))
        assert read_meta(reader, tmp_path).generation == 0
        with database.reading() as later:
            assert read_meta(later, tmp_path).generation == 1


def test_a_failed_change_leaves_the_state_as_it_was(tmp_path: Path) -> None:
    def fail(database: Database) -> None:
        with database.writing() as writer:
            write_meta(writer, NEW._replace(generation=1))
            raise RuntimeError

    with closing(Database(tmp_path, new=NEW)) as database:
        with pytest.raises(RuntimeError):
            fail(database)
        with database.reading() as reader:
            assert read_meta(reader, tmp_path).generation == 0


def test_threads_read_side_by_side(tmp_path: Path) -> None:
    found: list[int] = []
    with closing(Database(tmp_path, new=NEW)) as database:
        together = threading.Barrier(4)

        def read() -> None:
            with database.reading() as reader:
                together.wait(timeout=30)
                found.append(read_meta(reader, tmp_path).generation)

        threads = [threading.Thread(target=read) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [0, 0, 0, 0]


def test_a_damaged_file_is_told_from_a_missing_one(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"this is no database, but long enough to be one" * 100)
    with pytest.raises(ArticleIndexError, match="is damaged"):
        Database(tmp_path, new=NEW)


def test_a_full_disk_is_named_and_nothing_is_lost(tmp_path: Path) -> None:
    def write_too_much(database: Database) -> None:
        with database.writing() as writer:
            writer.execute("PRAGMA max_page_count = 1")
            write_meta(writer, NEW._replace(generation=1))
            writer.execute("INSERT INTO files VALUES ('a', ?, '[]', '', 0)", (bytes(10_000_000),))

    with closing(Database(tmp_path, new=NEW)) as database:
        with pytest.raises(ArticleIndexError, match="the disk is full"):
            write_too_much(database)
        with database.reading() as reader:
            assert read_meta(reader, tmp_path).generation == 0


def test_a_closed_index_says_so(tmp_path: Path) -> None:
    database = Database(tmp_path, new=NEW)
    database.close()
    with pytest.raises(ArticleIndexError, match="is closed"), database.reading():
        pass
