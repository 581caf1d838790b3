"""Reader of hOCR, the HTML in which programs for text recognition keep what they read of pages.

http://kba.github.io/hocr-spec/1.2/
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.readers.document_metadata import document_metadata
from index.readers.html_trees import parse_html
from index.readers.hyphens import broken, compounds_in
from index.readers.paging import Piece, paged
from index.readers.reading import Metadata, Reading
from index.readers.xml_trees import drop

if TYPE_CHECKING:
    from lxml import etree

PAGE = "ocr_page"
"""The class by which hOCR is known."""
_PAGES = frozenset({PAGE})
_LINES = frozenset(
    {"ocr_line", "ocrx_line", "ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat"}
)
_WORDS = frozenset({"ocrx_word"})
# What programs write for a title: their own name for it, or where the picture was.
_NO_TITLE = re.compile(
    r"\s*(?:h?ocr(?:[ _-]?(?:document|file|output|page|results?|text))?|(?:[A-Za-z]:)?[\\/].*"
    r"|.*\.(?:hocr|jp2|jpe?g|png|tiff?)|(?=\S*[\d_])\S+)\s*",
    re.IGNORECASE | re.DOTALL,
)


def read_hocr(page: str) -> Reading | None:
    """Return the text of scanned pages and where each begins; None of a page that is no hOCR.

    Lines are made paragraphs, and words whole that a line's end parts. Where a title is only the
    name of the scanned picture, none is stated. What stands outside of the pages comes first.

    Args:
        page: HTML, its soft hyphens written as `&shy;`.

    Raises:
        UnreadableError: It is nested too deep.
    """
    from index.readers.markup import text_of_tree

    root, _ = parse_html(page)
    body = None if root is None else root.find("body")
    if root is None or body is None:
        return None
    _take_out_unseen(body)
    if not (pages := list(_outermost_pages(body))):
        return None
    metadata = _metadata(root, pages)
    _join_lines(pages)
    pieces = [Piece(number, text_of_tree(each)) for number, each in enumerate(pages, start=1)]
    if pages != [body]:
        for each in pages:
            drop(each)
        pieces.insert(0, Piece(1, text_of_tree(body)))
    text, starts = paged(pieces, len(pages))
    return Reading(text, metadata, starts)


def _is(element: "etree._Element", classes: frozenset[str]) -> bool:
    return not classes.isdisjoint((element.get("class") or "").split())


def _outermost_pages(body: "etree._Element") -> "Iterator[etree._Element]":
    from lxml import etree

    walk = etree.iterwalk(body, events=("start",))
    for _, element in walk:
        if _is(element, _PAGES):
            yield element
            walk.skip_subtree()


def _innermost_lines(page: "etree._Element") -> "Iterator[etree._Element]":
    from lxml import etree

    around: list[etree._Element | None] = []  # lines that have begun; None once another is in one
    for event, element in etree.iterwalk(page, events=("start", "end")):
        if element is page or not _is(element, _LINES):
            continue
        if event == "start":
            around = [*([None] * len(around)), element]
        elif (line := around.pop()) is not None:
            yield line


def _take_out_unseen(body: "etree._Element") -> None:
    """Take out what readers of a page do not see, which would be taken for words of a line."""
    from index.readers.markup import DROPPED, is_hidden

    for element in list(body.iterdescendants()):
        if not isinstance(element.tag, str) or element.tag in DROPPED or is_hidden(element):
            _take_out(element)


def _take_out(element: "etree._Element") -> None:
    """Drop an element; of much space around many of them one is left."""
    last, parent = element.getprevious(), element.getparent()
    before = last.tail if last is not None else parent.text if parent is not None else ""
    if not (element.tail or "").strip() and (before or "")[-1:].isspace():
        element.tail = None
    drop(element)


def _join_lines(pages: "list[etree._Element]") -> None:
    """Make the lines of a paragraph running text, in place."""
    lines = [line for page in pages for line in _innermost_lines(page)]
    written = [_words(line) for line in lines]
    compounds = compounds_in(written)
    last: etree._Element | None = None
    for line, words in zip(lines, written, strict=True):
        if not words:
            _take_out(line)
            continue
        line.clear(keep_tail=True)
        line.tag = "span"
        line.text = words
        if last is not None and line.getprevious() is last and not (last.tail or "").strip():
            last.text, last.tail = broken(last.text or "", words, compounds)
        last = line


def _words(line: "etree._Element") -> str:
    parted = "".join(line.itertext()).split()
    if len(parted) != 1:
        return " ".join(parted)
    # Some programs leave no space between words, which their places part.
    words = ["".join(each.itertext()) for each in line.iterdescendants() if _is(each, _WORDS)]
    return " ".join(words) if "".join(words) == parted[0] else parted[0]


def _metadata(root: "etree._Element", pages: "list[etree._Element]") -> Metadata:
    """Return what the head states, of which the language is that of the program's template."""
    stated: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or "").lower().removeprefix("dcterms.").removeprefix("dc.")
        if content := (meta.get("content") or "").strip():
            stated.setdefault(name, content)
    titles = (stated.get("title"), root.findtext(".//head/title"))
    title = next((each for each in titles if each and not _NO_TITLE.fullmatch(each)), None)
    languages = (each.get("lang") for page in pages for each in page.iter())
    found = document_metadata(
        title,
        stated.get("creator") or stated.get("author"),
        stated.get("date") or stated.get("issued"),
        stated.get("language") or next(filter(None, languages), None),
    )
    return found._replace(publisher=stated.get("publisher"))
