"""Files opened so that nothing but a regular file is read, and archives no further than asked."""

import errno
import io
import os
import resource
import stat
from pathlib import Path
from typing import TypeGuard

from index.errors import FolderUnavailableError
from index.readers.decoding import archive_kind
from index.readers.gzip_stream import MAGIC, GzipContent, too_large
from index.readers.reading import UnreadableError

_HEAD = 512
_BUFFER = 2**20  # bytes read at once, in which lines' ends and encodings are looked for
# What is wrong with one file alone, which somebody may hold open for themselves, as a document on a
# share. The last two are what libraries come to by damaged bytes: a place before the beginning of
# the file, a date that no calendar has. All others may be a disk that fails, a network drive that
# has gone, or too many open files, and each system has its own for it.
_OF_FILE = frozenset(
    {
        errno.ENOENT,
        errno.ENOTDIR,
        errno.EISDIR,
        errno.EACCES,
        errno.EPERM,
        errno.ELOOP,
        errno.ENAMETOOLONG,
        errno.EBUSY,
        errno.ETXTBSY,
        errno.EINVAL,
        errno.EOVERFLOW,
    }
)


def is_of_system(error: BaseException) -> TypeGuard[OSError]:
    """Tell whether an error may say nothing of the file at hand: others would fail as well."""
    if not isinstance(error, OSError) or error.errno is None:  # a library's
        return False
    if error.errno == errno.ENOMEM:
        return not _is_memory_bounded()
    return error.errno not in _OF_FILE


def _is_memory_bounded() -> bool:
    """Tell whether this process may take so much memory only: then what it reads takes it."""
    return resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY


def shown(path: str) -> str:
    """Return a path that can be printed, with an escape for each byte that is no text."""
    try:
        return os.fsencode(path).decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:  # no path that any system has
        return path.encode("utf-8", "backslashreplace").decode("utf-8")


def reason_of(error: Exception) -> str:
    """Return what the system says of a file, as it stands within a sentence."""
    return (getattr(error, "strerror", None) or str(error)).lower()


def folder_fails(place: Path | str, error: OSError) -> FolderUnavailableError:
    """Return the error for files that can't be read because of the system."""
    return FolderUnavailableError(
        f"{shown(str(place))} can't be read ({reason_of(error)}), perhaps nothing beside it "
        "either; see to the disk or the network drive, and try again"
    )


def open_regular(path: Path) -> io.BufferedReader:
    """Open a file for reading; never waits for a pipe or a device, should one be in its place.

    Raises:
        UnreadableError: it is no regular file.
        OSError: it can't be opened.
    """
    return io.BufferedReader(io.FileIO(open_descriptor(path), "rb"), _BUFFER)


def open_descriptor(path: Path | str) -> int:
    """As `open_regular`; return a descriptor for the caller to close."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UnreadableError("is not a file", "remove it, or put a file in its place")
    return descriptor


def unpacked(file: io.BufferedReader, most: int | None) -> io.BufferedReader:
    """Return what a gzip file holds, as a stream; its errors are those of `GzipContent`.

    Args:
        file: a regular file, at its beginning.
        most: bytes that it may unpack to; any number, when None, so long as they are no bomb.

    Raises:
        UnreadableError: it is no gzip file, or one that is not to be read at all.
    """
    if file.read(len(MAGIC)) != MAGIC:
        raise UnreadableError("is not a gzip file", "give its name the ending of what it is")
    content = GzipContent(file, most)
    if most is None:  # else it is unpacked as a whole before any of it is read
        content.look_through()
    return io.BufferedReader(content, _BUFFER)


def refuse_archive(stream: io.BufferedReader) -> io.BufferedReader:
    """Return the stream, unless it is an archive.

    Raises:
        UnreadableError: an archive inside another is not opened.
    """
    head = stream.peek(_HEAD)[:_HEAD]
    if kind := archive_kind(head):
        raise UnreadableError(f"holds {kind} inside another", "unpack it")
    return stream


def read_all(stream: io.BufferedReader, most: int) -> bytes:
    """Return all bytes of a stream.

    Raises:
        UnreadableError: there are more than `most`.
    """
    raw = stream.read(most + 1)
    if len(raw) > most:
        raise too_large(most)
    return raw
