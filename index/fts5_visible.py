"""FTS5 for somebody who may not see all articles, as if the others did not exist.

It is not enough to leave out what is hidden: BM25 weighs a word by how many passages have it, and a
passage's length by the average, so that the score of a visible passage would tell whether a hidden
one has a word. FTS5 scores over everything. Each term is therefore scored alone, from which follows
how often the passage has it, and weighed again by what the visible passages are.
"""

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from typing import cast

from index.bm25 import Lengths, Sought
from index.connection import Connection
from index.fts5_rows import (
    FOUND_FIRST,
    best_by_all,
    best_of,
    few_of,
    first_of,
    integers,
    lengths_of,
    matching,
    newest_with,
    restriction,
    within,
)
from index.hidden import Hidden

_IS_SHOWN = "is_shown"


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
        lite.create_function(_IS_SHOWN, 1, hidden.shows, deterministic=True)
        count, words = lengths_of(connection)
        self._all = Lengths(count, words / max(1, count))
        shown = count - hidden.passages
        self._shown = Lengths(shown, (words - hidden.words) / max(1, shown))

    def counts(self, column: str, terms: Sequence[str], most: int) -> dict[str, int]:
        """Return how many visible passages have each term, an estimate from `most` on."""
        found = {}
        hidden = self._hidden.numbers
        for term in terms:
            count = 0
            rows = self._connection.execute(
                "SELECT rowid FROM lexical WHERE lexical MATCH ?", (matching(column, [[term]]),)
            )
            for (number,) in rows:
                count += not hidden[number]
                if count >= most:
                    count = self._hidden.estimated(count, number)
                    break
            found[term] = count
        return found

    def scores(
        self, column: str, sought: Sought, limit: int, articles: Collection[str]
    ) -> Iterable[tuple[str, float]]:
        """Return ids and BM25 scores of the best visible passages."""
        numbers = few_of(self._connection, articles, f"AND {_IS_SHOWN}(number)")
        if numbers is None and sought.by_common:
            shown = f"AND {_IS_SHOWN}(rowid)"
            numbers = newest_with(self._connection, column, sought, articles, shown)
        if numbers is not None:
            return best_by_all(self._connection, column, sought, numbers, self._shown, limit)
        scores: dict[int, float] = {}
        for term in sought.single:
            total = self._total(matching(column, [[term]]))
            match = matching(column, [[term]], sought.without)
            self._add_scores(scores, match, sought.counts[term], total, articles)
        if sought.by_all:
            return best_of(self._connection, scores, limit)
        first = first_of(scores, max(limit, FOUND_FIRST))
        return best_by_all(self._connection, column, sought, first, self._shown, limit)

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
            f"WHERE lexical MATCH ? AND {_IS_SHOWN}(lexical.rowid) "
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
