"""Another user writes, beside a reader who can make no lock files in the folder."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index import read_only as read_only_module
from index.database import FILE, Database
from index.errors import StateChangedError
from index.meta import new_meta, read_meta, write_meta
from index.read_only import rereading

NEW = new_meta("model", "chunking")


@pytest.fixture(autouse=True)
def folder_that_is_read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Database(tmp_path, new=NEW).close()
    monkeypatch.setattr(read_only_module, "is_writable", lambda _: False)


def write(database: Database, generation: int) -> None:
    with database.writing() as connection:
        write_meta(connection, NEW._replace(generation=generation))


def test_each_reading_sees_what_was_written_before_it(tmp_path: Path) -> None:
    with closing(Database(tmp_path)) as reader, closing(Database(tmp_path)) as writer:
        for generation in range(1, 4):
            write(writer, generation)
            with reader.reading() as connection:
                assert read_meta(connection, tmp_path).generation == generation


def test_what_is_in_the_journal_still_is_seen(tmp_path: Path) -> None:
    with (
        closing(Database(tmp_path)) as reader,
        closing(sqlite3.connect(tmp_path / FILE)) as busy,
    ):
        busy.execute("SELECT count(*) FROM meta").fetchone()  # has the journal stay
        write(reader, 1)
        assert (tmp_path / f"{FILE}-wal").stat().st_size
        for _ in range(2):
            with reader.reading() as connection:
                assert read_meta(connection, tmp_path).generation == 1
        write(reader, 2)
        with reader.reading() as connection:
            assert read_meta(connection, tmp_path).generation == 2


def test_a_change_meanwhile_is_noticed_and_read_again(tmp_path: Path) -> None:
    with closing(Database(tmp_path)) as reader, closing(Database(tmp_path)) as writer:
        seen: list[int] = []

        @rereading
        def read() -> int:
            with reader.reading() as connection:
                seen.append(read_meta(connection, tmp_path).generation)
                if len(seen) == 1:
                    write(writer, 1)
            return seen[-1]

        assert read() == 1
        assert seen == [0, 1]


def test_what_goes_wrong_because_of_a_change_is_no_damage(tmp_path: Path) -> None:
    def read(reader: Database, writer: Database) -> None:
        with reader.reading():
            write(writer, 1)
            raise sqlite3.DatabaseError("database disk image is malformed")

    with (
        closing(Database(tmp_path)) as reader,
        closing(Database(tmp_path)) as writer,
        pytest.raises(StateChangedError, match="try again"),
    ):
        read(reader, writer)
