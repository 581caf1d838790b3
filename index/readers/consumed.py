"""How much of a file its articles took up so far, so that a long file's progress can be told."""

import os
from io import BufferedReader

from index.readers.reading import Record

_UNPACKED = 4  # bytes at the end of a gzip file that tell what it unpacks to (RFC 1952)


class Consumed:
    """Counts the bytes of one file while its records are read.

    They are counted as the disk has them, so of a packed file the packed ones. Of a file that was
    read to its end before its records come, the length of their texts tells about how far they are.

    Args:
        stream: of the file, or of what it unpacks to.
        packed: whether it is packed.
    """

    def __init__(self, stream: BufferedReader, *, packed: bool) -> None:
        self._stream = stream
        self._size = os.fstat(stream.fileno()).st_size
        self._swelling = self._told_swelling() if packed else 1.0
        self._texts = 0
        self._bytes = 0

    def after(self, record: Record) -> int:
        """Return the bytes up to the end of a record, each given once and in order."""
        if record.reading:
            self._texts += len(record.reading.text)
        place = self._size
        if not self._stream.closed:
            place = os.lseek(self._stream.fileno(), 0, os.SEEK_CUR)
        if place >= self._size:
            place = min(self._size, int(self._texts / self._swelling))
        self._bytes = max(self._bytes, place)
        return self._bytes

    def _told_swelling(self) -> float:
        """Return how many times its size a packed file unpacks to, as it says itself."""
        last = os.pread(self._stream.fileno(), _UNPACKED, max(0, self._size - _UNPACKED))
        return max(1.0, int.from_bytes(last, "little") / max(1, self._size))
