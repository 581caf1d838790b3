"""Reader of Markdown: clean text, with headings, lists, tables and code kept apart."""

import re

from index.readers.decoding import decode
from index.readers.front_matter import split_front_matter
from index.readers.html import text_of_fragment
from index.readers.reading import Metadata, Reading, clean, one_line, tidy
from index.readers.title_block import split_title_block

_FOOTNOTE_MARK = re.compile(r"\[\^[^\[\]\s]+\]:?")
_HEADING_ID = re.compile(r"^(#{1,6} .*?)\{#[\w-]+\}[ \t]*#*$", re.MULTILINE)
_TASK = re.compile(r"^([ \t]*[-*+] )\[[ xX]\] ", re.MULTILINE)


def read_markdown(raw: bytes) -> Reading:
    """Return the text and metadata of a Markdown file (CommonMark with tables).

    Links become their text, pictures and marks of emphasis go, a heading is a line of its own.
    A tag that nothing closes, such as that of "the <title> element", is text.

    Raises:
        UnreadableError: The bytes are not text.
    """
    from index.readers.markdown_parser import html_of

    block, text = split_title_block(clean(decode(raw)))
    metadata, text = split_front_matter(text)
    metadata = _with_plain_title(block).or_else(metadata)
    for pattern, replacement in ((_FOOTNOTE_MARK, ""), (_HEADING_ID, r"\1"), (_TASK, r"\1")):
        text = pattern.sub(replacement, text)
    return Reading(tidy(text_of_fragment(html_of(text))), metadata)


def _with_plain_title(metadata: Metadata) -> Metadata:
    """Return metadata without the marks that Markdown allows in a title."""
    from index.readers.markdown_parser import html_of

    title = _FOOTNOTE_MARK.sub("", metadata.title or "")
    return metadata._replace(title=one_line(text_of_fragment(html_of(title))))
