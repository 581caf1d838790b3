"""Standard streams as a command finds them: closed ones, and those of few letters."""

import codecs
import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

STANDARD = (0, 1, 2)


def open_standard_streams() -> None:
    """Put nothing in the place of standard streams that were closed before the command began.

    The first file that is opened would else take the number of one, and get what is meant for it.
    """
    for number in STANDARD:
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
    if sys.stdout is None:
        sys.stdout = _nothing()
    if sys.stderr is None:
        sys.stderr = _nothing()


def _nothing() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def take_every_letter() -> None:
    """Have an escape written for a letter that the terminal's encoding lacks, not an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and not is_unicode(stream.encoding):
            stream.reconfigure(errors="backslashreplace")


def is_unicode(encoding: str | None) -> bool:
    """Whether every letter has a place in the encoding."""
    return codecs.lookup(encoding or "utf-8").name.startswith("utf")


def tell(line: str) -> None:
    """Print a line to stderr, where that can be written."""
    with suppress(OSError, ValueError):  # of what was closed
        print(line, file=sys.stderr, flush=True)
