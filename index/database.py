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
from uuid import uuid4

from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_fixed

from index.connection import Connection
from index.durable import flush
from index.errors import ArticleIndexError, IndexMismatchError, StateChangedError
from index.failures import damaged, explained, named
from index.fts5 import SCHEMA as LEXICAL_SCHEMA
from index.fts5 import SqliteConnection
from index.last_sync import LastSync, read_last_sync, write_last_sync
from index.lock import writing

FILE = "articles.sqlite3"

# Raise it whenever the tables, the terms, the ids, the text that is embedded or what the readers
# extract change, so that an index made before is rebuilt and never mixed.
FORMAT = 6

_SCHEMA = (
    """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (
    path TEXT PRIMARY KEY,      -- relative to the synced folder, as the file system spells it
    digest BLOB NOT NULL,       -- SHA-256 of the bytes that were read
    failures TEXT NOT NULL,     -- JSON list of what of the file could not be read, and why
    version TEXT NOT NULL,      -- of this program, where its reader failed, or empty
    tried INTEGER NOT NULL      -- when it did, in seconds since 1970, or 0
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS articles (
    id TEXT PRIMARY KEY,
    file TEXT NOT NULL,         -- the file it came from
    title TEXT NOT NULL,
    language TEXT NOT NULL,
    text TEXT NOT NULL,
    published TEXT,
    author TEXT,
    publisher TEXT,
    page_starts TEXT NOT NULL   -- JSON list of offsets into the text, empty without pages
);
-- Lists of articles are read from these indexes alone, since the texts are most of the table.
CREATE INDEX IF NOT EXISTS articles_by_file ON articles (file, id);
CREATE INDEX IF NOT EXISTS articles_listed
    ON articles (id, title, language, published, author, publisher);
CREATE TABLE IF NOT EXISTS passages (
    number INTEGER PRIMARY KEY AUTOINCREMENT, -- row of the full-text index, never used twice
    id TEXT NOT NULL UNIQUE,
    article TEXT NOT NULL,
    start INTEGER NOT NULL,     -- code points into the article's text
    end INTEGER NOT NULL,
    text TEXT NOT NULL,
    language TEXT NOT NULL,
    heading TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS passages_by_article ON passages (article, start);
"""
    + LEXICAL_SCHEMA
)
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


class Meta(NamedTuple):
    """What an index says of itself."""

    format: int
    name: str
    """Random name of this index, so that two indexes can't share one collection of a server."""
    generation: int
    """Grows by one with each committed change."""
    embedding: str
    """Fingerprint of the embedding model."""
    chunking: str
    """Fingerprint of the chunking settings."""
    folder: str
    """Absolute path of the folder last synced; empty before the first sync."""
    vectors: str
    """Name of the set of vectors that belongs to this state; empty before the first sync."""
    deleted: int
    """Vectors deleted since that set was built afresh."""
    passages: int
    """Number of passages."""


def new_meta(embedding: str, chunking: str) -> Meta:
    """Return the meta data of an index without articles."""
    return Meta(FORMAT, uuid4().hex, 0, embedding, chunking, "", "", 0, 0)


def read_meta(connection: Connection, place: Path | str) -> Meta:
    """Read what the index says of itself.

    Raises:
        IndexMismatchError: another version of this program made the index.
    """
    rows = _rows(connection)
    made_by = int(rows.get("format", 0))
    if made_by != FORMAT:
        raise mismatch(place, f"has format {made_by}, and this version needs format {FORMAT}")
    if missing := [name for name in Meta._fields if name not in rows]:
        raise damaged(place, f"it does not say its {missing[0]}")
    return Meta(*(kind(rows[name]) for name, kind in Meta.__annotations__.items()))


def remains(connection: Connection, fresh: Meta) -> Meta:
    """Return `fresh` with what outlives a rebuild, whatever version made the index."""
    rows = _rows(connection)
    return fresh._replace(
        name=rows.get("name", fresh.name),
        generation=int(rows.get("generation", 0)),
        vectors=rows.get("vectors", ""),
    )


def same_vectors(connection: Connection, fresh: Meta) -> bool:
    """Tell whether the index was made with the vectors that it would be made with now."""
    rows = _rows(connection)
    return rows.get("format") == str(FORMAT) and rows.get("embedding") == fresh.embedding


