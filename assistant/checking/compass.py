"""Directions in names: a region's may stand apart in one language and not in another.

Amérique du Nord is North America and Nordamerika, and its people are nordamerikanisch.
"""

import re
from collections.abc import Iterable, Iterator

from assistant.checking.places import places_in
from assistant.checking.spelling import folded

# By what they are in German, of which compounds are made.
_DIRECTIONS = {
    "nord": ("nord", "norden", "north", "northern", "norte"),
    "sud": ("sud", "suden", "south", "southern", "sur"),
    "ost": ("ost", "osten", "east", "eastern", "est", "este"),
    "west": ("west", "westen", "western", "ouest", "oeste"),
}
_DIRECTION_OF = {name: key for key, names in _DIRECTIONS.items() for name in names}
# "Is", "on" and "this" in French and Spanish: a capital that begins a sentence says nothing.
_AMBIGUOUS = frozenset({"est", "sur", "este"})
_COMPOUND = re.compile(r"(nord|süd|sued|ost|west)(\w+)", re.IGNORECASE)
_APART = re.compile(r"['’\-\u2010\u2011]")
_SHORTEST_REGION = 5  # letters; else Ostern were of the East, and Weston of the West


def direction(name: str) -> str | None:
    """The direction that a word of a name says, in whatever language; None for any other word."""
    return _DIRECTION_OF.get(folded(name))


def directions_in(words: Iterable[tuple[str, bool]]) -> frozenset[str]:
    """Directions that a text names: with a capital, or before a place in one word.

    Args:
        words: of the text, each with whether it begins a sentence.
    """
    return frozenset(found for word, begins in words for found in _directions_of(word, begins))


def _directions_of(word: str, begins: bool) -> Iterator[str]:
    parts = [part for part in _APART.split(word) if part]
    for part, after in zip(parts, [*parts[1:], ""], strict=True):
        named = direction(part)
        capital = part[0].isupper() and not (begins and part.lower() in _AMBIGUOUS)
        if named and (capital or _is_place(after)):
            yield named
        begins = False
        compound = _COMPOUND.fullmatch(part)
        if compound and _is_region(compound[2], capital=part[0].isupper()):
            yield folded(compound[1]).replace("ue", "u")


def _is_region(word: str, *, capital: bool) -> bool:
    return (capital and len(word) >= _SHORTEST_REGION) or _is_place(word)


def _is_place(word: str) -> bool:
    return bool(places_in([word], "de")) if word else False
