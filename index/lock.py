"""One writer at a time: a lock on the index folder that names the process holding it."""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import ArticleIndexError, IndexLockedError

_FILE = "writer.lock"
_HOLDER = "writer.json"


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
        raise IndexLockedError(_told(folder)) from error
    except (OSError, NotImplementedError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ArticleIndexError(
            f"the index {folder} can't be written: {reason}; "
            "check its permissions and the free space"
        ) from error
    try:
        with suppress(OSError):  # on a full disk the holder has no name
            (folder / _HOLDER).write_text(json.dumps(_myself()), encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            (folder / _HOLDER).unlink(missing_ok=True)
        lock.release()


def is_running(process: int, host: str) -> bool:
    """Tell whether a process is still there; one of another machine may be."""
    if host != socket.gethostname():
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # another user's
        return True
    return True


def _myself() -> dict[str, object]:
    return {
        "process": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now().astimezone().isoformat(timespec="seconds"),
    }


def _told(folder: Path) -> str:
    """Say who holds the lock, as far as it said so itself."""
    try:
        holder = json.loads((folder / _HOLDER).read_text(encoding="utf-8"))
        process, host = int(holder["process"]), str(holder["host"])
        since = datetime.fromisoformat(holder["since"])
    except (OSError, ValueError, KeyError, TypeError):
        return f"the index {folder} is being written by another process; try again when it is done"
    if not is_running(process, host):
        return (
            f"the index {folder} is held by something that process {process} started before it "
            "ended; end that, and try again"
        )
    where = "" if host == socket.gethostname() else f"on {host}, "
    return (
        f"the index {folder} is being written by process {process} "
        f"({where}since {since:%Y-%m-%d %H:%M}); try again when it is done"
    )
