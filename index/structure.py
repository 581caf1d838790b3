"""The blocks of an article's text: headings, list items, table rows and paragraphs.

Every reader writes its text to one plain convention, so that the structure can be read back from
the text alone: a heading is a line that starts with `# ` to `###### `, a list item one that starts
with `- ` or a number, a table row one that starts with `|`, code is indented by four spaces, and a
blank line parts paragraphs. Plain text files need not keep to it: where no line is marked as a
heading, short lines that stand above longer text are taken for headings, and hard-wrapped lines are
put together.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple


class Kind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    ITEM = "item"
    ROW = "row"
    TEXT = "text"


class Block(NamedTuple):
    """A line, or the lines of one wrapped paragraph, without the white space around them."""

    kind: Kind
    start: int
    end: int
    level: int = 0
    """Of a heading, 1 (outermost) to 6; else 0."""
    opens_paragraph: bool = True
    """Whether a blank line, or another kind of block, stands before it."""


_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_HEADING = re.compile(r"(#{1,6})[ \t]+\S")
_ITEM = re.compile(r"[ \t]*(?:[-*+•‣▪●◦–—]|\d{1,3}[.)]|[a-z]\))[ \t]+\S")
_CODE = re.compile(r" {4}|\t")
_SENTENCE_END = re.compile(r"[.!?…:;。！？؟।][\"”“’'»›)\]]*$")
_HEADING_END = re.compile(r"[.,;:!…。！，；：][\"”“’'»›)\]]*$")

_WIDEST_WRAP = 120  # characters in a line of hard-wrapped text
_NARROWEST_WRAP = 30
_LONGEST_HEADING = 100  # characters; an unmarked heading is a short line …
_SHORTEST_BODY = 80  # … above a long one, or a list


def blocks(text: str) -> list[Block]:
    """Return the blocks of a text in order; together they cover all that is not white space."""
    lines = [line for line in map(_read_line, _LINE.finditer(text)) if line]
    lines = [
        _opening(line, before, text) for before, line in zip([None, *lines], lines, strict=False)
    ]
    joined = _join_wrapped(text, lines)
    if any(block.kind is Kind.HEADING for block in joined):
        return joined
    return _with_unmarked_headings(text, joined)


def _read_line(line: re.Match[str]) -> Block | None:
    content = line.group()
    stripped = content.strip()
    if not stripped:
        return None
    start = line.start() + len(content) - len(content.lstrip())
    end = start + len(stripped)
    if heading := _HEADING.match(content):
        return Block(Kind.HEADING, start, end, level=len(heading.group(1)))
    if stripped.startswith("|"):
        return Block(Kind.ROW, start, end)
    return Block(Kind.ITEM if _ITEM.match(content) else Kind.TEXT, start, end)


def _opening(block: Block, before: Block | None, text: str) -> Block:
    together = (
        before is not None
        and before.kind is block.kind is not Kind.HEADING
        and text.count("\n", before.end, block.start) == 1
    )
    return block._replace(opens_paragraph=not together)


# --- lines that belong together -------------------------------------------------------------------


def _join_wrapped(text: str, lines: Sequence[Block]) -> list[Block]:
    """Put the lines of hard-wrapped paragraphs and list items together."""
    wrapped_at = _wrap_width(text, lines)
    joined: list[Block] = []
    previous_start = 0
    for line in lines:
        last = joined[-1] if joined else None
        if last and _continues(text, last._replace(start=previous_start), line, wrapped_at):
            joined[-1] = last._replace(end=line.end)
        else:
            joined.append(line)
        previous_start = line.start
    return joined


def _wrap_width(text: str, lines: Sequence[Block]) -> int:
    """Return the width that a text was wrapped at; 0 where each of its lines is meant as one."""
    width = max((line.end - line.start for line in lines), default=0)
    breaks = [
        _is_full(text, line, following, width)
        for line, following in pairwise(lines)
        if _may_continue(text, line, following)
    ]
    if not _NARROWEST_WRAP < width <= _WIDEST_WRAP or len(breaks) < 3:
        return 0
    return width if sum(breaks) >= 0.7 * len(breaks) else 0


def _is_full(text: str, line: Block, following: Block, width: int) -> bool:
    """Whether the next line's first word would not have fitted into a line, or nearly not."""
    first_word = text[following.start : following.end].split(maxsplit=1)[0]
    return (line.end - line.start) + 1 + len(first_word) > 0.9 * width


def _may_continue(text: str, line: Block, following: Block) -> bool:
    return (
        line.kind in (Kind.TEXT, Kind.ITEM)
        and following.kind is Kind.TEXT
        and text.count("\n", line.end, following.start) == 1
        and not _is_code(text, line)
        and not (_is_code(text, following) and line.kind is Kind.TEXT)
    )


def _is_code(text: str, line: Block) -> bool:
    opens = text.rfind("\n", 0, line.start) + 1
    return _CODE.match(text, opens, line.start) is not None


def _continues(text: str, line: Block, following: Block, wrapped_at: int) -> bool:
    if not _may_continue(text, line, following):
        return False
    if wrapped_at:
        return _is_full(text, line, following, wrapped_at)
    return (
        text[following.start].islower()
        and line.end - line.start >= _NARROWEST_WRAP
        and not _SENTENCE_END.search(text, max(line.start, line.end - 8), line.end)
    )


# --- headings that no mark shows ------------------------------------------------------------------


def _with_unmarked_headings(text: str, found: list[Block]) -> list[Block]:
    """Take short lines above longer text, or above a list, for headings."""
    result = list(found)
    for place in range(len(found) - 2, -1, -1):
        block, following = result[place], result[place + 1]
        stands_above = following.kind in (Kind.ITEM, Kind.HEADING) or (
            following.kind is Kind.TEXT and following.end - following.start >= _SHORTEST_BODY
        )
        if stands_above and _looks_like_heading(text, block):
            result[place] = block._replace(kind=Kind.HEADING, level=2 if place else 1)
    return result


def _looks_like_heading(text: str, block: Block) -> bool:
    line = text[block.start : block.end]
    return (
        block.kind is Kind.TEXT
        and len(line) <= _LONGEST_HEADING
        and "\n" not in line
        and "://" not in line
        and not line[0].islower()
        and any(character.isalpha() for character in line)
        and not _HEADING_END.search(line)
        and not _is_code(text, block)
    )
