"""The vectors of a small set, all of them at hand, and searched one and all.

HNSW looks at some of the vectors only, and which ones hangs on the order that they were put in. Up
to some thousands, comparing each costs no more (docs/speed.md), and what is found is the same
however the set came about.
"""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

MOST = 2000
"""Vectors that are held at most: 3 MB of 384 dimensions, and a tenth of a second to fetch them."""


class HeldVectors:
    """Passages by cosine.

    Args:
        ids: of the passages.
        vectors: one row an id, of any length.
        articles: id of the article that each is from, where a search is to be scoped to some.
    """

    def __init__(
        self, ids: Sequence[str], vectors: NDArray[np.float32], articles: Sequence[str] = ()
    ) -> None:
        self._ids = ids
        self._places = {key: place for place, key in enumerate(ids)}
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        self._rows = vectors / np.maximum(lengths, 1e-12)
        self._articles = np.asarray(articles)

    def nearest(
        self, vector: Sequence[float], limit: int, articles: Collection[str] = ()
    ) -> list[tuple[str, float]]:
        """Return the nearest passages as (id, cosine), best first; see `ChromaStore.nearest`."""
        cosines = self._cosines(vector)
        places = np.arange(len(self._ids))
        if articles:
            places = places[np.isin(self._articles, list(articles))]
        first = places[np.argsort(-cosines[places], kind="stable")][:limit]
        return [(self._ids[place], float(cosines[place])) for place in first]

    def similarities(self, vector: Sequence[float], ids: Collection[str]) -> dict[str, float]:
        """Return the cosine of the given passages, those that are held, by id."""
        cosines = self._cosines(vector)
        return {key: float(cosines[self._places[key]]) for key in ids if key in self._places}

    def _cosines(self, vector: Sequence[float]) -> NDArray[np.float32]:
        question = np.asarray(vector, np.float32)
        length = max(float(np.linalg.norm(question)), 1e-12)
        cosines: NDArray[np.float32] = self._rows @ (question / length)
        return cosines
