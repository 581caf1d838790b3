"""Reader of PDF, through PDFium: the text in reading order, and where each page of it begins."""

import ctypes
import re
import threading
from typing import TYPE_CHECKING

from index.readers.document_metadata import document_metadata
from index.readers.paging import Piece, paged
from index.readers.pdf_lines import Line, page_lines
from index.readers.pdf_running import without_running_lines
from index.readers.pdf_text import pieces_of
from index.readers.reading import Metadata, Reading, UnreadableError

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_LOCK = threading.Lock()  # PDFium is not safe for threads
_MOST_PAGES = 5_000
_STRANGE = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")
_MOST_STRANGE = 0.3  # share of letters that no table explains
_DATE = re.compile(r"(?:D:)?(\d{4})(\d{2})?(\d{2})?")
_LANGUAGE_BYTES = 64
_DAMAGED = "save it anew, or as text"


def read_pdf(raw: bytes) -> Reading:
    """Return the text, the page starts and the metadata of a PDF.

    Running heads and feet and page numbers are left out, words that a line's end parts are put
    together, lines are made paragraphs. What no letters stand for, as on a scan, is not read.

    Raises:
        UnreadableError: It is damaged, locked, or holds pictures of text only.
    """
    with _LOCK:
        document = _open(raw)
        try:
            metadata = _metadata(document)
            pages, heights, turned = _pages(document)
        finally:
            document.close()
    pieces = pieces_of(without_running_lines(pages, heights))
    # Behind the text of its page: what is turned against it belongs to no line of it.
    pieces += [Piece(page, text) for page, text in turned]
    text, starts = paged(sorted(pieces, key=lambda piece: piece.page), len(pages))
    if not re.search(r"\w", text):
        raise UnreadableError(
            "has no text, only pictures (a scan?)", "put it through text recognition (OCR) first"
        )
    if len(_STRANGE.findall(text)) > _MOST_STRANGE * len("".join(text.split())):
        raise UnreadableError(
            "does not say which letters its signs stand for",
            "put it through text recognition (OCR) first",
        )
    return Reading(text, metadata, starts)


def _open(raw: bytes) -> "PdfDocument":
    import pypdfium2
    import pypdfium2.raw as pdfium

    if b"%PDF-" not in raw[:1024]:
        raise UnreadableError("is no PDF", "give its name the ending of what it is")
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise UnreadableError("is locked by a password", "save it without one") from error
        raise UnreadableError("is a damaged PDF", _DAMAGED) from error
    if len(document) > _MOST_PAGES:
        pages = len(document)
        document.close()
        raise UnreadableError(f"has {pages} pages, more than {_MOST_PAGES}", "split it")
    return document


def _pages(
    document: "PdfDocument",
) -> tuple[list[list[Line]], list[float], list[tuple[int, str]]]:
    """Return the lines of each page, the pages' heights, and what is turned against its page."""
    import pypdfium2

    pages: list[list[Line]] = []
    heights: list[float] = []
    turned: list[tuple[int, str]] = []
    for number in range(len(document)):
        try:
            page = document[number]
            try:
                lines, aside = page_lines(page)
                height = page.get_height()
            finally:
                page.close()
        except pypdfium2.PdfiumError as error:
            raise UnreadableError(f"is a damaged PDF (page {number + 1})", _DAMAGED) from error
        pages.append(lines)
        heights.append(height)
        if aside:
            turned.append((number + 1, aside))
    return pages, heights, turned


def _metadata(document: "PdfDocument") -> Metadata:
    stated = document.get_metadata_dict(skip_empty=True)
    created = _DATE.match(stated.get("CreationDate", "").strip())
    return document_metadata(
        stated.get("Title"),
        stated.get("Author"),
        "-".join(part for part in created.groups() if part) if created else None,
        _language(document),
    )


def _language(document: "PdfDocument") -> str:
    import pypdfium2.raw as pdfium

    buffer = (ctypes.c_ushort * _LANGUAGE_BYTES)()
    size = pdfium.FPDFCatalog_GetLanguage(document.raw, buffer, ctypes.sizeof(buffer))
    if not 2 < size <= ctypes.sizeof(buffer):
        return ""
    return bytes(buffer)[: size - 2].decode("utf-16-le", "replace")
