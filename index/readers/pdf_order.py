"""The lines of a page as blocks in the order of reading.

A page is drawn in any order. Mostly it is the order of reading; where it is not (columns drawn line
by line, or a foot before the head), blocks are put in order by where they stand, after T. Breuel,
"High Performance Document Layout Analysis" (2003): above comes before below where they overlap
sideways, and left before right unless something that spans both lies between.
"""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from index.readers.pdf_lines import Line

Block = list[Line]

_NEAR = 0.9  # of the size of letters, between lines of one block
_SAME_SIZE = 0.15  # by which lines of one block may differ in size
_SAME_LEFT = 3.0  # points between the left edges of lines of one column
_SAME_BASE = 1.0  # points between the bottoms of the cells of a row
_ROWS_APART = 3.5  # of the size of letters, between the bottoms of two rows of a table
_COLUMN_LINE = 22  # characters; lines of columns of text are mostly longer, cells of tables shorter
_TOUCH = 2.0  # points that boxes one above the other may overlap
_MOST_BLOCKS = 150  # time grows as the cube; a page of more stays as it was drawn
_MOST_LINES = 1_500


def blocks_of(lines: Sequence[Line]) -> list[Block]:
    """Return the lines of a page in blocks, in reading order.

    The cells of each row of a table are one line.
    """
    drawn = _rows(lines) if len(lines) <= _MOST_LINES else list(lines)
    blocks: list[Block] = []
    order: list[int] = []  # for each line in the order drawn, its block
    for line in drawn:
        place = _block_for(line, blocks)
        if place is None:
            place = len(blocks)
            blocks.append([])
        blocks[place].append(line)
        order.append(place)
    if len(blocks) > _MOST_BLOCKS or _in_order(blocks, order):
        return blocks
    for block in blocks:
        block.sort(key=lambda line: -line.top)
    return _sorted(_rejoined(blocks))


def _rows(lines: Sequence[Line]) -> list[Line]:
    """Write the cells of each row of a table as one line; a single row is no table."""
    rows = _candidates(lines)
    result: list[Line] = []
    taken: set[int] = set()
    for place, line in enumerate(lines):
        row = rows.get(place)
        if row and any(_neighbours(lines, row, other) for other in rows.values()):
            taken.update(row)
            result.append(_row([lines[cell] for cell in row]))
        elif place not in taken:
            result.append(line)
    return result


def _candidates(lines: Sequence[Line]) -> dict[int, list[int]]:
    """Return what may be rows, the cells from left to right, by the place of the first drawn."""
    wide = _column_lines(lines)
    rows: dict[int, list[int]] = {}
    taken: set[int] = set()
    for place, line in enumerate(lines):
        row = [
            other for other in range(place, len(lines))
            if other not in taken and abs(lines[other].bottom - line.bottom) <= _SAME_BASE
        ]  # fmt: skip
        row.sort(key=lambda cell: lines[cell].left)
        if place not in taken and len(row) > 1 and sum(wide[cell] for cell in row) <= 1:
            taken.update(row)
            if _apart([lines[cell] for cell in row]):
                rows[place] = row
    return rows


def _neighbours(lines: Sequence[Line], row: Sequence[int], other: Sequence[int]) -> bool:
    """Whether two rows stand one below the other and have a column's edge in common twice."""
    one, two = lines[row[0]], lines[other[0]]
    shared = sum(
        any(
            abs(lines[cell].left - lines[near].left) <= _SAME_LEFT
            or abs(lines[cell].right - lines[near].right) <= _SAME_LEFT
            for near in other
        )
        for cell in row
    )
    return 0 < abs(one.bottom - two.bottom) <= _ROWS_APART * one.size and shared > 1


def _row(cells: Sequence[Line]) -> Line:
    box = _box(cells)
    return box._replace(text="| " + " | ".join(cell.text for cell in cells) + " |")


def _apart(cells: Sequence[Line]) -> bool:
    return all(cell.right <= after.left for cell, after in pairwise(cells))


def _column_lines(lines: Sequence[Line]) -> list[bool]:
    """Return of each line whether those that begin at the same left edge are mostly long."""
    edges: dict[int, list[Line]] = {}
    for line in lines:
        edges.setdefault(round(line.left / _SAME_LEFT), []).append(line)
    result: list[bool] = []
    for line in lines:
        edge = round(line.left / _SAME_LEFT)
        column = [each for near in (edge - 1, edge, edge + 1) for each in edges.get(near, ())]
        result.append(median(len(each.text) for each in column) >= _COLUMN_LINE)
    return result


def _block_for(line: Line, blocks: Sequence[Block]) -> int | None:
    """Return the block that a line goes on with, the latest first."""
    for place in range(len(blocks) - 1, max(-1, len(blocks) - 40), -1):
        last = blocks[place][-1]
        gap = last.bottom - line.top
        if (
            -0.3 * line.size <= gap <= _NEAR * line.size
            and _alike(last, line)
            and _overlap(last, line) > 0.5 * min(last.right - last.left, line.right - line.left)
        ):
            return place
    return None


def _alike(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) <= _SAME_SIZE * max(one.size, other.size) and (
        one.text.startswith("|") == other.text.startswith("|")
    )


def _overlap(one: Line, other: Line) -> float:
    return min(one.right, other.right) - max(one.left, other.left)


def _in_order(blocks: Sequence[Block], order: Sequence[int]) -> bool:
    """Whether lines were drawn block after block, and no block after one that lies below it."""
    if any(before > after for before, after in pairwise(order)):
        return False
    boxes = [_box(block) for block in blocks]
    return not any(
        _overlap(box, earlier) > 0 and box.bottom >= earlier.top
        for number, box in enumerate(boxes)
        for earlier in boxes[:number]
    )


def _box(block: Sequence[Line]) -> Line:
    return Line(
        "",
        min(line.left for line in block),
        min(line.bottom for line in block),
        max(line.right for line in block),
        max(line.top for line in block),
        block[0].size,
    )


def _rejoined(blocks: Sequence[Block]) -> list[Block]:
    """Put together what was drawn from the bottom up and so came apart, line by line."""
    result: list[Block] = []
    lines = sorted((line for block in blocks for line in block), key=lambda line: -line.top)
    for line in lines:
        place = _block_for(line, result)
        if place is None:
            result.append([line])
        else:
            result[place].append(line)
    return result


def _sorted(blocks: Sequence[Block]) -> list[Block]:
    boxes = [_box(block) for block in blocks]
    left = set(range(len(blocks)))
    before = {
        place: {other for other in left if other != place and _precedes(boxes, other, place)}
        for place in left
    }
    result: list[Block] = []
    while left:
        free = [place for place in left if not before[place] & left]
        # Boxes that overlap may each have to come first: then the topmost does.
        place = min(free or left, key=lambda each: (-boxes[each].top, boxes[each].left))
        left.remove(place)
        result.append(blocks[place])
    return result


def _precedes(boxes: Sequence[Line], one: int, other: int) -> bool:
    a, b = boxes[one], boxes[other]
    if _overlap(a, b) > 0:
        return (a.top + a.bottom) > (b.top + b.bottom)
    if a.right > b.left:
        return False
    upper, lower = (a, b) if a.bottom >= b.bottom else (b, a)
    if lower.top > upper.bottom:
        return True
    return not any(
        _overlap(c, a) > 0
        and _overlap(c, b) > 0
        and c.top <= upper.bottom + _TOUCH
        and c.bottom + _TOUCH >= lower.top
        for c in boxes
    )
