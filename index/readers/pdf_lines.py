"""The lines of a PDF page: letters put together by where they stand."""

import ctypes
import math
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

# Shares of the size of letters.
_SAME_LINE = 0.45  # by which letters of one line overlap upwards
_BACK = 0.6  # by which a letter may stand before the end of the last
_WIDEST_SPACE = 0.85  # between two words; between columns there is more …
_WIDEST_DRAWN = 4.0  # … unless a space was drawn there, stretched to fill the line
_WIDEST_INDENT = 3.5  # between the mark of a list's item and its text
_NARROWEST_SPACE = 0.12
_ABOVE, _BELOW = 0.9, 0.25  # that letters reach over and under the line they stand on

_MOST_RUNS = 3_000  # on a page; a page of more is a drawing or a map
_UPRIGHT = 0.2  # radians that letters may lean and still stand in a line
_BOLD = re.compile(r"bold|black|heavy|semi-?b|demi", re.IGNORECASE)
_MARK = re.compile(r"[•▪●◦‣·–-]|\d{1,3}[.)]|[a-z]\)")
_SYMBOL = re.compile(r"^[\uf020-\uf0ff](?=\s|$)")  # a picture in a symbol font: a bullet
_HYPHEN = "\x02"  # what PDFium makes of a hyphen at the end of a line
_NAME_BYTES = 128
_ENDS = frozenset({10, 13})  # of lines, as PDFium sees them
_BLANKS = _ENDS | {32, 0xA0}


class Line(NamedTuple):
    """A line of text of one column, with its box in points, the origin at the bottom left.

    The box has room for the font's tallest letters, so lines alike have boxes alike.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    """Of the letters."""
    bold: bool = False


class _Run(NamedTuple):
    """Letters that stand one behind the other."""

    letters: list["_Letter"]
    turned: bool
    """Whether they lean against the page."""
    size: float
    base: float
    """Height on the page of the line they stand on."""
    bold: bool


class _Letter(NamedTuple):
    text: str
    left: float
    bottom: float
    right: float
    top: float


def page_lines(page: "PdfPage") -> tuple[list[Line], str]:
    """Return the lines of a page in the order they were drawn, and the text that stands upright.

    What is turned against the page, such as a stamp on its edge, is the second, as it was drawn.
    """
    textpage = page.get_textpage()
    try:
        turn = int(page.get_rotation())
        width, height = page.get_size()
        runs: list[Line] = []
        turned: list[str] = []
        for run in _runs(textpage, turn, (width, height)):
            text = "".join(letter.text for letter in run.letters)
            if run.turned:
                turned.append(text)
            elif text := _joined(text):
                runs.append(_line(run, text))
    finally:
        textpage.close()
    aside = "\n".join(filter(None, map(_joined, "".join(turned).split("\n"))))
    return (_merged(runs) if len(runs) <= _MOST_RUNS else runs), aside


def _runs(textpage: "PdfTextPage", turn: int, size: tuple[float, float]) -> Iterator[_Run]:
    """Yield the letters of a page in runs, in the order they were drawn."""
    import pypdfium2.raw as pdfium

    raw = textpage.raw
    box = pdfium.FS_RECTF()
    run: list[_Letter] = []
    begun = 0
    drawn = False  # whether a space was drawn behind the last letter
    for index in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        if code in _BLANKS:
            if run:
                end = run[-1].right
                drawn = drawn or not pdfium.FPDFText_IsGenerated(raw, index)
                run.append(run[-1]._replace(text="\n" if code in _ENDS else " ", left=end))
            continue
        if not pdfium.FPDFText_GetLooseCharBox(raw, index, box):
            continue
        letter = _Letter(chr(code), *_upright(box, turn, size))
        if run and not _continues(run[-1], letter, _WIDEST_DRAWN if drawn else _WIDEST_SPACE):
            yield _run(raw, begun, run, turn)
            run = []
        if not run:
            begun = index
        run.append(letter)
        drawn = False
    if run:
        yield _run(raw, begun, run, turn)


def _upright(
    box: "ctypes.Structure", turn: int, size: tuple[float, float]
) -> tuple[float, float, float, float]:
    """Return a box as it stands on the page that a reader sees: left, bottom, right, top."""
    width, height = size  # as seen
    left, bottom, right, top = box.left, box.bottom, box.right, box.top
    if turn == 90:
        return bottom, height - right, top, height - left
    if turn == 180:
        return width - right, height - top, width - left, height - bottom
    if turn == 270:
        return width - top, left, width - bottom, right
    return left, bottom, right, top


def _continues(last: _Letter, letter: _Letter, widest: float) -> bool:
    height = min(last.top - last.bottom, letter.top - letter.bottom)
    overlap = min(last.top, letter.top) - max(last.bottom, letter.bottom)
    gap = letter.left - last.right
    forward = gap >= -_BACK * height or letter.left >= last.left  # a ligature's letters share a box
    return overlap > _SAME_LINE * height and forward and gap <= widest * height


def _run(raw: object, index: int, letters: list[_Letter], turn: int) -> _Run:
    """Return a run with what is asked of its first letter alone."""
    import pypdfium2.raw as pdfium

    first = letters[0]
    height = first.top - first.bottom
    matrix = pdfium.FS_MATRIX()
    size = base = 0.0
    x, y = ctypes.c_double(), ctypes.c_double()
    if pdfium.FPDFText_GetMatrix(raw, index, matrix):
        size = pdfium.FPDFText_GetFontSize(raw, index) * math.hypot(matrix.c, matrix.d)
    if not turn and pdfium.FPDFText_GetCharOrigin(raw, index, x, y):
        base = y.value
    # Fonts that state nonsense are measured by the letters that they drew.
    if not 0.5 * height <= size <= 3 * height:
        size = height / (_ABOVE + _BELOW)
    if not first.bottom - size <= base <= first.top:
        base = first.bottom + _BELOW * size
    return _Run(letters, _is_turned(raw, index, turn), size, base, _is_bold(raw, index))


def _is_turned(raw: object, index: int, turn: int) -> bool:
    import pypdfium2.raw as pdfium

    angle = pdfium.FPDFText_GetCharAngle(raw, index)
    if angle < 0:
        return False
    off: float = (angle - math.radians(turn)) % (2 * math.pi)
    return min(off, 2 * math.pi - off) > _UPRIGHT


def _is_bold(raw: object, index: int) -> bool:
    import pypdfium2.raw as pdfium

    name = ctypes.create_string_buffer(_NAME_BYTES)
    length = pdfium.FPDFText_GetFontInfo(raw, index, name, _NAME_BYTES, None)
    return 0 < length <= _NAME_BYTES and bool(_BOLD.search(name.value.decode("utf-8", "replace")))


def _joined(text: str) -> str:
    """Return a run's text, halves of letters put together and hyphens as they were drawn."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = " ".join(text.replace(_HYPHEN, "-").replace("\ufffe", "-").split())
    return _SYMBOL.sub("•", text)


