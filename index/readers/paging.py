"""Text of pages put together, with the offset at which each page begins."""

from collections.abc import Iterable
from typing import NamedTuple

from index.readers.reading import clean, tidy


class Piece(NamedTuple):
    """A paragraph, or the part of it that stands on one page."""

    page: int
    """From 1."""
    text: str
    separator: str = "\n\n"
    """What stands between this piece and the one before."""


def paged(pieces: Iterable[Piece], pages: int) -> tuple[str, tuple[int, ...]]:
    r"""Return a text and the offset in it at which each page begins.

    A page without text begins where the next one does.

    Args:
        pieces: In the order of pages.
        pages: How many there are.

    Example:
        >>> paged([Piece(1, "One."), Piece(3, "Three.")], 3)
        ('One.\n\nThree.', (0, 6, 6))
    """
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for piece in pieces:
        text = tidy(clean(piece.text)).strip()
        if not text:
            continue
        separator = piece.separator if parts else ""
        length += len(separator)
        starts += [length] * (piece.page - len(starts))
        parts += (separator, text)
        length += len(text)
    starts += [length] * (pages - len(starts))
    return "".join(parts), tuple(starts)
