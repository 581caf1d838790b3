"""SQLAlchemy's engines for what is kept beside the articles: SQLite in a file, or a server."""

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from assistant.errors import AssistantError

_PATIENCE = 8.0  # seconds in which a server that restarts is waited for
_SECONDS = 15.0  # of one statement
_TABLES_LOCK = 0x61617462  # any number that nobody else takes


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
