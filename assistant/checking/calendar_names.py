"""Months and days of the week that a text names, by the names of its language (Unicode CLDR)."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import product
from typing import Literal

from babel import Locale, UnknownLocaleError

SPOKEN = ("en", "de", "fr")
# Month of a date in digits: of 2024-02-23 or 23.02.2024, where no other part can be it.
_ISO_DATE = r"(?<![\w-])\d{4}-(0[1-9]|1[0-2])-\d{2}(?![\w-])"
_DOTTED_DATE = (
    r"(?<![\w.])(?:0?[1-9]|[12]\d|3[01])\.\s?(0?[1-9]|1[0-2])\.(?:\s?\d{4}(?!\w)|\d{2}(?!\w))"
)
# A date without a year is told from 23.02 euros by the word before it.
BEFORE_SHORT_DATE = r"(?:am|vom|bis|zum|ab|seit|den|dem|der|und)"
_SHORT_DATE = rf"\b{BEFORE_SHORT_DATE}\s(?:0?[1-9]|[12]\d|3[01])\.(0?[1-9]|1[0-2])\.(?![\w.])"
_DATED = [re.compile(pattern) for pattern in (_ISO_DATE, _DOTTED_DATE, _SHORT_DATE)]
_WRITTEN_DATE = re.compile(
    r"(?<![\w.])(?:\d{4}-(\d{2})(?!\d)|(\d{1,2})[./]\s?(\d{1,2})[./]\s?(?:\d{4}|\d{2})(?!\d)|"
    r"\d{1,2}\.(\d{1,2})\.(?!\d))"
)
_WORD = re.compile(r"[^\W\d_]+(?:-feira)?")
# "Mi., 23.2." and "Wed 23", but neither "so" nor "sat".
_ABBREVIATION = re.compile(r"\b([^\W\d_]{2,6})(?:\.|,|(?=\s\d))")
_SHORTEST_STEM = 3
_LONGEST_ENDING = 3
# Beside those of CLDR.
_MORE_DAYS = {"de": {"sonnabend": 5}}
_SEGUNDA = {"segunda": 0, "terça": 1, "quarta": 2, "quinta": 3, "sexta": 4}


def months_in(text: str, language: str = "") -> frozenset[int]:
    """Months that a text names, 1 to 12, where nothing else can be meant.

    "may" and "march" count only when capitalised, "mars" only when not.

    Args:
        text: what may name them.
        language: of it, ISO 639-1; English, German or French where it is not given.
    """
    known = _months(language)
    found = {
        known[word.casefold()]
        for word in _WORD.findall(text)
        if word.casefold() in known and word not in {"may", "march", "Mars"}
    }
    # What begins a short date is English for other things.
    dated = _DATED[:2] if language == "en" else _DATED
    return frozenset(found | {int(month) for date in dated for month in date.findall(text)})


def possible_months_in(text: str, language: str = "") -> frozenset[int]:
    """Months that a text may name, abbreviated ones, inflected ones and digits of dates too."""
    words = {word.casefold() for word in _WORD.findall(text)}
    names = {**_month_names("en", "de", "fr"), **_month_names(language)}
    found = {names[word] for word in words if word in names}
    if language and language not in SPOKEN:
        found |= {
            month
            for name, month in _month_names(language).items()
            if any(_is_inflected(word, name) for word in words)
        }
    dated = {int(part) for date in _WRITTEN_DATE.findall(text) for part in date if part}
    return frozenset(found | (dated & set(range(1, 13))))


def weekdays_in(text: str, language: str) -> frozenset[int]:
    """Days of the week that a text names, Monday is 0.

    Args:
        text: what may name them.
        language: of it, ISO 639-1; English, German or French where it is not given.
    """
    known = weekday_names(language)
    # Elsewhere days are written small: Domingo with a capital is a name.
    small_only = bool(language) and language not in SPOKEN
    return frozenset(
        known[day]
        for word in _WORD.findall(text)
        if (day := _day(word, known)) and not (small_only and word[0].isupper())
    )


def possible_weekdays_in(text: str, language: str = "") -> frozenset[int]:
    """Days of the week that a text may name, abbreviated ones and those in a compound too."""
    known = {**weekday_names(), **weekday_names(language)}
    words = {word.casefold() for word in _WORD.findall(text)}
    found = {number for word in words for name, number in known.items() if _holds_day(word, name)}
    short = _short_weekdays(language)
    for abbreviation in _ABBREVIATION.findall(text):
        if abbreviation[0].isupper() and (number := short.get(abbreviation.casefold())) is not None:
            found.add(number)
    if language == "pt":
        found |= {number for word, number in _SEGUNDA.items() if word in words}
    return frozenset(found)


def _day(word: str, known: Mapping[str, int]) -> str:
    """The name of a day that a word is, alone or of several: Mondays, lundis, montags."""
    small = word.casefold()
    singular = small.removesuffix("s")
    return small if small in known else singular if singular in known else ""


def _holds_day(word: str, name: str) -> bool:
    # Ostermontag, Mittwochabend; sobotę of sobota.
    return name in word or (len(name) > _SHORTEST_STEM and _is_inflected(word, name))


def _is_inflected(word: str, name: str) -> bool:
    """Whether a word can be a form of a name, as "styczniu" is of "stycznia"."""
    stem = name[:-1]
    return (
        len(stem) >= _SHORTEST_STEM
        and word.startswith(stem)
        and len(word) <= len(name) + _LONGEST_ENDING
    )


@cache
def _months(language: str) -> dict[str, int]:
    """Names of months that can be nothing else in a language."""
    languages = (language,) if language and language not in SPOKEN else SPOKEN
    return calendar_names("months", *languages)


@cache
def _month_names(*languages: str) -> dict[str, int]:
    """Names and abbreviations of months to their numbers."""
    return calendar_names("months", *languages, widths=("wide", "abbreviated"))


@cache
def weekday_names(language: str = "") -> dict[str, int]:
    """Names of the days of the week in a language, in small letters, to their numbers.

    Args:
        language: ISO 639-1; English, German and French where it is not given.
    """
    languages = (language,) if language and language not in SPOKEN else SPOKEN
    more = {name: day for each in languages for name, day in _MORE_DAYS.get(each, {}).items()}
    return {**calendar_names("days", *languages), **more}


@cache
def _short_weekdays(language: str) -> dict[str, int]:
    languages = (language,) if language else SPOKEN
    return calendar_names("days", *languages, widths=("abbreviated", "short"))


def calendar_names(
    what: Literal["months", "days"],
    *languages: str,
    widths: Iterable[str] = ("wide",),
    kinds: Iterable[str] = ("format", "stand-alone"),
) -> dict[str, int]:
    """CLDR's names of months or days in some languages, in small letters, to their numbers.

    Args:
        what: months, or days of the week.
        languages: ISO 639-1; there are none in one that CLDR does not know.
        widths: of CLDR: wide, abbreviated, short or narrow.
        kinds: of CLDR: as in a date, or as on a calendar.
    """
    names: dict[str, int] = {}
    for language in languages:
        try:
            known = getattr(Locale(language), what)
        except (UnknownLocaleError, ValueError):
            continue
        for kind, width in product(kinds, widths):
            found = known.get(kind, {}).get(width, {})
            names |= {name.casefold().rstrip("."): number for number, name in found.items()}
    return names
