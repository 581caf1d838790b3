"""Whether two texts state different numbers, months or weekdays, or one denies the other."""

from assistant.checking.calendar_names import (
    months_in,
    possible_months_in,
    possible_weekdays_in,
    weekdays_in,
)
from assistant.checking.negation import negations_differ
from assistant.checking.numbers import numbers_disagree, unsupported_numbers
from assistant.checking.units import units_in


def dates_disagree(
    one: str, language: str, other: str, other_language: str, besides: str = ""
) -> bool:
    """Whether each of two texts names a month, or a day of the week, that the other does not.

    Args:
        one: a text.
        language: of it, ISO 639-1.
        other: another.
        other_language: its language.
        besides: a text in the language of the first, whose months and days do not count.
    """
    mine = _dates(one, language, other, other_language, besides)
    theirs = _dates(other, other_language, one, language, besides)
    return any(bool(left and right) for left, right in zip(mine, theirs, strict=True))


def particulars_disagree(one: str, language: str, other: str, other_language: str) -> bool:
    """Whether two texts can't say the same: in numbers, months, days, or as one denies it."""
    return (
        numbers_disagree(one, other, "", language, other_language)
        or dates_disagree(one, language, other, other_language)
        or negations_differ(one, language, other, other_language)
    )


def same_particulars(one: str, other: str, language: str) -> bool:
    """Whether two texts in one language state just the same numbers, units, months and days."""
    if units_in(one) != units_in(other):
        return False
    return not any(
        unsupported_numbers(text, source, language, language)
        or any(_dates(text, language, source, language, ""))
        for text, source in ((one, other), (other, one))
    ) and not negations_differ(one, language, other, language)


def _dates(
    text: str, language: str, source: str, source_language: str, besides: str
) -> tuple[frozenset[int], frozenset[int]]:
    """Months and days of a text that neither a source nor what is known besides may name."""
    months = months_in(text, language) - possible_months_in(source, source_language)
    days = weekdays_in(text, language) - possible_weekdays_in(source, source_language)
    return months - possible_months_in(besides), days - possible_weekdays_in(besides)
