"""Months and days, which are capitalised like names, and the names that are spelt like them.

Jan, Sam and May are people where no date is meant: "Jan Müller", "Theresa May".
"""

import re
from functools import cache

from babel import Locale, UnknownLocaleError

from assistant.checking.name_words import NOUNS_CAPITALISED
from assistant.checking.spelling import folded

_LANGUAGES = ("en", "de", "fr")
_SHORTEST_NAME = 3  # letters; German So and Mo are no names
_DATE_BEFORE = re.compile(r"\d\W{0,3}$")
_DATE_BEHIND = re.compile(r"\W{0,3}\d")
_AROUND = 4  # characters


def is_calendar_word(text: str, start: int, name: str, language: str, *, after_name: bool) -> bool:
    """Whether the word `name`, at `start` in `text`, is a month or a day.

    Args:
        text: with the word in it.
        start: of the word.
        name: the word.
        language: of the text, ISO 639-1.
        after_name: whether a name stands before it, without which a written-out month is no name.
    """
    word, end = folded(name), start + len(name)
    months, days, short = _words(language)
    if word in days or (word in short and len(word) < _SHORTEST_NAME):
        return True
    if word not in months and word not in short:
        return False
    if _DATE_BEFORE.search(text[max(0, start - _AROUND) : start]):
        return True
    if _DATE_BEHIND.match(text[end : end + _AROUND]):
        return True
    if word in short:
        return text[end : end + 1] == "."
    return not after_name or language in NOUNS_CAPITALISED


@cache
def _words(language: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Months and days of a language, and the abbreviations of both, which go from one to another.

    Of a language that CLDR does not know, those of English, German and French.
    """
    months, days = _written_out(language)
    short = {
        folded(name).rstrip(".")
        for code in _LANGUAGES
        for words in (Locale(code).months, Locale(code).days)
        for width in words["format"].values()
        for name in width.values()
    }
    return months, days, frozenset(short - months - days)


def _written_out(language: str) -> tuple[frozenset[str], frozenset[str]]:
    try:
        locales = [Locale(language)]
    except (UnknownLocaleError, ValueError):
        locales = [Locale(code) for code in _LANGUAGES]
    months = {folded(name) for each in locales for name in each.months["format"]["wide"].values()}
    # A day is no name in any language, nor where a title in another has one.
    locales += [Locale(code) for code in _LANGUAGES]
    days = {folded(name) for each in locales for name in each.days["format"]["wide"].values()}
    return frozenset(months), frozenset(days)
