"""What the index asks of a database connection, be it SQLite's or PostgreSQL's."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from index.article import Passage

if TYPE_CHECKING:
    from index.bm25 import Sought
    from index.hidden import Hidden

Row = tuple[Any, ...]


class Cursor(Protocol):
    """The rows of one statement."""

    def fetchone(self) -> Any: ...  # noqa: ANN401, D102 - a row, or None, as DB-API has it

    def fetchall(self) -> list[Any]: ...  # noqa: D102 - DB-API's

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """Executes statements in the SQL that both databases speak, with `?` for each value.

    A transaction is begun and ended by whoever lends the connection.
    """

    @property
    def full_text(self) -> "FullText":
        """How this database searches words."""

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> Cursor:
        """Execute one statement."""

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]], /) -> object:
        """Execute one statement for each row of values."""


class FullText(Protocol):
    """Passages and the words that they are found by: one database's way to BM25."""

    def add(self, connection: Connection, passages: Sequence[Passage]) -> None:
        """Insert passages with their words; their ids must be free."""

    def remove(self, connection: Connection, article_id: str) -> list[str]:
        """Delete an article's passages with their words; return their ids."""

    def lengths(self, connection: Connection, articles: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Yield the rows' numbers of articles' passages, and how many words each has."""

    def counts(
        self,
        connection: Connection,
        column: str,
        terms: Sequence[str],
        most: int,
        hidden: "Hidden | None" = None,
    ) -> dict[str, int]:
        """Return how many passages have each term, an estimate from `most` on.

        Args:
            connection: to the database.
            column: `terms` or `names`.
            terms: to be counted.
            most: where counting may end; how many more there are is judged by how far it came.
            hidden: what is not counted.
        """

    def having(
        self,
        connection: Connection,
        terms: Sequence[str],
        most: int,
        hidden: "Hidden | None" = None,
    ) -> dict[str, tuple[int, ...]]:
        """Return the rows' numbers of some passages that have each stemmed term.

        Args:
            connection: to the database.
            terms: to be looked for; left out of the answer where no passage has one.
            most: how many passages a term at most.
            hidden: what to pass over as if it were not there.
        """

    def scores(
        self,
        connection: Connection,
        column: str,
        sought: "Sought",
        limit: int,
        articles: Collection[str],
        passages: int,
        hidden: "Hidden | None" = None,
    ) -> Iterable[tuple[str, float]]:
        """Return ids and BM25 scores of the best passages.

        Args:
            connection: to the database.
            column: `terms` or `names`.
            sought: the terms, and which passages are scored.
            limit: how many passages at most.
            articles: only passages of these articles; of any, when empty.
            passages: number of passages that are searched.
            hidden: what to pass over as if it were not there: BM25 weighs a word by how many
                passages have it, so that else a score would tell whether a hidden one has it.
        """

    def differing(
        self, connection: Connection, before: int, last: int, passages: Sequence[Passage]
    ) -> Iterator[Passage]:
        """Yield those passages, of the rows after `before` up to `last`, that have other words."""

    def strays(self, connection: Connection) -> int:
        """Return how many entries belong to no passage."""

    def damage(self, connection: Connection) -> Iterator[str]:
        """Yield what is wrong with the search's own structures; last of all, as it may lock."""
