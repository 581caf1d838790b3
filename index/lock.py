"""One writer at a time: a lock on the index folder that names the process holding it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import ArticleIndexError, IndexLockedError

_FILE = "writer.lock"
_HOLDER = "writer.pid"


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the right to write to an index; readers never ask for it.

    The operating system frees the lock when its process ends, however it ends, so a killed writer
    leaves nothing to clean up.

    Raises:
        IndexLockedError: another process, or another part of this one, is writing.
        ArticleIndexError: the folder can't be written to.
    """
    lock = FileLock(folder / _FILE, timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise IndexLockedError(
            f"the index {folder} is being written by process {_holder(folder)}; "
            "try again when it is done"
        ) from error
    except OSError as error:
        raise ArticleIndexError(
            f"the index {folder} can't be written: {error.strerror or error}; "
            "check its permissions and the free space"
        ) from error
    try:
        with suppress(OSError):  # on a full disk the holder has no name
            (folder / _HOLDER).write_text(str(os.getpid()), encoding="ascii")
        yield
    finally:
        (folder / _HOLDER).unlink(missing_ok=True)
        lock.release()


def _holder(folder: Path) -> str:
    try:
        return (folder / _HOLDER).read_text(encoding="ascii").strip() or "unknown"
    except OSError:
        return "unknown"
