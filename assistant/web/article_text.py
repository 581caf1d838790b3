"""An article's text as HTML, with a stretch of it highlighted.

The text's structure is read back from the text itself (`index.structure`). Marks of headings and
list items are shown as headings and lists; every other character stands where it stood, escaped.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from markupsafe import Markup

from index.structure import Block, Kind, blocks

_HEADING_MARK = re.compile(r"#{1,6}[ \t]+")
_ITEM_MARK = re.compile(r"[-*+•‣▪●◦–—][ \t]+")
_CELL = re.compile(r"[^|]+")
_RULE = re.compile(r"[|:\-\s]+")
_LINE_MARK = re.compile(r"^[ \t]*(?:#{1,6}|[-*+•‣▪●◦])[ \t]+", re.MULTILINE)
_EMPTY = Markup()


class Stretch(NamedTuple):
    """A stretch of an article's text, in code points."""

    start: int
    end: int


def article_text(text: str, title: str, quote: Stretch | None) -> Markup:
    """Headings, paragraphs, lists and tables; a heading that repeats the title is left out."""
    show = _Highlighter(text, quote)
    found = [block for block in blocks(text) if not _repeats(title, text, block, show)]
    # Below the title, which is the page's h1, levels follow one another without gaps.
    levels = sorted({block.level for block in found if block.kind is Kind.HEADING})
    parts: list[Markup] = []
    for group in _groups(found):
        first = group[0]
        if first.kind is Kind.HEADING:
            words = show(_after(_HEADING_MARK, text, first))
            level = min(levels.index(first.level) + 2, 6)
            parts.append(Markup("<h{0}>{1}</h{0}>").format(level, words))
        elif first.kind is Kind.ITEM:
            parts.append(Markup("<ul>{}</ul>").format(_join(_item(text, b, show) for b in group)))
        elif first.kind is Kind.ROW:
            rows = _join(_row(text, block, show) for block in group)
            parts.append(Markup("<table><tbody>{}</tbody></table>").format(rows))
        else:
            lines = Markup("<br>").join(show(Stretch(b.start, b.end)) for b in group)
            parts.append(Markup("<p>{}</p>").format(lines))
    return _EMPTY.join(parts)


def on_one_line(text: str) -> str:
    """A quote as it stands in a list of such: no line breaks, no marks of headings and items."""
    return " ".join(_LINE_MARK.sub("", text).split())


def shortened(text: str, most: int) -> str:
    """A text of at most so many characters; a longer one ends in "…" behind a whole word."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


class _Highlighter:
    """Shows stretches of a text; what of them belongs to the quote is marked, its start named."""

    def __init__(self, text: str, quote: Stretch | None) -> None:
        self._text = text
        self._quote = quote
        self._named = False

    def touches(self, stretch: Stretch) -> bool:
        """Whether some of the quote lies in the stretch."""
        quote = self._quote
        return bool(quote and quote.start < stretch.end and quote.end > stretch.start)

    def __call__(self, stretch: Stretch) -> Markup:
        text, quote = self._text, self._quote
        if quote is None or not self.touches(stretch):
            return Markup.escape(text[stretch.start : stretch.end])
        start, end = max(stretch.start, quote.start), min(stretch.end, quote.end)
        name = _EMPTY if self._named else Markup(' id="quote" tabindex="-1"')
        self._named = True
        return Markup("{}<mark{}>{}</mark>{}").format(
            text[stretch.start : start], name, text[start:end], text[end : stretch.end]
        )


def _groups(found: Iterable[Block]) -> Iterator[list[Block]]:
    """The blocks that one element holds: a list's items, a table's rows, a paragraph's lines."""
    group: list[Block] = []
    for block in found:
        if group and not _belongs(block, group[-1]):
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _belongs(block: Block, before: Block) -> bool:
    if block.kind is not before.kind or block.kind is Kind.HEADING:
        return False
    return block.kind is not Kind.TEXT or not block.opens_paragraph


def _repeats(title: str, text: str, block: Block, show: _Highlighter) -> bool:
    if block.kind is not Kind.HEADING:
        return False
    words = _after(_HEADING_MARK, text, block)
    return text[words.start : words.end] == title and not show.touches(words)


def _item(text: str, block: Block, show: _Highlighter) -> Markup:
    words = _after(_ITEM_MARK, text, block)
    # A number is kept as it stands in the text, since the list may not begin with 1.
    kind = Markup(' class="numbered"') if words.start == block.start else _EMPTY
    return Markup("<li{}>{}</li>").format(kind, show(words))


def _row(text: str, block: Block, show: _Highlighter) -> Markup:
    if _RULE.fullmatch(text, block.start, block.end):
        return _EMPTY
    cells = (Stretch(*cell.span()) for cell in _CELL.finditer(text, block.start, block.end))
    return Markup("<tr>{}</tr>").format(
        _join(Markup("<td>{}</td>").format(show(cell)) for cell in cells)
    )


def _after(mark: re.Pattern[str], text: str, block: Block) -> Stretch:
    found = mark.match(text, block.start, block.end)
    return Stretch(found.end() if found else block.start, block.end)


def _join(parts: Iterable[Markup]) -> Markup:
    return _EMPTY.join(parts)
