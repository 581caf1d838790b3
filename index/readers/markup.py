"""Element trees to plain text in the convention of `index.structure`.

Reads HTML, and the simplified elements (head, item, row, cell, hi, lb) that trafilatura makes of a
page. Parsers have put characters in the place of entities by then, so what a text may not hold is
dropped here once more (`clean`).
"""

import re
from itertools import groupby

from lxml import etree

from index.readers.reading import clean
from index.readers.tables import TableRows, is_layout


def _names(listing: str) -> frozenset[str]:
    return frozenset(listing.split())


_HEADINGS = {f"h{level}": level for level in range(1, 7)} | {"head": 2}
_LISTS = frozenset({"ul", "ol", "dl", "menu", "list"})
_ITEMS = frozenset({"li", "dt", "item"})
_TABLES = frozenset({"table"})
_ROWS = frozenset({"tr", "row"})
_CELLS = frozenset({"td", "th", "cell"})
_BREAKS = frozenset({"br", "lb"})
_INLINE = _names(
    """
    a abbr acronym b bdi bdo big cite data del dfn em font hi i ins kbd label mark math meter mi mn
    mo mrow output q ref rp rt ruby s samp small span strike strong sub sup time tt u var wbr
    """
)
DROPPED = _names(
    """
    audio button canvas datalist embed footer graphic iframe img input link map meta nav noscript
    object option picture script select source style svg template textarea title track video
    """
)
"""Elements that hold no text of an article."""
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")  # not the no-break spaces, which belong to the text
_CJK = r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]"
_BREAK_IN_CJK = re.compile(rf"(?<={_CJK})\n(?={_CJK})")
_DEEPEST = 100  # elements inside one another; what lies deeper becomes one run of words


def text_of_tree(root: etree._Element) -> str:
    """Return the text of an element tree: headings, paragraphs, lists, tables and code.

    Pictures, scripts, forms' controls, navigation and what is hidden from readers are left out.
    """
    return _MarkupWriter().write(root)


def depth_of_tree(root: etree._Element) -> int:
    """Return how many elements are inside one another, the root among them."""
    deepest = depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


