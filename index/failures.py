"""Failures of disk and database, told in one line that says what to do."""

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import ArticleIndexError

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
        raise ArticleIndexError(_told(folder, action, str(error))) from error
    except shutil.Error as error:  # a list of (from, to, reason), one for each file
        raise ArticleIndexError(_told(folder, action, str(error.args[0][0][2]))) from error
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        reason = "disk is full" if full else error.strerror or str(error)
        raise ArticleIndexError(_told(folder, action, reason)) from error


def _told(folder: Path, action: str, reason: str) -> str:
    lowered = reason.lower()
    if "disk is full" in lowered or "no space left" in lowered:
        return f"the index {folder} can't be {action}: {_FULL}"
    if "malformed" in lowered or "not a database" in lowered or "corrupt" in lowered:
        advice = f"move it away and make it anew: assistant index FOLDER --index {folder}"
        return f"the index {folder} is damaged ({reason}); {advice}"
    if "locked" in lowered:
        return f"the index {folder} can't be {action}: another process holds it; try again"
    return f"the index {folder} can't be {action}: {reason}; check its permissions and the disk"
