"""What stands between files and a sync: reading, cutting and embedding, here or elsewhere."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from index.article import Article, Passage
from index.chunking import ChunkingSettings, chunk_article
from index.comparison import Changed
from index.embedding import Embedder, embed_passages
from index.embedding_queue import Embedding
from index.errors import ArticleIndexError, ReaderFailedError
from index.readers import IsolatedReader
from index.readers.isolation import is_quick
from index.report import Failure

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

# Files among which one is looked for that needs the process that reads.
_WINDOW = 64


class Preparing(Protocol):
    """Reads files, cuts articles and embeds passages. Use it in a `with` statement."""

    def ahead(self, changes: Iterator[Changed]) -> Iterator[Changed]:
        """Yield the files that are going to be read, in order; some may be begun before."""

    def read(self, path: Path, root: Path) -> Iterator[Article | Failure]:
        """Yield the articles of a file as `IsolatedReader.read`."""

    @property
    def consumed(self) -> int:
        """Bytes of the file at hand up to the end of its last article; 0 where it can't be told."""

    def cut(self, article: Article) -> Sequence[Passage]:
        """Return the passages of an article.

        Raises:
            ReaderFailedError: they can't be told.
        """

    def embed(self, texts: Sequence[str]) -> Embedding:
        """Begin to compute the vectors of passages, after those that were asked for before."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of everything."""


class Here:
    """Reading in a process of its own, cutting and embedding in this one, embedding in a thread.

    Args:
        model: for the vectors.
        chunking: how articles are cut.
    """

    def __init__(self, model: "Embedder | BaseEmbedding", chunking: ChunkingSettings) -> None:
        self._embedder = Embedder.of(model)
        self._chunking = chunking
        self._reader = IsolatedReader()
        self._thread: ThreadPoolExecutor | None = None

    def ahead(self, changes: Iterator[Changed]) -> Iterator[Changed]:
        """Yield the files as they come.

        Where one of the first needs the process that reads, it starts while those before are read.
        """
        first = list(islice(changes, _WINDOW))
        if not all(is_quick(change.file.path) for change in first):
            self._reader.begin()
        yield from first
        yield from changes

    def read(self, path: Path, root: Path) -> Iterator[Article | Failure]:
        """Yield the articles of a file as `IsolatedReader.read`."""
        return self._reader.read(path, root)

    @property
    def consumed(self) -> int:
        """Bytes of the file at hand up to the end of its last article; 0 of a small file."""
        return self._reader.consumed

    def cut(self, article: Article) -> list[Passage]:
        """Return the passages of an article; errors are those of `cut_article`."""
        return cut_article(article, self._chunking)

    def embed(self, texts: Sequence[str]) -> Embedding:
        """Begin to compute the vectors of passages; errors are those of `embed_passages`."""
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "embedding")
        # Loaded here: a library that two threads load at once may be found half loaded.
        model = self._embedder.model
        return self._thread.submit(embed_passages, model, texts)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process that reads; the model does not begin what it was still to do."""
        self._reader.close()
        if self._thread is not None:
            # Not waited for, or whoever interrupts a sync would wait for the model.
            self._thread.shutdown(wait=False, cancel_futures=True)
            self._thread = None


def cut_article(article: Article, chunking: ChunkingSettings) -> list[Passage]:
    """Return the passages of an article.

    Raises:
        ReaderFailedError: they can't be told; one article of all that there are must not stop the
            others.
        ArticleIndexError: no article can be cut here.
    """
    try:
        return chunk_article(article, chunking)
    except (ArticleIndexError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of tiktoken's, written in Rust, is no Exception
        told = " ".join(str(error).split())[:120]
        raise ReaderFailedError(
            f"can't be cut into passages ({type(error).__name__}: {told}); save it anew"
        ) from error
