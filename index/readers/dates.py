"""Dates as people write them, to ISO 8601."""

import re
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

_YEAR_FIRST = re.compile(
    r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:(?<=\d)[T ]\d{1,2}:\d{2}.*)?", re.DOTALL
)
_COMPACT = re.compile(r"((?:1[5-9]|20|21)\d{2})(\d{2})(\d{2})(?:T?\d{4}.*)?", re.DOTALL)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])\s?(\d{1,2})[-/.]\s?(\d{4})\b.{0,30}", re.DOTALL)
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20|21)\d{2}(?!\d)")
_LONGEST = 60  # characters; no date is longer


def iso_date(value: str, language: str | None = None) -> str | None:
    """Return a date in ISO 8601, as exact as it is stated: 2024, 2024-03 or 2024-03-22.

    Args:
        value: "2024-03-22T10:00:00Z", "20240322", "22. März 2024", "March 2024", "22/03/2024" and
            the like.
        language: ISO 639-1 of the article. In an English one 03/04/2024 may be either day, and
            only the year is taken; elsewhere the day comes first.

    Returns:
        None where the value is no date, or has no year.
    """
    value = value.strip()
    if found := _YEAR_FIRST.fullmatch(value):
        return _partial(*(int(part) if part else None for part in found.groups()))
    if found := _COMPACT.fullmatch(value):
        return _partial(*map(int, found.groups()))
    if found := _YEAR_LAST.fullmatch(value):
        return _year_last(found, language)
    if len(value) > _LONGEST or not _YEAR.search(value):
        return None
    return _written(value)


def _partial(year: int | None, month: int | None = None, day: int | None = None) -> str | None:
    try:
        exact = date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    return exact.isoformat()[: 10 if day else 7 if month else 4]


def _year_last(found: re.Match[str], language: str | None) -> str | None:
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if found[2] == "." or first > 12:
        return _partial(year, second, first)
    if second > 12:
        return _partial(year, first, second)
    if language == "en" and first != second:
        return _partial(year)
    return _partial(year, second, first)


def _written(value: str) -> str | None:
    """Return a date with the month's name in it, in any language that dateparser knows."""
    found = _parser().get_date_data(value)
    if found.date_obj is None or str(found.date_obj.year) not in value:
        return None
    length = {"year": 4, "month": 7}.get(found.period, 10)
    return str(found.date_obj.date().isoformat())[:length]


@cache
def _parser() -> "DateDataParser":
    from dateparser.date import DateDataParser

    # Of its parsers only this one reads dates that stand for themselves, not "yesterday".
    return DateDataParser(settings={"PARSERS": ["absolute-time"]})
