"""Lines of pages to running text: paragraphs, headings, words whole that a line's end parts."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from index.readers.hyphens import HYPHEN, broken, compounds_in, together
from index.readers.paging import Piece
from index.readers.pdf_lines import Line
from index.readers.pdf_order import Block, blocks_of

_SENTENCE_END = re.compile(r"[.!?…:;][\"”“’'»›)\]]*$")
_BULLET = re.compile(r"^[•▪●◦‣·]\s*")
_ITEM = re.compile(r"(?:[•▪●◦‣·]|[-–—]\s|\d{1,2}[.)]\s)")
_MARKUP = re.compile(r"^(?=#{1,6}\s)")  # what would be taken for our mark of a heading

_INDENT = 0.7  # of the size of letters, by which a paragraph's first line may be set in
_SHORT = 2.0  # of the size of letters, that a paragraph's last line ends before the others
_WIDER = 0.35  # of the size of letters, by which the space between paragraphs is wider
_LARGER = 1.15  # times the size of the text; a heading's
_MUCH_LARGER = 1.5
_LONGEST_HEADING = 200  # characters


class _Paragraph(NamedTuple):
    pieces: list[Piece]
    last: Line
    heading: int = 0
    """Level; 0 of running text."""


def pieces_of(pages: Sequence[Sequence[Line]]) -> list[Piece]:
    """Return the text of pages in reading order, in pieces that each stand on one page.

    Args:
        pages: the lines of each page, without running heads and feet.
    """
    body = _body_size(pages)
    compounds = compounds_in(line.text for lines in pages for line in lines)
    written: list[_Paragraph] = []
    for number, lines in enumerate(pages, start=1):
        for block in blocks_of(lines):
            for paragraph in _paragraphs(block):
                _write(written, paragraph, number, _level(paragraph, body), compounds)
    return [piece for paragraph in written for piece in paragraph.pieces]


def _write(
    written: list[_Paragraph], lines: list[Line], page: int, level: int, compounds: frozenset[str]
) -> None:
    """Add a paragraph, or go on with the one before, which a column's or page's end broke off."""
    before = written[-1] if written else None
    text = _one_text(lines, compounds)
    if before and _goes_on(before, lines[0], level):
        last = before.pieces[-1]
        if last.page == page:
            before.pieces[-1] = last._replace(text=together(last.text, text, compounds))
        else:
            head, separator = broken(last.text, text, compounds)
            before.pieces[-1] = last._replace(text=head)
            before.pieces.append(Piece(page, text, separator))
        written[-1] = before._replace(last=lines[-1])
        return
    row = text.startswith("| ")
    same_table = row and before is not None and before.pieces[-1].text.startswith("| ")
    marked = "#" * level + " " + text if level else _MARKUP.sub("\\\\", _BULLET.sub("- ", text))
    piece = Piece(page, marked, "\n" if same_table else "\n\n")
    written.append(_Paragraph([piece], lines[-1], level))


def _goes_on(before: _Paragraph, first: Line, level: int) -> bool:
    text = before.pieces[-1].text
    return (
        not level
        and not before.heading
        and not text.startswith("| ")
        and abs(before.last.size - first.size) <= 0.1 * first.size
        and not _SENTENCE_END.search(text)
        and (first.text[0].islower() or HYPHEN.search(text) is not None)
    )


def _paragraphs(block: Block) -> Iterator[list[Line]]:
    left = min(line.left for line in block)
    right = max(line.right for line in block)
    gaps = sorted(one.bottom - other.top for one, other in pairwise(block))
    usual = gaps[len(gaps) // 2] if gaps else 0.0
    lines: list[Line] = []
    for line in block:
        if lines and _begins_paragraph(lines, line, left, right, usual):
            yield lines
            lines = []
        lines.append(line)
    yield lines


def _begins_paragraph(
    lines: Sequence[Line], line: Line, left: float, right: float, usual: float
) -> bool:
    last, size = lines[-1], line.size
    ended = _SENTENCE_END.search(last.text) is not None
    indented = line.left - left > _INDENT * size and last.left - left <= _INDENT * size
    return (
        line.text.startswith("|")
        or last.bold != line.bold
        or _ITEM.match(line.text) is not None
        or last.bottom - line.top > usual + _WIDER * size
        or (indented and (ended or len(lines) > 1))
        or (ended and right - last.right > _SHORT * size)
    )


def _level(lines: Sequence[Line], body: float) -> int:
    """Return the level of a heading; 0 of running text."""
    text = " ".join(line.text for line in lines)
    if len(text) > _LONGEST_HEADING or text.startswith("|") or not re.search(r"[^\W\d_]{2}", text):
        return 0
    size = max(line.size for line in lines)
    if size >= _MUCH_LARGER * body:
        return 1
    if size >= _LARGER * body:
        return 2
    bold = all(line.bold for line in lines)
    return 3 if bold and len(lines) <= 2 and not _SENTENCE_END.search(text) else 0


def _body_size(pages: Sequence[Sequence[Line]]) -> float:
    """Return the size of most of the text's lines."""
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


# --- words that a line's end parts ----------------------------------------------------------------


def _one_text(lines: Sequence[Line], compounds: frozenset[str]) -> str:
    text = lines[0].text
    for line in lines[1:]:
        text = together(text, line.text, compounds)
    return text
