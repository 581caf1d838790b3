"""Reader of HTML pages: the article without the navigation, adverts and footers around it."""

import logging
import re
from typing import TYPE_CHECKING

from index.readers.dates import iso_date
from index.readers.decoding import decode
from index.readers.front_matter import language_code
from index.readers.reading import Metadata, Reading, clean, one_line, tidy

if TYPE_CHECKING:
    from trafilatura.settings import Document

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
_HTML_LANGUAGE = re.compile(r"<html\b[^>]{0,2000}?\blang\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_HEAD_LENGTH = 4096

# A page that is short, or nearly all article, has nothing around it: it is taken whole, because
# trafilatura flattens headings and paragraphs of short pages.
_SHORT_PAGE = 300  # characters that are not white space
_WHOLE_PAGE = 1.25  # times the length of the article

# What readers of the page do not see, they are not to be quoted.
_HIDDEN = [
    "//*[@hidden]",
    "//*[@aria-hidden='true']",
    "//*[contains(translate(@style, ' ', ''), 'display:none')]",
    "//*[contains(translate(@style, ' ', ''), 'visibility:hidden')]",
]

# What these libraries think of a page is no news to a user: a page that fails is reported.
_TALKATIVE = ("trafilatura", "htmldate", "courlan", "readability")


def read_html(raw: bytes) -> Reading:
    """Return the main text of a page, and the metadata that it states.

    Raises:
        UnreadableError: The bytes are not text.
    """
    page = _page(raw)
    whole = tidy(text_of_fragment(page))
    if not whole:
        return Reading("", Metadata())
    article, metadata = _extract_article(page)
    length = max(_SHORT_PAGE, _WHOLE_PAGE * _length(article))
    text = whole if not article or _length(whole) <= length else article
    language = _HTML_LANGUAGE.search(page[:_HEAD_LENGTH])
    stated = Metadata(language=language_code(language.group(1)) if language else None)
    return Reading(text, metadata.or_else(stated))


def page_text(raw: bytes) -> str:
    """Return all that a page shows.

    Raises:
        UnreadableError: The bytes are not text.
    """
    return tidy(text_of_fragment(_page(raw)))


def _page(raw: bytes) -> str:
    declared = _CHARSET.search(raw[:_HEAD_LENGTH])
    page = clean(decode(raw, declared.group(1).decode("ascii") if declared else None))
    return _XML_DECLARATION.sub("", page)


def _length(text: str) -> int:
    return sum(map(len, text.split()))


def text_of_fragment(markup: str) -> str:
    """Return the text of all that a piece of HTML shows, in the convention of `index.structure`."""
    from lxml import etree, html

    from index.readers.markup import text_of_tree

    if not markup.strip():
        return ""
    try:
        root = html.document_fromstring(markup, parser=html.HTMLParser(huge_tree=True))
    except etree.ParserError:
        return ""  # nothing but comments
    body = root.find("body")
    return text_of_tree(root if body is None else body)


def _extract_article(page: str) -> tuple[str, Metadata]:
    """Return what trafilatura takes for the article ("" where it finds none), and its metadata."""
    import trafilatura
    from trafilatura.settings import Document

    from index.readers.markup import text_of_tree

    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    dates = {"original_date": True, "extensive_search": False}
    found = trafilatura.bare_extraction(
        page,
        include_comments=False,
        include_formatting=True,
        with_metadata=True,
        prune_xpath=_HIDDEN,
        date_extraction_params=dates,
    )
    if not isinstance(found, Document) or found.body is None:
        return "", _metadata(trafilatura.extract_metadata(page, date_config=dates))
    return tidy(text_of_tree(found.body)), _metadata(found)


def _metadata(found: "Document | None") -> Metadata:
    if found is None:
        return Metadata()
    return Metadata(
        title=one_line(found.title),
        published=iso_date(found.date or ""),
        author=one_line(found.author),
        publisher=one_line(found.sitename),
    )
