"""Reader of Rich Text documents (.rtf), through striprtf."""

import re

from index.readers.document_metadata import document_metadata
from index.readers.reading import Metadata, Reading, UnreadableError, clean, tidy

_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_LINK = re.compile(r"(\\fldinst\b[^}]{0,100}?HYPERLINK)\s", re.IGNORECASE)
_INFO = r"\{\\%s\s([^{}]{1,2000})\}"
_CODE_PAGE = re.compile(r"\\ansicpg\d{1,5}")
_CREATED = re.compile(r"\{\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")
_ROW = re.compile(r"[^\n|]*(?:\|[^\n|]*)*\|")
_BULLET = re.compile(r"^[\u00b7\u2022\u25aa\uf0a7\uf0b7][\t ]+")
_HEAD = 65_536


def read_rtf(raw: bytes) -> Reading:
    """Return the text and metadata of a Rich Text document.

    Paragraphs and table rows are kept; notes, comments, page headers and footers are left out.

    Raises:
        UnreadableError: It is no such document.
    """
    if not raw.lstrip()[:5].startswith(b"{\\rtf"):
        raise UnreadableError("is no Rich Text document", "give its name the ending of what it is")
    # Old programs write letters as single bytes, which mean what the document's code page says.
    escaped = _BEYOND_ASCII.sub(lambda byte: b"\\'" + byte[0].hex().encode(), raw).decode("ascii")
    return Reading(_text(escaped), _metadata(escaped[:_HEAD]))


def _text(rtf: str) -> str:
    """Return a document's text with a blank line between paragraphs."""
    from striprtf.striprtf import rtf_to_text

    # The library would put the address behind each link's words.
    text = clean(_joined(rtf_to_text(_LINK.sub(r"\1_", rtf), errors="replace")))
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


def _metadata(rtf: str) -> Metadata:
    def field(name: str) -> str | None:
        found = re.search(_INFO % name, rtf)
        return _text(f"{{\\rtf1\\ansi{page} {found.group(1)}}}") if found else None

    page = next(iter(_CODE_PAGE.findall(rtf)), "")
    created = _CREATED.search(rtf)
    return document_metadata(
        field("title"), field("author"), "-".join(created.groups()) if created else None
    )


def _joined(text: str) -> str:
    """Put together the letters that the document writes as two halves (UTF-16 surrogates)."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
