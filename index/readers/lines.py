"""The lines of a file of any length, with what tells of the encoding of them all.

Lines are bytes until they are read, since a file may be put together of lines in UTF-8 and in an
older encoding. Which one that is can't be told from a line with two accents: it is told once, from
many of the lines that are no UTF-8.
"""

import codecs
import io
import re
import zlib
from collections.abc import Iterator
from itertools import chain, count
from typing import IO, NamedTuple

from index.readers.decoding import is_old, json_encoding
from index.readers.file_access import is_of_system
from index.readers.gzip_stream import BreaksOffError
from index.readers.legacy_encodings import legacy_encoding
from index.readers.reading import UnreadableError

LONGEST_LINE = 50 * 2**20  # bytes
_SAMPLE = 100_000  # bytes of lines in an old encoding that it is told from
_AHEAD = 8 * 2**20  # bytes that are looked through for them
_HEAD = 2**20
_BYTES = "latin-1"  # has a letter for each byte, so that the bytes can be had back
# Where an object ends and the next begins, with nothing between them that other systems end a line
# with. Within a string JSON has no returns, and between strings something stands before an object.
_RETURN = re.compile(r"[}\]][ \t]*\r(?!\n)[ \t\r]*[{\[]")
_NO_PROSE = re.compile(rb'"[\w .:-]{1,60}"\s*:|\\u[0-9a-fA-F]{4}|\\.|[{}\[\]",]')


class Line(NamedTuple):
    """A line of a file, or why there is none."""

    number: int
    raw: bytes = b""
    """With its end; in UTF-8, where the file has two or four bytes a letter."""
    old: str | None = None
    """The encoding in which it is, where it is no Unicode, and that could be told."""
    problem: str = ""


def json_lines_of(stream: io.BufferedReader) -> Iterator[Line]:
    """Yield the lines of a file of JSON Lines.

    Args:
        stream: from the beginning of the file, of any length.

    Raises:
        UnreadableError: The file is not to be read at all, not even what was read of it by now.
    """
    lines = _lines(stream)
    for line in lines:
        if is_old(line.raw):
            ahead = list(_looked_through(chain((line,), lines)))
            old = legacy_encoding(b"".join(_prose(each.raw) for each in ahead if is_old(each.raw)))
            yield from (each._replace(old=old) for each in chain(ahead, lines))
            return
        yield line


def _prose(line: bytes) -> bytes:
    """Return a line without names and signs of JSON, which are of no language, or of another."""
    return _NO_PROSE.sub(b" ", line)


def _looked_through(lines: Iterator[Line]) -> Iterator[Line]:
    """Yield lines until there are enough to tell an encoding from."""
    old = size = 0
    for line in lines:
        size += len(line.raw)
        old += len(line.raw) if is_old(line.raw) else 0
        yield line
        if old >= _SAMPLE or size >= _AHEAD:
            return


def _lines(stream: io.BufferedReader) -> Iterator[Line]:
    lines = _opened(stream)
    for number in count(1):
        try:
            line, too_long = _next_line(lines)
        except BreaksOffError as error:
            yield Line(number, problem=f"the file can't be read from here on: it {error}")
            return
        except UnreadableError:
            raise
        except (EOFError, OSError, ValueError, zlib.error) as error:
            if is_of_system(error):
                raise
            # What is before the place where a file was cut off is worth having.
            reason = (str(error).splitlines() or ["cut off"])[0]
            yield Line(number, problem=f"the file can't be read from here on ({reason})")
            return
        if too_long:
            megabytes = LONGEST_LINE / 2**20
            yield Line(number, problem=f"is longer than {megabytes:.0f} MB; split it")
        elif not line:
            return
        else:
            yield Line(number, line)


def _opened(stream: io.BufferedReader) -> IO[bytes] | IO[str]:
    """Return a file whose lines end where those of this one do."""
    encoding = json_encoding(stream.peek(4)[:4])
    head = stream.peek(_HEAD)[:_HEAD]
    text = codecs.getincrementaldecoder(encoding or _BYTES)("replace").decode(head)
    newline = None if _RETURN.search(text) else "\n"
    if encoding:
        return io.TextIOWrapper(stream, encoding, "replace", newline)
    return stream if newline else io.TextIOWrapper(stream, _BYTES, newline=newline)


def _next_line(lines: IO[bytes] | IO[str]) -> tuple[bytes, bool]:
    """Return the next line, and whether it was too long to be read whole."""
    line = lines.readline(LONGEST_LINE + 1)
    too_long = len(line) > LONGEST_LINE
    piece = line
    while too_long and piece and piece[-1:] not in ("\n", b"\n"):
        piece = lines.readline(2**20)
    if too_long:
        return b"", True
    if isinstance(line, str):
        same = isinstance(lines, io.TextIOWrapper) and lines.encoding == _BYTES
        return line.encode(_BYTES if same else "utf-8", "replace"), False
    return line, False
