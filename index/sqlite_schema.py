"""Tables of an index in SQLite."""

from index.connection import Connection
from index.fts5 import SCHEMA as LEXICAL_SCHEMA

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


def create_tables(connection: Connection) -> None:
    """Make the tables that are not there, as part of the transaction at hand."""
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
    create_tables(connection)
