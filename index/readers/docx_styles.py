"""What the styles of a Word document mean: headings, hidden text, lines of a table of contents."""

import re
from typing import TYPE_CHECKING, NamedTuple

from index.readers.docx_names import child, qualified, switched_on, value_of

if TYPE_CHECKING:
    from lxml import etree

# Word names its own styles in English, whatever its language; other programs do not.
_HEADING = re.compile(r"(?:heading|überschrift|titre|título|titolo|kop)\s?([1-6])", re.IGNORECASE)
_TITLES = frozenset({"title", "titel", "titre"})
_CONTENTS = re.compile(r"(?:toc|verzeichnis)\s?(?:\d|heading)", re.IGNORECASE)
_DEEPEST = 10  # styles that one is made from, one from the other
_MOST_LEVELS = 6
OUTLINE = "outline-level-{}"
"""Names of the styles that are added for paragraphs which are headings by their level alone."""


class Styles(NamedTuple):
    """Ids of styles by what they mean."""

    hidden: frozenset[str] = frozenset()
    contents: frozenset[str] = frozenset()


def read_styles(root: "etree._Element") -> Styles:
    """Return what styles mean, and name those of titles and headings in place as Word does.

    A style is one of headings where it, or what it is made from, has an outline level or the name
    of a heading.

    Args:
        root: of the part with the styles, names with namespaces.
    """
    styles = {key: style for style in root if (key := style.get(qualified(root, "styleId")) or "")}
    hidden, contents = set(), set()
    for key, style in styles.items():
        name = value_of(child(style, "name")) or ""
        if _is_hidden(style, styles):
            hidden.add(key)
        if _CONTENTS.fullmatch(name):
            contents.add(key)
        elif style.get(qualified(root, "type")) == "paragraph":
            if name.lower() in _TITLES:
                _rename(style, "Title")
            elif level := _level(style, styles):
                _rename(style, f"heading {level}")
    _add_outline_styles(root)
    return Styles(frozenset(hidden), frozenset(contents))


def _line(style: "etree._Element", styles: dict[str, "etree._Element"]) -> "list[etree._Element]":
    """Return a style and those that it is made from."""
    line = [style]
    while len(line) < _DEEPEST:
        below = styles.get(value_of(child(line[-1], "basedOn")) or "")
        if below is None or below in line:
            break
        line.append(below)
    return line


def _level(style: "etree._Element", styles: dict[str, "etree._Element"]) -> int:
    """Return the level of a heading's style; 0 of any other."""
    for each in _line(style, styles):
        name = value_of(child(each, "name")) or ""
        if name.lower() in _TITLES or _CONTENTS.fullmatch(name):
            return 0
        stated = value_of(child(child(each, "pPr"), "outlineLvl"))
        if stated is not None:
            return outline_level(stated)
        if found := _HEADING.fullmatch(name):
            return int(found.group(1))
    return 0


def outline_level(stated: str) -> int:
    """Return the level of a heading that Word counts from 0; 0 of running text, which has 9."""
    return int(stated) + 1 if stated.isdecimal() and int(stated) < _MOST_LEVELS else 0


def _is_hidden(style: "etree._Element", styles: dict[str, "etree._Element"]) -> bool:
    for each in _line(style, styles):
        stated = switched_on(child(child(each, "rPr"), "vanish"))
        if stated is not None:
            return stated
    return False


def _rename(style: "etree._Element", name: str) -> None:
    element = child(style, "name")
    if element is not None:
        element.set(qualified(style, "val"), name)


def _add_outline_styles(root: "etree._Element") -> None:
    for level in range(1, _MOST_LEVELS + 1):
        style = root.makeelement(qualified(root, "style"))
        style.set(qualified(root, "type"), "paragraph")
        style.set(qualified(root, "styleId"), OUTLINE.format(level))
        name = root.makeelement(qualified(root, "name"))
        name.set(qualified(root, "val"), f"heading {level}")
        style.append(name)
        root.append(style)
