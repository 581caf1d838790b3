"""What stands on page after page, such as the newspaper's name and the number of the page."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain

from index.readers.pdf_lines import Line

_Mark = tuple[str, int]

_MARGIN = 0.12  # of a page's height, at its head and foot
_SHARE = 0.3  # of the pages that a running line stands on at least; left and right ones differ
_PLACE = 6.0  # points; running lines keep their height
_NUMBER = re.compile(r"\d+|\b[ivxlc]+\b")
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:seite|page|pagina|página|s\.|p\.)\s*)?(\d{1,4})"
    r"(?:\s*(?:/|von|of|sur|de)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)


def without_running_lines(
    pages: Sequence[Sequence[Line]], heights: Sequence[float]
) -> list[list[Line]]:
    """Return the lines of pages without running heads and feet, and without page numbers.

    A line goes only where the same, numbers aside, stands at the same height in the margin of two
    pages or more, and of nearly a third of all; or where it is a number that grows with the page.

    Args:
        pages: lines of each page.
        heights: of each page, in points.
    """
    marks = [
        [_marks(line, height, number) for line in lines]
        for number, (lines, height) in enumerate(zip(pages, heights, strict=True))
    ]
    pages_with = Counter(mark for page in marks for mark in set(chain.from_iterable(page)))
    enough = max(2.0, _SHARE * len(pages))
    return [
        [
            line
            for line, of_line in zip(lines, page, strict=True)
            if not any(pages_with[mark] >= enough for mark in of_line)
        ]
        for lines, page in zip(pages, marks, strict=True)
    ]


def _marks(line: Line, height: float, number: int) -> list[_Mark]:
    """Return what a line has in common with those that run with it; nothing where none may."""
    if not _in_margin(line, height):
        return []
    marks: list[_Mark] = [_key(line, height)]
    if found := _PAGE_NUMBER.fullmatch(line.text):
        marks.append(("number ahead of the page's", int(found.group(1)) - number))
    return marks


def _in_margin(line: Line, height: float) -> bool:
    return line.bottom >= (1 - _MARGIN) * height or line.top <= _MARGIN * height


def _key(line: Line, height: float) -> _Mark:
    from_edge = line.top if line.top <= _MARGIN * height else height - line.bottom
    return _NUMBER.sub("0", line.text.lower()), round(from_edge / _PLACE)
