import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from index import vector_file
from index.vector_file import Vector, VectorFile


def key(number: int) -> bytes:
    return sha256(str(number).encode()).digest()


def vector(number: int) -> Vector:
    return np.full(384, number, dtype=np.float32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "vectors.sqlite3"


@pytest.fixture
def file(path: Path) -> Iterator[VectorFile]:
    opened = VectorFile(path, "model")
    yield opened
    opened.close()


def test_what_was_kept_is_found_by_another_process_of_the_same_model(
    file: VectorFile, path: Path
) -> None:
    file.keep({key(number): vector(number) for number in range(2000)})
    code = (
        "import sys; from pathlib import Path; from index.vector_file import VectorFile\n"
        "found = VectorFile(Path(sys.argv[1]), sys.argv[2]).find([bytes.fromhex(sys.argv[3])])\n"
        "print([float(each[0]) for each in found.values()])"
    )
    for model, expected in (("model", "[1234.0]"), ("another model", "[]")):
        command = [sys.executable, "-c", code, str(path), model, key(1234).hex()]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == expected
    assert len(file.find([key(number) for number in range(1990, 2010)])) == 10


def test_what_was_unused_for_longest_goes_first(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = 20_000
    monkeypatch.setattr(vector_file, "_today", lambda: today)
    file = VectorFile(path, "model", limit=3 * 2**20)
    file.keep({key(number): vector(number) for number in range(1000)})
    today += 1
    used = [key(number) for number in range(200)]
    assert len(file.find(used)) == 200
    file.keep({key(number): vector(number) for number in range(1000, 1900)})
    file.trim()
    assert path.stat().st_size <= 3 * 2**20
    assert len(file.find(used)) == 200
    assert len(file.find([key(number) for number in range(1000, 1900)])) == 900
    left = len(file.find([key(number) for number in range(200, 1000)]))
    assert left < 800
    file.close()


def test_a_changed_byte_makes_a_vector_unknown(file: VectorFile, path: Path) -> None:
    file.keep({key(1): vector(1), key(2): vector(2)})
    with sqlite3.connect(path) as connection:
        blob = bytearray(connection.execute("SELECT vector FROM vectors").fetchone()[0])
        blob[40] ^= 4
        connection.execute("UPDATE vectors SET vector = ? WHERE text = ?", (bytes(blob), key(1)))
    connection.close()
    assert list(file.find([key(1), key(2)])) == [key(2)]


def test_a_row_that_gives_another_texts_vector_counts_as_unknown(
    file: VectorFile, path: Path
) -> None:
    file.keep({key(number): vector(number) for number in range(3)})
    with sqlite3.connect(path) as connection:
        connection.execute(
            "UPDATE vectors SET vector = (SELECT vector FROM vectors WHERE text = ?) "
            "WHERE text = ?",
            (key(1), key(0)),
        )
    connection.close()
    assert list(file.find([key(0), key(1), key(2)])) == [key(1), key(2)]
    file.keep({key(0): vector(0)})
    assert file.find([key(0)])[key(0)][0] == 0


@pytest.mark.parametrize("content", [b"no database at all" * 500, b"SQLite format 3\0" + b"?" * 99])
def test_a_file_that_is_no_database_is_made_anew(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    file = VectorFile(path, "model")
    file.keep({key(1): vector(1)})
    file.close()
    again = VectorFile(path, "model")
    assert list(again.find([key(1)])) == [key(1)]
    again.close()


def test_damage_while_it_is_open_costs_vectors_and_nothing_else(
    file: VectorFile, path: Path
) -> None:
    file.keep({key(number): vector(number) for number in range(500)})
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()
    raw = bytearray(path.read_bytes())
    raw[16384:] = bytes(len(raw) - 16384)
    path.write_bytes(bytes(raw))
    file.find([key(number) for number in range(500)])
    file.keep({key(number): vector(number) for number in range(600, 700)})
    file.find([key(3)])
    file.keep({key(700): vector(700)})
    assert list(file.find([key(700)])) == [key(700)]


def test_closed_it_knows_and_keeps_nothing_and_the_file_stays(path: Path) -> None:
    file = VectorFile(path, "model")
    file.keep({key(1): vector(1)})
    made = path.stat().st_ino
    file.close()
    assert file.find([key(1)]) == {}
    file.keep({key(2): vector(2)})
    file.trim()
    file.close()
    assert path.stat().st_ino == made
    again = VectorFile(path, "model")
    assert list(again.find([key(1), key(2)])) == [key(1)]
    again.close()


def test_who_is_in_the_middle_of_it_while_it_is_closed_harms_nothing(path: Path) -> None:
    before = VectorFile(path, "model")
    before.keep({key(number): vector(number) for number in range(5000)})
    before.close()
    made = path.stat().st_ino
    for _ in range(5):
        file = VectorFile(path, "model")
        started = threading.Event()

        def use(file: VectorFile = file, started: threading.Event = started) -> None:
            for number in range(200):
                file.find([key(each) for each in range(number, number + 50)])
                file.keep({key(6000 + number): vector(number)})
                started.set()

        threads = [threading.Thread(target=use) for _ in range(3)]
        for thread in threads:
            thread.start()
        assert started.wait(20)
        file.close()
        for thread in threads:
            thread.join(20)
    assert path.stat().st_ino == made
    after = VectorFile(path, "model")
    assert len(after.find([key(number) for number in range(5000)])) == 5000
    after.close()


class Refusing:
    """Stands for a connection, and raises with every statement."""

    def __init__(self, error: sqlite3.Error) -> None:
        self._error = error

    def execute(self, *_: object) -> None:
        raise self._error

    executemany = execute

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...

    def close(self) -> None: ...


def refusal(kind: type[sqlite3.Error], code: int = 0) -> sqlite3.Error:
    error = kind("as SQLite says it")
    if code:
        error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "stays"),
    [
        (refusal(sqlite3.OperationalError, sqlite3.SQLITE_BUSY), True),
        (refusal(sqlite3.OperationalError, sqlite3.SQLITE_FULL), True),
        (refusal(sqlite3.OperationalError, sqlite3.SQLITE_IOERR_READ), True),
        (refusal(sqlite3.ProgrammingError), True),
        (refusal(sqlite3.IntegrityError, sqlite3.SQLITE_CONSTRAINT), True),
        (refusal(sqlite3.DatabaseError, sqlite3.SQLITE_NOTADB), False),
        (refusal(sqlite3.DatabaseError, sqlite3.SQLITE_CORRUPT), False),
        (refusal(sqlite3.DatabaseError, sqlite3.SQLITE_CORRUPT_INDEX), False),
    ],
)
def test_only_a_damaged_file_is_made_anew(
    file: VectorFile, error: sqlite3.Error, stays: bool
) -> None:
    file.keep({key(1): vector(1)})
    connection = file._connection
    for use in (lambda: file.find([key(1)]), lambda: file.keep({key(2): vector(2)})):
        file._connection = cast("sqlite3.Connection", Refusing(error))
        use()
        file._connection = connection if stays else file._connection
    assert list(file.find([key(1)])) == ([key(1)] if stays else [])
    if not stays:
        connection.close()


def test_a_file_of_another_version_is_made_anew(path: Path) -> None:
    file = VectorFile(path, "model")
    file.keep({key(1): vector(1)})
    file.close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    again = VectorFile(path, "model")
    assert again.find([key(1)]) == {}
    again.keep({key(2): vector(2)})
    assert list(again.find([key(2)])) == [key(2)]
    again.close()


def test_where_nothing_can_be_written_vectors_are_kept_in_memory(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    file = VectorFile(tmp_path / "taken" / "vectors.sqlite3", "model")
    file.keep({key(1): vector(1)})
    assert list(file.find([key(1), key(2)])) == [key(1)]
    file.close()
