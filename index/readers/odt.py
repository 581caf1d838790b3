"""Reader of OpenDocument texts (.odt, .fodt)."""

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from index.readers.containers import Container
from index.readers.document_metadata import document_metadata
from index.readers.reading import Metadata, Reading, UnreadableError, tidy
from index.readers.tree_names import as_html
from index.readers.xml_trees import drop, parse_xml, texts

if TYPE_CHECKING:
    from lxml import etree

_NAMES = MappingProxyType(
    {
        "list": "ul", "ol": "ol", "list-item": "li", "list-header": "li", "line-break": "br",
        "table": "table", "table-row": "tr", "table-cell": "td", "text-box": "div",
        "s": "span", "tab": "span", "a": "span",
    }
)  # fmt: skip
_DROPPED = (
    ".//tracked-changes | .//annotation | .//sequence-decls | .//forms | .//covered-table-cell"
    " | .//table-of-content | .//alphabetical-index | .//bibliography | .//image | .//object"
    " | .//desc | .//frame/title | .//note-citation | .//hidden-text | .//hidden-paragraph"
    " | .//ruby-text"
)
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OUTLINE = f"{_TEXT}outline-level"
_STYLE = f"{_TEXT}style-name"
_STYLE_NAME = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}name"
_PARENT = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}parent-style-name"
_DISPLAY = f"{_TEXT}display"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_SPANS = MappingProxyType(
    {
        "rowspan": f"{_TABLE}number-rows-spanned",
        "colspan": f"{_TABLE}number-columns-spanned",
    }
)
_SPACES = ".//s | .//tab"
_DEEPEST_LIST = 10  # levels that OpenDocument's styles of lists have
_LOCKED = re.compile(rb"<manifest:encryption-data\b")


def read_odt(raw: bytes) -> Reading:
    """Return the text and metadata of an OpenDocument text, packed or flat.

    Headings, lists and tables are kept, notes stand at the end; deleted and hidden text, comments
    and tables of contents are left out.

    Raises:
        UnreadableError: It is damaged, locked, or a bomb.
    """
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        root = parse_xml(raw)
        return _reading(root, root)
    with Container(raw, "OpenDocument") as parts:
        manifest = "META-INF/manifest.xml"
        if manifest in parts and _LOCKED.search(parts.read(manifest)):
            raise UnreadableError("is locked by a password", "save it without one")
        content = parse_xml(parts.read("content.xml"))
        stated, styles = (_beside(name, parts) for name in ("meta.xml", "styles.xml"))
    if styles is not None:
        content.extend(styles.xpath("./styles"))
    return _reading(content, stated)


def _beside(name: str, parts: Container) -> "etree._Element | None":
    """Return a part without which the text can be read, unless it can't be itself."""
    try:
        return parse_xml(parts.read(name)) if name in parts else None
    except UnreadableError:
        return None


def _reading(root: "etree._Element", stated: "etree._Element | None") -> Reading:
    from index.readers.markup import text_of_tree

    metadata = Metadata() if stated is None else _metadata(stated)
    body = next(iter(root.xpath(".//body/text")), None)
    if body is None:
        raise UnreadableError("is no OpenDocument text", "save it as .odt")
    _drop_hidden(body, root)
    titles = _title_styles(root)
    for paragraph in body.xpath(".//p"):
        if paragraph.get(_STYLE) in titles:
            paragraph.tag = "h1"
    numbered = _numbered_styles(root)
    for listed in body.xpath(".//list"):
        around = listed.xpath("ancestor-or-self::list")[-_DEEPEST_LIST:]
        style = next((name for each in reversed(around) if (name := each.get(_STYLE))), None)
        if (style, str(len(around))) in numbered:
            listed.tag = "ol"
    notes = body.xpath(".//note-body")
    for note in body.xpath(".//note"):
        drop(note)
    body.extend(notes)
    for space in body.xpath(_SPACES):
        space.text = " "
    for heading in body.xpath(".//h"):
        level = heading.get(_OUTLINE, "1")
        heading.tag = f"h{min(6, max(1, int(level)))}" if level.isdigit() else "h1"
    for cell in body.xpath(".//table-cell"):
        for name, attribute in _SPANS.items():
            if stated := cell.get(attribute):
                cell.set(name, stated)
    as_html(body, _NAMES, _DROPPED)
    return Reading(tidy(text_of_tree(body)), metadata)


def _drop_hidden(body: "etree._Element", root: "etree._Element") -> None:
    """Take out what the document hides: sections, and text in a style that does."""
    hidden = {
        style.get(_STYLE_NAME)
        for style in root.xpath(".//automatic-styles/style | .//styles/style")
        if any(each.get(_DISPLAY) == "none" for each in style.xpath("./text-properties"))
    }
    for element in body.xpath(".//section | .//p | .//h | .//span"):
        if element.get(_DISPLAY) == "none" or element.get(_STYLE) in hidden:
            drop(element)


def _numbered_styles(root: "etree._Element") -> set[tuple[str, str]]:
    """Return the names and levels of the styles of lists that are numbered."""
    return {
        (style.get(_STYLE_NAME), level.get(f"{_TEXT}level"))
        for style in root.xpath(".//automatic-styles/list-style | .//styles/list-style")
        for level in style.xpath("./list-level-style-number[@*[local-name()='num-format'] != '']")
    }


def _title_styles(root: "etree._Element") -> set[str]:
    """Return the names of the style of titles, and of those made from it in this document."""
    styles = root.xpath(".//automatic-styles/style")
    return {"Title"} | {
        name for style in styles
        if style.get(_PARENT) == "Title" and (name := style.get(_STYLE_NAME))
    }  # fmt: skip


def _metadata(stated: "etree._Element") -> Metadata:
    def first(*names: str) -> str | None:
        return next((text for name in names for text in texts(stated, f".//meta//{name}")), None)

    return document_metadata(
        first("title"),
        first("initial-creator", "creator"),  # the second is who saved it last
        first("creation-date", "date"),
        first("language"),
    )
