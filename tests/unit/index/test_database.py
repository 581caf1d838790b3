import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from index import database as database_module
from index.database import FILE, Database, new_meta, read_meta, remains, rereading, write_meta
from index.errors import ArticleIndexError, IndexMismatchError, StateChangedError

NEW = new_meta("model", "chunking")


def test_a_new_index_says_what_made_it(tmp_path: Path) -> None:
    with closing(Database(tmp_path / "index", new=NEW)) as database, database.reading() as reader:
        assert read_meta(reader, tmp_path) == NEW


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


def test_an_index_of_another_version_names_the_command_that_rebuilds_it(tmp_path: Path) -> None:
    with closing(Database(tmp_path, new=NEW)) as database:
        with database.writing() as writer:
            write_meta(writer, NEW._replace(format=0, generation=7, vectors="set"))
        with database.reading() as reader:
            with pytest.raises(IndexMismatchError, match=r"assistant index FOLDER .* --rebuild"):
                read_meta(reader, tmp_path)
            kept = remains(reader, new_meta("new model", "chunking"))
    assert (kept.name, kept.generation, kept.vectors) == (NEW.name, 7, "set")


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


class TestReadingWithoutTheRightToWrite:
    """Another user writes, beside a reader who can make no lock files in the folder."""

    @pytest.fixture(autouse=True)
    def read_only(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        Database(tmp_path, new=NEW).close()
        monkeypatch.setattr(database_module, "is_writable", lambda _: False)

    def write(self, database: Database, generation: int) -> None:
        with database.writing() as connection:
            write_meta(connection, NEW._replace(generation=generation))

    def test_each_reading_sees_what_was_written_before_it(self, tmp_path: Path) -> None:
        with closing(Database(tmp_path)) as reader, closing(Database(tmp_path)) as writer:
            for generation in range(1, 4):
                self.write(writer, generation)
                with reader.reading() as connection:
                    assert read_meta(connection, tmp_path).generation == generation

    def test_what_is_in_the_journal_still_is_seen(self, tmp_path: Path) -> None:
        with (
            closing(Database(tmp_path)) as reader,
            closing(sqlite3.connect(tmp_path / FILE)) as busy,
        ):
            busy.execute("SELECT count(*) FROM meta").fetchone()  # has the journal stay
            self.write(reader, 1)
            assert (tmp_path / f"{FILE}-wal").stat().st_size
            for _ in range(2):
                with reader.reading() as connection:
                    assert read_meta(connection, tmp_path).generation == 1
            self.write(reader, 2)
            with reader.reading() as connection:
                assert read_meta(connection, tmp_path).generation == 2

    def test_a_change_meanwhile_is_noticed_and_read_again(self, tmp_path: Path) -> None:
        with closing(Database(tmp_path)) as reader, closing(Database(tmp_path)) as writer:
            seen: list[int] = []

            @rereading
            def read() -> int:
                with reader.reading() as connection:
                    seen.append(read_meta(connection, tmp_path).generation)
                    if len(seen) == 1:
                        self.write(writer, 1)
                return seen[-1]

            assert read() == 1
            assert seen == [0, 1]

    def test_what_goes_wrong_because_of_a_change_is_no_damage(self, tmp_path: Path) -> None:
        def read(reader: Database, writer: Database) -> None:
            with reader.reading():
                self.write(writer, 1)
                raise sqlite3.DatabaseError("database disk image is malformed")

        with (
            closing(Database(tmp_path)) as reader,
            closing(Database(tmp_path)) as writer,
            pytest.raises(StateChangedError, match="try again"),
        ):
            read(reader, writer)
