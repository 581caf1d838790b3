"""Reader of ALTO, the XML in which libraries keep the text of scanned newspapers, page by page."""

from typing import TYPE_CHECKING

from index.readers.hyphens import LONGEST_WORD, together
from index.readers.paging import Piece, paged
from index.readers.reading import Metadata, Reading

if TYPE_CHECKING:
    from lxml import etree


def read_alto(root: "etree._Element") -> Reading:
    """Return the text of scanned pages: a paragraph for each block, words parted by hyphens whole.

    Args:
        root: the `alto` element, its names without namespaces.
    """
    pieces = [
        Piece(number, text)
        for number, page in enumerate(root.iter("Page"), start=1)
        for block in page.iter("TextBlock")
        if (text := " ".join(_words(block)))
    ]
    text, starts = paged(pieces, len(list(root.iter("Page"))))
    return Reading(text, Metadata(), starts)


def _words(block: "etree._Element") -> list[str]:
    words: list[str] = []
    parted = ""  # the hyphen that the last word ended with, where nothing says how the whole reads
    for string in block.iter("String", "HYP"):
        if string.tag == "HYP":
            parted = string.get("CONTENT") or "-" if words and not parted else parted
            continue
        part, whole = string.get("SUBS_TYPE"), string.get("SUBS_CONTENT")
        if part == "HypPart2" and whole:
            parted = ""
            continue
        word = whole if part == "HypPart1" and whole else string.get("CONTENT")
        if not word:
            continue
        if parted and len(words[-1]) < LONGEST_WORD:
            words[-1:] = together(words[-1] + parted, word).split(" ")
        else:
            words.append(word)
        parted = ""
    return words