class _MarkupWriter:
    """Collects lines; lines of one list or one table stand together, others apart."""

    def __init__(self) -> None:
        self._lines: list[tuple[int, str]] = []  # number of the group a line belongs to, line
        self._group = 0
        self._inline: list[str] = []
        self._counters: list[int | None] = []  # of the lists being written; None is not numbered
        self._marker = ""  # of the list item that has begun, until it is written
        self._table = TableRows()

    def write(self, root: etree._Element) -> str:
        self._children(root, 0)
        self._flush()
        groups = groupby(self._lines, key=lambda line: line[0])
        text = "\n\n".join("\n".join(line for _, line in lines) for _, lines in groups)
        return clean(text)  # a letter and its accent may stand in two elements

    def _children(self, element: etree._Element, depth: int) -> None:
        self._add(element.text)
        for child in element:
            self._element(child, depth + 1)
            self._add(child.tail)

    def _element(self, element: etree._Element, depth: int) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in DROPPED or is_hidden(element):
            return  # a comment or instruction has no name
        if tag == "head" and element.getparent().tag == "html":
            return
        if tag in _BREAKS:
            self._inline.append("\n")
        elif depth > _DEEPEST:
            self._add(_run(element) if tag in _INLINE else f" {_run(element)} ")
        elif tag in _INLINE or (tag == "code" and _is_inline_code(element)):
            self._children(element, depth)
        elif tag in _CELLS and self._inline:
            self._inline.append(" ")
            self._children(element, depth)
        else:
            self._flush()
            self._block(element, tag, depth)
            self._flush()

    def _block(self, element: etree._Element, tag: str, depth: int) -> None:
        if tag in _HEADINGS:
            level = _HEADINGS.get(element.get("rend", ""), _HEADINGS[tag])
            self._write_line("#" * level + " ", _words(element))
        elif tag in {"pre", "code"}:
            self._write_code(element)
        elif tag in _ROWS:
            self._write_row(element, depth)
        elif tag in _LISTS:
            self._write_list(element, depth)
        elif tag in _TABLES:
            self._group += 1
            around, self._table = self._table, TableRows()
            self._children(element, depth)
            self._flush()
            self._table = around
            self._group += 1
        else:
            if tag in _ITEMS:
                self._begin_item()
            self._children(element, depth)

    def _write_list(self, element: etree._Element, depth: int) -> None:
        if not self._counters:
            self._group += 1
        numbered = element.tag == "ol" or element.get("rend") == "ol"
        self._counters.append(0 if numbered else None)
        self._children(element, depth)
        self._flush()
        self._counters.pop()
        if not self._counters:
            self._group += 1

    def _begin_item(self) -> None:
        count = self._counters[-1] if self._counters else None
        if count is None:
            self._marker = "- "
        else:
            self._counters[-1] = count + 1
            self._marker = f"{count + 1}. "

    def _write_row(self, element: etree._Element, depth: int) -> None:
        cells = [cell for cell in element if cell.tag in _CELLS]
        if any(map(is_layout, cells)):
            for cell in cells:
                self._flush()
                self._children(cell, depth + 1)
            return
        row = self._table.row([(_words(cell), cell) for cell in cells])
        if cells and any(row):
            self._lines.append((self._group, "| " + " | ".join(row) + " |"))

    def _write_code(self, element: etree._Element) -> None:
        self._group += 1
        code = clean("".join(element.itertext(etree.Element))).expandtabs(4).strip("\n")
        for line in code.split("\n"):
            self._lines.append((self._group, "    " + line if line.strip() else ""))
        self._group += 1

    def _write_line(self, marker: str, words: str) -> None:
        if words:
            self._group += 1
            self._lines.append((self._group, marker + words))
            self._group += 1

    def _add(self, text: str | None) -> None:
        if text:
            self._inline.append(_SPACE.sub(" ", _BREAK_IN_CJK.sub("", clean(text))))

    def _flush(self) -> None:
        """End the paragraph, or the line of a list item, that has been collected."""
        content = "".join(self._inline)
        self._inline.clear()
        lines = [_SPACE.sub(" ", part).strip(" ") for part in content.split("\n")]
        if not any(lines):
            return
        if not self._counters and not self._marker:
            self._group += 1
            for line in lines:
                if line:
                    self._lines.append((self._group, line))
                else:
                    self._group += 1  # two breaks are how old pages part paragraphs
            self._group += 1
            return
        indent = "  " * (len(self._counters) - 1)
        for line in filter(None, lines):
            self._lines.append((self._group, indent + (self._marker or "  ") + line))
            self._marker = ""


def _words(element: etree._Element) -> str:
    """Return the text that readers see of an element on one line, blocks in it apart."""
    return _run(element).strip(" ")


def _run(element: etree._Element) -> str:
    """As `_words`, with the space at its ends."""
    parts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, part in walk:
        if event == "start":
            if part is not element and (part.tag in DROPPED or is_hidden(part)):
                walk.skip_subtree()
            else:
                parts += ("" if part.tag in _INLINE else " ", part.text or "")
        elif part is not element:
            parts += ("" if event != "end" or part.tag in _INLINE else " ", part.tail or "")
    return _SPACE.sub(" ", clean("".join(parts)))


def is_hidden(element: etree._Element) -> bool:
    """Whether readers of a page do not see an element."""
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or _HIDDEN.search(element.get("style") or "") is not None
    )


def _is_inline_code(element: etree._Element) -> bool:
    parent = element.getparent()
    return (
        parent is not None
        and parent.tag in {"p", "dd", *_ITEMS, *_CELLS, *_HEADINGS, *_INLINE}
        and "\n" not in _words(element)
    )
