"""Articles and passages as rows of the database."""

import json
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from index.article import Article, ArticleSummary, Passage
from index.connection import Connection

_ARTICLE = "id, title, language, text, published, author, publisher, page_starts, file"
_PASSAGE = (
    "p.id, p.article, a.title, p.start, p.end, p.text, p.language, p.heading "
    "FROM passages p JOIN articles a ON a.id = p.article"
)
# Most values that one statement may bind in every SQLite that Python comes with.
_BIND = 900


def batches(values: Collection[str], size: int = _BIND) -> Iterator[list[str]]:
    """Yield the values in lists of at most `size`."""
    ordered = list(values)
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def languages_of(connection: Connection) -> dict[str, int]:
    """Return how many articles there are in each language."""
    rows = connection.execute("SELECT language, count(*) FROM articles GROUP BY language")
    return {str(language): int(count) for language, count in rows.fetchall()}


def texts_of(connection: Connection, numbers: Sequence[int]) -> list[str]:
    """Return the texts of passages, by the numbers of their rows, and the headings above them."""
    found: list[str] = []
    for some in batches([str(number) for number in numbers]):
        rows = connection.execute(
            f"SELECT heading, text FROM passages WHERE number IN ({','.join(some)}) ORDER BY number"  # noqa: S608 - numbers of rows
        )
        found += [text for row in rows.fetchall() for text in row]
    return found


def insert_article(
    connection: Connection, article: Article, file: str, passages: Iterable[Passage]
) -> None:
    """Add an article with its passages and their full text; its id must be free."""
    connection.execute(
        f"INSERT INTO articles ({_ARTICLE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - names
        (
            article.id, article.title, article.language, article.text,
            article.published, article.author, article.publisher,
            json.dumps(article.page_starts), file,
        ),
    )  # fmt: skip
    connection.full_text.add(connection, list(passages))


def write_file(
    connection: Connection,
    file: str,
    digest: bytes,
    failures: Sequence[str],
    *,
    version: str,
    tried: int,
) -> None:
    """Note what a file held when it was read, and what of it could not be read.

    Args:
        connection: to the database.
        file: its name.
        digest: SHA-256 of its bytes.
        failures: why it could not be read, or parts of it.
        version: of this program, where its reader failed and it is to be tried again; else empty.
        tried: when that was, in seconds since 1970; else 0.
    """
    connection.execute(
        "INSERT INTO files (path, digest, failures, version, tried) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (path) DO UPDATE SET digest = excluded.digest, "
        "failures = excluded.failures, version = excluded.version, tried = excluded.tried",
        (file, digest, json.dumps(failures), version, tried),
    )


def ids_of_file(connection: Connection, file: str) -> list[str]:
    """Return the ids of a file's articles, in order."""
    rows = connection.execute("SELECT id FROM articles WHERE file = ? ORDER BY id", (file,))
    return [str(row[0]) for row in rows]


def delete_file(connection: Connection, file: str) -> list[str]:
    """Remove a file with its articles; return the ids of the passages that went."""
    gone = [
        passage
        for article_id in ids_of_file(connection, file)
        for passage in delete_article(connection, article_id)
    ]
    connection.execute("DELETE FROM files WHERE path = ?", (file,))
    return gone


def delete_article(connection: Connection, article_id: str) -> list[str]:
    """Remove an article; return the ids of the passages that went."""
    gone = connection.full_text.remove(connection, article_id)
    connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))
    return gone


def find_article(connection: Connection, article_id: str, folder: str) -> Article | None:
    """Return one article, or None."""
    row = connection.execute(
        f"SELECT {_ARTICLE} FROM articles WHERE id = ?",  # noqa: S608 - names, no values
        (article_id,),
    ).fetchone()
    return _article(row, folder) if row else None


def articles_after(
    connection: Connection, article_id: str, limit: int, folder: str
) -> list[Article]:
    """Return the next articles in the order of their ids."""
    rows = connection.execute(
        f"SELECT {_ARTICLE} FROM articles WHERE id > ? ORDER BY id LIMIT ?",  # noqa: S608 - names
        (article_id, limit),
    )
    return [_article(row, folder) for row in rows]


