"""A sync whose reading, cutting and embedding is spread over a Ray cluster.

Files go to the cluster some ahead of where the sync is, within bounds; what comes back is taken
over in their order, in the same transaction as ever, so the index is the one that this machine
would make alone. Ray runs a task again elsewhere where a worker or a node dies. Nodes need the
same version of this package, and no disk in common with this machine.
"""

import hashlib
import os
import socket
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from index.article import Article, Passage
from index.chunking import ChunkingSettings
from index.comparison import Changed
from index.context import embedded_text
from index.embedding_cache import EmbeddingCache
from index.errors import READING_ERRORS, ArticleIndexError, ReaderFailedError, ReadError
from index.preparing import Here
from index.ray_tasks import Prepared, Way, embed, prepare
from index.readers.file_access import open_regular
from index.readers.formats import PACKED
from index.readers.reading import UnreadableError
from index.report import Failure

_FILES_A_PROCESSOR = 8  # that are on their way
_CHARACTERS = 64 * 2**20  # of all articles on their way together
# Characters that the articles of a file may have for each of its bytes, and of any file, however
# small. A document is packed as well, and prose packs to a third or a fifth.
_SWELLING, _SWELLING_PACKED, _FREE = 4, 16, 2000
_TEXTS = 32  # embedded by one task
_MOST_VECTORS = 50_000  # that wait to be taken over; what is dropped is computed again
_RETRIES = 5  # of a task whose worker or node died
_KNOCK = 10.0  # seconds
_PATIENCE = 600.0  # seconds without an answer until the cluster counts as lost


class _File(NamedTuple):
    change: Changed
    task: Any
    """What Ray gives for its result, or the result; None where this machine reads the file."""
    most: int
    """Characters that its articles may have; 0 where this machine reads the file."""