def _line(run: _Run, text: str) -> Line:
    drawn = [letter for letter in run.letters if letter.text.strip()]
    return Line(
        text,
        min(letter.left for letter in drawn),
        run.base - _BELOW * run.size,
        max(letter.right for letter in drawn),
        run.base + _ABOVE * run.size,
        run.size,
        run.bold,
    )


def _merged(runs: list[Line]) -> list[Line]:
    """Put together the words of one line that were drawn one by one, perhaps in another order."""
    lines: list[Line] = []
    for run in runs:
        for place in range(len(lines) - 1, max(-1, len(lines) - 200), -1):
            if joined := _beside(lines[place], run):
                lines[place] = joined
                break
        else:
            lines.append(run)
    return lines


def _beside(one: Line, other: Line) -> Line | None:
    """Return two parts of a line as one; None where they are none."""
    first, second = (one, other) if one.left <= other.left else (other, one)
    size = min(one.size, other.size)
    overlap = min(one.top, other.top) - max(one.bottom, other.bottom)
    gap = second.left - first.right
    widest = _WIDEST_INDENT if _MARK.fullmatch(first.text) else _WIDEST_SPACE
    if overlap <= _SAME_LINE * size or not -_BACK * size <= gap <= widest * size:
        return None
    space = " " if gap > _NARROWEST_SPACE * size else ""
    larger = max(one, other, key=lambda part: len(part.text))
    return larger._replace(
        text=first.text + space + second.text,
        left=first.left,
        right=max(first.right, second.right),
        bold=one.bold and other.bold,
    )
