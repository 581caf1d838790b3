"""Reader of e-books (.epub): the chapters in the order of reading."""

from typing import TYPE_CHECKING

from index.readers.containers import Container, part_name
from index.readers.dates import iso_date
from index.readers.front_matter import language_code
from index.readers.html import page_text
from index.readers.reading import Metadata, Reading, UnreadableError, tidy
from index.readers.xml_trees import parse_xml, texts

if TYPE_CHECKING:
    from lxml import etree

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
# Fonts may be obfuscated in a book that anyone can read.
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_TEXT_SUFFIXES = (".xml", ".xhtml", ".html", ".htm", ".opf", ".ncx", ".svg", ".css")


def read_epub(raw: bytes) -> Reading:
    """Return the text and metadata of an e-book.

    Raises:
        UnreadableError: It is damaged, locked, or a bomb.
    """
    with Container(raw, "EPUB", _TEXT_SUFFIXES) as parts:
        _refuse_locked(parts)
        package_name = next(iter(texts(parse_xml(parts.read(_CONTAINER)), "//@full-path")), "")
        package = parse_xml(parts.read(package_name))
        chapters = [_chapter(parts.read(name)) for name in _spine(package, package_name, parts)]
    return Reading(tidy("\n\n".join(filter(None, chapters))), _metadata(package))


def _refuse_locked(parts: Container) -> None:
    if _ENCRYPTION not in parts:
        return
    methods = texts(
        parse_xml(parts.read(_ENCRYPTION)), "//EncryptedData/EncryptionMethod/@Algorithm"
    )
    if not set(methods) <= set(_FONTS):
        raise UnreadableError("is locked by copy protection", "use a copy without it")


def _spine(package: "etree._Element", package_name: str, parts: Container) -> list[str]:
    """Return the names of the chapters' parts, in the order of reading."""
    items = {item.get("id"): item for item in package.xpath("//manifest/item")}
    names: list[str] = []
    for reference in package.xpath("//spine/itemref[not(@linear='no')]/@idref"):
        item = items.get(str(reference))
        if item is None or "nav" in (item.get("properties") or "").split():
            continue
        name = part_name(package_name, item.get("href") or "")
        if name in parts and name not in names:
            names.append(name)
    if not names:
        raise UnreadableError("is an e-book without chapters", "save it as text or HTML")
    return names


def _chapter(raw: bytes) -> str:
    from index.readers.markup import text_of_tree

    try:
        root = parse_xml(raw)
    except UnreadableError:
        return page_text(raw)  # HTML that is not well-formed
    body = root.find("body")
    return tidy(text_of_tree(root if body is None else body))


def _metadata(package: "etree._Element") -> Metadata:
    def first(path: str) -> str | None:
        return next(iter(texts(package, f"//metadata//{path}")), None)

    return Metadata(
        title=first("title"),
        author=", ".join(texts(package, "//metadata//creator")[:20]) or None,
        published=iso_date(first("date[not(@event='modification')]") or ""),
        publisher=first("publisher"),
        language=language_code(first("language") or ""),
    )
