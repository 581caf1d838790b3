"""What a gzip file holds, unpacked piece by piece, counted and checked.

Unlike Python's `gzip`, what precedes damage is handed out to its last byte before the damage is
told, and damage is told apart: where a file breaks off, what is before is as it was written; where
the check sum is wrong, nobody knows which of it is.
"""

import contextlib
import io
import zlib
from typing import TYPE_CHECKING

from index.readers.reading import UnreadableError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAGIC = b"\x1f\x8b"
_RATIO = 200  # times its size that a text may unpack to; prose packs to a third or a fifth
_FREE = 32 * 2**20  # bytes that anything may unpack to
_LOOKED_THROUGH = 64 * 2**20  # bytes unpacked
_PIECE = 4096  # packed bytes at once; what they unpack to is lost where one of them is damaged
_GZIP = 16 + zlib.MAX_WBITS  # how zlib is told of the format
_MISMATCHES = ("incorrect data check", "incorrect length check")
_REMEDY = "make it anew"


class BreaksOffError(UnreadableError):
    """A file can't be read from some place on; what is before it is as it was written."""


class GzipContent(io.RawIOBase):
    """A gzip file's content as a stream, which ends in an error where it is damaged or too large.

    Args:
        file: at its beginning; closed with this.
        most: bytes that it may unpack to; any number, when None, so long as they are no bomb.
    """

    def __init__(self, file: io.BufferedReader, most: int | None) -> None:
        self._file = file
        self._most = most
        self._begin()

    def _begin(self) -> None:
        self._file.seek(0)
        self._member = zlib.decompressobj(_GZIP)
        self._packed = b""  # read, and not yet unpacked
        self._read = self._count = 0
        self._ended = False
        self._problem: UnreadableError | None = None

    def look_through(self) -> None:
        """Unpack the beginning, to no other end than to find out what is wrong with it.

        That takes a moment, and spares reading article by article what is then not to be taken.

        Raises:
            UnreadableError: As `readinto`, but not where the file breaks off.
        """
        scratch = bytearray(_PIECE * 16)
        with contextlib.suppress(BreaksOffError):
            while self._count < _LOOKED_THROUGH and self.readinto(scratch):
                pass
        self._begin()

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def fileno(self) -> int:
        """Return the descriptor of the packed file."""
        return self._file.fileno()

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Fill a buffer as far as there is content.

        Raises:
            BreaksOffError: Nothing more can be read, but the file goes on or is cut off.
            UnreadableError: It is too large, a bomb, or not what was packed.
        """
        view = memoryview(buffer).cast("B")
        done = 0
        while done < len(view) and not self._ended and self._problem is None:
            piece = self._next(len(view) - done)
            view[done : done + len(piece)] = piece
            done += len(piece)
        self._count += done
        if self._most is not None and self._count > self._most:
            raise too_large(self._most)
        if self._count > _FREE and self._count > _RATIO * (self._read - len(self._packed)):
            raise UnreadableError(
                f"unpacks to more than {_RATIO} times its size, as a bomb does", "remove it"
            )
        if self._problem and not (done and isinstance(self._problem, BreaksOffError)):
            raise self._problem
        return done

    def _next(self, most: int) -> bytes:
        """Return what comes next, which may be nothing; note the end, or what is wrong."""
        at_end = not self._fill()
        if self._member.eof and not self._begin_member(at_end=at_end):
            return b""
        try:
            piece = self._member.decompress(self._packed, most)
        except zlib.error as error:
            reason = str(error).rpartition(": ")[2]
            kind = UnreadableError if reason in _MISMATCHES else BreaksOffError
            self._problem = kind(f"is a damaged gzip file ({reason})", _REMEDY)
            return b""
        self._packed = self._member.unused_data or self._member.unconsumed_tail
        if at_end and not piece and not self._member.eof:
            self._problem = BreaksOffError("is a gzip file that was cut off", _REMEDY)
        return piece

    def _fill(self) -> bool:
        """Read on, unless there is something left; return whether there is."""
        if len(self._packed) < len(MAGIC):
            piece = self._file.read(_PIECE)
            self._read += len(piece)
            self._packed += piece
        return bool(self._packed)

    def _begin_member(self, *, at_end: bool) -> bool:
        """Go on with what another gzip file that stands behind the last one holds."""
        self._packed = self._packed.lstrip(b"\0")  # which some programs fill their blocks up with
        if not self._packed:
            self._ended = at_end
        elif self._packed.startswith(MAGIC):
            self._member = zlib.decompressobj(_GZIP)
            return True
        elif len(self._packed) >= len(MAGIC) or not self._fill_up():
            self._problem = BreaksOffError(
                "is a damaged gzip file (something else stands behind its end)", _REMEDY
            )
        return False

    def _fill_up(self) -> bool:
        before = len(self._packed)
        return self._fill() and len(self._packed) > before

    def close(self) -> None:
        """Close the file as well."""
        self._file.close()
        super().close()


def too_large(most: int) -> UnreadableError:
    """Return the error for a file that is larger than one of its kind may be."""
    return UnreadableError(
        f"has more than the {most / 2**20:.0f} MB that an article may have", "split it"
    )
