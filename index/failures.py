"""Failures of disk and database, told in one line that says what to do."""

import errno
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


def named(place: Path | str) -> str:
    """Return the option that names an index in a folder; a database is named by the settings."""
    return f" --index {place}" if isinstance(place, Path) else ""


def damaged(folder: Path | str, reason: str) -> IndexDamagedError:
    """Return the error for an index whose files are not what was written."""
    return IndexDamagedError(
        f"the index {folder} is damaged ({reason}); mend it: "
        f"assistant index FOLDER{named(folder)} --repair"
    )


def _failure(folder: Path, action: str, reason: str) -> ArticleIndexError:
    lowered = reason.lower()
    if any(sign in lowered for sign in _DAMAGE):
        return damaged(folder, reason)
    # SQLite tells of a disk too full for its lock file as an error of the disk.
    if (
        "disk is full" in lowered
        or "no space left" in lowered
        or ("i/o error" in lowered and _is_full(folder))
    ):
        reason = _FULL
    elif "locked" in lowered:
        reason = "another process holds it; try again"
    else:
        reason = f"{reason}; check its permissions and the disk"
    return ArticleIndexError(f"the index {folder} can't be {action}: {reason}")


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _LEAST_ROOM
    except OSError:
        return False
