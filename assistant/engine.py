"""The database of what is kept beside the articles: SQLite in a file, or a server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from assistant.errors import AssistantError
from assistant.settings import Settings

_PATIENCE = 8.0  # seconds in which a server that restarts is waited for
_SECONDS = 15.0  # of one statement
_TABLES_LOCK = 0x61617462  # any number that nobody else takes


class TakenError(AssistantError):
    """A row of that key is there already, or what it belongs to is gone."""


class KeptTables:
    """Some tables in the database, made where they are missing; failures are told in one line.

    Args:
        url: of the database, as SQLAlchemy takes it.
        tables: what is made.
        trouble: what can't be done where the database fails, as `accounts can't be kept`.

    Raises:
        AssistantError: the database can't be opened.
    """

    def __init__(self, url: str, tables: sa.MetaData, trouble: str) -> None:
        self._engine = open_engine(url)
        self._place = shown_url(url)
        self._trouble = trouble
        with self._plainly():
            make_tables(self._engine, tables)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def connection(self) -> Iterator[sa.Connection]:
        """Lend a connection in a transaction, which is committed when the block ends.

        Raises:
            TakenError: a row can't stand beside the others.
            AssistantError: the database can't be reached, read or written.
        """
        with self._plainly(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        try:
            yield
        except UnicodeEncodeError as error:  # half a character, which no database takes
            raise AssistantError(f"{self._trouble}: a text is no Unicode") from error
        except SQLAlchemyError as error:
            kind = TakenError if isinstance(error, IntegrityError) else AssistantError
            cause = " ".join(str(getattr(error, "orig", None) or error).split())
            raise kind(
                f"{self._trouble} in {self._place} ({cause}): name another place with the "
                "setting conversations"
            ) from error


def database_url(settings: Settings) -> str:
    """The database that the settings name, as SQLAlchemy takes it; for `none`, the default one.

    Raises:
        AssistantError: the folder of its file can't be made.
    """
    named = settings.conversations
    if named in {None, "none"}:
        named = str(settings.cache / "conversations.sqlite")
    if "://" in str(named):
        return str(named)
    path = Path(str(named)).expanduser().absolute()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AssistantError(
            f"{path.parent} can't be made ({error.strerror}): name another place with the "
            "setting conversations"
        ) from error
    return sa.URL.create("sqlite", database=str(path)).render_as_string()


def open_engine(url: str) -> sa.Engine:
    """SQLAlchemy's engine for the database of conversations, and of what is kept beside them.

    Raises:
        AssistantError: no database can be used under that name.
    """
    try:
        named = sa.make_url(url)
        if named.drivername in {"postgres", "postgresql", "postgresql+psycopg"}:
            return _open_postgres(url)
        served = named.get_backend_name() != "sqlite"
        engine = sa.create_engine(url, pool_pre_ping=served)
    except (SQLAlchemyError, ImportError, ValueError) as error:
        advice = ""
        if isinstance(error, ImportError):
            advice = '; its driver comes with: pip install "article-assistant[postgres]"'
        raise AssistantError(
            f"the setting conversations names no database that can be used: {error}{advice}"
        ) from error
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _open_postgres(url: str) -> sa.Engine:
    """An engine whose connections end within bounds, and come back after the server has."""
    from index.postgres_connection import connect

    return sa.create_engine(
        "postgresql+psycopg://",
        creator=lambda: connect(url, patience=_PATIENCE, seconds=_SECONDS, autocommit=False),
        pool_pre_ping=True,
        pool_timeout=_SECONDS,
    )


def shown_url(url: str) -> str:
    """The URL as messages may have it, without its password."""
    return sa.make_url(url).set(query={}).render_as_string(hide_password=True)


def make_tables(engine: sa.Engine, tables: sa.MetaData) -> None:
    """Make what is missing, once, also where several servers start together.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the database can't be reached or written.
    """
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_TABLES_LOCK)))
        tables.create_all(connection)


def _prepare_sqlite(connection: sa.engine.interfaces.DBAPIConnection, _record: object) -> None:
    """Readers do not wait for a writer, writers wait for each other, and deletes cascade."""
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "busy_timeout = 10000", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
