"""Numbers, amounts and dates, compared across languages and formats.

A claim is held to the numbers that it surely states; evidence supports those that it may state, in
whatever notation: 800 M€ and 800 millions d'euros, 8 pm and 20 Uhr, the 1990s and 90er Jahre.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from assistant.checking.mention import Mention, fraction
from assistant.checking.number_digits import read_digits
from assistant.checking.number_notations import roman_numbers_in
from assistant.checking.number_vocabulary import COUNTS_SHORT
from assistant.checking.number_words import word_mentions
from assistant.checking.one_word_numbers import hinted_in

_TORN = re.compile(r"(?<![\w.,])([1-9]\d{0,2}),\s(\d{3})(?![\d,.]\d)(?!\d)")
_BELOW_ZERO = re.compile(
    r"below (?:zero|freezing)|unter (?:null|dem gefrierpunkt)|(?:de|sous) zéro|bajo cero",
    re.IGNORECASE,
)
_PART = re.compile(r"(?<![\w/])([1-9])/([2-9])(?![\w/])")
_LABELLED = re.compile(r"(?<!\w)[A-Z](\d{1,2})(?!\w)")  # Q3, T3


def numbers_in(text: str, language: str = "") -> frozenset[Decimal]:
    """Values of all numbers in `text`: 800 million and 800 Millionen are both 800000000.

    Written-out numbers count, except the ones that are as often something else.

    Args:
        text: what may state them.
        language: of it, ISO 639-1; a billion is a thousand times more in most.
    """
    return frozenset(each.value for each in _mentions(text, language) if each.certain)


def possible_numbers_in(text: str, language: str = "") -> frozenset[Decimal]:
    """Values that a text may state, by any reading of its words and notations."""
    values = {value for each in _mentions(text, language) for value in each.values}
    values |= hinted_in(text)
    values.update(roman_numbers_in(text))
    values.update(fraction(Decimal(one), int(of)) for one, of in _PART.findall(text))
    values.update(Decimal(number) for number in _LABELLED.findall(text))
    if language in COUNTS_SHORT - {"en"} and "illion" in text.casefold():
        values |= numbers_in(text, "de")  # should it count as German does
    return frozenset(values)


def unsupported_numbers(
    claim: str,
    evidence: str,
    language: str = "",
    evidence_language: str = "",
    known: Iterable[Decimal] = (),
) -> frozenset[Decimal]:
    """Numbers of `claim` that stand nowhere in `evidence`, as digits or words.

    Months of dates are left to the comparison of months.

    Args:
        claim: what states them.
        evidence: what should.
        language: of the claim, ISO 639-1.
        evidence_language: of the evidence.
        known: values that need no evidence.
    """
    stated = {*possible_numbers_in(evidence, evidence_language), *known}
    return frozenset(
        each.value
        for each in _mentions(claim, language)
        if each.certain and not each.is_month and not each.values & stated
    )


def numbers_disagree(
    one: str, other: str, besides: str, language: str, other_language: str
) -> bool:
    """Whether each of two texts has a number that the other lacks, those of `besides` left out."""
    known = possible_numbers_in(besides, language)
    return bool(
        unsupported_numbers(one, other, language, other_language, known)
        and unsupported_numbers(other, one, other_language, language, known)
    )


def with_whole_numbers(text: str, source: str) -> str:
    """The text with "1, 800" written 1,800 where `source` has that number.

    Small models tear numbers apart when they change their notation.
    """
    known = numbers_in(source)

    def mended(match: re.Match[str]) -> str:
        whole = Decimal(match.group(1) + match.group(2))
        return f"{match.group(1)},{match.group(2)}" if whole in known else match.group()

    return _TORN.sub(mended, text)


def digits_in(text: str) -> frozenset[Decimal]:
    """Values of the numbers that are written in digits: two people are often counted, not named."""
    return frozenset(each.value for each in read_digits(text, "")[0] if each.certain)


@lru_cache(maxsize=512)
def _mentions(text: str, language: str) -> tuple[Mention, ...]:
    """All numbers of a text, with what else their notation may state."""
    in_digits, rest = read_digits(text, language)
    found = [*in_digits, *word_mentions(rest, language)]
    if _BELOW_ZERO.search(text):
        found = [
            each._replace(also=each.also | {-each.value}, certain=each.certain and each.value != 0)
            for each in found
        ]
    return tuple(found)
