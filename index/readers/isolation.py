"""Reading in a process of its own, so that no file can hang, swell or crash the one that asks."""

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from index import own_process
from index.article import Article
from index.errors import READING_ERRORS, ArticleIndexError, ReaderFailedError, ReadError
from index.readers.articles import file_id, read_articles
from index.readers.formats import format_of
from index.report import Failure

SECONDS = 120.0
MEMORY = 3 * 2**30
_WAIT = 10.0  # seconds that a process may take to end


class IsolatedReader:
    """Reads articles like `read_articles`, within bounds of time and memory for each of them.

    The process starts with the first file that needs it or with `begin`, serves one after another,
    and ends with this object, or with the process that made it. Use it in a `with` statement, in
    one thread.

    Args:
        seconds: that reading one article may take.
        memory: bytes of address space that reading may take.

    Example:
        >>> with IsolatedReader() as reader:  # doctest: +SKIP
        ...     for found in reader.read(Path("articles/report.pdf"), Path("articles")): ...
    """

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds = seconds
        self._memory = memory
        self._process: own_process.Process | None = None
        self._ready = False
        self.consumed = 0
        """Bytes of the file at hand up to the end of its last article; 0 of a small file."""

    def begin(self) -> None:
        """Start the process without waiting until it is ready, which takes half a second.

        Raises:
            ArticleIndexError: It can't be started.
        """
        if self._process is None:
            self._process, self._ready = self._started(), False

    def read(self, path: Path, root: Path) -> Iterator[Article | Failure]:
        """Yield the articles of a file, and what of it can't be read.

        Raises:
            ReadError: As `read_articles`.
            ReaderFailedError: As there, and where reading takes too long, too much memory, or
                crashes.
            ArticleIndexError: The process can't be started.
        """
        self.consumed = 0
        if is_quick(path):
            yield from read_articles(path, root)
            return
        shown = file_id(path, root)
        process = self._running()
        done = False
        try:
            self._ask(process, path, root)
            for line in cast(BinaryIO, process.stdout):
                answer = json.loads(line)
                self.consumed = answer.get("at", self.consumed)
                if "article" in answer:
                    yield Article.model_validate(answer["article"])
                elif "failure" in answer:
                    yield Failure.model_validate(answer["failure"])
                else:
                    done = not answer["last"]
                    if "error" in answer:
                        kind = READING_ERRORS.get(answer.get("kind"), ReadError)
                        raise kind(answer["error"])
                    return
            raise ReaderFailedError(f"{shown}: {self._end_told(process)}")
        finally:
            if not done:
                self.close()

    def _running(self) -> own_process.Process:
        if self._process is not None and self._ready and self._process.poll() is not None:
            self.close()
        self.begin()
        process = cast(own_process.Process, self._process)
        if not self._ready and not cast(BinaryIO, process.stdout).readline():
            self.close()
            raise ArticleIndexError(
                "the process that reads articles does not start; see why: "
                f"{sys.executable} -m index.readers.worker {self._seconds} {self._memory}"
            )
        self._ready = True
        return process

    def _started(self) -> own_process.Process:
        try:
            return own_process.start("index.readers.worker", str(self._seconds), str(self._memory))
        except OSError as error:
            raise ArticleIndexError(
                f"the process that reads articles can't be started ({error.strerror}); "
                "check the limits on processes and memory"
            ) from error

    def _ask(self, process: own_process.Process, path: Path, root: Path) -> None:
        request = {"path": str(path.absolute()), "root": str(root.absolute())}
        with suppress(BrokenPipeError):  # it has just ended, and its output says so
            stdin = cast(BinaryIO, process.stdin)
            stdin.write(json.dumps(request).encode() + b"\n")
            stdin.flush()

    def _end_told(self, process: own_process.Process) -> str:
        """Return why the process ended in the middle of a file."""
        code = process.wait(_WAIT)
        if code == -signal.SIGALRM:
            return f"takes more than {self._seconds:.0f} s to read; split it"
        if code == -signal.SIGKILL:
            return "needs too much memory to be read; split it"
        ended = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return f"is damaged (it makes its reader crash, {ended}); save it anew"

    def close(self) -> None:
        """End the process; the next file starts another."""
        if self._process is not None:
            own_process.end(self._process)
            self._process = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def is_quick(path: Path) -> bool:
    """Return whether a file is so small and plain that asking would take longer than reading."""
    found = format_of(path.name)
    if found is None:
        return True  # refused by its name
    kind, packed = found
    try:
        return not packed and path.stat().st_size <= kind.quick
    except OSError:
        return True  # there is nothing to read
