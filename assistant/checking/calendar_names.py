"""Months and days of the week that a text names, by the names of its language (Unicode CLDR)."""

import re
from collections.abc import Mapping
from functools import cache

from babel import Locale, UnknownLocaleError

_SPOKEN = ("en", "de", "fr")
# Month of a date in digits: of 2024-02-23 or 23.02.2024, where no other part can be it.
_ISO_DATE = r"(?<![\w-])\d{4}-(0[1-9]|1[0-2])-\d{2}(?![\w-])"
_DOTTED_DATE = (
    r"(?<![\w.])(?:0?[1-9]|[12]\d|3[01])\.\s?(0?[1-9]|1[0-2])\.(?:\s?\d{4}(?!\w)|\d{2}(?!\w))"
)
# A date without a year is told from 23.02 euros by the word before it.
_SHORT_DATE = (
    r"\b(?:am|vom|bis|zum|ab|seit|den|dem|der|und)\s(?:0?[1-9]|[12]\d|3[01])\."
    r"(0?[1-9]|1[0-2])\.(?![\w.])"
)
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
    if language and language not in _SPOKEN:
        found |= {
            month
            for name, month in _month_names(language).items()
            if any(_is_inflected(word, name) for word in words)
        }
    dated = {int(part) for date in _WRITTEN_DATE.findall(text) for part in date if part}
    return frozenset(found | (dated & set(range(1, 13))))


def weekdays_in(text: str, language: str = "") -> frozenset[int]:
    """Days of the week that a text names, Monday is 0.

    Args:
        text: what may name them.
        language: of it, ISO 639-1; English, German or French where it is not given.
    """
    known = _weekdays(language)
    # Elsewhere days are written small: Domingo with a capital is a name.
    small_only = bool(language) and language not in _SPOKEN
    return frozenset(
        known[day]
        for word in _WORD.findall(text)
        if (day := _day(word, known)) and not (small_only and word[0].isupper())
    )


def possible_weekdays_in(text: str, language: str = "") -> frozenset[int]:
    """Days of the week that a text may name, abbreviated ones and those in a compound too."""
    known = {**_weekdays(""), **_weekdays(language)}
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
    languages = (language,) if language and language not in _SPOKEN else _SPOKEN
    return _named("months", ("wide",), *languages)


@cache
def _month_names(*languages: str) -> dict[str, int]:
    """Names and abbreviations of months to their numbers."""
    return _named("months", ("wide", "abbreviated"), *languages)


@cache
def _weekdays(language: str) -> dict[str, int]:
    languages = (language,) if language and language not in _SPOKEN else _SPOKEN
    more = {name: day for each in languages for name, day in _MORE_DAYS.get(each, {}).items()}
    return {**_named("days", ("wide",), *languages), **more}


@cache
def _short_weekdays(language: str) -> dict[str, int]:
    languages = (language,) if language else _SPOKEN
    return _named("days", ("abbreviated", "short"), *languages)


def _named(what: str, widths: tuple[str, ...], *languages: str) -> dict[str, int]:
    """CLDR's names of months or days in some languages; none in one that it does not know."""
    names: dict[str, int] = {}
    for language in languages:
        try:
            kinds = getattr(Locale(language), what)
        except (UnknownLocaleError, ValueError):
            continue
        for kind in ("format", "stand-alone"):
            for width in widths:
                found = kinds.get(kind, {}).get(width, {})
                names |= {name.casefold().rstrip("."): number for number, name in found.items()}
    return names
