"""Words that the end of a line parts."""

import re
from collections.abc import Iterable

HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u2010\u00ad¬⸗]$")
"""A hyphen at the end of a line; transcripts of old prints have signs of their own for it."""
_FOR_THE_LINE = ("\u00ad", "¬")  # stand only where a line ends
LONGEST_WORD = 100  # characters that are looked at
_WORD_BEFORE = re.compile(r"(?<![^\W\d_])[^\W\d_]+$")
_WORD_AFTER = re.compile(r"^[^\W\d_]+")
_COMPOUND = re.compile(r"(?<![^\W\d_])[^\W\d_]+-[^\W\d_]+")
# After these a hyphen stands for the second half of a compound: "Ein- und Ausfuhr".
_JOINING = frozenset({"und", "oder", "bzw", "bis", "sowie", "and", "or", "to", "et", "ou"})


def compounds_in(lines: Iterable[str]) -> frozenset[str]:
    """Return, in lower case, the words with a hyphen in them that stand whole somewhere."""
    return frozenset(found.lower() for line in lines for found in _COMPOUND.findall(line))


def together(before: str, after: str, compounds: frozenset[str] = frozenset()) -> str:
    """Return two lines as one.

    Example:
        >>> together("die neue Brü-", "cke von Nord-")
        'die neue Brücke von Nord-'
    """
    head, separator = broken(before, after, compounds)
    return head + separator + after


def broken(before: str, after: str, compounds: frozenset[str] = frozenset()) -> tuple[str, str]:
    """Return the first part of a text that goes on, and what stands between it and the second.

    Args:
        before: up to the end of a line.
        after: from the beginning of the next.
        compounds: in lower case, what stands whole elsewhere with its hyphen.
    """
    if not HYPHEN.search(before[-2:]):
        return before, " "
    bare = before[:-1]
    head, tail = _WORD_BEFORE.search(bare[-LONGEST_WORD:]), _WORD_AFTER.match(after)
    if before.endswith(_FOR_THE_LINE):
        return bare, ""
    if head is None or tail is None:
        return before, ""
    if tail.group().lower() in _JOINING:
        return before, " "
    if not tail.group()[0].islower() or f"{head.group()}-{tail.group()}".lower() in compounds:
        return before, ""
    return bare, ""
