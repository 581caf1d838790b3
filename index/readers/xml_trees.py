"""XML to element trees, with nothing fetched, expanded or nested beyond measure."""

import html
import re
from typing import TYPE_CHECKING

from index.readers.decoding import decode, has_byte_a_letter
from index.readers.reading import UnreadableError

if TYPE_CHECKING:
    from lxml import etree

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30});")
_DECLARED = re.compile(rb"\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)", re.DOTALL)
# What feeds carry beside their own elements, under the same names.
_BESIDE = frozenset({"http://search.yahoo.com/mrss/", "http://www.itunes.com/dtds/podcast-1.0.dtd"})
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def parse_xml(raw: bytes) -> "etree._Element":
    """Return the root of a document, its names without namespaces.

    No DTD is loaded, no entity expanded but the letters that HTML names, and libxml2's own limits
    on depth and size stay on. Where the bytes are in another encoding than declared, it is told
    from them, and letters that HTML names may be used undeclared. `xml:lang` becomes `lang`.

    Raises:
        UnreadableError: It is not well-formed.
    """
    from lxml import etree

    match = _DECLARED.match(raw[:512])
    declared = match.group(1).decode("ascii") if match else None
    try:
        root = _parse(_as_utf8(raw) if declared and _is_belied(raw, declared) else raw)
    except etree.XMLSyntaxError as first:
        text = decode(raw, declared)
        try:
            text = _ENTITY.sub(_letter, _DECLARATION.sub("", text))
            root = _parse(text.encode("utf-8", "replace"))
        except etree.XMLSyntaxError:
            raise _damaged(first) from first
    _simplify(root)
    return root


def parse_as_it_is(raw: bytes) -> "etree._Element":
    """Return the root of a document with all namespaces, within the bounds of `parse_xml`.

    Raises:
        UnreadableError: It is not well-formed.
    """
    from lxml import etree

    try:
        return _parse(raw)
    except etree.XMLSyntaxError as error:
        raise _damaged(error) from error


def _damaged(error: "etree.XMLSyntaxError") -> UnreadableError:
    reason = (str(error).splitlines() or ["not well-formed"])[0][:120]
    return UnreadableError(f"is damaged XML ({reason})", "save it anew")


def _is_belied(raw: bytes, declared: str) -> bool:
    """Whether text that is declared to have a byte a letter is UTF-8: any bytes would be such."""
    if raw.isascii() or not has_byte_a_letter(declared):
        return False
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _as_utf8(raw: bytes) -> bytes:
    return _DECLARATION.sub("", raw.decode("utf-8")).encode("utf-8")


def _parse(raw: bytes) -> "etree._Element":
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    return etree.fromstring(raw, parser)


def _letter(entity: "re.Match[str]") -> str:
    """Return the letter that HTML means by an entity; what XML itself needs stays as it is."""
    if entity.group(1) in {"amp", "lt", "gt", "quot", "apos"}:
        return entity.group()
    return html.unescape(entity.group())


def _simplify(root: "etree._Element") -> None:
    """Take namespaces from names, and put the letters that entities stand for in their place.

    What stands beside the elements of a feed under the same names gets names of its own.
    """
    from lxml import etree

    for element in list(root.iter()):
        if isinstance(element.tag, str):
            name = etree.QName(element)
            beside = name.namespace in _BESIDE
            element.tag = f"beside.{name.localname}" if beside else name.localname
            if language := element.attrib.pop(_LANGUAGE, None):
                element.set("lang", language)
        elif element.tag is etree.Entity:
            letter = html.unescape(element.text or "")
            add_text_before(element, "" if letter.startswith("&") else letter)
            parent = element.getparent()
            if parent is not None:
                add_text_before(element, element.tail or "")
                element.tail = None
                parent.remove(element)
    etree.cleanup_namespaces(root)


def add_text_before(element: "etree._Element", text: str) -> None:
    """Put text in front of an element."""
    before = element.getprevious()
    parent = element.getparent()
    if before is not None:
        before.tail = (before.tail or "") + text
    elif parent is not None:
        parent.text = (parent.text or "") + text


def drop(element: "etree._Element") -> None:
    """Remove an element and all in it, but not the text behind it."""
    add_text_before(element, element.tail or "")
    parent = element.getparent()
    if parent is not None:
        element.tail = None
        parent.remove(element)


def texts(root: "etree._Element", path: str) -> list[str]:
    """Return the texts that an XPath finds, each on one line, without the empty ones."""
    found = root.xpath(path)
    lines = (
        " ".join(("".join(each.itertext()) if hasattr(each, "itertext") else str(each)).split())
        for each in (found if isinstance(found, list) else [found])
    )
    return [line for line in lines if line]
