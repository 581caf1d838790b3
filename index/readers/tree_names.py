"""Elements of other markups given the names of HTML, in which their text can be written."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from index.readers.xml_trees import drop

if TYPE_CHECKING:
    from lxml import etree

# Of HTML's own elements, those that documents of other markups use as they are.
_KEPT = frozenset(
    {
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table",
        "tr", "td", "th", "br", "pre", "sub", "sup", "blockquote",
    }
)  # fmt: skip
_RUNNING = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "dt"})


def as_html(root: "etree._Element", names: Mapping[str, str], dropped: str) -> None:
    """Rename the elements of a tree, in place, to those of HTML.

    Args:
        root: its children are renamed.
        names: HTML's name by the markup's. What is neither there nor HTML becomes a `div`, or
            within a paragraph, heading or cell a `span`.
        dropped: XPath of what is no text of the article; nothing, when empty.
    """
    if dropped:
        for element in root.xpath(dropped):
            drop(element)
    # A running element closes its children's choice; parents come before them in this order.
    inline: dict[etree._Element, bool] = {root: False}
    for element in root.iterdescendants():
        if not isinstance(element.tag, str):
            continue
        parent = element.getparent()
        within = inline.get(parent, False) if parent is not None else False
        known = names.get(element.tag) or (element.tag if element.tag in _KEPT else None)
        element.tag = known or ("span" if within else "div")
        inline[element] = within or element.tag in _RUNNING
