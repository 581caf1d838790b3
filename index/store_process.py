"""A set of vectors that is filled by a process of its own, beside the sync.

An embedded Chroma holds Python's lock while it puts vectors into its graph, which takes a
millisecond or two for each where there are many: meanwhile nothing is read, cut or stored, nor
answered where the sync runs in a chat. Asking another process costs the time of copying them.
"""

import json
import os
import signal
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np

from index import own_process
from index.errors import ArticleIndexError, IndexDamagedError
from index.vector_file import Vector

_KINDS = {each.__name__: each for each in (ArticleIndexError, IndexDamagedError)}
_CLOSING_SECONDS = 60.0  # Chroma may hang in it; what was answered is written by then


class StoreProcess:
    """Does what `ChromaStore` does to a set in a folder; nobody else may have it open.

    One request is under way at once. Use it in the thread that makes it, with which it ends.

    Args:
        folder: of the set.
        index: the index that it belongs to, for messages.

    Raises:
        ArticleIndexError: the process can't be started; later also: it has ended, or failed.
    """

    def __init__(self, folder: Path, index: Path) -> None:
        self._index = index
        try:
            self._process = own_process.start(
                "index.store_worker", str(folder), str(index), str(os.getpid())
            )
        except OSError as error:
            raise ArticleIndexError(
                f"the process that stores vectors can't be started ({error.strerror}); "
                "check the limits on processes and memory"
            ) from error
        # Writing and waiting leave Python's lock to others.
        self._thread = ThreadPoolExecutor(1, "storing")
        self._last: Future[object] | None = None
        self._closed = False

    def upsert(
        self, ids: Sequence[str], vectors: Sequence[Vector], articles: Sequence[str]
    ) -> None:
        """Begin to store vectors; what is wrong with it is raised by the next request."""
        rows = np.asarray(vectors, "<f4").tobytes()
        asked = {"do": "upsert", "ids": list(ids), "articles": list(articles), "bytes": len(rows)}
        self._begin(asked, rows)

    def remove(self, ids: Collection[str]) -> None:
        """Delete vectors; ids that are not there are no error."""
        self._begin({"do": "remove", "ids": list(ids)}).result()

    def count(self) -> int:
        """Return the number of stored vectors."""
        return cast(int, self._begin({"do": "count"}).result())

    def ids(self) -> Iterator[str]:
        """Yield every stored id."""
        yield from cast(list[str], self._begin({"do": "ids"}).result())

    def settle(self) -> None:
        """As `ChromaStore.settle`."""
        self._begin({"do": "settle"}).result()

    def close(self) -> None:
        """Have the set closed and the process end; at once, where a request is under way or failed.

        Such a set is not used. Closing twice does no harm.
        """
        if self._closed:
            return
        self._closed = True
        last = self._last
        try:
            if last is None or (last.done() and last.exception() is None):
                own_process.finish(self._process, _CLOSING_SECONDS)
            else:
                own_process.end(self._process)
        finally:
            self._thread.shutdown()

    def _begin(self, request: dict[str, object], vectors: bytes = b"") -> Future[object]:
        """Ask, once the request before has been answered."""
        if self._last is not None:
            self._last.result()
        self._last = self._thread.submit(self._ask, json.dumps(request).encode(), vectors)
        return self._last

    def _ask(self, request: bytes, vectors: bytes) -> object:
        line = b""
        with suppress(OSError):  # it has just ended, and its output says so
            stdin = cast(BinaryIO, self._process.stdin)
            stdin.write(request + b"\n" + vectors)
            stdin.flush()
            line = cast(BinaryIO, self._process.stdout).readline()
        if not line.endswith(b"\n"):  # killed while it answered, or before
            raise self._ended()
        answer = json.loads(line)
        if "error" in answer:
            raise _KINDS.get(answer["kind"], ArticleIndexError)(answer["error"])
        return answer["done"]

    def _ended(self) -> ArticleIndexError:
        code = self._process.wait()
        ended = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return ArticleIndexError(
            f"the vectors of {self._index} can't be stored: the process that does has ended "
            f"({ended}); check that there is enough memory, and sync again"
        )
