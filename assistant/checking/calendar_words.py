"""Months and days, which are capitalised like names, and the names that are spelt like them.

Jan, Sam and May are people where no date is meant: "Jan Müller", "Theresa May".
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Literal

from assistant.checking.calendar_names import SPOKEN, calendar_names
from assistant.checking.name_words import NOUNS_CAPITALISED
from assistant.checking.spelling import folded

_WIDTHS = ("wide", "abbreviated", "short", "narrow")
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
    months = _names("months", language) or _names("months", *SPOKEN)
    # A day is no name in any language, nor where a title in another has one.
    days = _names("days", language, *SPOKEN)
    short = _names("months", *SPOKEN, widths=_WIDTHS) | _names("days", *SPOKEN, widths=_WIDTHS)
    return months, days, short - months - days


def _names(
    what: Literal["months", "days"], *languages: str, widths: Iterable[str] = ("wide",)
) -> frozenset[str]:
    found = calendar_names(what, *languages, widths=widths, kinds=("format",))
    return frozenset(map(folded, found))
