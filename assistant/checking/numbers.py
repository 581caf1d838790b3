"""Numbers, amounts and dates, compared across languages and formats."""

import re
from decimal import Decimal
from functools import cache

from babel import Locale

from assistant.checking.number_words import SCALES, written_numbers

# 204.000, 204,000, 204 000 and 204'000 are one number; so are 3.5 and 3,5.
_DIGITS = re.compile(
    r"(?:(?<!\w)|(?<=\dh))([1-9]\d{0,2}(?:[.,'’\u00a0\u202f ]\d{3})+(?!\d)|\d+)(?:([.,])(\d+))?"
    r"([\s\u00a0\u202f-]*)(%|[^\W\d_]+)?"
)
_DATE = re.compile(r"(?<![\w.])(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\w)")
_WRITTEN_DATE = re.compile(
    r"(?<![\w.])(?:\d{4}-(\d{2})(?!\d)|(\d{1,2})[./]\s?(\d{1,2})[./]\s?(?:\d{4}|\d{2})(?!\d))"
)
_TORN = re.compile(r"(?<![\w.,])([1-9]\d{0,2}),\s(\d{3})(?![\d,.]\d)(?!\d)")
_MONEY = re.compile(r"[$€£¥]\s?$")

_MONTHS = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "januar februar märz april mai juni juli august september oktober november dezember",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    )
    for number, name in enumerate(names.split(), start=1)
}
_WORD = re.compile(r"[^\W\d_]+")


def numbers_in(text: str) -> frozenset[Decimal]:
    """Values of all numbers in `text`: 800 million and 800 Millionen are both 800000000.

    Written-out numbers count, except the ones that are as often something else.
    """
    return digits_in(text) | {Decimal(value) for value in written_numbers(text).certain}


def numbers_disagree(one: str, other: str, besides: str = "") -> bool:
    """Whether each of two texts has a number that the other lacks, those of `besides` left out."""
    known = numbers_in(besides)
    mine, theirs = numbers_in(one) - known, numbers_in(other) - known
    return bool(mine - theirs and theirs - mine)


def unsupported_numbers(claim: str, evidence: str) -> frozenset[Decimal]:
    """Numbers of `claim` that stand nowhere in `evidence`, as digits or words."""
    possible = {Decimal(value) for value in written_numbers(evidence).possible}
    return numbers_in(claim) - numbers_in(evidence) - possible


def with_whole_numbers(text: str, source: str) -> str:
    """The text with "1, 800" written 1,800 where `source` has that number.

    Small models tear numbers apart when they change their notation.
    """
    known = numbers_in(source)

    def mended(match: re.Match[str]) -> str:
        whole = Decimal(match.group(1) + match.group(2))
        return f"{match.group(1)},{match.group(2)}" if whole in known else match.group()

    return _TORN.sub(mended, text)


def months_in(text: str) -> frozenset[int]:
    """Months named in `text`, 1 to 12, where nothing else can be meant.

    "may" and "march" count only when capitalised, "mars" only when not.
    """
    found = set()
    for word in _WORD.findall(text):
        month = _MONTHS.get(word.casefold())
        if month and word not in {"may", "march", "Mars"}:
            found.add(month)
    return frozenset(found)


def possible_months_in(text: str) -> frozenset[int]:
    """Months that `text` may name, abbreviated ones and digits of dates among them."""
    words = {_month_key(word) for word in _WORD.findall(text)}
    named = {month for name, month in _month_names().items() if name in words}
    dated = {int(part) for date in _WRITTEN_DATE.findall(text) for part in date if part}
    return frozenset(named | (dated & set(range(1, 13))))


def digits_in(text: str) -> frozenset[Decimal]:
    """Values of the numbers that are written in digits: two people are often counted, not named."""
    values = {Decimal(part) for date in _DATE.findall(text) for part in date}
    text = _DATE.sub(" ", text)
    for match in _DIGITS.finditer(text):
        whole = Decimal(re.sub(r"\D", "", match.group(1)))
        fraction = match.group(3)
        value = whole + (Decimal(f"0.{fraction}") if fraction else 0)
        values.add(value * _scale(text, match))
    return frozenset(values)


def _scale(text: str, match: re.Match[str]) -> int:
    """What the word behind a number multiplies it by."""
    follower = (match.group(5) or "").casefold()
    if follower == "m":  # millions of money, or metres
        return 10**6 if _MONEY.search(text[: match.start()]) else 1
    if follower == "k":
        return 1 if match.group(4) else 10**3
    return SCALES.get(follower, 1)


@cache
def _month_names() -> dict[str, int]:
    """Names and abbreviations of months (Unicode CLDR) to their numbers."""
    return {
        _month_key(name): number
        for language in ("en", "de", "fr")
        for width in ("wide", "abbreviated")
        for number, name in Locale(language).months["format"][width].items()
    }


def _month_key(name: str) -> str:
    return name.casefold().rstrip(".")
