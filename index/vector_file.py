"""Vectors by model and text in a SQLite file: bounded, shared by processes, never in the way.

Whatever goes wrong with the file costs an embedding and nothing else: what is damaged counts as
unknown, a file that is no database is made anew, and what can't be written is not kept. All indexes
of a user share it, so nothing less than damage makes it go.
"""

import sqlite3
import threading
import time
import zlib
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]

DEFAULT_LIMIT = 2 * 2**30
"""Most bytes of the file: about 1.2 million vectors of 384 dimensions."""

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS models (number INTEGER PRIMARY KEY, fingerprint TEXT UNIQUE)",
    # A vector is 32-bit floats, little-endian, and a CRC-32 of the text's hash and them: a damaged
    # file may give the row of another text. `used` is a day since 1970.
    "CREATE TABLE IF NOT EXISTS vectors (model INTEGER NOT NULL, text BLOB NOT NULL, "
    "used INTEGER NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (model, text))",
    "CREATE INDEX IF NOT EXISTS vectors_by_use ON vectors (used)",
)
# Pages that hold several vectors: on SQLite's own 4,096 bytes, a third of the file is empty.
_PAGE_BYTES = 16384
_BIND = 900  # most values that one statement may bind in every SQLite
_LEFT = 0.9  # share of the limit that is left after trimming, so that it is seldom done
_TRIM_EVERY = 4096  # vectors kept between two looks at the size
_MEMORY_LIMIT = 64 * 2**20
_DAY = 86400
_BUSY_SECONDS = 30
_CRC_BYTES = 4
_ATTEMPTS = 3
_FORMAT = 1
_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class VectorFile:
    """What is known of one model, in a file that several models and processes share.

    Safe for threads. Where the file can't be made, everything is remembered in memory only. Closed,
    it knows nothing and keeps nothing.

    Args:
        path: of the file; its folder is made where it is absent.
        model: fingerprint of the model.
        limit: most bytes of the file, about; the vectors unused for longest go first.
    """

    def __init__(self, path: Path, model: str, limit: int = DEFAULT_LIMIT) -> None:
        self._path = path
        self._model = model
        self._limit = limit
        self._lock = threading.Lock()
        self._kept = 0
        self._closed = False
        self._connection, self._number = self._open()

    def _open(self) -> tuple[sqlite3.Connection, int]:
        for _ in range(_ATTEMPTS):
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                return _prepared(str(self._path), self._model)
            except _OtherVersionError:
                self._delete()
            except sqlite3.Error as error:
                # Else two processes make it at once; or there is no permission, or no room.
                if _is_damage(error):
                    self._delete()
            except OSError:
                break
        self._limit = min(self._limit, _MEMORY_LIMIT)
        return _prepared(":memory:", self._model)

    def find(self, keys: Collection[bytes]) -> dict[bytes, Vector]:
        """Return the vectors that are known, by key: the hash of a text."""
        found: dict[bytes, Vector] = {}
        wanted = list(keys)
        with self._lock:
            if self._closed:
                return {}
            for start in range(0, len(wanted), _BIND):
                try:
                    found.update(self._find_some(wanted[start : start + _BIND]))
                except sqlite3.Error as error:
                    # Else a disk that fails, or a file held by another for long.
                    if _is_damage(error):
                        self._begin_anew()
                        return {}
        return found

    def _find_some(self, keys: list[bytes]) -> dict[bytes, Vector]:
        marks = ",".join("?" * len(keys))
        rows = self._connection.execute(
            f"SELECT text, vector, used FROM vectors WHERE model = ? AND text IN ({marks})",  # noqa: S608 - question marks
            (self._number, *keys),
        ).fetchall()
        today = _today()
        stale = [key for key, _, used in rows if used < today]
        if stale:
            with suppress(sqlite3.OperationalError), self._connection:
                self._connection.executemany(
                    "UPDATE vectors SET used = ? WHERE model = ? AND text = ?",
                    [(today, self._number, key) for key in stale],
                )
        unpacked = {bytes(key): _unpacked(bytes(key), blob) for key, blob, _ in rows}
        return {key: vector for key, vector in unpacked.items() if vector is not None}

    def keep(self, vectors: Mapping[bytes, Vector]) -> None:
        """Remember vectors by key; on a full disk they are forgotten at once."""
        today = _today()
        rows = [(self._number, key, today, _packed(key, vector)) for key, vector in vectors.items()]
        with self._lock:
            if self._closed:
                return
            try:
                with self._connection:
                    self._connection.executemany(
                        "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?)", rows
                    )
                self._kept += len(rows)
                if self._kept >= _TRIM_EVERY:
                    self._kept = 0
                    self._trim()
            except sqlite3.Error as error:
                if _is_damage(error):
                    self._begin_anew()

    def trim(self) -> None:
        """Bring the file down to its limit, where it is above it."""
        with self._lock, suppress(sqlite3.Error):
            if not self._closed:
                self._trim()

    def _trim(self) -> None:
        size = _size(self._connection)
        if size <= self._limit:
            return
        rows = self._connection.execute("SELECT count(*) FROM vectors").fetchone()[0]
        surplus = int(rows * (1 - self._limit * _LEFT / size)) + 1
        with self._connection:
            self._connection.execute(
                "DELETE FROM vectors WHERE rowid IN "
                "(SELECT rowid FROM vectors ORDER BY used, rowid LIMIT ?)",
                (surplus,),
            )
        # `execute` would take one step only, which frees one page.
        self._connection.executescript("PRAGMA incremental_vacuum")
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _begin_anew(self) -> None:
        """Throw away a damaged file."""
        with suppress(sqlite3.Error):
            self._connection.close()
        self._delete()
        self._connection, self._number = self._open()

    def _delete(self) -> None:
        with suppress(OSError):
            for suffix in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file; who is in the middle of it is waited for."""
        with self._lock:
            self._closed = True
            self._connection.close()


class _OtherVersionError(Exception):
    """Another version of this program made the file."""


def _is_damage(error: sqlite3.Error) -> bool:
    """Tell whether the file is not what SQLite wrote; it may as well be locked, closed or full."""
    code: int = getattr(error, "sqlite_errorcode", 0)  # not every error is one of SQLite's own
    return code & 0xFF in _DAMAGE  # the higher bits say more of the same


def _today() -> int:
    return int(time.time() // _DAY)


def _packed(key: bytes, vector: Vector) -> bytes:
    numbers = vector.astype("<f4").tobytes()
    return numbers + _check(key, numbers)


def _unpacked(key: bytes, blob: bytes) -> Vector | None:
    """Return the vector, or None where it is not what was written for this key."""
    numbers, check = blob[:-_CRC_BYTES], blob[-_CRC_BYTES:]
    if not numbers or _check(key, numbers) != check:
        return None
    return np.frombuffer(numbers, "<f4")


def _check(key: bytes, numbers: bytes) -> bytes:
    return zlib.crc32(numbers, zlib.crc32(key)).to_bytes(_CRC_BYTES, "little")


def _prepared(place: str, model: str) -> tuple[sqlite3.Connection, int]:
    connection = sqlite3.connect(place, timeout=_BUSY_SECONDS, check_same_thread=False)
    try:
        connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        _make_tables(connection)
        return connection, _number_of(connection, model)
    except BaseException:
        connection.close()
        raise


def _make_tables(connection: sqlite3.Connection) -> None:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    tables = int(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    if version != _FORMAT and tables:
        raise _OtherVersionError
    with connection:
        for statement in _SCHEMA:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {_FORMAT}")


def _number_of(connection: sqlite3.Connection, model: str) -> int:
    """Return the number that a model has in this file."""
    known = "SELECT number FROM models WHERE fingerprint = ?"
    found = connection.execute(known, (model,)).fetchone()
    if found is None:
        with connection:
            connection.execute("INSERT OR IGNORE INTO models (fingerprint) VALUES (?)", (model,))
        found = connection.execute(known, (model,)).fetchone()
    return int(found[0])


def _size(connection: sqlite3.Connection) -> int:
    """Return the bytes that are in use."""
    pages, free = (
        int(connection.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "freelist_count")
    )
    return (pages - free) * _PAGE_BYTES
