"""What a folder of articles is like, so that a change shows, mostly without reading a file.

Only files that a sync would take up count: films beside the articles, and what links lead to
outside the folder, are nobody's articles. A file or subfolder that can't be read is part of the
state like any other, and left to the sync, which names it.
"""

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, Self

from index.errors import ReadError
from index.folder import digest, file_names
from index.readers import REFUSED, SUFFIXES
from index.report import Failure

_FRESH = 2 * 10**9
"""Nanoseconds within which a file may change again and show the same times: the coarsest clock of
a file system, FAT's."""


class FileTimes(NamedTuple):
    """What the file system says of a file, which tells one version from another."""

    number: int
    size: int
    modified: int
    changed: int
    """Nanoseconds since 1970, like `modified`; no program can set it back."""

    @classmethod
    def of(cls, path: Path) -> Self:
        """Return that of the file that is there now.

        Raises:
            OSError: it has gone, or can't be reached.
        """
        status = path.stat()
        return cls(status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def looks_of(folder: Path) -> str:
    """Return a fingerprint that is another after each change; files that rest are not read.

    It may become another without a change: then `content_of` tells.

    Raises:
        ArticleIndexError: the folder is missing or can't be listed.
        FolderUnavailableError: the disk fails.
    """
    fresh_since = time.time_ns() - _FRESH
    return _fingerprint(folder, lambda path: _look(path, fresh_since))


def content_of(folder: Path) -> str:
    """Return a fingerprint of the bytes of all articles; errors are those of `looks_of`."""
    return _fingerprint(folder, _bytes)


def _fingerprint(folder: Path, told: Callable[[Path], bytes]) -> str:
    found = hashlib.sha256()
    unlisted: list[Failure] = []
    suffixes = SUFFIXES | REFUSED.keys()
    for name in file_names(folder, suffixes, failed=unlisted.append):
        found.update(os.fsencode(name) + b"\0" + hashlib.sha256(told(folder / name)).digest())
    for failure in unlisted:
        found.update(f"{failure.path}: {failure.reason}\0".encode())
    return found.hexdigest()


def _look(path: Path, fresh_since: int) -> bytes:
    """What the file system says of a file, or its bytes' hash where that may not tell."""
    try:
        times = FileTimes.of(path)
    except OSError as error:
        return f"can't be reached: {error.strerror}".encode()
    if max(times.modified, times.changed) >= fresh_since:
        return _bytes(path)
    return " ".join(map(str, times)).encode()


def _bytes(path: Path) -> bytes:
    try:
        return digest(path)
    except ReadError as error:
        return str(error).encode()
