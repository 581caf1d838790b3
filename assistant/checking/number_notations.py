"""Dates, hours, centuries and years in digits: what their notation states beside its numbers."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial

from assistant.checking.calendar_names import BEFORE_SHORT_DATE
from assistant.checking.mention import Mention

_DATE = re.compile(r"(?<![\w.])(\d{1,2})\.(?:\s?(\d{1,2})\.\s?(\d{4})|(\d{1,2})\.(\d{2}))(?!\w)")
_ISO_DATE = re.compile(r"(?<![\w-])(\d{4})-(\d{2})-(\d{2})(?![\w-])")
_SLASHED_DATE = re.compile(r"(?<![\w/])(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?![\w/])")
_SHORT_DATE = re.compile(rf"\b{BEFORE_SHORT_DATE}\s(\d{{1,2}})\.(\d{{1,2}})\.(?![\w.])")
_CLOCK = re.compile(
    r"(?<![\w.,:/-])(\d{1,2})(?:\s?([:.h])([0-5]\d)(?![\d:]|\.\d))?"
    r"(?:\s?(uhr|o['’]clock|a\.?m\.?|p\.?m\.?)(?!\w))?"
    r"(\s(?:abends|nachmittags|am abend|am nachmittag|du soir|de l['’]après-midi|"
    r"in the evening|in the afternoon))?",
    re.IGNORECASE,
)
_YEARS = re.compile(r"(?<![\w.,/-])(1\d|20)(\d\d)([-–—/])(\d\d)(?![\w/-])")
_ROMAN = r"[IVX]{1,5}"
_CENTURY = re.compile(
    rf"\b({_ROMAN})(?:er|e|ème|ᵉ)(?!\w)|"
    rf"\b({_ROMAN})\.?\s(?:siècle|century|jahrhundert|jh\.|wiek|eeuw|secolo)|"
    rf"\b(?:siglo|secolo|século|wiek\w*|eeuw)\s({_ROMAN})\b"
)
_ROMAN_NUMBER = re.compile(r"\bX{0,3}(?:IX|IV|V?I{0,3})\b")
_LETTER = {"I": 1, "V": 5, "X": 10}
_NOON, _HOURS = 12, 24
_MONTHS, _DAYS = 12, 31

Reading = list[Mention]


def notations_in(text: str, language: str) -> tuple[list[Mention], str]:
    """What the dates, hours, centuries and years of a text state, and the text without them."""
    found: list[Mention] = []
    readers: list[tuple[re.Pattern[str], Callable[[re.Match[str]], Reading]]] = [
        (_DATE, _dotted),
        (_ISO_DATE, _iso),
        (_SLASHED_DATE, _month_first_or_last if language == "en" else _slashed),
        (_CENTURY, _century),
        (_YEARS, _years),
        (_CLOCK, _clock),
    ]
    if language != "en":
        readers.insert(1, (_SHORT_DATE, _short))
    for pattern, read in readers:
        text = pattern.sub(partial(_taken, read, found), text)
    return found, text


def _taken(
    read: Callable[[re.Match[str]], Reading], found: list[Mention], match: re.Match[str]
) -> str:
    """What is left of a notation that was read: nothing, or all of one that is none."""
    mentions = read(match)
    found += mentions
    return " " if mentions else match.group()


def roman_numbers_in(text: str) -> Iterator[Decimal]:
    """Numbers in Roman letters, two at least, as of a king."""
    return (_roman(each) for each in _ROMAN_NUMBER.findall(text) if len(each) > 1)


def _dotted(match: re.Match[str]) -> Reading:
    day, month, year = match[1], match[2] or match[4], match[3] or match[5]
    if len(year) == 2 and not (0 < int(month) <= _MONTHS and 0 < int(day) <= _DAYS):
        return []
    return _date(day, month, year)


def _short(match: re.Match[str]) -> Reading:
    day, month = match[1], match[2]
    if not (0 < int(month) <= _MONTHS and 0 < int(day) <= _DAYS):
        return []
    return _date(day, month, "")


def _iso(match: re.Match[str]) -> Reading:
    return _date(match[3], match[2], match[1])


def _slashed(match: re.Match[str]) -> Reading:
    return _date(*match.groups())


def _month_first_or_last(match: re.Match[str]) -> Reading:
    one, other, year = match.groups()
    if int(one) > _MONTHS:
        return _date(one, other, year)
    if int(other) > _MONTHS:
        return _date(other, one, year)
    either = [Mention(Decimal(each), is_month=True) for each in (one, other)]
    return [*either, *_year(year)]


def _date(day: str, month: str, year: str) -> Reading:
    return [Mention(Decimal(day)), Mention(Decimal(month), is_month=True), *_year(year)]


def _year(year: str) -> Reading:
    if len(year) == 2:
        centuries = frozenset({Decimal(f"19{year}"), Decimal(f"20{year}")})
        return [Mention(Decimal(year), centuries)]
    return [Mention(Decimal(year))] if year else []


def _clock(match: re.Match[str]) -> Reading:
    hour, mark, minutes, unit, later = match.groups()
    if int(hour) > _HOURS or not (unit or later or mark in {":", "h", "H"}):
        return []
    afternoon = bool(later) or (unit or "").casefold().startswith("p")
    twelve = afternoon and int(hour) < _NOON
    hours = Mention(Decimal(hour), frozenset({Decimal(hour) + _NOON} if twelve else ()))
    if not minutes:
        return [hours]
    return [hours, Mention(Decimal(minutes), certain=minutes != "00")]


def _years(match: re.Match[str]) -> Reading:
    century, first, mark, last = match.groups()
    if int(last) <= int(first) and mark != "/":
        return []
    also = frozenset({Decimal(century + last)})
    return [Mention(Decimal(century + first)), Mention(Decimal(last), also)]


def _century(match: re.Match[str]) -> Reading:
    letters = match[1] or match[2] or match[3]
    return [Mention(_roman(letters))] if _ROMAN_NUMBER.fullmatch(letters) else []


def _roman(letters: str) -> Decimal:
    values = [_LETTER[letter] for letter in letters]
    following = [*values[1:], 0]
    return Decimal(
        sum(-one if one < other else one for one, other in zip(values, following, strict=True))
    )
