"""Raw HTML in Markdown that would swallow the text behind it.

Who writes about HTML writes "the <title> element" and means the word. A parser of HTML takes the
rest of the article for a title, though. GitHub's Markdown shows such tags as text ("Disallowed Raw
HTML" in https://github.github.com/gfm); here they are where nothing closes them. What is closed,
such as a script, is HTML that somebody meant, and is left out as on any page.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from index.readers.markup import DROPPED

# What HTML's parser reads no elements in, and what of a page is no text. A picture, a link to a
# style or a field ends with its tag.
_SWALLOWING = (DROPPED | {"noembed", "noframes", "plaintext", "xmp"}) - {
    "img", "input", "link", "meta"
}  # fmt: skip
# Of rows only the cells are read. In a table they need not be closed.
_SWALLOWING_OUTSIDE_TABLES = _SWALLOWING | {"row", "tr"}
_TABLE = re.compile(r"<table[\s>]", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)(?=[\s/>])[^<>]*", re.IGNORECASE)
# What stands in these is no HTML. Only where a line or another tag goes before: in a sentence the
# name of the tag is meant.
_CODE = re.compile(r"(?:^|>)[ \t]*(?=<(?:script|style)[\s>])", re.IGNORECASE | re.MULTILINE)


def escape_unclosed(tokens: Sequence[Token]) -> None:
    """Make text of the tags, in place, that nothing closes and that would swallow what follows.

    Args:
        tokens: of a whole document, as markdown-it's parser gives them.
    """
    tables = any(token.type == "html_block" and _TABLE.search(token.content) for token in tokens)
    names = _SWALLOWING if tables else _SWALLOWING_OUTSIDE_TABLES
    closed: Counter[str] = Counter()  # by what stands behind, which is gone through first
    for token in reversed(tokens):
        if token.type == "html_block":
            token.content = _escaped(token.content, names, closed)
            continue
        within: Counter[str] = Counter()  # a paragraph ends the tags of its sentences
        for part in reversed(token.children or ()):
            if part.type == "html_inline":
                part.content = _escaped(part.content, _SWALLOWING_OUTSIDE_TABLES, within)
        closed += within


def _escaped(html: str, names: frozenset[str], closed: Counter[str]) -> str:
    """Escape tags of these names that are not among the closed ones, and count these."""
    openings: list[int] = []
    for tag in reversed(list(_tags(html))):
        name = tag.group(2).lower()
        if name not in names:
            continue
        if tag.group(1):
            closed[name] += 1
        elif closed[name]:
            closed[name] -= 1
        elif not tag.group().endswith("/"):
            openings.append(tag.start())
    parts: list[str] = []
    end = len(html)
    for start in openings:
        parts.append(html[start + 1 : end])
        end = start
    return "&lt;".join((html[:end], *reversed(parts)))


def _tags(html: str) -> Iterator[re.Match[str]]:
    """Yield the tags, but not what looks like one in the code of a script or a style."""
    tags = list(_TAG.finditer(html))
    last_end = {tag.group(2).lower(): tag.start() for tag in tags if tag.group(1)}
    codes = {code.end() for code in _CODE.finditer(html)}
    code = ""
    for tag in tags:
        name = tag.group(2).lower()
        if code and not (tag.group(1) and name == code):
            continue
        begins = not code and tag.start() in codes and last_end.get(name, -1) > tag.start()
        code = name if begins else ""
        yield tag
