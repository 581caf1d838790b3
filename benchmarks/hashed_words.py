"""An embedding model that costs nearly nothing, for measuring and testing everything around it."""

from functools import lru_cache
from zlib import crc32

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from numpy.typing import NDArray

_DIMENSIONS = 384  # as many as the default model, so that vectors take the same room
_ROWS = 4096


@lru_cache(maxsize=1)
def _directions() -> NDArray[np.float32]:
    """Return one random direction a row; the same in every process."""
    return np.random.default_rng(20261101).standard_normal((_ROWS, _DIMENSIONS), np.float32)


class HashedWords(BaseEmbedding):
    """The sum of a random direction for each word: deterministic; texts that share words are near.

    Example:
        >>> from benchmarks.hashed_words import HashedWords
        >>> len(HashedWords().get_query_embedding("Why did Tyler Perry pause his studio?"))
        384
    """

    model_name: str = "hashed-words"
    embed_batch_size: int = 256

    @classmethod
    def class_name(cls) -> str:
        """Return the name that LlamaIndex serialises the class under."""
        return "HashedWords"

    @property
    def fingerprint(self) -> str:
        """What made the vectors."""
        return f"{self.model_name} {_DIMENSIONS}"

    def _get_text_embedding(self, text: str) -> list[float]:
        rows = [crc32(word.encode("utf-8", "replace")) % _ROWS for word in text.lower().split()]
        vector = _directions()[rows or [0]].sum(axis=0)
        length = float(np.linalg.norm(vector)) or 1.0
        return [float(value) for value in vector / length]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)
