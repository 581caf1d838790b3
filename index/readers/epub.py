"""Reader of e-books (.epub): the chapters in the order of reading."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from index.readers.containers import Container, part_name
from index.readers.dates import iso_date
from index.readers.front_matter import language_code
from index.readers.html import page_text
from index.readers.reading import Metadata, Reading, UnreadableError, tidy
from index.readers.xml_trees import drop, parse_xml, texts

if TYPE_CHECKING:
    from lxml import etree

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
# Fonts may be obfuscated in a book that anyone can read.
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_OPS = "http://www.idpf.org/2007/ops"
# Marks of notes, and of the pages of the printed book.
_NOT_TEXT = frozenset({"noteref", "doc-noteref", "pagebreak", "doc-pagebreak"})
_AUTHOR = "aut"
_MOST_CREATORS = 20
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
    # EPUB 2 names its page of contents there; EPUB 3 by a property.
    contents = {
        part_name(package_name, str(place))
        for place in package.xpath("//guide/reference[@type='toc']/@href")
    }
    names: list[str] = []
    for reference in package.xpath("//spine/itemref[not(@linear='no')]/@idref"):
        item = items.get(str(reference))
        if item is None or "nav" in (item.get("properties") or "").split():
            continue
        name = part_name(package_name, item.get("href") or "")
        if name in parts and name not in names:
            names.append(name)
    # A book whose only page is called its contents has its text there.
    names = [name for name in names if name not in contents] or names
    if not names:
        raise UnreadableError("is an e-book without chapters", "save it as text or HTML")
    return names


def _chapter(raw: bytes) -> str:
    from index.readers.markup import text_of_tree

    try:
        root = parse_xml(raw)
    except UnreadableError:
        return page_text(raw)  # HTML that is not well-formed
    for element in root.xpath("//*[@*[local-name()='type' or local-name()='role']]"):
        if not _NOT_TEXT.isdisjoint(_kinds(element)):
            drop(element)
    body = root.find("body")
    return tidy(text_of_tree(root if body is None else body))


def _kinds(element: "etree._Element") -> set[str]:
    stated = (element.get(f"{{{_OPS}}}type"), element.get("role"))
    return {kind for value in stated if value for kind in value.split()}


def _metadata(package: "etree._Element") -> Metadata:
    def first(path: str) -> str | None:
        return next(iter(texts(package, f"//metadata//{path}")), None)

    # What EPUB 3 says of another statement stands behind it and names it by its id.
    refined = {
        ((of.get("refines") or "").removeprefix("#"), of.get("property")): (of.text or "").strip()
        for of in package.xpath("//metadata//meta[@refines]")
    }
    titles = package.xpath("//metadata//title")
    main = [each for each in titles if refined.get((each.get("id"), "title-type")) == "main"]
    return Metadata(
        title=next((line for each in (*main, *titles) for line in texts(each, ".")), None),
        author=_authors(package, refined),
        published=iso_date(first("date[not(@*[local-name()='event']='modification')]") or ""),
        publisher=first("publisher"),
        language=language_code(first("language") or ""),
    )


def _authors(
    package: "etree._Element", refined: Mapping[tuple[str | None, str | None], str]
) -> str | None:
    """Return those who wrote a book, not who drew or translated it, where it tells them apart."""
    names: list[str] = []
    others: list[str] = []
    for creator in package.xpath("//metadata//creator")[:_MOST_CREATORS]:
        stated = texts(creator, "@*[local-name()='role']")
        role = stated[0] if stated else refined.get((creator.get("id"), "role"), _AUTHOR)
        (names if role == _AUTHOR else others).extend(texts(creator, "."))
    return ", ".join(names or others) or None
