"""Vectors that were computed once, kept by model and text: text seen before costs no embedding.

The file is shared by all indexes of a user. What a killed sync has embedded is in it although its
articles were not committed yet, and nothing is lost but time when it is deleted.
"""

import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from index.embedding import Embedder, embed_passages, embed_query, embed_ranking
from index.errors import ArticleIndexError
from index.vector_file import DEFAULT_LIMIT, Vector, VectorFile

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

FILE = "embeddings.sqlite3"

Vectors = NDArray[np.float32]

_QUESTIONS = 256
_LONGEST_QUESTION = 2000  # characters: what comes after them changes no ranking


def default_cache_folder() -> Path:
    """Return the user's cache folder, `ASSISTANT_CACHE` where it is set."""
    given = os.environ.get("ASSISTANT_CACHE")
    if given:
        return Path(given).expanduser()
    return user_cache_path("article-assistant", appauthor=False)


class EmbeddingCache:
    """An embedding model that remembers: passages in a file, questions in memory.

    Safe for threads and for several processes. Where the folder can't be written to, what is new
    is remembered in memory only.

    Args:
        folder: where the file is.
        model: computes what is not known yet.
        limit: most bytes of the file, about; what was unused for longest goes first.
    """

    def __init__(
        self, folder: Path, model: "Embedder | BaseEmbedding", limit: int = DEFAULT_LIMIT
    ) -> None:
        self.embedder = Embedder.of(model)
        self.fingerprint = self.embedder.fingerprint
        self._place = folder / FILE
        self._file = VectorFile(self._place, self.fingerprint, limit)
        self._queries = _Remembered(partial(_embedded, embed_query, self.embedder))
        self._rankings = _Remembered(partial(_embedded, embed_ranking, self.embedder))

    @property
    def model(self) -> "BaseEmbedding":
        """The model, loaded the first time that it is needed."""
        return self.embedder.model

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question or another short text, to compare with texts."""
        return self._queries.of(text)

    def embed_search(self, question: str) -> list[float]:
        """Return the vector of a question, to search passages by: the mean of the other two.

        A passage says more than what answers, so it is found by what is alike to it as well.
        """
        alike, near = self.embed_query(question), self.embed_ranking(question)
        if alike == near:
            return alike
        both = np.add(alike, near)
        found: list[float] = (both / np.linalg.norm(both)).tolist()
        return found

    def embed_ranking(self, question: str) -> list[float]:
        """Return the vector of a question, to rank sentences by."""
        return self._rankings.of(question)

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages, one row a text; only unknown texts are embedded.

        Raises:
            ArticleIndexError: the model failed.
        """
        if not texts:
            return np.empty((0, 0), np.float32)
        keys = [_key(text) for text in texts]
        known = self._file.find(dict.fromkeys(keys))
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            rows = embed_passages(self.model, list(missing.values()))
            new = dict(zip(missing, np.asarray(rows, np.float32), strict=True))
            self._file.keep(new)
            known |= new
        try:
            return np.stack([known[key] for key in keys])
        except ValueError as error:
            raise self.other_dimensions() from error

    def other_dimensions(self) -> ArticleIndexError:
        """Return the error for vectors of one model that have different lengths."""
        return ArticleIndexError(
            f"the embedding model {self.model.model_name!r} gives vectors of other dimensions "
            f"than before; delete {self._place} and rebuild the index"
        )

    def keep(self, vectors: Mapping[str, Vector]) -> None:
        """Remember vectors that are known from elsewhere, by their texts."""
        self._file.keep({_key(text): vector for text, vector in vectors.items()})

    def known(self, texts: Sequence[str]) -> dict[str, Vector]:
        """Return the vectors of those texts that need no embedding."""
        found = self._file.find([_key(text) for text in texts])
        return {text: found[key] for text in texts if (key := _key(text)) in found}

    def trim(self) -> None:
        """Bring the file down to its limit, where it is above it."""
        self._file.trim()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class _Remembered:
    """Vectors of the last texts. Safe for threads."""

    def __init__(self, embed: Callable[[str], list[float]]) -> None:
        self._embed = embed
        self._lock = threading.Lock()
        self._known: OrderedDict[str, list[float]] = OrderedDict()

    def of(self, text: str) -> list[float]:
        """Return the vector of a text; what is too long for a question is cut."""
        text = text[:_LONGEST_QUESTION]
        with self._lock:
            known = self._known.get(text)
            if known is not None:
                self._known.move_to_end(text)
                return list(known)
        vector = self._embed(text)
        with self._lock:
            self._known[text] = vector
            while len(self._known) > _QUESTIONS:
                self._known.popitem(last=False)
        return list(vector)


def _embedded(
    embed: "Callable[[BaseEmbedding, str], list[float]]", embedder: Embedder, text: str
) -> list[float]:
    return embed(embedder.model, text)


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
