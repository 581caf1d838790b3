"""An index in PostgreSQL: what SQLite's file is on one machine, for any number of them.

It is the commit point in the same way. A sync is one transaction, readers see one state each, and
what no row names does not exist. The right to write is an advisory lock of the very connection that
writes: whatever ends one, a killed process, a restarted server, a broken network, ends the other.
"""

import os
import socket
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import cast

import psycopg
import sqlalchemy as sa
from psycopg.pq import TransactionStatus
from pydantic import ValidationError
from tenacity import Retrying, retry_if_result, stop_after_delay, wait_fixed

from index.connection import Connection
from index.errors import ArticleIndexError, IndexLockedError, StoreUnavailableError
from index.failures import brief_reason
from index.last_sync import LastSync
from index.meta import FORMAT, Meta, write_meta
from index.postgres_connection import BoundedConnection, connect, shown_address
from index.postgres_dialect import PostgresConnection
from index.postgres_schema import TABLES, create_tables, drop_tables, schema_of
from index.postgres_text import keep_average_length

# Seconds in which a server that restarts may come back, and that one statement may take.
_READING = (8.0, 20.0)
_WRITING = (60.0, 600.0)
_CONNECTIONS, _MORE_CONNECTIONS = 5, 15
# A writer that was killed is gone as soon as the server notices.
_LOCK_SECONDS = 2.0
_LOCKS = zlib.crc32(b"article-assistant: writers") & 0x7FFFFFFF


