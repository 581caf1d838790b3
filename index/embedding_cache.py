"""Vectors that were computed once, kept by model and text: text seen before costs no embedding.

A file of its own beside the index: what a killed sync has embedded is kept although its articles
were not committed yet, and nothing is lost but time when the file is deleted.
"""

import contextlib
import hashlib
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from numpy.typing import NDArray

from index.embedding import embed_passages, embed_question, embedding_fingerprint
from index.errors import ArticleIndexError
from index.failures import explained

FILE = "embeddings.sqlite3"

Vectors = NDArray[np.float32]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS vectors (
    model TEXT NOT NULL,    -- fingerprint
    text BLOB NOT NULL,     -- SHA-256 of the text
    vector BLOB NOT NULL,   -- 32-bit floats, little-endian
    PRIMARY KEY (model, text)
) WITHOUT ROWID
"""
_QUESTIONS = 256
_LONGEST_QUESTION = 2000  # characters: what comes after them changes no ranking
_BIND = 900


class EmbeddingCache:
    """An embedding model that remembers: passages in a file, questions in memory.

    Safe for threads and for several processes. Where the folder can't be written to, everything
    new is remembered in memory only.

    Args:
        folder: where the file is, usually the index.
        model: computes what is not known yet.
    """

    def __init__(self, folder: Path, model: BaseEmbedding) -> None:
        self.model = model
        self.fingerprint = embedding_fingerprint(model)
        self._folder = folder
        self._lock = threading.Lock()
        self._connection = _connect(folder)
        self._questions: OrderedDict[str, list[float]] = OrderedDict()

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question."""
        text = text[:_LONGEST_QUESTION]
        with self._lock:
            known = self._questions.get(text)
            if known is not None:
                self._questions.move_to_end(text)
                return list(known)
        vector = embed_question(self.model, text)
        with self._lock:
            self._questions[text] = vector
            while len(self._questions) > _QUESTIONS:
                self._questions.popitem(last=False)
        return list(vector)

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages, one row a text; only unknown texts are embedded.

        Raises:
            ArticleIndexError: the model failed.
        """
        keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest() for text in texts]
        known = self._find(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            vectors = np.asarray(embed_passages(self.model, list(missing.values())), np.float32)
            computed = dict(zip(missing, vectors, strict=True))
            self._keep(computed)
            known |= computed
        if not keys:
            return np.empty((0, 0), np.float32)
        try:
            return np.stack([known[key] for key in keys])
        except ValueError as error:
            raise ArticleIndexError(
                f"the embedding model {self.model.model_name!r} gives vectors of other dimensions "
                f"than before; delete {self._folder / FILE} and rebuild the index"
            ) from error

    def _find(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        found: dict[bytes, Vectors] = {}
        distinct = list(dict.fromkeys(keys))
        with self._lock, explained(self._folder, "read"):
            for start in range(0, len(distinct), _BIND):
                some = distinct[start : start + _BIND]
                marks = ",".join("?" * len(some))
                rows = self._connection.execute(
                    f"SELECT text, vector FROM vectors WHERE model = ? AND text IN ({marks})",  # noqa: S608 - question marks
                    (self.fingerprint, *some),
                )
                found.update((key, np.frombuffer(blob, "<f4")) for key, blob in rows)
        return found

    def _keep(self, vectors: dict[bytes, Vectors]) -> None:
        rows = [
            (self.fingerprint, key, row.astype("<f4").tobytes()) for key, row in vectors.items()
        ]
        with self._lock, contextlib.suppress(sqlite3.OperationalError), self._connection:
            # A full disk costs the memory of what was computed, not what it was computed for.
            self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()


def _connect(folder: Path) -> sqlite3.Connection:
    """Open the file, or a table in memory where it can't be written."""
    try:
        return _prepared(str(folder / FILE))
    except sqlite3.OperationalError:
        return _prepared(":memory:")


def _prepared(place: str) -> sqlite3.Connection:
    connection = sqlite3.connect(place, timeout=30, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(_SCHEMA)
    except BaseException:
        connection.close()
        raise
    return connection
