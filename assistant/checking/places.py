"""Countries, languages and cities by whatever name: Germany, deutsche and Alemania are one.

Warschau and Varsovie are, too, as a city that a time zone is called after. Names come from the
Unicode CLDR; what people call themselves and the things they make, which CLDR lacks, is listed here
for the countries that articles in English, German and French speak of most.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache, lru_cache
from itertools import product

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from assistant.checking.spelling import folded

_LANGUAGES = ("en", "de", "fr")
_WORLD = "001"  # in the Unicode CLDR

# Languages named like the country where most speak them.
_NATIONAL = (
    "bg cs da de el et fi fr ga hr hu id is it ja ko lt lv nl no pl pt ro ru sk sl sv th tr uk vi "
    "zh es"
)
_TERRITORY_OF = {"pt": "PT", "es": "ES"}  # CLDR would say Brazil and, for some versions, the world
_MORE = {
    "US": "us usa eua amerika america amerique american amerikanisch americain americaine "
    "amerikaner us-amerikanisch",
    "GB": "uk gb britain britisch british britannique briten grossbritannien grande-bretagne",
    "CA": "canadian kanadisch canadien",
    "AU": "australian australisch australien",
    "CH": "swiss schweizer schweizerisch suisse",
    "AT": "austrian osterreichisch autrichien",
    "BE": "belgian belgisch belge",
    "IN": "indian indisch indien",
    "BR": "brazilian brasilianisch bresilien",
    "MX": "mexican mexikanisch mexicain",
    "IL": "israeli israelisch israelien",
    "150": "european europaisch europeen europaer",
}
_ENDINGS = ("", "e", "n", "s", "en", "er", "es", "em", "ne", "nes", "in", "innen")
_SHORTEST_INFLECTED = 5
_MOST_WORDS = 3
# Of the zones, those of cities, which elsewhere are islands; some say of which state it is one.
_CITY = re.compile(r"(?:Africa|America|Asia|Europe)/[^,(\[]+")
_ARTICLE = re.compile(r"^(?:la|le|les) ")


def places_in(words: Sequence[str], language: str) -> dict[int, frozenset[str]]:
    """Places among the words of a text.

    Args:
        words: of the text, in order, as they are written.
        language: of the text, ISO 639-1; names in English, German and French are known anyway.

    Returns:
        Codes by position of each word that is a place's name or part of one; those of cities are
        their time zones.
    """
    table, beginnings = _table(language if _has_names(language) else "en")
    forms = [_forms(folded(word)) for word in words]
    found: dict[int, frozenset[str]] = {}
    for begin in range(len(words)):
        most = _MOST_WORDS if beginnings & set(forms[begin]) else 1
        for count in range(1, most + 1):
            codes = frozenset(
                code
                for name in product(*forms[begin : begin + count])
                for code in table.get(name, ())
            )
            for position in range(begin, min(begin + count, len(words))) if codes else ():
                found[position] = found.get(position, frozenset()) | codes
    return found


@lru_cache(maxsize=65_536)
def _forms(word: str) -> tuple[str, ...]:
    """The word, and what is left of it without an ending."""
    if len(word) < _SHORTEST_INFLECTED:
        return (word,)
    return tuple(dict.fromkeys(word.removesuffix(ending) for ending in _ENDINGS))


@cache
def _has_names(language: str) -> bool:
    try:
        return bool(Locale(language).territories)
    except (UnknownLocaleError, ValueError):
        return False


@cache
def _table(language: str) -> tuple[dict[tuple[str, ...], set[str]], frozenset[str]]:
    """Names, word by word, to codes; and the first words of those that have several."""
    table: dict[tuple[str, ...], set[str]] = {}
    likely = get_global("likely_subtags")
    for locale in (Locale(code) for code in dict.fromkeys((*_LANGUAGES, language))):
        named = [(name, code) for code, name in locale.territories.items()]
        for code in _NATIONAL.split():
            if code in locale.languages:
                territory = _TERRITORY_OF.get(code) or str(likely[code]).split("_")[-1]
                named.append((locale.languages[code], territory))
        named.extend(_cities(locale))
        for name, code in named:
            table.setdefault(tuple(folded(name).split()), set()).add(code)
    for code, names in _MORE.items():
        for name in names.split():
            table.setdefault((name,), set()).add(code)
    return table, frozenset(name[0] for name in table if len(name) > 1)


def is_country(codes: Collection[str]) -> bool:
    """Whether codes are those of a country or a continent, and no city's or the world's."""
    return any("/" not in code and code != _WORLD for code in codes)


def are_two_places(one: str, other: str) -> bool:
    """Whether two words are names of different places."""
    codes, others = (places_in([name], "en").get(0, frozenset()) for name in (one, other))
    return bool(codes and others) and not codes & others


def _cities(locale: Locale) -> Iterator[tuple[str, str]]:
    """Names of cities in a language, each with its time zone."""
    for zone in sorted(_zones()):
        # A language whose name for it is that of the zone has none listed.
        name = locale.time_zones.get(zone, {}).get("city") or zone.rpartition("/")[2].replace(
            "_", " "
        )
        if _CITY.fullmatch(zone) and _CITY.fullmatch(f"Europe/{name}"):
            yield _ARTICLE.sub("", folded(name)), zone


@cache
def _zones() -> frozenset[str]:
    """Zones that are called otherwise in some language."""
    return frozenset(
        zone
        for code in _LANGUAGES
        for zone, names in Locale(code).time_zones.items()
        if "city" in names
    )
