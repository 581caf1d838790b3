"""The embedded multilingual-e5-small as LlamaIndex's embedding model.

Wang et al., "Multilingual E5 Text Embeddings" (2024), in 4 bits (`index.e5`). It was trained with
`query: ` and `passage: ` before its texts.
"""

from typing import cast

from llama_index.core.base.embeddings.base import BaseEmbedding

from index.e5.engine import engine
from index.e5.questions import question_engine
from index.embedding import e5_fingerprint


class EmbeddedE5(BaseEmbedding):
    """multilingual-e5-small inside the process: 384 dimensions, length 1, no network.

    Safe to call from several threads at once: the engine keeps nothing between calls.

    Example:
        >>> from index.embedding import EmbeddedE5
        >>> len(EmbeddedE5().get_query_embedding("Why did Tyler Perry pause his studio?"))
        384
    """

    model_name: str = "multilingual-e5-small"
    embed_batch_size: int = 256

    @classmethod
    def class_name(cls) -> str:
        """Return the name that LlamaIndex serialises the class under."""
        return "EmbeddedE5"

    @property
    def fingerprint(self) -> str:
        """What made the vectors; vectors of two fingerprints must not meet in one index."""
        return e5_fingerprint(self.model_name)

    def _get_query_embedding(self, query: str) -> list[float]:
        return cast(list[float], engine().embed([f"query: {query}"])[0].tolist())

    def ranking_embedding(self, question: str) -> list[float]:
        """The vector that sentences are ranked by: near those that answer the question."""
        return cast(list[float], question_engine().embed([f"query: {question}"])[0].tolist())

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors = engine().embed([f"passage: {text}" for text in texts])
        return cast(list[list[float]], vectors.tolist())
