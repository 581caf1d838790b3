"""Files opened so that nothing but a regular file is ever read, and archives no further than asked.

What a file unpacks to is bounded by its size and by its ratio: a few kilobytes can hold gigabytes.
"""

import errno
import gzip
import io
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import FolderUnavailableError
from index.readers.decoding import archive_kind
from index.readers.reading import UnreadableError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_RATIO = 200  # times its size that a text may unpack to; prose packs to a third or a fifth
_FREE = 32 * 2**20  # bytes that anything may unpack to
_HEAD = 512
# What a disk that fails, a network drive that has gone, or too many open files make of any file.
_OF_SYSTEM = frozenset({errno.EIO, errno.ESTALE, errno.ENOTCONN, errno.EMFILE, errno.ENFILE})


def is_of_system(error: BaseException) -> bool:
    """Tell whether an error says nothing of the file at hand: others would fail as well."""
    return isinstance(error, OSError) and error.errno in _OF_SYSTEM


def shown(path: str) -> str:
    """Return a path that can be printed, with an escape for each byte that is no text."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def folder_fails(place: Path | str, error: OSError) -> FolderUnavailableError:
    """Return the error for files that can't be read because of the system."""
    reason = (error.strerror or str(error)).lower()
    return FolderUnavailableError(
        f"{place} can't be read ({reason}), perhaps nothing beside it either; "
        "see to the disk or the network drive, and try again"
    )


def open_regular(path: Path) -> io.BufferedReader:
    """Open a file for reading; never waits for a pipe or a device, should one be in its place.

    Raises:
        UnreadableError: it is no regular file.
        OSError: it can't be opened.
    """
    return os.fdopen(open_descriptor(path), "rb")


def open_descriptor(path: Path | str) -> int:
    """As `open_regular`; return a descriptor for the caller to close."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UnreadableError("is not a file", "remove it, or put a file in its place")
    return descriptor


def unpacked(file: io.BufferedReader, most: int | None) -> io.BufferedReader:
    """Return what a gzip file holds, as a stream that ends in an error where it grows too large.

    Args:
        file: a regular file, at its beginning.
        most: bytes that it may unpack to; any number, when None, so long as they are no bomb.

    Raises:
        UnreadableError: it is no gzip file, or holds another archive.
    """
    if file.read(2) != b"\x1f\x8b":
        raise UnreadableError("is not a gzip file", "give its name the ending of what it is")
    file.seek(0)
    return io.BufferedReader(_Unpacking(file, most), 2**16)


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


def too_large(most: int) -> UnreadableError:
    """Return the error for a file that is larger than one of its kind may be."""
    return UnreadableError(
        f"has more than the {most / 2**20:.0f} MB that an article may have", "split it"
    )


class _Unpacking(io.RawIOBase):
    """A gzip file's content, counted as it is unpacked."""

    def __init__(self, file: io.BufferedReader, most: int | None) -> None:
        self._file = file
        self._content = gzip.GzipFile(fileobj=file, mode="rb")
        self._most = most
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer).cast("B")
        piece = self._content.read(len(view))
        self._count += len(piece)
        if self._most is not None and self._count > self._most:
            raise too_large(self._most)
        if self._count > _FREE and self._count > _RATIO * self._file.tell():
            raise UnreadableError(
                f"unpacks to more than {_RATIO} times its size, as a bomb does", "remove it"
            )
        view[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._content.close()
        self._file.close()
        super().close()