def _rows(connection: Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT key, value FROM meta").fetchall())


def mismatch(place: Path | str, reason: str) -> IndexMismatchError:
    """Return the error for an index that other settings made."""
    return IndexMismatchError(
        f"the index {place} {reason}; rebuild it: assistant index FOLDER{named(place)} --rebuild"
    )


def write_meta(connection: Connection, meta: Meta) -> None:
    """Replace what the index says of itself."""
    connection.executemany(
        "INSERT INTO meta (key, value) VALUES (?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        [(name, str(value)) for name, value in meta._asdict().items()],
    )


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
        self._folder = folder
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
            f"there is no index at {self._folder}; make one: "
            f"assistant index FOLDER --index {self._folder}"
        )

    def _create(self, meta: Meta) -> None:
        with explained(self._folder, "created"):
            self._folder.mkdir(parents=True, exist_ok=True)
            connection = self._connect(self._path.absolute().as_uri())
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("BEGIN IMMEDIATE")
                _create_tables(connection)
                if connection.execute("SELECT 1 FROM meta").fetchone() is None:
                    write_meta(connection, meta)  # else another process was faster
                connection.execute("COMMIT")
            finally:
                connection.close()
            flush(self._folder)
            flush(self._folder.parent)

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
            raise ArticleIndexError(f"the index {self._folder} is closed; open it again")
        with explained(self._folder, "read"):
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
        if lent.frozen is not None and not _alike(lent.frozen, _status(self._path)):
            raise StateChangedError(
                f"the index {self._folder} was written while it was read; try again"
            ) from cause

    def _lend(self) -> _Lent:
        """Return a connection to the file that is there now: a repair puts another in its place.

        It has begun a transaction. One to a file that counts as unchanging lasts for that alone.
        """
        for attempt in range(1, _OPENING_ATTEMPTS + 1):
            status = _status(self._path)
            if status is None:
                raise self._absent()
            present = (status.st_dev, status.st_ino)
            # Looked at after the file: a change that begins later shows in the file's time.
            address = address_of(self._path)
            if _FROZEN in address:
                lent = _Lent(present, self._connect(address), status)
            else:
                lent = self._idle_to(present) or _Lent(present, self._connect(address))
            try:
                lent.connection.execute("BEGIN")
                if address.endswith(_READ_ONLY):
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
        with explained(self._folder, "written"):
            connection = self._connect(self._path.absolute().as_uri())
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.rollback()
                connection.close()

    @property
    def place(self) -> Path:
        """The folder of the index."""
        return self._folder

    @property
    def folder(self) -> Path:
        """The folder of the index."""
        return self._folder

    def locked(self) -> AbstractContextManager[None]:
        """Hold the right to write, by a lock on the folder; see `index.lock`."""
        return writing(self._folder)

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
        return read_last_sync(self._folder)

    def keep_last_sync(self, report: LastSync) -> None:
        """Keep the report of a sync; where the disk is full, the one before stays."""
        write_last_sync(self._folder, report)

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


rereading = retry(
    retry=retry_if_exception_type(StateChangedError),
    stop=stop_after_attempt(3),
    wait=wait_fixed(0.05),
    reraise=True,
)
"""Does again what read of two states, because it has no right to keep a writer from writing."""

_READ_ONLY = "?mode=ro"
_FROZEN = "&immutable=1"


def address_of(path: Path) -> str:
    """Return the URI under which SQLite opens a file, also in a folder that can't be written to.

    Reading needs lock files beside the file. Where they can't be made, they are there while
    somebody else writes; else the file may be read as one that never changes, if it is made sure
    afterwards that it did not.
    """
    address = path.absolute().as_uri()
    if is_writable(path.parent):
        return address
    pending = path.with_name(f"{path.name}-wal").exists()
    return f"{address}{_READ_ONLY}" if pending else f"{address}{_READ_ONLY}{_FROZEN}"


def is_writable(folder: Path) -> bool:
    """Tell whether files can be made in a folder."""
    return os.access(folder, os.W_OK)


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _alike(one: os.stat_result, other: os.stat_result | None) -> bool:
    names = ("st_dev", "st_ino", "st_size", "st_mtime_ns")
    return other is not None and all(getattr(one, each) == getattr(other, each) for each in names)


def _create_tables(connection: Connection) -> None:
    for statement in _SCHEMA.split(";"):
        if statement.strip():
            connection.execute(statement)


def clear(connection: Connection) -> None:
    """Empty the index, whatever version made it, as part of the transaction at hand."""
    for kind in ("sql LIKE 'CREATE VIRTUAL%'", "name NOT LIKE 'sqlite_%'"):
        found = connection.execute(
            f"SELECT name FROM sqlite_master WHERE type = 'table' AND {kind}"  # noqa: S608 - above
        )
        for (name,) in found.fetchall():
            connection.execute(f'DROP TABLE "{name}"')
    _create_tables(connection)
