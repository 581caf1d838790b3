"""Proper names, compared across languages: a name that stands in no source was invented."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from babel import Locale

_TOKEN = re.compile(r"[^\W\d_](?:[\w'’-]*\w)?")
_SENTENCE_END = re.compile(r"[.!?:…]['\"”»)]*\s*$")
_ELISION = re.compile(r"^(?:[dlnmstj]|qu)['’]", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")
_LANGUAGES = ("en", "de", "fr")
_SHORTEST_STEM = 4

# Abbreviations that each language makes of its own words.
_ABBREVIATIONS = (
    {"ai", "ki", "ia"},
    {"eu", "ue"},
    {"un", "uno", "onu"},
    {"us", "usa", "eua"},
    {"uk", "gb", "ru"},
    {"nato", "otan"},
    {"ceo", "pdg", "chef"},
    {"gdp", "bip", "pib"},
    {"who", "oms"},
)

# Every noun is capitalised in German, so a lone capitalised word says nothing there.
_NOUNS_CAPITALISED = frozenset({"de", "lb"})
_GERMAN_OPENER_WORDS = (
    "der die das dem den des ein eine einer einem einen laut nach bei in im am an auf für mit von "
    "vom zu zum zur aus als wenn weil da und aber auch sein seine ihr ihre dieser diese dieses "
    "alle viele einige mehrere keine kein durch über unter vor seit bis trotz wegen"
)
_GERMAN_OPENERS = frozenset(_GERMAN_OPENER_WORDS.split())


def names_in(text: str, language: str) -> frozenset[str]:
    """Names in `text`, as single words: mixed case, capitals, or capitalised within a sentence."""
    names = set()
    previous: re.Match[str] | None = None
    previous_capital = False
    for match in _TOKEN.finditer(text):
        word = _POSSESSIVE.sub("", _ELISION.sub("", match.group()))
        begins = previous is None or bool(_SENTENCE_END.search(text[: match.start()]))
        capital = word[:1].isupper()
        adjacent = previous is not None and text[previous.end() : match.start()] == " "
        if _is_marked(word):
            names.add(word)
        elif capital and language not in _NOUNS_CAPITALISED:
            if not begins:
                names.add(word)
        elif capital and adjacent and previous_capital and not begins:
            names.add(word)
        previous = match
        previous_capital = capital and word.casefold() not in _GERMAN_OPENERS
    return frozenset(name for name in names if len(name) > 1 and not _is_calendar(name))


def unsupported_names(claim: str, language: str, sources: Iterable[str]) -> frozenset[str]:
    """Names of `claim` that stand in none of `sources`, whatever their ending or accents.

    Names of countries and languages count as the same in every language (Unicode CLDR).
    """
    words: set[str] = set()
    for source in sources:
        for token in _TOKEN.findall(source):
            words |= {_folded(token), *map(_folded, re.split(r"[-'’]", token))}
    places = {code for word in words for code in _places().get(word, ())}
    return frozenset(
        name for name in names_in(claim, language) if not _stands_in(name, words, places)
    )


def _stands_in(name: str, words: set[str], places: set[str]) -> bool:
    folded = _folded(name)
    if any(folded in group and group & words for group in _ABBREVIATIONS):
        return True
    if folded in words or places & set(_places().get(folded, ())):
        return True
    parts = re.split(r"[-'’]", name)
    if len(parts) > 1:
        return all(_stands_in(part, words, places) for part in parts if part)
    stem = folded[: max(_SHORTEST_STEM, len(folded) - 2)]
    if len(folded) < _SHORTEST_STEM:
        return False
    return any(
        word.startswith(stem) or (len(word) >= _SHORTEST_STEM and folded.startswith(word))
        for word in words
    )


def _is_marked(word: str) -> bool:
    return any(letter.isupper() for letter in word[1:])


@cache
def _folded(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


@cache
def _places() -> dict[str, frozenset[str]]:
    """Folded names of territories and languages to their CLDR codes."""
    codes: dict[str, set[str]] = {}
    for language in _LANGUAGES:
        locale = Locale(language)
        for code, name in (*locale.territories.items(), *locale.languages.items()):
            codes.setdefault(_folded(name), set()).add(code)
    return {name: frozenset(found) for name, found in codes.items()}


@cache
def _calendar() -> frozenset[str]:
    names = set()
    for language in _LANGUAGES:
        locale = Locale(language)
        for words in (locale.months, locale.days):
            for width in words["format"].values():
                names |= {_folded(name) for name in width.values()}
    return frozenset(names)


def _is_calendar(word: str) -> bool:
    return _folded(word) in _calendar()
