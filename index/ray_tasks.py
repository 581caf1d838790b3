"""What the nodes of a Ray cluster do for a sync: read and cut a file's bytes, embed texts."""

import tempfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from numpy.typing import NDArray

from index.article import Article, Passage
from index.chunking import ChunkingSettings
from index.embedding import embed_passages, embedding_fingerprint
from index.errors import ArticleIndexError, ReadError
from index.meta import FORMAT
from index.preparing import cut_article
from index.readers import IsolatedReader
from index.report import Failure
from index.trying import program_version

_EACH = 500  # characters that an article counts beside its text: one without any takes memory too

_reader: IsolatedReader | None = None


class Way(NamedTuple):
    """How articles are cut and embedded, and by which version of this package."""

    chunking: ChunkingSettings
    model: BaseEmbedding
    version: str

    @classmethod
    def of(cls, chunking: ChunkingSettings, model: BaseEmbedding) -> "Way":
        """Return the way of this process."""
        return cls(chunking, model, _version(chunking, model))

    def check(self) -> None:
        """Refuse to do it with another version of this package or of the model.

        Raises:
            ArticleIndexError: it would give something else than where it was asked for.
        """
        here = _version(self.chunking, self.model)
        if here != self.version:
            raise ArticleIndexError(
                f"a node of the cluster has {here} where this machine has {self.version}; "
                "install the same version everywhere"
            )


def _version(chunking: ChunkingSettings, model: BaseEmbedding) -> str:
    made_by = f"version {program_version()}, format {FORMAT}"
    return f"{made_by}, {chunking.fingerprint}, {embedding_fingerprint(model)}"


class Prepared(NamedTuple):
    """The articles of a file with their passages, and what of it can't be read, in its order."""

    found: list[tuple[Article, list[Passage] | str] | Failure]
    """In place of passages why an article can't be cut."""
    error: str
    """Why nothing more was read; empty where all was."""
    kind: str = ""
    """Name of the error that tells of it."""
    exceeds: bool = False
    """Whether it holds more than may be sent back; then nothing is."""


def prepare(way: Way, name: str, data: bytes, most: int) -> Prepared:
    """Read a file and cut its articles.

    Args:
        way: how.
        name: path of the file below the synced folder, as its operating system gives it.
        data: its bytes.
        most: characters that its articles may have together.

    Raises:
        ArticleIndexError: this node can't do it as it was asked for.
    """
    way.check()
    global _reader
    _reader = _reader or IsolatedReader()
    found: list[tuple[Article, list[Passage] | str] | Failure] = []
    with tempfile.TemporaryDirectory(prefix="article-assistant-") as folder:
        root = Path(folder).resolve()
        path = root / PurePosixPath(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        try:
            for each in _reader.read(path, root):
                if isinstance(each, Failure):
                    found.append(each)
                    continue
                most -= len(each.text) + _EACH
                if most < 0:
                    return Prepared([], "", exceeds=True)
                found.append((each, _cut(each, way)))
        except ReadError as error:
            return Prepared(found, str(error), type(error).__name__)
    return Prepared(found, "")


def _cut(article: Article, way: Way) -> list[Passage] | str:
    try:
        return cut_article(article, way.chunking)
    except ReadError as error:
        return str(error)


def embed(way: Way, texts: Sequence[str]) -> NDArray[np.float32]:
    """Return the vectors of passages, one a row.

    Raises:
        ArticleIndexError: the model failed, or this node can't do it as it was asked for.
    """
    way.check()
    return np.asarray(embed_passages(way.model, texts), np.float32)
