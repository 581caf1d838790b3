"""An embedding model that costs nearly nothing and whose vectors lie as real ones do.

How much HNSW finds depends on how vectors lie. Random ones are far harder to search than those of
texts: of 10,000 sums of random directions it found a third of the ten nearest, of 16,854 real
passages 99.7%. So each vector here is the real model's of a sentence of the bundled articles, moved
along the difference of two others; a question's is that of a gold question, moved a little.

Levina and Bickel's estimate of the local dimension ("Maximum Likelihood Estimation of Intrinsic
Dimension", 2004; 50 neighbours, 16,854 vectors) around passages and around questions is 14 and 29
of these, 23 and 24 of real ones; the nearest passages are about as far.
"""

import json
import random
from functools import lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from numpy.typing import NDArray

from index.embedding import embed_passages, embed_query, load_embedding
from index.sentences import split_sentences

_CORPUS = Path(__file__).parents[1] / "corpus"
_MODEL = "embedded:multilingual-e5-small"
_SHORTEST = 30  # characters; below are headings
_FAR, _NEAR = 0.8, 0.3


@lru_cache(maxsize=1)
def _passages() -> NDArray[np.float32]:
    texts = [
        text[start:end]
        for path in sorted((_CORPUS / "articles").rglob("*.md"))
        for text in [path.read_text(encoding="utf-8")]
        for start, end in split_sentences(text, "de")
    ]
    long = [text for text in texts if len(text) >= _SHORTEST]
    return np.asarray(embed_passages(load_embedding(_MODEL), long), np.float32)


@lru_cache(maxsize=1)
def _questions() -> NDArray[np.float32]:
    model = load_embedding(_MODEL)
    asked = [
        json.loads(line)["question"]
        for path in sorted((_CORPUS / "gold").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return np.asarray([embed_query(model, question) for question in asked], np.float32)


class Scattered(BaseEmbedding):
    """Vectors around those of the bundled articles; deterministic, the text only seeds them."""

    model_name: str = "scattered"
    embed_batch_size: int = 256

    @classmethod
    def class_name(cls) -> str:
        """Return the name that LlamaIndex serialises the class under."""
        return "Scattered"

    @property
    def fingerprint(self) -> str:
        """What made the vectors."""
        return f"{self.model_name} {_MODEL}"

    def _get_text_embedding(self, text: str) -> list[float]:
        return _moved(_passages(), text, _FAR)

    def _get_query_embedding(self, query: str) -> list[float]:
        return _moved(_questions(), query, _NEAR)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


def _moved(origins: NDArray[np.float32], text: str, far: float) -> list[float]:
    chance = random.Random(crc32(text.encode("utf-8", "replace")))  # noqa: S311 - no secrets
    vectors = _passages()
    one, other = (vectors[chance.randrange(len(vectors))] for _ in range(2))
    far *= chance.uniform(0.75, 1.25)
    vector = origins[chance.randrange(len(origins))] + far * (one - other)
    return [float(value) for value in vector / np.linalg.norm(vector)]
