"""Full-text search for somebody who may not see all articles, as if the others did not exist.

It is not enough to leave out what is hidden: BM25 weighs a word by how many passages have it, and a
passage's length by the average, so that the score of a visible passage would tell whether a hidden
one has a word. FTS5 scores over everything. Each term is therefore scored alone, from which follows
how often the passage has it, and weighed again by what the visible passages are.
"""

import math
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from heapq import nlargest

from index.hidden import Hidden, integers
from index.lexical import (
    MOST_SCORED,
    affordable,
    best_score,
    query_names,
    query_terms,
    restriction,
    within,
    without_language,
)
from index.records import batches

# FTS5's own constants, https://www.sqlite.org/fts5.html#the_bm25_function.
_K1 = 1.2
_B = 0.75
_LEAST_IDF = 1e-6
_AVERAGES = 1  # row of FTS5's data that holds how many rows there are, and the words of each column


@dataclass(frozen=True)
class _Lengths:
    """Of a set of passages: how many there are, and how many words they have on average."""

    passages: int
    average: float

    def idf(self, having: int) -> float:
        found = math.log((self.passages - having + 0.5) / (having + 0.5))
        return found if found > 0 else _LEAST_IDF

    def norm(self, words: int) -> float:
        return _K1 * (1 - _B + _B * words / self.average)


class VisibleLexical:
    """The two searches of `index.lexical`, over the passages that are not hidden.

    Args:
        connection: to the database.
        hidden: in the state that the connection sees.
    """

    def __init__(self, connection: sqlite3.Connection, hidden: Hidden) -> None:
        self._connection = connection
        self._hidden = hidden
        connection.create_function("is_shown", 1, hidden.shows, deterministic=True)
        averages = "SELECT block FROM lexical_data WHERE id = ?"
        count, *words = integers(connection.execute(averages, (_AVERAGES,)).fetchone()[0])
        self._all = _Lengths(count, sum(words) / max(1, count))
        shown = count - hidden.passages
        self._shown = _Lengths(shown, (sum(words) - hidden.words) / max(1, shown))

    def search_terms(
        self, query: str, language: str, limit: int, articles: Collection[str] = ()
    ) -> dict[str, float]:
        """See `index.lexical.search_terms`."""
        return self._search("terms", query_terms(query, language), "", limit, articles)

    def search_names(
        self, query: str, language: str, limit: int, articles: Collection[str] = ()
    ) -> dict[str, float]:
        """See `index.lexical.search_names`."""
        without = without_language(language)
        return self._search("names", query_names(query, language), without, limit, articles)

    def _search(
        self,
        column: str,
        terms: list[str],
        without: str,
        limit: int,
        articles: Collection[str],
    ) -> dict[str, float]:
        counted = {term: self._counts(f'{column} : "{term}"') for term in terms}
        shown = {term: count for term, (count, _) in counted.items()}
        kept = affordable(shown)
        if not any(shown[term] for term in kept):
            return {}
        scores: dict[int, float] = {}
        for term in kept:
            if shown[term]:
                match = f'({column} : ("{term}")){without}'
                self._add_scores(scores, match, *counted[term], articles)
        best = best_score([shown[term] for term in kept], self._shown.passages)
        first = nlargest(limit, scores, key=lambda number: (scores[number], -number))
        ids = self._ids(first)
        return {ids[number]: min(1.0, scores[number] / best) for number in first}

    def _counts(self, match: str) -> tuple[int, int]:
        """How many visible passages match, counted no further than matters; how many in all."""
        shown = total = 0
        hidden = self._hidden.numbers
        rows = self._connection.execute("SELECT rowid FROM lexical WHERE lexical MATCH ?", (match,))
        for (number,) in rows:
            total += 1
            shown += not hidden[number]
            if shown > MOST_SCORED:
                break
        return shown, total

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
        before, now = self._all.idf(total) * (_K1 + 1), self._shown.idf(shown) * (_K1 + 1)
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
            found.update(rows)
        return found
