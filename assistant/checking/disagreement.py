"""Whether two sentences that speak of the same say different things of it.

Of the sentences told together on the bundled gold set that have different numbers, none is as alike
as this; of nine made-up pairs that contradict each other or not, all are told apart
(docs/quality.md).
"""

from assistant.checking.negation import negations_differ
from assistant.checking.numbers import numbers_disagree
from assistant.checking.particulars import dates_disagree
from assistant.checking.units import MONEY, SHARES, units_in
from assistant.likeness import Embed, likeness

_SAME_SUBJECT = 0.885
"""Cosine of multilingual-e5-small from which two sentences in one language are about one thing."""
_SAME_WORDS = 0.95
"""And from which one of them that has a "not" more denies the other."""


def disagree(one: str, other: str, language: str, question: str, embed: Embed) -> bool:
    """Whether the sentences give different numbers or dates for one thing, or one denies the other.

    One that only gives more of them than the other does not contradict it.

    Args:
        one: a sentence.
        other: another.
        language: of both, ISO 639-1.
        question: that both answer; its numbers and dates do not count.
        embed: gives the vector of a text, of length 1.
    """
    if numbers_disagree(one, other, question, language, language):
        units, others = units_in(one), units_in(other)
        # A number of dollars does not contradict a number of seats.
        if any(bool(units & kind) != bool(others & kind) for kind in (MONEY, SHARES)):
            return False
        return likeness(embed, one, other) >= _SAME_SUBJECT
    if dates_disagree(one, language, other, language, question):
        return likeness(embed, one, other) >= _SAME_SUBJECT
    denied = negations_differ(one, language, other, language)
    return denied and likeness(embed, one, other) >= _SAME_WORDS
