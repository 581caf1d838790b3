"""Whether a name stands in a text, in any language, spelling and form."""

import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

from assistant.checking.compass import direction, directions_in
from assistant.checking.name_words import (
    BEGINNING,
    HYPHENS,
    NOUNS_CAPITALISED,
    TOKEN,
    bare,
    parts_of,
    without_dots,
)
from assistant.checking.places import are_two_places, places_in
from assistant.checking.spelling import (
    SHORTEST_STEM,
    as_spelt,
    begins_compound,
    differ_in_any_ending,
    differ_in_ending,
)
from index.language import detect_language

_SHORTEST_IN_SMALL = 8  # letters of a name of which a word in small letters may be a form
_LONGEST_PRONOUN = 3

# Abbreviations and words that each language has of its own for the same.
_EQUAL = (
    {"ai", "ki", "ia"},
    {"eu", "ue"},
    {"un", "uno", "onu"},
    {"nato", "otan"},
    {"ceo", "pdg", "chef"},
    {"gdp", "bip", "pib"},
    {"twitter", "tweet"},
    {"who", "oms"},
    {"$", "usd", "dollar", "dollars"},
    {"€", "eur", "euro", "euros"},
    {"£", "gbp", "pfund", "pound", "pounds"},
)

_GERMANIC = frozenset({"da", "nb", "nl", "no", "sv"})
# Languages that put no more than an "s" on a name, or an ending that is known.
_KNOWN_ENDINGS = frozenset({"ca", "de", "en", "es", "fr", "it", "lb", "pt", "und"}) | _GERMANIC
# Languages that write a compound of a name as one word: Trumpregierung.
_COMPOUNDING = frozenset({"de", "lb"}) | _GERMANIC


@dataclass(frozen=True)
class Source:
    """A text that may support names: its words, as all spellings have them."""

    text: str
    capital: frozenset[str]
    small: frozenset[str]
    places: frozenset[str]
    directions: frozenset[str]
    scripts: frozenset[str]

    @cached_property
    def language(self) -> str:
        """Asked for where it decides only, as telling it takes time."""
        return detect_language(self.text)


@lru_cache(maxsize=1024)
def source_of(text: str) -> Source:
    """The words of a text, to look for names in; remembered, as each is asked of many names."""
    text = without_dots(text)
    matches = list(TOKEN.finditer(text))
    tokens = [match.group() for match in matches]
    capital: set[str] = set()
    small: set[str] = set()
    for token in tokens:
        for part in parts_of(token):
            (capital if part[:1].isupper() or part in "$€£" else small).add(as_spelt(part))
    # The pronouns "us" and "who" are neither a country nor an organisation.
    shown = [
        bare(token) if not token.islower() or len(token) > _LONGEST_PRONOUN else ""
        for token in tokens
    ]
    found = places_in(shown, "en")
    for position, word in enumerate(shown):
        if position not in found and len(parts := HYPHENS.split(word)) > 1:
            named = [part if part[:1].isupper() else "" for part in parts]
            found[position] = frozenset(chain.from_iterable(places_in(named, "en").values()))
    places = list(chain.from_iterable(found.values()))
    ends = [0, *(match.end() for match in matches)]
    begins = [
        bool(BEGINNING.search(text, end, match.start()))
        for end, match in zip(ends, matches, strict=False)
    ]
    return Source(
        text,
        frozenset(capital),
        frozenset(small),
        frozenset(places),
        directions_in(zip(tokens, begins, strict=True)),
        frozenset(script_of(token) for token in tokens),
    )


def stands_in(name: str, language: str, source: Source) -> bool:
    """Whether a name, of a text in `language`, stands in a source in any spelling or form."""
    small = as_spelt(name)
    if small in source.capital or small in source.small:
        return True
    for group in _EQUAL:
        if small in group and any(
            word in source.capital or (len(word) >= SHORTEST_STEM and word in source.small)
            for word in group
        ):
            return True
    if language in NOUNS_CAPITALISED and HYPHENS.search(name) and not places_in([name], language):
        # Of a compound of nouns, which a surname looks like, one is mostly the same elsewhere.
        return any(stands_in(part, language, source) for part in HYPHENS.split(name) if part)
    if direction(name):
        return direction(name) in source.directions
    if any(_is_form(small, word, language, source) for word in source.capital):
        return True
    return len(small) >= _SHORTEST_IN_SMALL and any(
        _is_form(small, word, language, source) for word in source.small
    )


def _is_form(name: str, word: str, language: str, source: Source) -> bool:
    """Whether a word of a source is a name but for its ending, or a compound of it."""
    if name[:SHORTEST_STEM] != word[:SHORTEST_STEM]:
        return False
    if differ_in_ending(name, word):
        return not are_two_places(name, word)
    if differ_in_any_ending(name, word):
        return not {language, source.language} <= _KNOWN_ENDINGS and not are_two_places(name, word)
    return begins_compound(name, word) and source.language in _COMPOUNDING


@lru_cache(maxsize=4096)
def script_of(word: str) -> str:
    """The script of a word's first letter, such as LATIN."""
    return unicodedata.name(word[0], "").partition(" ")[0]
