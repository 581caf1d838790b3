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
        "list": "ul", "list-item": "li", "list-header": "li", "line-break": "br",
        "table": "table", "table-row": "tr", "table-cell": "td", "text-box": "div",
        "s": "span", "tab": "span", "a": "span",
    }
)  # fmt: skip
_DROPPED = (
    ".//tracked-changes | .//annotation | .//sequence-decls | .//forms | .//covered-table-cell"
    " | .//table-of-content | .//alphabetical-index | .//bibliography | .//image | .//object"
    " | .//desc | .//note-citation"
)
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OUTLINE = f"{_TEXT}outline-level"
_STYLE = f"{_TEXT}style-name"
_STYLE_NAME = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}name"
_PARENT = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}parent-style-name"
_SPACES = ".//s | .//tab"
_LOCKED = re.compile(rb"<manifest:encryption-data\b")


def read_odt(raw: bytes) -> Reading:
    """Return the text and metadata of an OpenDocument text, packed or flat.

    Headings, lists and tables are kept, notes stand at the end; deleted text, comments and tables
    of contents are left out.

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
        try:
            stated = parse_xml(parts.read("meta.xml")) if "meta.xml" in parts else None
        except UnreadableError:
            stated = None  # the text counts
    return _reading(content, stated)


def _reading(root: "etree._Element", stated: "etree._Element | None") -> Reading:
    from index.readers.markup import text_of_tree

    metadata = Metadata() if stated is None else _metadata(stated)
    body = next(iter(root.xpath(".//body/text")), None)
    if body is None:
        raise UnreadableError("is no OpenDocument text", "save it as .odt")
    titles = _title_styles(root)
    for paragraph in body.xpath(".//p"):
        if paragraph.get(_STYLE) in titles:
            paragraph.tag = "h1"
    notes = body.xpath(".//note-body")
    for note in body.xpath(".//note"):
        drop(note)
    body.extend(notes)
    for space in body.xpath(_SPACES):
        space.text = " "
    for heading in body.xpath(".//h"):
        level = heading.get(_OUTLINE, "1")
        heading.tag = f"h{min(6, max(1, int(level)))}" if level.isdigit() else "h1"
    as_html(body, _NAMES, _DROPPED)
    return Reading(tidy(text_of_tree(body)), metadata)


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
        first("creator", "initial-creator"),
        first("creation-date", "date"),
        first("language"),
    )