def _article(row: Sequence[str | None], folder: str) -> Article:
    *fields, page_starts, file = row
    names = ("id", "title", "language", "text", "published", "author", "publisher")
    path = str(Path(folder, *str(file).split("/"))) if folder else ""
    values: dict[str, object] = dict(zip(names, fields, strict=True))
    starts = tuple(json.loads(page_starts or "[]"))
    return Article.model_validate(values | {"path": path, "page_starts": starts})


def summaries(connection: Connection) -> list[ArticleSummary]:
    """Return all articles without their texts, in the order of their ids."""
    counts = dict(connection.execute("SELECT article, count(*) FROM passages GROUP BY article"))
    # What is named here is what the index `articles_listed` holds, so that no text is read.
    rows = connection.execute(
        "SELECT id, title, language, published, author, publisher FROM articles ORDER BY id"
    )
    return [ArticleSummary._make((*row, counts.get(row[0], 0))) for row in rows]


def articles_beside(connection: Connection, article_id: str) -> list[str]:
    """Return the ids of all articles of an article's file, its own among them, in their order."""
    rows = connection.execute(
        "SELECT id FROM articles WHERE file = (SELECT file FROM articles WHERE id = ?) ORDER BY id",
        (article_id,),
    )
    return [str(row[0]) for row in rows]


def passages_of(connection: Connection, article_id: str) -> list[Passage]:
    """Return the passages of one article in reading order."""
    rows = connection.execute(
        f"SELECT {_PASSAGE} WHERE p.article = ? ORDER BY p.start",
        (article_id,),
    )
    return [_passage(row) for row in rows]


def passages_by_id(connection: Connection, ids: Collection[str]) -> dict[str, Passage]:
    """Return those of the passages that exist, by id."""
    found: dict[str, Passage] = {}
    for some in batches(ids):
        rows = connection.execute(
            f"SELECT {_PASSAGE} WHERE p.id IN ({_marks(some)})",
            some,
        )
        found.update((row[0], _passage(row)) for row in rows)
    return found


def known_passages(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Return those of the ids that a passage has; at most as many as one statement may bind."""
    rows = connection.execute(f"SELECT id FROM passages WHERE id IN ({_marks(ids)})", ids)  # noqa: S608
    return {str(key) for (key,) in rows}


class Row(NamedTuple):
    """What the row of a passage says of it without its text."""

    number: int
    language: str


def rows_by_id(connection: Connection, ids: Collection[str]) -> dict[str, Row]:
    """Return the rows of those of the passages that exist, by id."""
    found: dict[str, Row] = {}
    for some in batches(ids):
        rows = connection.execute(
            f"SELECT id, number, language FROM passages WHERE id IN ({_marks(some)})",  # noqa: S608 - marks
            some,
        )
        found.update((key, Row(number, language)) for key, number, language in rows)
    return found


def ids_within(connection: Connection, articles: Collection[str], limit: int) -> list[str] | None:
    """Return the ids of all passages of some articles; None where they are more than the limit."""
    rows = connection.execute(
        "SELECT id FROM passages WHERE article IN (SELECT value FROM json_each(?)) LIMIT ?",
        (json.dumps(list(articles)), limit + 1),
    ).fetchall()
    return None if len(rows) > limit else [row[0] for row in rows]


def last_number(connection: Connection) -> int:
    """Return the highest number of a passage's row; 0 where there is none."""
    found = connection.execute("SELECT max(number) FROM passages")
    return int(found.fetchone()[0] or 0)


def passages_after(
    connection: Connection, number: int, limit: int, up_to: int | None = None
) -> tuple[int, list[Passage]]:
    """Return the next passages in the order of their rows, and the last row's number."""
    most = sys.maxsize if up_to is None else up_to
    rows = connection.execute(
        f"SELECT p.number, {_PASSAGE} WHERE p.number > ? AND p.number <= ? "
        "ORDER BY p.number LIMIT ?",
        (number, most, limit),
    ).fetchall()
    return (rows[-1][0] if rows else number), [_passage(row[1:]) for row in rows]


def _passage(row: Sequence[object]) -> Passage:
    names = ("id", "article_id", "title", "start", "end", "text", "language", "heading")
    return Passage.model_validate(dict(zip(names, row, strict=True)))
