"""Reader of HTML pages: the article without the navigation, adverts and footers around it."""

import html as letters
import logging
import re
from typing import TYPE_CHECKING

from index.readers.dates import iso_date
from index.readers.decoding import decode
from index.readers.front_matter import language_code
from index.readers.hocr import PAGE, read_hocr
from index.readers.html_trees import parse_html
from index.readers.reading import Metadata, Reading, clean, one_line, tidy

if TYPE_CHECKING:
    from trafilatura.settings import Document

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
_HTML_LANGUAGE = re.compile(r"<html\b[^>]{0,2000}?\blang\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_HEAD_LENGTH = 4096
_LONGEST_HEAD = 100_000  # characters that a page's title is looked for in
_TITLE = re.compile(r"<title(?:\s[^<>]{0,200})?>([^<]{1,1000})", re.IGNORECASE)
_TITLE_PARTS = re.compile(r" [-–—|·•»:] ")
_TOP_LINES = 40

# A page that is short, or nearly all article, has nothing around it: it is taken whole, because
# trafilatura flattens headings and paragraphs of short pages.
_SHORT_PAGE = 300  # characters that are not white space
_WHOLE_PAGE = 1.25  # times the length of the article

_DEEPEST_ARTICLE = 250  # elements inside one another, beyond which trafilatura reads no word

# What readers of the page do not see, they are not to be quoted.
_HIDDEN = [
    "//*[@hidden]",
    "//*[@aria-hidden='true']",
    "//*[contains(translate(@style, ' ', ''), 'display:none')]",
    "//*[contains(translate(@style, ' ', ''), 'visibility:hidden')]",
]

# Where HTML says itself where a paragraph or a line ends.
_PARTED = re.compile(r"<(?:p|div|br|pre|table)[\s/>]", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_LETTER = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")

_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|br|cite|em|font|i|mark|p|q|small|span|strong|sub|sup|u)(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)

# What these libraries think of a page is no news to a user: a page that fails is reported.
_TALKATIVE = ("trafilatura", "htmldate", "courlan", "readability")


def read_html(raw: bytes) -> Reading:
    """Return the main text of a page, and the metadata that it states.

    Raises:
        UnreadableError: The bytes are not text, or nested too deep.
    """
    decoded = _decoded(raw)
    # A soft hyphen is where a scanned line ends, which is lost where it is made invisible first.
    if PAGE in decoded and (scanned := read_hocr(_readable(decoded.replace("\u00ad", "&shy;")))):
        return scanned
    page = _readable(decoded)
    found, depth = _text_and_depth(page)
    whole = tidy(found)
    if not whole:
        return Reading("", Metadata())
    article, metadata = _extract_article(page)
    if depth > _DEEPEST_ARTICLE:
        article = ""  # what is deeper is missing there
    length = max(_SHORT_PAGE, _WHOLE_PAGE * _length(article))
    text = whole if not article or _length(whole) <= length else article
    language = _HTML_LANGUAGE.search(page[:_HEAD_LENGTH])
    stated = Metadata(language=language_code(language.group(1)) if language else None)
    metadata = metadata._replace(title=_headline(metadata.title, page, text))
    return Reading(text, metadata.or_else(stated))


def _headline(title: str | None, page: str, text: str) -> str | None:
    """Return the title of an article, not the site's, where that goes first in the page's title.

    What stands in the text as a line of its own is the article's.
    """
    found = _TITLE.search(page[:_LONGEST_HEAD])
    parts = _TITLE_PARTS.split(title_text(found.group(1)) or "") if found else []
    if not title or title not in parts or title in text:
        return title
    lines = {line.lstrip("# ") for line in text.split("\n", maxsplit=_TOP_LINES)[:_TOP_LINES]}
    longer = [part for part in parts if part in lines and len(part) > len(title)]
    return max(longer, key=len, default=title)


def page_text(raw: bytes) -> str:
    """Return all that a page shows.

    Raises:
        UnreadableError: The bytes are not text, or nested too deep.
    """
    return tidy(text_of_fragment(_readable(_decoded(raw))))


def _decoded(raw: bytes) -> str:
    declared = _CHARSET.search(raw[:_HEAD_LENGTH])
    return decode(raw, declared.group(1).decode("ascii") if declared else None)


def _readable(page: str) -> str:
    return _XML_DECLARATION.sub("", clean(page))


def _length(text: str) -> int:
    return sum(map(len, text.split()))


def text_of_fragment(markup: str) -> str:
    """Return the text of all that a piece of HTML shows, in the convention of `index.structure`.

    Raises:
        UnreadableError: It is nested too deep.
    """
    return _text_and_depth(markup)[0]


def with_paragraphs(markup: str) -> str:
    """Return HTML with its paragraphs marked, where only blank lines part them.

    So do programs for blogs keep what is typed into them.
    """
    return markup if _PARTED.search(markup) else _BLANK_LINE.sub("\n<p>", markup)


def with_letters(text: str) -> str:
    """Return a text with the letters that HTML writes as `&uuml;` or `&#252;`."""
    return _LETTER.sub(lambda entity: letters.unescape(entity.group()), text)


def title_text(markup: str) -> str | None:
    """Return a title that may be HTML as text on one line, or None where there is nothing to see.

    Example:
        >>> title_text("Die Br&uuml;cke <i>&amp; mehr</i>")
        'Die Brücke & mehr'
    """
    shown = text_of_fragment(markup) if _INLINE_TAG.search(markup) else with_letters(markup)
    return one_line(shown)


def _text_and_depth(markup: str) -> tuple[str, int]:
    """Return the text of HTML, and how many elements are inside one another."""
    from index.readers.markup import text_of_tree

    root, depth = parse_html(markup)
    if root is None:
        return "", 0
    body = root.find("body")
    return text_of_tree(root if body is None else body), depth


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
