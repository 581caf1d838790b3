"""What a reader finds in a file, before it becomes an article."""

import re
import unicodedata
from typing import NamedTuple


class Metadata(NamedTuple):
    """What a file says about its article; None where it says nothing."""

    title: str | None = None
    language: str | None = None
    """ISO 639-1."""
    published: str | None = None
    """ISO 8601 date, as exact as the file states it."""
    author: str | None = None
    publisher: str | None = None

    def or_else(self, other: "Metadata") -> "Metadata":
        """Return these values, with another's where there is none."""
        return Metadata(*(mine or theirs for mine, theirs in zip(self, other, strict=True)))


class Reading(NamedTuple):
    """The plain text of an article, in the convention of `index.structure`, and its metadata."""

    text: str
    metadata: Metadata
    page_starts: tuple[int, ...] = ()
    """Offset at which each page begins, in order; empty where the file has no pages."""


class Record(NamedTuple):
    """One article of a file, or why it can't be read."""

    reading: Reading | None
    place: str = ""
    """Where in a file of many articles it stands, such as "line 3"; "" of a file's only article."""
    number: int = 0
    """The number in `place`."""
    key: str = ""
    """The id that the file itself gives it."""
    problem: str = ""
    """Why there is no reading."""


class UnreadableError(ValueError):
    """Why a file can't be read; the reason completes "the file …".

    Args:
        reason: what is wrong with it.
        remedy: what to do about it.
    """

    def __init__(self, reason: str, remedy: str = "save it as text, Markdown or HTML") -> None:
        super().__init__(f"{reason}; {remedy}")


_LINE_BREAK = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Control characters, and what is invisible and would part words from what a reader searches for.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")  # JSON can name them, UTF-8 can't hold them
_BLANK_LINES = re.compile(r"\n{3,}")


def clean(text: str) -> str:
    """Return a text in NFC, with plain line feeds and without invisible characters."""
    text = _INVISIBLE.sub("", _LINE_BREAK.sub("\n", text))
    return unicodedata.normalize("NFC", _LONE_SURROGATE.sub("\ufffd", text))


def one_line(text: str | None) -> str | None:
    """Return a cleaned text on one line; None where there is nothing to see."""
    return " ".join(clean(text).split()) or None if text else None


def tidy(text: str) -> str:
    """Return a text without the space that nobody sees: at line ends, around it, in blank lines."""
    # No pattern: one for space before a line's end would try each space of a line as its first.
    lines = map(str.rstrip, text.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")
