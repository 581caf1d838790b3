"""Countries and languages by whatever name: Germany, deutsche, allemand and Alemania are one.

Names come from the Unicode CLDR; what people call themselves and the things they make, which CLDR
lacks, is listed here for the countries that articles in English, German and French speak of most.
"""

import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import product

from babel import Locale, UnknownLocaleError
from babel.core import get_global

_LANGUAGES = ("en", "de", "fr")

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


@lru_cache(maxsize=65_536)
def folded(word: str) -> str:
    """The word without case and accents."""
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def places_in(words: Sequence[str], language: str) -> dict[int, frozenset[str]]:
    """Places among the words of a text.

    Args:
        words: of the text, in order, as they are written.
        language: of the text, ISO 639-1; names in English, German and French are known anyway.

    Returns:
        Codes by position of each word that is a place's name or part of one.
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
        for name, code in named:
            table.setdefault(tuple(folded(name).split()), set()).add(code)
    for code, names in _MORE.items():
        for name in names.split():
            table.setdefault((name,), set()).add(code)
    return table, frozenset(name[0] for name in table if len(name) > 1)