class RayCluster:
    """Prepares files on a cluster; in a `with` statement, in one thread.

    Args:
        address: `auto`, `HOST:PORT`, `ray://HOST:PORT`, or `local` for one of this process.
        cache: knows vectors, which are not computed again, and the model.
        chunking: how articles are cut.

    Raises:
        ArticleIndexError: Ray is not installed, or the cluster can't be reached.
    """

    def __init__(self, address: str, cache: EmbeddingCache, chunking: ChunkingSettings) -> None:
        try:
            import ray
        except ImportError as error:
            raise ArticleIndexError(
                "indexing on a cluster needs one more package: pip install 'article-assistant[ray]'"
            ) from error
        self._ray = ray
        self._address = address
        self._cache = cache
        self._here = Here(cache.embedder, chunking)
        self._way = Way.of(chunking, cache.model)
        self._files: deque[_File] = deque()
        self._file: _File | None = None  # the one that is taken over now
        self._vectors: dict[str, tuple[Any, int]] = {}
        self._cuts: dict[str, Sequence[Passage] | str] = {}
        self._mine = False
        self._reads_here = True

    def __enter__(self) -> Self:
        """Connect.

        Raises:
            ArticleIndexError: the cluster can't be reached.
        """
        ray = self._ray
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # Ray would report on its use
        if not ray.is_initialized():
            self._knock()
            where = {} if self._address == "local" else {"address": self._address}
            try:
                ray.init(**where, log_to_driver=False, logging_level="ERROR", **_QUIET)
            except Exception as error:  # whatever the transport raises
                raise self._lost(error) from error
            self._mine = True
        options = ray.remote(num_cpus=1, max_retries=_RETRIES)
        self._prepare, self._embed = options(prepare), options(embed)
        self._sent_way = ray.put(self._way)
        processors = int(ray.cluster_resources().get("CPU", 1))
        self._most_files = max(1, processors) * _FILES_A_PROCESSOR
        self._here.__enter__()
        return self

    def _knock(self) -> None:
        """Refuse an address where nobody is: Ray itself would go on trying for minutes."""
        host, _, port = self._address.rpartition("://")[2].rpartition(":")
        if not port.isdigit():  # "auto" and "local" need no address
            return
        try:
            socket.create_connection((host, int(port)), timeout=_KNOCK).close()
        except OSError as error:
            raise self._lost(OSError(f"no answer: {error.strerror or error}")) from error

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Forget what is on its way, and disconnect."""
        self._here.__exit__(kind, error, trace)
        self._files.clear()
        self._file = None
        self._vectors.clear()
        if self._mine:
            self._ray.shutdown()
            self._mine = False

    def ahead(self, changes: Iterator[Changed]) -> Iterator[Changed]:
        """Yield the files in order, those behind them being on their way."""
        for change in changes:
            most = _most_characters(change)
            while self._files and (
                len(self._files) >= self._most_files
                or sum(file.most for file in self._files) + most > _CHARACTERS
            ):
                yield self._next()
            self._files.append(self._sent(change, most) if most else _File(change, None, 0))
        while self._files:
            yield self._next()

    def _next(self) -> Changed:
        self._begin_embedding()
        for text in list(self._vectors)[:-_MOST_VECTORS]:
            del self._vectors[text]
        self._file = self._files.popleft()
        return self._file.change

    def _sent(self, change: Changed, most: int) -> _File:
        """Send a file to the cluster; one that is another by now is read here instead."""
        try:
            with open_regular(change.file.path) as opened:
                data = opened.read(change.size + 1)  # it may have grown since
        except (OSError, UnreadableError):
            return _File(change, None, 0)
        if hashlib.sha256(data).digest() != change.digest:
            return _File(change, None, 0)
        task = self._prepare.remote(self._sent_way, change.file.name, data, most)
        return _File(change, task, most)

    def read(self, path: Path, root: Path) -> Iterator[Article | Failure]:
        """Yield the articles of a file as `IsolatedReader.read`.

        Raises:
            ReadError: as there.
            ArticleIndexError: the cluster is lost.
        """
        self._cuts.clear()  # of an attempt before this one, which may have read other bytes
        file, self._file = self._file, None  # asked for again, it has changed
        self._reads_here = True
        if file is None or file.task is None or file.change.file.path != path:
            yield from self._here.read(path, root)
            return
        prepared = self._prepared(file)
        if prepared.exceeds:
            yield from self._here.read(path, root)
            return
        self._reads_here = False
        for found in prepared.found:
            if isinstance(found, Failure):
                yield found
                continue
            article, passages = found
            self._cuts = {article.id: passages}
            yield article.model_copy(update={"path": str(path)})
        if prepared.error:
            raise READING_ERRORS.get(prepared.kind, ReadError)(prepared.error)

    @property
    def consumed(self) -> int:
        """Bytes of the file at hand up to the end of its last article; 0 of one from a node."""
        return self._here.consumed if self._reads_here else 0

    def cut(self, article: Article) -> Sequence[Passage]:
        """Return the passages of an article.

        Raises:
            ReaderFailedError: they can't be told.
        """
        passages = self._cuts.pop(article.id, None)
        if isinstance(passages, str):
            raise ReaderFailedError(passages)
        return self._here.cut(article) if passages is None else passages

    def embed(self, texts: Sequence[str]) -> "_Vectors":
        """Have the vectors of passages computed that are not on their way yet."""
        self._send_texts(texts)
        return _Vectors([self._vectors.pop(text) for text in texts], self._ray.wait, self._got)

    def _begin_embedding(self) -> None:
        """Have the passages embedded of those files that have been read, in their order."""
        for place, file in enumerate(self._files):
            if file.task is None or isinstance(file.task, Prepared):
                continue
            if self._ray.wait([file.task], timeout=0)[0]:
                self._files[place] = file._replace(task=self._prepared(file))

    def _prepared(self, file: _File) -> Prepared:
        """Return what a file holds, the passages that are not known being on their way."""
        if isinstance(file.task, Prepared):
            return file.task
        prepared: Prepared = self._got(file.task)
        texts = [
            embedded_text(passage)
            for found in prepared.found
            if not isinstance(found, Failure) and not isinstance(found[1], str)
            for passage in found[1]
        ]
        known = self._cache.known(texts)
        self._send_texts([each for each in texts if each not in known])
        return prepared

    def _send_texts(self, texts: Sequence[str]) -> None:
        asked = [each for each in dict.fromkeys(texts) if each not in self._vectors]
        for start in range(0, len(asked), _TEXTS):
            some = asked[start : start + _TEXTS]
            task = self._embed.remote(self._sent_way, some)
            self._vectors |= {text: (task, row) for row, text in enumerate(some)}

    def _got(self, task: Any) -> Any:  # noqa: ANN401 - whatever the task returns
        """Return a task's result.

        Raises:
            ArticleIndexError: the task failed, or the cluster is lost.
        """
        ray = self._ray
        try:
            return ray.get(task, timeout=_PATIENCE)
        except ray.exceptions.RayTaskError as error:
            if isinstance(error.cause, ArticleIndexError):
                raise ArticleIndexError(str(error.cause)) from error
            raise self._lost(error.cause) from error
        except (ray.exceptions.RayError, ConnectionError) as error:
            raise self._lost(error) from error

    def _lost(self, error: BaseException) -> ArticleIndexError:
        told = next(iter(str(error).strip().splitlines()), "") or type(error).__name__
        return ArticleIndexError(
            f"the Ray cluster at {self._address} can't do it ({told[:200]}); see that it runs and "
            "its nodes have article-assistant[ray]. What was embedded is kept: index again to go on"
        )


def _most_characters(change: Changed) -> int:
    """Return how many characters a file's articles may have on their way; 0 for a large one.

    That one is read here, piece by piece; from the cluster it would come as a whole.
    """
    swelling = _SWELLING_PACKED if change.file.name.lower().endswith(PACKED) else _SWELLING
    most = swelling * change.size + _FREE
    return most if most <= _CHARACTERS else 0


class _Vectors:
    """Vectors that a cluster computes; each a row of what a task returns."""

    def __init__(
        self, places: list[tuple[Any, int]], wait: Callable[..., Any], got: Callable[[Any], Any]
    ) -> None:
        self._places, self._wait, self._got = places, wait, got

    def done(self) -> bool:
        """Tell whether all tasks are done."""
        tasks = list(dict.fromkeys(task for task, _ in self._places))
        return not self._wait(tasks, num_returns=len(tasks), timeout=0)[1]

    def result(self) -> list[Sequence[float]]:
        """Return the vectors, in order.

        Raises:
            ArticleIndexError: the model failed, or the cluster is lost.
        """
        found = {task: self._got(task) for task in {task for task, _ in self._places}}
        return [found[task][row] for task, row in self._places]


_QUIET: dict[str, Any] = {"configure_logging": False, "include_dashboard": False}
