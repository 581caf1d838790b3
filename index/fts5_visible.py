"""FTS5 for somebody who may not see all articles, as if the others did not exist.

It is not enough to leave out what is hidden: BM25 weighs a word by how many passages have it, and a
passage's length by the average, so that the score of a visible passage would tell whether a hidden
one has a word. FTS5 scores over everything. Each term is therefore scored alone, from which follows
how often the passage has it, and weighed again by what the visible passages are.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import cast

from index.connection import Connection
from index.hidden import Hidden
from index.lexical import K1, B, rarity
from index.records import batches

_AVERAGES = 1  # row of FTS5's data that holds how many rows there are, and the words of each column


@dataclass(frozen=True)
class _Lengths:
    """Of a set of passages: how many there are, and how many words they have on average."""

    passages: int
    average: float

    def weight(self, having: int) -> float:
        return rarity(having, self.passages) * (K1 + 1)

    def norm(self, words: int) -> float:
        return K1 * (1 - B + B * words / self.average)


class VisibleFts5:
    """The searches of `index.fts5`, over the passages that are not hidden.

    Args:
        connection: to the database.
        hidden: in the state that the connection sees.
    """

    def __init__(self, connection: Connection, hidden: Hidden) -> None:
        self._connection = connection
        self._hidden = hidden
        lite = cast(sqlite3.Connection, connection)
        lite.create_function("is_shown", 1, hidden.shows, deterministic=True)
        averages = "SELECT block FROM lexical_data WHERE id = ?"
        count, *words = integers(connection.execute(averages, (_AVERAGES,)).fetchone()[0])
        self._all = _Lengths(count, sum(words) / max(1, count))
        shown = count - hidden.passages
        self._shown = _Lengths(shown, (sum(words) - hidden.words) / max(1, shown))

    def counts(self, column: str, terms: Sequence[str], most: int) -> dict[str, int]:
        """Return how many visible passages have each term, counted no further than `most`."""
        found = {}
        hidden = self._hidden.numbers
        for term in terms:
            count = 0
            rows = self._connection.execute(
                "SELECT rowid FROM lexical WHERE lexical MATCH ?", (matching(column, [term]),)
            )
            for (number,) in rows:
                count += not hidden[number]
                if count >= most:
                    break
            found[term] = count
        return found

    def scores(
        self,
        column: str,
        counts: dict[str, int],
        without: str,
        limit: int,
        articles: Collection[str],
    ) -> Iterable[tuple[str, float]]:
        """Return ids and BM25 scores of the best visible passages."""
        scores: dict[int, float] = {}
        for term, shown in counts.items():
            if shown:
                total = self._total(matching(column, [term]))
                match = matching(column, [term], without)
                self._add_scores(scores, match, shown, total, articles)
        first = nlargest(limit, scores, key=lambda number: (scores[number], -number))
        ids = self._ids(first)
        return [(ids[number], scores[number]) for number in first]

    def _total(self, match: str) -> int:
        query = "SELECT count(*) FROM lexical WHERE lexical MATCH ?"
        return int(self._connection.execute(query, (match,)).fetchone()[0])

    def _add_scores(
        self,
        scores: dict[int, float],
        match: str,
        shown: int,
        total: int,
        articles: Collection[str],
    ) -> None:
        rows = self._connection.execute(
            "SELECT lexical.rowid, bm25(lexical), sizes.sz FROM lexical "  # noqa: S608 - no values
            "JOIN lexical_docsize sizes ON sizes.id = lexical.rowid "
            "WHERE lexical MATCH ? AND is_shown(lexical.rowid) "
            f"{restriction('lexical.rowid', articles)}",
            (match, *within(articles)),
        )
        before, now = self._all.weight(total), self._shown.weight(shown)
        for number, score, sizes in rows:
            words = sum(integers(sizes))
            share = -score / before  # times / (times + norm)
            times = round(share * self._all.norm(words) / (1 - share))
            part = now * times / (times + self._shown.norm(words))
            scores[number] = scores.get(number, 0.0) + part

    def _ids(self, numbers: Collection[int]) -> dict[int, str]:
        found: dict[int, str] = {}
        for some in batches(list(map(str, numbers))):
            marks = ",".join(some)  # numbers of rows
            rows = self._connection.execute(
                f"SELECT number, id FROM passages WHERE number IN ({marks})"  # noqa: S608 - the same
            )
            found.update(rows.fetchall())
        return found


def matching(column: str, terms: Iterable[str], without: str = "") -> str:
    """Return FTS5's query for any of some terms.

    Terms hold letters, digits, '_' and '.' alone: quoted, they can't be taken for syntax.
    """
    match = f"({column} : (" + " OR ".join(f'"{term}"' for term in terms) + "))"
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
