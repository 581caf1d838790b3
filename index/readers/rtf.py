"""Reader of Rich Text documents (.rtf), through striprtf."""

import re
from types import MappingProxyType

from index.readers.decoding import has_byte_a_letter
from index.readers.document_metadata import document_metadata
from index.readers.reading import Metadata, Reading, UnreadableError, clean, tidy
from index.readers.rtf_words import prepared

_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_LINK = re.compile(r"(\\fldinst\b[^}]{0,100}?HYPERLINK)\s", re.IGNORECASE)
_INFO = r"\{\\%s\s([^{}]{1,2000})\}"
_CODE_PAGE = re.compile(r"\\ansicpg(\d{1,5})")
_CHARACTER_SET = re.compile(r"\\(mac|pca?)(?![a-z0-9])")
_CHARACTER_SETS = MappingProxyType({"mac": "mac_roman", "pc": "cp437", "pca": "cp850"})
_MAC_ROMAN = "10000"
_ASIAN = frozenset({"932", "936", "949", "950", "1361", "65001"})
_CREATED = re.compile(r"\{\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")
_ROW = re.compile(r"[^\n|]*(?:\|[^\n|]*)*\|")
_BULLET = re.compile(r"^[\u00b7\u2022\u25aa\uf0a7\uf0b7][\t ]+")
_HEAD = 65_536


def read_rtf(raw: bytes) -> Reading:
    """Return the text and metadata of a Rich Text document.

    Headings, paragraphs and table rows are kept; notes, comments, hidden text, page headers and
    footers are left out.

    Raises:
        UnreadableError: It is no such document.
    """
    if not raw.lstrip()[:5].startswith(b"{\\rtf"):
        raise UnreadableError("is no Rich Text document", "give its name the ending of what it is")
    # Old programs write letters as single bytes, which mean what the document's code page says.
    escaped = _BEYOND_ASCII.sub(lambda byte: b"\\'" + byte[0].hex().encode(), raw).decode("ascii")
    escaped, encoding = _encoding(escaped)
    return Reading(_text(prepared(escaped), encoding), _metadata(escaped[:_HEAD], encoding))


def _encoding(rtf: str) -> tuple[str, str]:
    """Return a document without code pages that nobody knows, and what its single bytes mean."""
    found = _CHARACTER_SET.search(rtf[:_HEAD])
    encoding = _CHARACTER_SETS[found.group(1)] if found else "cp1252"
    page = _CODE_PAGE.search(rtf[:_HEAD])
    if page is None or has_byte_a_letter(f"cp{page.group(1)}") or page.group(1) in _ASIAN:
        return rtf, encoding
    if page.group(1) == _MAC_ROMAN:
        encoding = "mac_roman"
    return rtf[: page.start()] + rtf[page.end() :], encoding


def _text(rtf: str, encoding: str) -> str:
    """Return a document's text with a blank line between paragraphs."""
    from striprtf.striprtf import rtf_to_text

    # The library would put the address behind each link's words.
    text = rtf_to_text(_LINK.sub(r"\1_", rtf), encoding, errors="replace")
    text = clean(_joined(text))
    lines = [_BULLET.sub("- ", line.strip()).replace("\t", " ") for line in text.split("\n")]
    parts: list[str] = []
    for line in lines:
        row = _ROW.fullmatch(line) is not None
        follows = bool(parts) and row and parts[-1].endswith("|")
        if row:
            line = "| " + " | ".join(cell.strip() for cell in line[:-1].split("|")) + " |"
        if line:
            parts.append(("\n" if follows else "\n\n") + line)
    return tidy("".join(parts))


def _metadata(rtf: str, encoding: str) -> Metadata:
    def field(name: str) -> str | None:
        found = re.search(_INFO % name, rtf)
        return _text(f"{{\\rtf1\\ansi{page} {found.group(1)}}}", encoding) if found else None

    page = found.group() if (found := _CODE_PAGE.search(rtf)) else ""
    created = _CREATED.search(rtf)
    day = "-".join(created.groups()) if created else None
    return document_metadata(field("title"), field("author"), day, None)


def _joined(text: str) -> str:
    """Put together the letters that the document writes as two halves (UTF-16 surrogates)."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
