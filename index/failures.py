"""Failures of disk and database, told in one line that says what to do."""

import errno
import shlex
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import ArticleIndexError, IndexDamagedError

# What SQLite says of a file that is not as it wrote it.
_DAMAGE = ("malformed", "not a database", "corrupt", "no such table", "could not decode")
_LEAST_ROOM = 2**20  # bytes
_FULL = "the disk is full: free some space and run it again; what the index held is still there"
# SQLite tells of a disk too full for its lock file as an error of the disk, and Chroma of one too
# full for its logs as an error of what it was doing.
_OF_DISK = ("i/o error", "file too large", "failed to apply logs", "compaction")
_UNWRITABLE = "see to the disk, its quota and the largest file that may be written (ulimit -f)"


@contextmanager
def explained(folder: Path, action: str) -> Iterator[None]:
    """Turn failures of disk and database into an `ArticleIndexError`.

    Args:
        folder: the index, for the message.
        action: what was to be done with it: `read`, `written`, `opened`.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise _failure(folder, action, str(error)) from error
    except shutil.Error as error:  # a list of (from, to, reason), one for each file
        raise _failure(folder, action, str(error.args[0][0][2])) from error
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        reason = "disk is full" if full else error.strerror or str(error)
        raise _failure(folder, action, reason) from error


def brief_reason(error: BaseException) -> str:
    """Return what an error says, on one line, or what it is."""
    return " ".join(str(error).split())[:200] or type(error).__name__


def named(place: Path | str) -> str:
    """Return the option that names an index in a folder, as a shell takes it.

    A database is named by the settings.
    """
    return f" --index {shlex.quote(str(place))}" if isinstance(place, Path) else ""


def damaged(folder: Path | str, reason: str) -> IndexDamagedError:
    """Return the error for an index whose files are not what was written."""
    return IndexDamagedError(
        f"the index {folder} is damaged ({reason}); mend it: "
        f"assistant index FOLDER{named(folder)} --repair"
    )


def is_damage(reason: str) -> bool:
    """Tell whether SQLite, or who uses it, says of a file that it is not as it was written."""
    lowered = reason.lower()
    return any(sign in lowered for sign in _DAMAGE)


def unwritable(folder: Path, reason: str) -> str | None:
    """Return what to do where a disk took no more; None where the reason is another.

    Args:
        folder: what was written to.
        reason: as SQLite, the operating system or Chroma says it.
    """
    lowered = reason.lower()
    unclear = any(sign in lowered for sign in _OF_DISK)
    if "disk is full" in lowered or "no space left" in lowered or (unclear and _is_full(folder)):
        return _FULL
    return f"{reason}; {_UNWRITABLE}" if unclear else None


def _failure(folder: Path, action: str, reason: str) -> ArticleIndexError:
    if is_damage(reason):
        return damaged(folder, reason)
    if "locked" in reason.lower():
        told = "another process holds it; try again"
    else:
        told = unwritable(folder, reason) or f"{reason}; check its permissions and the disk"
    return ArticleIndexError(f"the index {folder} can't be {action}: {told}")


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _LEAST_ROOM
    except OSError:
        return False