class PostgresDatabase:
    """One index in a database that other indexes, conversations and accounts may share.

    Args:
        address: `postgresql://user:password@host:port/database`.
        collection: name of the index; that of its collection of vectors.
        new: what a new index says of itself; without it, an absent index is an error.

    Raises:
        StoreUnavailableError: the server can't be reached.
        ArticleIndexError: there is no index, or it can't be opened.
    """

    folder = None

    def __init__(self, address: str, collection: str, *, new: Meta | None) -> None:
        self._address = address
        self.schema = schema_of(collection)
        self.place = f"{collection} in {shown_address(address)}"
        self._writer: BoundedConnection | None = None
        self._engine = sa.create_engine(
            "postgresql+psycopg://",
            creator=partial(self._connect, *_READING),
            pool_pre_ping=True,
            pool_size=_CONNECTIONS,
            max_overflow=_MORE_CONNECTIONS,
            pool_timeout=_READING[1],
        )
        try:
            if not self._made():
                if new is None:
                    raise ArticleIndexError(
                        f"there is no index {self.place}; make one: assistant index FOLDER"
                    )
                self._create(new)
        except BaseException:
            self.close()
            raise

    def _connect(self, patience: float, seconds: float, name: str = "") -> BoundedConnection:
        named = name or "article-assistant"
        connection = connect(self._address, patience=patience, seconds=seconds, name=named)
        connection.execute(
            "SELECT set_config('search_path', %s, false), "
            "set_config('idle_in_transaction_session_timeout', '0', false)",
            (f'"{self.schema}"',),
        )
        return connection

    @contextmanager
    def _explained(self, action: str) -> Iterator[None]:
        """Turn what goes wrong with server and database into one line."""
        try:
            yield
        except (psycopg.Error, sa.exc.SQLAlchemyError) as error:
            cause = getattr(error, "orig", None) or error
            if _is_away(cause):
                raise StoreUnavailableError(
                    f"the database {shown_address(self._address)} can't be reached "
                    f"({brief_reason(cause)}); start it, or mend index_database"
                ) from error
            raise ArticleIndexError(
                f"the index {self.place} can't be {action}: {brief_reason(cause)}"
            ) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Lend a connection that sees one state, whatever is committed meanwhile."""
        with self._explained("read"):
            lent = self._engine.raw_connection()
            try:
                connection = PostgresConnection(cast(BoundedConnection, lent.driver_connection))
                connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
                yield connection
            except psycopg.OperationalError:
                lent.invalidate()
                raise
            finally:
                lent.close()  # which rolls back

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Lend the connection that writes; all of it counts when the block ends, or nothing."""
        with self._explained("written"):
            held = self._writer
            writer = held or self._connect(*_WRITING)
            try:
                connection = PostgresConnection(writer)
                connection.execute("BEGIN")
                yield connection
                keep_average_length(connection)
                connection.execute("COMMIT")
                if held is not None:
                    connection.execute("DISCARD TEMP")
            finally:
                if writer.info.transaction_status not in _OUTSIDE:
                    with suppress(psycopg.Error):
                        writer.rollback()
                if held is None:
                    writer.close()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the right to write by an advisory lock of the connection that writes.

        Raises:
            IndexLockedError: another process, or another part of this one, is writing.
        """
        with self._explained("written"):
            name = f"article-assistant writer {os.getpid()} {socket.gethostname()}"[:63]
            writer = self._connect(*_WRITING, name)
            try:
                if not self._lock(writer):
                    raise IndexLockedError(self._told(writer))
                self._writer = writer
                yield
            finally:
                if self._writer is writer:
                    self._writer = None
                writer.close()

    def _lock(self, writer: BoundedConnection) -> bool:
        def lock() -> bool:
            found = writer.execute("SELECT pg_try_advisory_lock(%s, %s)", (_LOCKS, self._key))
            row = found.fetchone()
            return bool(row and row[0])

        retrying = Retrying(
            retry=retry_if_result(lambda held: not held),
            stop=stop_after_delay(_LOCK_SECONDS),
            wait=wait_fixed(0.1),
            retry_error_callback=lambda _: False,
        )
        return bool(retrying(lock))

    @property
    def _key(self) -> int:
        return zlib.crc32(self.schema.encode()) & 0x7FFFFFFF

    def _holder(self, connection: BoundedConnection) -> str | None:
        """Return what the connection that holds the lock is called, and since when it is there."""
        found = connection.execute(
            "SELECT application_name, to_char(backend_start, 'YYYY-MM-DD HH24:MI TZ') "
            "FROM pg_locks JOIN pg_stat_activity USING (pid) "
            "WHERE locktype = 'advisory' AND granted AND classid = %s::oid AND objid = %s::oid "
            "AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = "
            "current_database())",
            (_LOCKS, self._key),
        ).fetchone()
        if found is None:
            return None
        name, since = found
        process, _, host = str(name).removeprefix("article-assistant writer ").partition(" ")
        return f"process {process} on {host or '?'}, since {since or '?'}"

    def _told(self, connection: BoundedConnection) -> str:
        holder = self._holder(connection) or "another process"
        return f"the index {self.place} is being written by {holder}; try again when it is done"

    def still_locked(self) -> bool:
        """Tell whether the connection that holds the lock is still there."""
        try:
            return self._writer is None or self._writer.execute("SELECT 1").fetchone() is not None
        except psycopg.Error:
            return False

    def _made(self) -> bool:
        with self._explained("opened"), self.reading() as connection:
            found = connection.execute("SELECT to_regclass('meta')").fetchone()
            return found is not None and found[0] is not None

    def _create(self, meta: Meta) -> None:
        with self._explained("created"):
            writer = self._connect(*_READING)
            try:
                connection = PostgresConnection(writer)
                connection.execute("BEGIN")
                connection.execute("SELECT pg_advisory_xact_lock(?, ?)", (_LOCKS, -self._key))
                if connection.execute("SELECT to_regclass('meta')").fetchone()[0] is None:
                    connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{self.schema}"')
                    create_tables(connection)
                    write_meta(connection, meta)  # else another process was faster
                connection.execute("COMMIT")
            finally:
                writer.close()

    def clear(self, connection: Connection) -> None:
        """Empty the index as part of the transaction at hand.

        Rows are deleted, so that readers go on with the state before. Tables of another version
        are dropped; readers then wait until the rebuild ends.
        """
        found = connection.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
        if found is None or found[0] != str(FORMAT):
            drop_tables(connection)
            create_tables(connection)
            return
        for table in TABLES:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names

    def damage(self, connection: Connection) -> Iterator[str]:
        """Yield nothing: pages are the server's, which has checksums and tools of its own."""
        del connection
        yield from ()

    def last_sync(self) -> LastSync | None:
        """Return the report of the last sync; one whose writer is gone was interrupted."""
        with self.reading() as connection:
            found = connection.execute("SELECT report FROM last_sync").fetchone()
        if found is None:
            return None
        try:
            report = LastSync.model_validate_json(found[0])
        except ValidationError:
            return None
        if report.state == "running":
            return report.model_copy(update={"abandoned": not self._is_held()})
        return report

    def _is_held(self) -> bool:
        with self._explained("read"):
            lent = self._engine.raw_connection()
            try:
                driver = cast(BoundedConnection, lent.driver_connection)
                return self._holder(driver) is not None
            finally:
                lent.close()

    def keep_last_sync(self, report: LastSync) -> None:
        """Keep the report of a sync, apart from the transaction of the sync itself."""
        with suppress(ArticleIndexError), self._explained("written"):
            writer = self._connect(*_READING)
            try:
                writer.execute(
                    "INSERT INTO last_sync (number, report) VALUES (1, %s) "
                    "ON CONFLICT (number) DO UPDATE SET report = excluded.report",
                    (report.model_dump_json(),),
                )
            finally:
                writer.close()

    def tidy(self) -> None:
        """Have the server mark what may be used again, and count what it plans searches by."""
        with suppress(ArticleIndexError), self._explained("written"):
            writer = self._connect(*_WRITING)
            try:
                for table in TABLES:
                    writer.execute(f"VACUUM (ANALYZE) {table}".encode())
            finally:
                writer.close()

    def close(self) -> None:
        """Close every connection that is not lent; those that are close when they come back."""
        self._engine.dispose()


_OUTSIDE = (TransactionStatus.IDLE, TransactionStatus.UNKNOWN)


def _is_away(error: BaseException) -> bool:
    """Tell whether the server can't be reached or stops, rather than refusing what is asked."""
    if isinstance(error, sa.exc.TimeoutError):  # all connections are lent
        return True
    if not isinstance(error, psycopg.OperationalError):
        return False
    state = error.sqlstate or ""
    # Class 57P is a server that starts or stops, 08 a connection that broke (PostgreSQL, appendix
    # A); without a code, it is libpq that speaks.
    return not state or state.startswith(("57P", "08"))
