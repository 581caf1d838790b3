"""Rows of FTS5: how they are matched, and what is scored by their words."""

import json
from collections.abc import Collection, Iterable, Sequence
from heapq import nlargest

from index.bm25 import NEWEST, Lengths, Sought
from index.connection import Connection
from index.records import batches

_AVERAGES = 1  # row of FTS5's data that holds how many rows there are, and the words of each column
FOUND_FIRST = 200
"""Of passages found by some terms of a query, how many are scored by all of them."""
_FEW = 500
"""Passages of the articles that are searched, of which each is scored, whatever words it has."""


def lengths_of(connection: Connection) -> tuple[int, int]:
    """Return how many rows there are, and how many words in all of them, as last committed."""
    averages = "SELECT block FROM lexical_data WHERE id = ?"
    count, *words = integers(connection.execute(averages, (_AVERAGES,)).fetchone()[0]) or [0]
    return count, sum(words)


def newest_with(
    connection: Connection, column: str, sought: Sought, articles: Collection[str], shown: str = ""
) -> list[int]:
    """Return the numbers of the newest rows with the common terms that are asked for at once.

    Args:
        connection: to the database.
        column: `terms` or `names`.
        sought: says which terms.
        articles: only passages of these articles; of any, when empty.
        shown: a condition more, in SQL.
    """
    rows = connection.execute(
        f"SELECT rowid FROM lexical WHERE lexical MATCH ? {restriction('rowid', articles)} {shown} "  # noqa: S608 - no values
        "ORDER BY rowid DESC LIMIT ?",
        (matching(column, sought.groups, sought.without), *within(articles), NEWEST),
    )
    return [number for (number,) in rows]


def few_of(connection: Connection, articles: Collection[str], shown: str = "") -> list[int] | None:
    """Return the numbers of the rows of articles, where these are few enough to look at each.

    FTS5 looks at all rows that have a word before it keeps those of the articles: 40 ms of a
    million.

    Args:
        connection: to the database.
        articles: which; of any, when empty.
        shown: a condition more on `number`, in SQL.

    Returns:
        None where they are many.
    """
    if not articles:
        return None
    rows = connection.execute(
        f"SELECT number FROM passages WHERE true {restriction('number', articles)} {shown} LIMIT ?",  # noqa: S608 - no values
        (*within(articles), _FEW + 1),
    ).fetchall()
    return [number for (number,) in rows] if len(rows) <= _FEW else None


def best_by_all(
    connection: Connection,
    column: str,
    sought: Sought,
    numbers: Iterable[int],
    lengths: Lengths,
    limit: int,
) -> list[tuple[str, float]]:
    """Return ids and scores of the best of some rows, by all terms of the query.

    Args:
        connection: to the database.
        column: `terms` or `names`.
        sought: the terms.
        numbers: of the rows; those that the query does not match are left out.
        lengths: of all passages that are searched.
        limit: how many at most.
    """
    weights = {t.lower(): lengths.weight(count) for t, count in sought.counts.items() if count}
    groups = [{term.lower() for term in group} for group in sought.groups]
    without = sought.without.lower()
    scores: dict[int, float] = {}
    for some in batches(list(map(str, numbers))):
        rows = connection.execute(
            f"SELECT l.rowid, l.{column}, sizes.sz FROM lexical l "  # noqa: S608 - numbers of rows
            "JOIN lexical_docsize sizes ON sizes.id = l.rowid "
            f"WHERE l.rowid IN ({','.join(some)})"
        )
        for number, text, sizes in rows:
            words = text.lower().split()  # as FTS5 compares them
            has = set(words)
            if without not in has and any(group <= has for group in groups):
                scores[number] = lengths.score(weights, words, sum(integers(sizes)))
    return best_of(connection, scores, limit)


def first_of(scores: dict[int, float], limit: int) -> list[int]:
    """Return the numbers of the best rows, best first."""
    return nlargest(limit, scores, key=lambda number: (scores[number], -number))


def best_of(
    connection: Connection, scores: dict[int, float], limit: int
) -> list[tuple[str, float]]:
    """Return ids and scores of the best rows, best first."""
    first = first_of(scores, limit)
    ids: dict[int, str] = {}
    for some in batches(list(map(str, first))):
        rows = connection.execute(
            f"SELECT number, id FROM passages WHERE number IN ({','.join(some)})"  # noqa: S608 - numbers of rows
        )
        ids.update(rows.fetchall())
    return [(ids[number], scores[number]) for number in first]


def matching(column: str, groups: Iterable[Sequence[str]], without: str = "") -> str:
    """Return FTS5's query for what has all terms of any group.

    Terms hold letters, their signs, digits, '_' and '.': quoted, they can't be taken for syntax.
    """
    alternatives = ("(" + " AND ".join(f'"{term}"' for term in group) + ")" for group in groups)
    match = f"({column} : ({' OR '.join(alternatives)}))"
    return match + (f' NOT {column} : "{without}"' if without else "")


def restriction(row: str, articles: Collection[str]) -> str:
    """Return a condition that keeps rows to some articles; see `within` for its values."""
    if not articles:
        return ""
    inside = "SELECT number FROM passages WHERE article IN (SELECT value FROM json_each(?))"
    return f"AND {row} IN ({inside})"


def within(articles: Collection[str]) -> tuple[str, ...]:
    """Return the values of `restriction`."""
    return (json.dumps(list(articles)),) if articles else ()


def integers(blob: bytes) -> list[int]:
    """Read the integers of a record of FTS5's, in SQLite's notation for them.

    See "Varint Format" in https://www.sqlite.org/fileformat2.html: up to nine bytes of seven bits,
    highest first, of which all but the last have the eighth set.
    """
    found, value, length = [], 0, 0
    for byte in blob:
        length += 1
        if length == 9:
            found.append(value << 8 | byte)
            value = length = 0
            continue
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            found.append(value)
            value = length = 0
    return found
