"""The kinds of files that are read, each listed once: suffixes, reader, largest size."""

from collections.abc import Callable, Iterator, Mapping
from io import BufferedReader
from types import MappingProxyType
from typing import NamedTuple

from index.readers.docx import read_docx
from index.readers.epub import read_epub
from index.readers.file_access import read_all
from index.readers.html import read_html
from index.readers.json_records import read_json, read_json_lines
from index.readers.markdown import read_markdown
from index.readers.newspaper_xml import read_xml
from index.readers.odt import read_odt
from index.readers.pdf import read_pdf
from index.readers.plain import read_plain
from index.readers.reading import Reading, Record
from index.readers.rtf import read_rtf

MAX_BYTES = 50 * 2**20
"""Of a file of text that is read as a whole."""
MAX_DOCUMENT_BYTES = 150 * 2**20
"""Of a document, most of which may be pictures."""
PACKED = ".gz"
_READ_HERE = 16 * 2**10


class Format(NamedTuple):
    """One kind of file."""

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[BufferedReader], Iterator[Record]]
    most: int | None = MAX_BYTES
    """Bytes that a file may have; None where it is read piece by piece, whatever its size."""
    states_language: bool = True
    """Whether what it says of its language is its author's word, not a template's."""
    is_container: bool = False
    """Whether it is a ZIP archive by itself."""
    quick: int = 0
    """Bytes up to which reading can neither take long nor fail in a library."""


def _one(
    read: Callable[[bytes], Reading], most: int
) -> Callable[[BufferedReader], Iterator[Record]]:
    """Return the reader of files that hold one article each."""
    return lambda stream: iter((Record(read(read_all(stream, most))),))


def _document(
    name: str,
    suffixes: tuple[str, ...],
    read: Callable[[bytes], Reading],
    *,
    is_container: bool = True,
) -> Format:
    """Return a format of documents that may hold pictures, their language that of a template."""
    most = MAX_DOCUMENT_BYTES
    return Format(
        name, suffixes, _one(read, most), most, states_language=False, is_container=is_container
    )


FORMATS: tuple[Format, ...] = (
    Format("text", (".txt", ".text"), _one(read_plain, MAX_BYTES), quick=_READ_HERE),
    Format(
        "Markdown", (".md", ".markdown", ".mdown", ".mkd"), _one(read_markdown, MAX_BYTES),
        quick=_READ_HERE,
    ),
    Format(
        "HTML", (".html", ".htm", ".xhtml", ".hocr"), _one(read_html, MAX_BYTES),
        states_language=False,
    ),
    _document("PDF", (".pdf",), read_pdf, is_container=False),
    _document("Word", (".docx",), read_docx),
    _document("OpenDocument", (".odt", ".fodt"), read_odt),
    _document("EPUB", (".epub",), read_epub),
    _document("Rich Text", (".rtf",), read_rtf, is_container=False),
    Format("JSON", (".json",), lambda stream: read_json(read_all(stream, MAX_BYTES))),
    Format("JSON Lines", (".jsonl", ".ndjson"), read_json_lines, None),
    Format("newspaper XML", (".xml",), lambda stream: read_xml(read_all(stream, MAX_BYTES))),
)  # fmt: skip

SUFFIXES = frozenset(
    suffix + packed for each in FORMATS for suffix in each.suffixes for packed in ("", PACKED)
)
"""Suffixes, in lower case, of the files that are read; each may be packed with gzip."""

KINDS = ", ".join(suffix for each in FORMATS for suffix in each.suffixes)
"""The same as messages list them, without the packed ones."""
_ARCHIVE = "is an archive; unpack it into the folder"
REFUSED: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(
        (".zip", ".tar", ".tgz", ".gz.gz", ".7z", ".rar", ".bz2", ".tbz2", ".xz", ".txz", ".zst"),
        _ARCHIVE,
    )
    | {".tar.gz": _ARCHIVE, ".zip.gz": _ARCHIVE}
    | dict.fromkeys((".doc", ".dot", ".wpd"), "is in an old format; save it as .docx or .odt")
    | dict.fromkeys((".mobi", ".azw", ".azw3"), "is an e-book of another kind; save it as .epub")
)
"""Suffixes of files that may well hold articles and are not read, and what to do about them."""
_REFUSED = tuple(REFUSED)


def format_of(name: str) -> tuple[Format, bool] | None:
    """Return the format of a file by its name, and whether it is packed; None of another kind."""
    lowered = name.lower()
    packed = lowered.endswith(PACKED)
    inner = lowered.removesuffix(PACKED)
    for each in FORMATS:
        if inner.endswith(each.suffixes):
            return each, packed
    return None


def is_read(name: str) -> bool:
    """Whether files of this name are read."""
    return format_of(name) is not None


def refusal_of(name: str) -> str | None:
    """Return why a file of this name is not read and what to do; None of any other."""
    lowered = name.lower()
    if not lowered.endswith(_REFUSED):
        return None
    return next((why for suffix, why in REFUSED.items() if lowered.endswith(suffix)), None)
