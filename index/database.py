"""The SQLite file of an index: articles, passages, full text, and what made them.

It is the commit point. Whatever an index holds is what this file holds: one transaction switches
from one complete state to the next, readers see one state throughout a search, and vectors that
no passage here names do not count.
"""

import os
import queue
import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from index.connection import Connection
from index.durable import flush
from index.errors import ArticleIndexError, StateChangedError
from index.failures import explained, named
from index.fts5 import SqliteConnection
from index.last_sync import LastSync, read_last_sync, write_last_sync
from index.lock import writing
from index.meta import Meta, write_meta
from index.read_only import address_of, is_frozen, is_unchanged, leans_on_writer, status_of
from index.sqlite_schema import clear, create_tables

FILE = "articles.sqlite3"

_BUSY_SECONDS = 30.0
_LEAST_FREE_PAGES = 4096  # 16 MiB: less is not worth writing the file anew
_OPENING_ATTEMPTS = 5

_Identity = tuple[int, int]
"""Device and number of a file."""


class _Lent(NamedTuple):
    """A connection that reads."""

    identity: _Identity
    connection: SqliteConnection
    frozen: os.stat_result | None = None
    """What the file was like when it was opened as one that never changes; None of any other."""


class Database:
    """Connections to the file: any number that read, one at a time that writes.

    Args:
        folder: the folder of the index.
        new: what a new index says of itself; without it, an absent index is an error.
        file: name of the file, where it is not to be the one that readers look for.

    Raises:
        ArticleIndexError: there is no index, or it can't be opened.
        IndexDamagedError: the file is no database.
    """

    def __init__(self, folder: Path, *, new: Meta | None = None, file: str = FILE) -> None:
        self.place = self.folder = folder
        self._path = folder / file
        self._idle: queue.LifoQueue[_Lent] = queue.LifoQueue()
        self._closed = False
        try:
            if not self._made():
                if new is None:
                    raise self._absent()
                self._create(new)
        except BaseException:
            self.close()
            raise

    def _made(self) -> bool:
        """Tell whether the tables are there; a process killed at once leaves a file without."""
        if not self._path.exists():
            return False
        with self.reading() as connection:
            tables = "SELECT count(*) FROM sqlite_master WHERE type = 'table'"
            return bool(connection.execute(tables).fetchone()[0])

    def _absent(self) -> ArticleIndexError:
        return ArticleIndexError(
            f"there is no index at {self.folder}; make one: "
            f"assistant index FOLDER{named(self.folder)}"
        )

    def _create(self, meta: Meta) -> None:
        with explained(self.folder, "created"):
            self.folder.mkdir(parents=True, exist_ok=True)
            connection = self._connect(self._path.absolute().as_uri())
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("BEGIN IMMEDIATE")
                create_tables(connection)
                if connection.execute("SELECT 1 FROM meta").fetchone() is None:
                    write_meta(connection, meta)  # else another process was faster
                connection.execute("COMMIT")
            finally:
                connection.close()
            flush(self.folder)
            flush(self.folder.parent)

    def _connect(self, address: str) -> SqliteConnection:
        connection = sqlite3.connect(
            address,
            factory=SqliteConnection,
            uri=True,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")  # not every SQLite does it by itself
        return connection

    @contextmanager
    def reading(self) -> Iterator[SqliteConnection]:
        """Lend a connection that sees one committed state for as long as it is held.

        Raises:
            StateChangedError: who reads has no right to write, somebody else has written
                meanwhile, and what was read may be of two states; read again.
        """
        if self._closed:
            raise ArticleIndexError(f"the index {self.folder} is closed; open it again")
        with explained(self.folder, "read"):
            lent = self._lend()
            try:
                yield lent.connection
            except BaseException as error:
                if isinstance(error, Exception):
                    self._check_frozen(lent, error)
                raise
            else:
                self._check_frozen(lent, None)
            finally:
                if lent.connection.in_transaction:
                    lent.connection.rollback()
                self._give_back(lent)

    def _check_frozen(self, lent: _Lent, cause: Exception | None) -> None:
        """Make sure that a file which was read as one that never changes did not change."""
        if lent.frozen is not None and not is_unchanged(lent.frozen, status_of(self._path)):
            raise StateChangedError(
                f"the index {self.folder} was written while it was read; try again"
            ) from cause

    def _lend(self) -> _Lent:
        """Return a connection to the file that is there now: a repair puts another in its place.

        It has begun a transaction. One to a file that counts as unchanging lasts for that alone.
        """
        for attempt in range(1, _OPENING_ATTEMPTS + 1):
            status = status_of(self._path)
            if status is None:
                raise self._absent()
            present = (status.st_dev, status.st_ino)
            # Looked at after the file: a change that begins later shows in the file's time.
            address = address_of(self._path)
            if is_frozen(address):
                lent = _Lent(present, self._connect(address), status)
            else:
                lent = self._idle_to(present) or _Lent(present, self._connect(address))
            try:
                lent.connection.execute("BEGIN")
                if leans_on_writer(address):
                    # The journal may have gone since, and it can't be made again.
                    lent.connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
            except BaseException as error:
                lent.connection.close()
                if not isinstance(error, sqlite3.OperationalError) or attempt == _OPENING_ATTEMPTS:
                    raise
                time.sleep(0.01 * attempt)
                continue
            return lent
        raise AssertionError("unreachable")  # the last attempt returns or raises

    def _idle_to(self, present: _Identity) -> _Lent | None:
        """Return a connection that waits, if there is one to the file that is there now."""
        while True:
            try:
                lent = self._idle.get_nowait()
            except queue.Empty:
                return None
            if lent.identity == present:
                return lent
            lent.connection.close()

    def _give_back(self, lent: _Lent) -> None:
        if self._closed or lent.frozen is not None:
            lent.connection.close()
        else:
            self._idle.put(lent)

    @contextmanager
    def writing(self) -> Iterator[SqliteConnection]:
        """Lend the connection that writes; all of it counts when the block ends, or nothing."""
        with explained(self.folder, "written"):
            connection = self._connect(self._path.absolute().as_uri())
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.rollback()
                connection.close()

    def locked(self) -> AbstractContextManager[None]:
        """Hold the right to write, by a lock on the folder; see `index.lock`."""
        return writing(self.folder)

    def still_locked(self) -> bool:
        """Tell that it is held: the operating system takes no lock away."""
        return True

    def clear(self, connection: Connection) -> None:
        """Empty the index, whatever version made it, as part of the transaction at hand."""
        clear(connection)

    def damage(self, connection: Connection) -> Iterator[str]:
        """Yield what SQLite finds wrong with its file, one line each."""
        try:
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
        except sqlite3.DatabaseError as error:
            found = [str(error)]
        yield from (" ".join(line.split()) for line in found if line != "ok")

    def last_sync(self) -> LastSync | None:
        """Return the report of the last sync; None where there is none that can be read."""
        return read_last_sync(self.folder)

    def keep_last_sync(self, report: LastSync) -> None:
        """Keep the report of a sync; where the disk is full, the one before stays."""
        write_last_sync(self.folder, report)

    def close(self) -> None:
        """Close every connection that is not lent; those that are close when they come back."""
        self._closed = True
        while True:
            try:
                self._idle.get_nowait().connection.close()
            except queue.Empty:
                return

    def tidy(self) -> None:
        """Give back the room that changes took, the journal's and what was deleted's; forget that.

        No word of what was removed stays in the file.

        The journal keeps the size of the largest change, and the file that of the most that it
        ever held. Both are emptied where no reader stands in the way; else the next time.
        """
        with suppress(sqlite3.Error, OSError):
            connection = self._connect(self._path.absolute().as_uri())
            try:
                connection.execute("PRAGMA busy_timeout = 0")
                connection.execute("BEGIN IMMEDIATE")
                connection.full_text.forget_removed(connection)
                connection.execute("COMMIT")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                pages, free = (
                    int(connection.execute(f"PRAGMA {name}").fetchone()[0])
                    for name in ("page_count", "freelist_count")
                )
                if free > max(_LEAST_FREE_PAGES, pages // 2):
                    connection.execute("VACUUM")
                    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                connection.close()
