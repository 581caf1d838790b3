"""Names in the XML of Word documents, which stand in one of two namespaces, old or strict."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

_OFF = frozenset({"0", "false", "off", "none"})


def qualified(element: "etree._Element", name: str) -> str:
    """Return a name in the namespace of an element."""
    return f"{{{namespace_of(element)}}}{name}"


def namespace_of(element: "etree._Element") -> str:
    """Return the namespace of an element; "" of none."""
    tag = str(element.tag)
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""


def local(element: "etree._Element") -> str:
    """Return the name of an element without its namespace; "" of what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def child(element: "etree._Element | None", name: str) -> "etree._Element | None":
    """Return the first child of a name in the element's own namespace."""
    return None if element is None else element.find(qualified(element, name))


def properties_of(element: "etree._Element | None") -> "etree._Element | None":
    """Return the properties of a paragraph or run, which stand first in it; None of none.

    Others are not looked for: a paragraph may have a hundred thousand children.
    """
    first = None if element is None else next(element.iterchildren(), None)
    return first if first is not None and local(first) in {"pPr", "rPr"} else None


def value_of(element: "etree._Element | None") -> str | None:
    """Return the value of a property; None where it is not stated."""
    return None if element is None else element.get(qualified(element, "val"))


def switched_on(element: "etree._Element | None") -> bool | None:
    """Return whether a property that is on or off is on; None where it is not stated."""
    return None if element is None else (value_of(element) or "").lower() not in _OFF
