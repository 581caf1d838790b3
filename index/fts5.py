"""Full text in SQLite's FTS5."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from index.article import Passage
from index.bm25 import Lengths, Sought, estimated
from index.connection import Connection
from index.context import searched_text
from index.fts5_rows import (
    FOUND_FIRST,
    best_by_all,
    best_of,
    few_of,
    integers,
    lengths_of,
    matching,
    newest_with,
    restriction,
    within,
)
from index.fts5_visible import VisibleFts5
from index.hidden import Hidden
from index.lexical import passage_words
from index.records import last_number

SCHEMA = """
CREATE VIRTUAL TABLE IF NOT EXISTS lexical USING fts5(
    terms, names,
    tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc' tokenchars '_.'"
);
"""

# A row of `meta` that stands there while the full text may hold words of what was removed.
_REMOVED = "removed"
_NOTE_REMOVED = f"INSERT INTO meta VALUES ('{_REMOVED}', '1') ON CONFLICT DO NOTHING"  # noqa: S608
_IS_REMOVED = f"SELECT 1 FROM meta WHERE key = '{_REMOVED}'"  # noqa: S608 - our own
_FORGET_REMOVED = f"DELETE FROM meta WHERE key = '{_REMOVED}'"  # noqa: S608 - our own


class Fts5:
    """BM25 as FTS5 computes it; a row of `lexical` has the number of its passage."""

    def add(self, connection: Connection, passages: Sequence[Passage]) -> None:
        """Insert passages with their words; their ids must be free."""
        for passage in passages:
            inserted = connection.execute(
                'INSERT INTO passages (id, article, start, "end", text, language, heading) '
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    passage.id, passage.article_id, passage.start, passage.end,
                    passage.text, passage.language, passage.heading,
                ),
            )  # fmt: skip
            connection.execute(
                "INSERT INTO lexical (rowid, terms, names) VALUES (?, ?, ?)",
                (_number(inserted), *passage_words(searched_text(passage), passage.language)),
            )

    def remove(self, connection: Connection, article_id: str) -> list[str]:
        """Delete an article's passages with their words; return their ids."""
        found = connection.execute(
            "SELECT number, id FROM passages WHERE article = ?", (article_id,)
        ).fetchall()
        numbers = [(number,) for number, _ in found]
        connection.executemany("DELETE FROM lexical WHERE rowid = ?", numbers)
        connection.executemany("DELETE FROM passages WHERE number = ?", numbers)
        if numbers:
            connection.execute(_NOTE_REMOVED)
        return [str(passage_id) for _, passage_id in found]

    def forget_removed(self, connection: Connection) -> None:
        """Merge the whole index, where something was removed, so that none of its words stays.

        FTS5 marks what is removed, and drops it when it merges: .3 s of one core for 40,000
        passages, a fifth of what a sync takes that removes one article. Its option `secure-delete`
        does it at once, but needs SQLite 3.42, and no earlier one can read the file afterwards.
        """
        if connection.execute(_IS_REMOVED).fetchone():
            connection.execute(_FORGET_REMOVED)
            connection.execute("INSERT INTO lexical (lexical) VALUES ('optimize')")

    def lengths(self, connection: Connection, articles: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Yield the rows' numbers of articles' passages, and how many words each has."""
        rows = connection.execute(
            "SELECT p.number, sizes.sz FROM passages p "
            "JOIN lexical_docsize sizes ON sizes.id = p.number "
            "WHERE p.article IN (SELECT value FROM json_each(?))",
            (json.dumps(articles),),
        )
        for number, sizes in rows:
            yield number, sum(integers(sizes))

    def counts(
        self,
        connection: Connection,
        column: str,
        terms: Sequence[str],
        most: int,
        hidden: Hidden | None = None,
    ) -> dict[str, int]:
        """Return how many passages have each term, an estimate from `most` on."""
        if hidden is not None:
            return VisibleFts5(connection, hidden).counts(column, terms, most)
        query = (
            "SELECT count(*), max(rowid) FROM "
            "(SELECT rowid FROM lexical WHERE lexical MATCH ? LIMIT ?)"
        )
        found: dict[str, int] = {}
        for term in terms:
            match = matching(column, [[term]])
            count, last = connection.execute(query, (match, most)).fetchone()
            found[term] = (
                estimated(count, last, last_number(connection)) if count == most else count
            )
        return found

    def having(
        self,
        connection: Connection,
        terms: Sequence[str],
        most: int,
        hidden: Hidden | None = None,
    ) -> dict[str, tuple[int, ...]]:
        """Return the rows' numbers of some passages that have each stemmed term, the oldest."""
        shown = hidden.shows if hidden is not None else bool  # numbers begin with 1
        found = {}
        for term in terms:
            rows = connection.execute(
                "SELECT rowid FROM lexical WHERE lexical MATCH ?", (matching("terms", [[term]]),)
            )
            numbers = tuple(islice(filter(shown, (number for (number,) in rows)), most))
            if numbers:
                found[term] = numbers
        return found

    def scores(
        self,
        connection: Connection,
        column: str,
        sought: Sought,
        limit: int,
        articles: Collection[str],
        passages: int,  # noqa: ARG002 - FTS5 counts itself
        hidden: Hidden | None = None,
    ) -> Iterable[tuple[str, float]]:
        """Return ids and BM25 scores of the best passages."""
        if hidden is not None:
            return VisibleFts5(connection, hidden).scores(column, sought, limit, articles)
        numbers: Iterable[int] | None = few_of(connection, articles)
        if numbers is None and sought.by_common:
            numbers = newest_with(connection, column, sought, articles)
        elif numbers is None:
            most = limit if sought.by_all else max(limit, FOUND_FIRST)
            match = matching(column, sought.groups, sought.without)
            rows = connection.execute(
                "SELECT rowid, bm25(lexical) FROM lexical "  # noqa: S608 - no values
                f"WHERE lexical MATCH ? {restriction('rowid', articles)} ORDER BY rank LIMIT ?",
                (match, *within(articles), most),
            )
            found = {number: -score for number, score in rows}
            if sought.by_all:
                return best_of(connection, found, limit)
            numbers = found
        if not numbers:
            return []
        count, words = lengths_of(connection)
        lengths = Lengths(count, words / max(1, count))
        return best_by_all(connection, column, sought, numbers, lengths, limit)

    def differing(
        self, connection: Connection, before: int, last: int, passages: Sequence[Passage]
    ) -> Iterator[Passage]:
        """Yield those passages, of the rows after `before` up to `last`, that have other words."""
        terms = {
            str(key): (words, names)
            for key, words, names in connection.execute(
                "SELECT id, terms, names FROM passages LEFT JOIN lexical "
                "ON lexical.rowid = number "
                "WHERE number > ? AND number <= ?",
                (before, last),
            )
        }
        for passage in passages:
            expected = passage_words(searched_text(passage), passage.language)
            if terms[passage.id] != expected:
                yield passage

    def strays(self, connection: Connection) -> int:
        """Return how many entries belong to no passage."""
        query = "SELECT count(*) FROM lexical WHERE rowid NOT IN (SELECT number FROM passages)"
        return int(connection.execute(query).fetchone()[0])

    def damage(self, connection: Connection) -> Iterator[str]:
        """Have FTS5 compare its index with its entries.

        That asks for the right to write, which is held until the transaction ends, though nothing
        is written; left out where somebody else has it, or nobody may.
        """
        try:
            connection.execute("INSERT INTO lexical (lexical) VALUES ('integrity-check')")
        except sqlite3.OperationalError:
            return
        except sqlite3.DatabaseError as error:
            yield f"full text: {error}"


def _number(inserted: object) -> int:
    number: int = getattr(inserted, "lastrowid")  # noqa: B009 - SQLite's alone
    return number


class SqliteConnection(sqlite3.Connection):
    """SQLite's connection, which knows how its full text is searched."""

    full_text = Fts5()
