"""Full text in PostgreSQL: the words of a passage as JSONB, found by a GIN index, scored by BM25.

PostgreSQL's own ranking knows nothing of how rare a word is. What FTS5 computes is computed here
from the same figures, so an index gives the same passages wherever it lives: in how many passages a
word is (counted by the GIN index), how often it is in this one (its value in the JSON), how long
this one is and all of them are on average.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from index.article import Passage
from index.bm25 import K1, NEWEST, B, Sought, estimated, rarity
from index.connection import Connection
from index.context import searched_text
from index.hidden import Hidden
from index.lexical import passage_words
from index.records import last_number

_ADD = """
WITH passage AS (
    INSERT INTO passages (id, article, start, "end", text, language, heading)
    VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING number
)
INSERT INTO lexical (number, length, terms, names)
SELECT number, ?, ?::jsonb, ?::jsonb FROM passage
"""

# The score of one passage is the sum over the words asked for that it has, each weighed by how rare
# it is. The words come as two arrays, so that one statement serves any number of them.
_SCORE = """
SELECT p.id, best.score FROM (
    SELECT l.number, (
        SELECT sum(asked.weight * (l.{column} ->> asked.term)::int * {k1}::float8 / (
            (l.{column} ->> asked.term)::int
            + {k}::float8 * ({rest}::float8 + {b}::float8 * l.length / ?::float8)
        ))
        FROM unnest(?::text[], ?::float8[]) AS asked (term, weight)
    ) AS score
    FROM (
        SELECT * FROM lexical l WHERE ({having}) {without} {scope}
        ORDER BY l.number DESC LIMIT ?
    ) l
    ORDER BY score DESC, l.number LIMIT ?
) AS best JOIN passages p ON p.number = best.number ORDER BY best.score DESC, best.number
"""


# Rows with a word that are looked through first for some that are not hidden.
_MOST_AT_FIRST = 1000


class PostgresText:
    """BM25 as FTS5 computes it, in SQL."""

    def add(self, connection: Connection, passages: Sequence[Passage]) -> None:
        """Insert passages with their words; their ids must be free."""
        connection.executemany(_ADD, [_row(passage) for passage in passages])

    def remove(self, connection: Connection, article_id: str) -> list[str]:
        """Delete an article's passages with their words; return their ids."""
        found = connection.execute(
            "WITH gone AS (DELETE FROM passages WHERE article = ? RETURNING number, id), "
            "words AS (DELETE FROM lexical USING gone WHERE lexical.number = gone.number) "
            "SELECT id FROM gone",
            (article_id,),
        )
        return [str(passage_id) for (passage_id,) in found.fetchall()]

    def lengths(self, connection: Connection, articles: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Yield the rows' numbers of articles' passages, and how many words each has."""
        rows = connection.execute(
            "SELECT p.number, l.length FROM passages p JOIN lexical l ON l.number = p.number "
            "WHERE p.article = ANY(?::text[])",
            (list(articles),),
        )
        yield from ((int(number), int(length)) for number, length in rows)

    def counts(
        self,
        connection: Connection,
        column: str,
        terms: Sequence[str],
        most: int,
        hidden: Hidden | None = None,
    ) -> dict[str, int]:
        """Return how many passages have each term, an estimate from `most` on.

        Rows come in the order in which they lie, which is that of their numbers where nothing was
        removed; elsewhere the estimate is a rough one.
        """
        if not terms:
            return {}
        shown, articles = _shown(hidden)
        rows = connection.execute(
            "SELECT asked.term, found.rows, found.last FROM unnest(?::text[]) AS asked (term), "  # noqa: S608
            "LATERAL (SELECT count(*) AS rows, max(number) AS last FROM (SELECT l.number "
            f"FROM lexical l WHERE l.{column} ?? asked.term {shown} LIMIT ?) AS met) AS found",
            (list(terms), *articles, most),
        )
        return {
            str(term): count if count < most else self._estimate(connection, count, last, hidden)
            for term, count, last in rows.fetchall()
        }

    def _estimate(
        self, connection: Connection, count: int, last: int, hidden: Hidden | None
    ) -> int:
        if hidden is not None:
            return hidden.estimated(count, last)
        return estimated(count, last, last_number(connection))

    def having(
        self,
        connection: Connection,
        terms: Sequence[str],
        most: int,
        hidden: Hidden | None = None,
    ) -> dict[str, tuple[int, ...]]:
        """Return the rows' numbers of some passages that have each stemmed term.

        What is hidden is left out here: naming it to the server takes longer the more it is. Where
        that leaves too few of the first rows, all are read.
        """
        if hidden is None:
            return self._having(connection, terms, most)
        first = self._having(connection, terms, _MOST_AT_FIRST)
        cut = [term for term, numbers in first.items() if len(numbers) == _MOST_AT_FIRST]
        found = {term: tuple(filter(hidden.shows, numbers)) for term, numbers in first.items()}
        few = [term for term in cut if len(found[term]) < most]
        for term, numbers in self._having(connection, few, None).items():
            found[term] = tuple(filter(hidden.shows, numbers))
        return {term: numbers[:most] for term, numbers in found.items() if numbers}

    def _having(
        self, connection: Connection, terms: Sequence[str], most: int | None
    ) -> dict[str, tuple[int, ...]]:
        """Return the rows' numbers of passages that have each term; of all, where most is None.

        PostgreSQL would rather read the whole table than its index for so few rows; of a
        materialized query it does not know how few are asked for.
        """
        if not terms:
            return {}
        rows = connection.execute(
            "SELECT asked.term, found.numbers FROM unnest(?::text[]) AS asked (term), "
            "LATERAL (WITH met AS MATERIALIZED (SELECT l.number "
            "FROM lexical l WHERE l.terms ?? asked.term) "
            "SELECT array_agg(number) AS numbers FROM (SELECT number FROM met LIMIT ?) AS few"
            ") AS found WHERE found.numbers IS NOT NULL",
            (list(terms), most),
        )
        return {str(term): tuple(numbers) for term, numbers in rows.fetchall()}

    def scores(
        self,
        connection: Connection,
        column: str,
        sought: Sought,
        limit: int,
        articles: Collection[str],
        passages: int,
        hidden: Hidden | None = None,
    ) -> Iterable[tuple[str, float]]:
        """Return ids and BM25 scores of the best passages."""
        values: list[object] = [
            self._shown_length(connection, passages, hidden),
            list(sought.counts),
            [rarity(count, passages) for count in sought.counts.values()],
        ]
        if sought.by_common:
            having = " OR ".join(f"l.{column} ??& ?::text[]" for _ in sought.groups)
            values += map(list, sought.groups)
        else:
            having = f"l.{column} ??| ?::text[]"
            values.append(list(sought.single))
        excluded = scope = ""
        if sought.without:
            excluded = f"AND NOT l.{column} ?? ?"
            values.append(sought.without)
        if articles:
            scope = "AND l.number IN (SELECT number FROM passages WHERE article = ANY(?::text[]))"
            values.append(list(articles))
        shown, hiding = _shown(hidden)
        scope += shown
        values += hiding
        most = NEWEST if sought.by_common else None
        statement = _SCORE.format(
            column=column, k=K1, k1=K1 + 1, b=B, rest=1 - B, having=having, without=excluded,
            scope=scope,
        )  # fmt: skip
        found = connection.execute(statement, (*values, most, limit)).fetchall()
        return [(str(passage), float(score)) for passage, score in found]

    def _shown_length(self, connection: Connection, passages: int, hidden: Hidden | None) -> float:
        """Return how many words a visible passage has on average."""
        average = self._average_length(connection)
        if hidden is None:
            return average
        words = round(average * (passages + hidden.passages)) - hidden.words
        return words / max(1, passages)

    def _average_length(self, connection: Connection) -> float:
        """Return how many words a passage has on average, as the last commit counted them."""
        found = connection.execute("SELECT value FROM meta WHERE key = 'average_length'").fetchone()
        return float(found[0]) if found else 1.0

    def differing(
        self, connection: Connection, before: int, last: int, passages: Sequence[Passage]
    ) -> Iterator[Passage]:
        """Yield those passages, of the rows after `before` up to `last`, that have other words."""
        found = connection.execute(
            "SELECT p.id, length, terms, names FROM passages p LEFT JOIN lexical l "
            "ON l.number = p.number WHERE p.number > ? AND p.number <= ?",
            (before, last),
        )
        words = {str(key): tuple(rest) for key, *rest in found.fetchall()}
        for passage in passages:
            if words[passage.id] != _words(passage):
                yield passage

    def strays(self, connection: Connection) -> int:
        """Return how many entries belong to no passage."""
        found = connection.execute(
            "SELECT count(*) FROM lexical l "
            "WHERE NOT EXISTS (SELECT 1 FROM passages p WHERE p.number = l.number)"
        )
        return int(found.fetchone()[0])

    def damage(self, connection: Connection) -> Iterator[str]:
        """Yield whether the average length is another than that of the entries."""
        found = connection.execute("SELECT avg(length) FROM lexical").fetchone()[0]
        kept = self._average_length(connection)
        if found is not None and abs(float(found) - kept) > 1e-6 * kept:
            yield "full text: the average length of passages is not what it is kept as"


def _shown(hidden: Hidden | None) -> tuple[str, list[object]]:
    """Return a condition that leaves out what is hidden, and its values."""
    if hidden is None or not hidden.articles:
        return "", []
    of_them = "SELECT 1 FROM passages p WHERE p.number = l.number AND p.article = ANY(?::text[])"
    return f" AND NOT EXISTS ({of_them})", [list(hidden.articles)]


def keep_average_length(connection: Connection) -> None:
    """Note how long passages are, as part of the transaction that changes them."""
    connection.execute(
        "INSERT INTO meta (key, value) SELECT 'average_length', avg(length)::float8::text "
        "FROM lexical HAVING count(*) > 0 ON CONFLICT (key) DO UPDATE SET value = excluded.value"
    )


def _row(passage: Passage) -> tuple[object, ...]:
    length, terms, names = _words(passage)
    return (
        passage.id, passage.article_id, passage.start, passage.end, passage.text,
        passage.language, passage.heading, length, json.dumps(terms), json.dumps(names),
    )  # fmt: skip


def _words(passage: Passage) -> tuple[int, dict[str, int], dict[str, int]]:
    words = passage_words(searched_text(passage), passage.language)
    terms, names = (Counter(each.split()) for each in words)
    return terms.total() + names.total(), dict(terms), dict(names)
