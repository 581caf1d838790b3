"""HTML to element trees, with nothing nested beyond measure."""

from typing import TYPE_CHECKING

from index.readers.reading import UnreadableError

if TYPE_CHECKING:
    from lxml import html

# Elements inside one another. libxml2 ends the page at the first that is deeper than 2,048, and at
# 256 as trafilatura asks it to read, without a word of it.
_DEEPEST = 2_000


def parse_html(markup: str) -> tuple["html.HtmlElement | None", int]:
    """Return the root of HTML, and how many elements are inside one another; None of an empty one.

    Raises:
        UnreadableError: It is nested too deep.
    """
    from lxml import etree, html

    from index.readers.markup import depth_of_tree

    if not markup.strip():
        return None, 0
    try:
        root = html.document_fromstring(markup, parser=html.HTMLParser(huge_tree=True))
    except etree.ParserError:
        return None, 0  # nothing but comments
    depth = depth_of_tree(root)
    if depth > _DEEPEST:
        raise UnreadableError(
            f"nests more than {_DEEPEST:,} elements of HTML inside one another",
            "close them, or save it as text",
        )
    return root, depth
