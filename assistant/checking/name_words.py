"""The words of a text, as names are looked for in them."""

import re
from collections.abc import Iterator

TOKEN = re.compile(r"[^\W\d_](?:[\w'’-]*\w)?|[$€£]")
HYPHENS = re.compile(r"[-\u2010\u2011]")
_DOTTED = re.compile(r"\b(?:[^\W\d_a-zß-öø-ÿ]\.){2,}")
# A quotation opens like a sentence; a title in quotation marks is a name.
BEGINNING = re.compile(r"(?:^|[.!?:…]['\"”“»)]*|[:,]\s*[\"“„«]\s*)\s*$")
_ELISION = re.compile(r"^(?:[dlnmstj]|qu)['’]", re.IGNORECASE)
ENDING = re.compile(r"['’]s?$|(?<=[A-Z]{2})s$")
# Every noun is capitalised in German, so a lone capitalised word says nothing there.
NOUNS_CAPITALISED = frozenset({"de", "lb"})
ANY_AI = re.compile(r"\b(?:AI|KI|IA)\b")


def parts_of(token: str) -> set[str]:
    """A word, and those that apostrophes, hyphens and endings make of it."""
    parts = {token, _ELISION.sub("", token), *re.split(r"['’]|" + HYPHENS.pattern, token)}
    return parts | {ENDING.sub("", part) for part in parts}


def all_parts_of(text: str) -> Iterator[str]:
    """Yield the words of a text, each with its parts."""
    for match in TOKEN.finditer(text):
        yield from parts_of(match.group())


def bare(token: str) -> str:
    """A word without the apostrophes of Germany's and l'Allemagne."""
    return ENDING.sub("", _ELISION.sub("", token))


def without_dots(text: str) -> str:
    """The text with U.S. written US."""
    return _DOTTED.sub(lambda found: found.group().replace(".", "") + ".", text)
