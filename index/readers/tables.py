"""Tables of HTML: which of them only lay out a page, and cells that reach over several rows."""

from collections.abc import Sequence

from lxml import etree

_BLOCKS = ("h1", "h2", "h3", "h4", "h5", "h6", "head")
_LONGEST_CELL = 600  # characters; what is longer is text that a table gives its place on the page …
_LONGEST_WITH_HEADING = 200  # … and so is this below a heading
_LONGEST_REPEATED = 60  # characters of a cell that is written in each row it reaches over
_MOST_REPEATED = 4  # such cells of a row; or a small file would have a large text
_MOST = 100  # rows or columns that a cell may reach over


def is_layout(cell: etree._Element) -> bool:
    """Whether a cell holds a part of a page, as it was made before there were style sheets.

    The cells of such a row are no more one line than what else stands side by side on a page.
    """
    if next(cell.iter("table"), None) is not None:
        return True
    most = _LONGEST_CELL
    if next(cell.iter(*_BLOCKS), None) is not None:
        most = _LONGEST_WITH_HEADING
    length = 0
    for text in cell.itertext(etree.Element):
        length += len(text)
        if length > most:
            return True
    return False


class TableRows:
    """The rows of one table; a short cell that reaches over several is written in each of them.

    So a row says by itself what it is of.
    """

    def __init__(self) -> None:
        self._reaching: dict[int, tuple[int, str]] = {}  # by column: rows left, text

    def row(self, cells: Sequence[tuple[str, etree._Element]]) -> list[str]:
        """Return the texts of the next row's cells.

        Args:
            cells: those that begin in this row, each with its text.
        """
        row: list[str] = []
        column = 0
        reaching: dict[int, tuple[int, str]] = {}
        for text, cell in cells:
            column = self._fill(row, column, reaching)
            row.append(text)
            rows = _number(cell.get("rowspan"))
            if rows > 1:
                short = len(text) <= _LONGEST_REPEATED and len(reaching) < _MOST_REPEATED
                reaching[column] = rows - 1, text if short else ""
            column += _number(cell.get("colspan"))
        self._fill(row, column, reaching)
        self._reaching = reaching
        return row

    def _fill(self, row: list[str], column: int, reaching: dict[int, tuple[int, str]]) -> int:
        """Write the cells from above that stand at a column, and return the next free one."""
        while column in self._reaching:
            left, text = self._reaching.pop(column)
            row.append(text)
            if left > 1:
                reaching[column] = left - 1, text
            column += 1
        return column


def _number(stated: str | None) -> int:
    return min(_MOST, int(stated)) if stated and stated.isdecimal() and len(stated) < 6 else 1
