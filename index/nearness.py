"""The passages whose vectors are nearest to a question's, of those that are searched."""

from collections.abc import Collection, Mapping, Sequence
from heapq import nlargest
from itertools import islice
from typing import NamedTuple, Protocol

from index.connection import Connection
from index.hidden import FEW, Hidden
from index.records import ids_within, rows_by_id


class Dense(Protocol):
    """A store of vectors, as far as searching needs one."""

    def nearest(
        self, vector: Sequence[float], limit: int, articles: Collection[str] = ()
    ) -> list[tuple[str, float]]:
        """Return the nearest passages as (id, cosine), best first."""

    def similarities(self, vector: Sequence[float], ids: Collection[str]) -> dict[str, float]:
        """Return the cosine of given passages by id."""


class Near(NamedTuple):
    """A passage, as far as its vector and its language go."""

    similarity: float
    """Cosine between question and passage."""
    language: str


class Nearness:
    """The passages nearest to a question, of those that exist and are searched.

    Args:
        connection: sees the state of the index that is searched.
        dense: holds the vectors; ids in it that the state does not know are dropped.
        vector: the question's vector.
        passages: number of passages in the index.
        articles: only passages of these articles, none of them hidden; of any, when empty.
        hidden: what to pass over as if it were not there.
    """

    def __init__(
        self,
        connection: Connection,
        dense: Dense,
        vector: Sequence[float],
        passages: int,
        articles: Collection[str],
        hidden: Hidden | None,
    ) -> None:
        self._connection = connection
        self._dense = dense
        self._vector = vector
        self._articles = articles
        self._hidden = None if articles else hidden
        self._passages = passages - (self._hidden.passages if self._hidden else 0)
        few: Collection[str] | None = None
        if articles:
            few = ids_within(connection, articles, FEW)
        elif hidden is not None:
            few = hidden.few
        self._few = few

    @property
    def is_within_few(self) -> bool:
        """Whether so few passages are searched that each is compared."""
        return self._few is not None

    def look(self, depth: int) -> dict[str, float]:
        """Ask for the nearest, whether they exist or not; needs no database."""
        return dict(self._dense.nearest(self._vector, depth, self._articles))

    def of(self, wanted: int, nearest: dict[str, float] | None = None) -> dict[str, Near]:
        """Return by id as many that exist, if there are so many, the nearest first.

        Args:
            wanted: how many.
            nearest: what `look` found, if it was asked for as many.
        """
        if self._few is not None:
            similar = self._dense.similarities(self._vector, self._few)
            best = nlargest(wanted, similar, key=similar.__getitem__)
            return self._there({key: similar[key] for key in best})
        depth = wanted
        while True:
            nearest = self.look(depth) if nearest is None else nearest
            there = self._there(nearest)
            if len(there) >= min(wanted, self._passages) or len(nearest) < depth:
                return dict(islice(there.items(), wanted))
            nearest, depth = None, depth * 4

    def compared(self, ids: Collection[str]) -> dict[str, Near]:
        """Return given passages by id, those that exist."""
        return self._there(self._dense.similarities(self._vector, ids))

    def _there(self, similar: Mapping[str, float]) -> dict[str, Near]:
        """Those that exist and are not hidden, in their order.

        Chroma's own filter names every article that counts, and has HNSW skip all others; asking
        for more and leaving out what is hidden is faster, unless nearly everything is
        (benchmarks/hidden_articles.py).
        """
        rows, hidden = rows_by_id(self._connection, similar), self._hidden
        return {
            key: Near(similarity, rows[key].language)
            for key, similarity in similar.items()
            if key in rows and (hidden is None or hidden.shows(rows[key].number))
        }
