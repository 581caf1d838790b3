"""The words of a quote that answer, beside its rendering or in its stead.

A small model's rendering may bend a term or lose a name, and sometimes none passes the checks. The
words of the article itself are right by construction: those that answer stand behind a rendering
that has not got them, and a quote of which no rendering will do is told by them alone.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.checking import notes
from assistant.checking.calendar_names import months_in, possible_months_in
from assistant.checking.numbers import numbers_in, possible_numbers_in
from assistant.checking.spelling import folded
from assistant.checking.support import Support
from assistant.checking.units import units_in
from assistant.copying import SURELY, Copy
from assistant.drafting import DraftedClaim
from assistant.evidence import one_line
from assistant.markers import before_full_stop
from assistant.replies import quoted, reply
from assistant.work import Work
from index.function_words import function_words

_WORD = re.compile(r"[^\W_]+")
_STEM = 5  # letters


def with_own_words(work: Work, support: Support, copy_of: Callable[[int], Copy]) -> Support:
    """A rendering with the words of its quote that answer behind it, where it has not got them.

    Args:
        work: the question and its evidence.
        support: a sentence that was told.
        copy_of: gives what is copied of the quote of a number.
    """
    if not support.supported or any(
        work.evidence[number - 1].language == work.language for number in support.cited
    ):
        return support
    number = support.cited[0]
    words = _words(work, number, copy_of)
    text = support.claim.text
    if not words or _has(text, work.language, words, work.evidence[number - 1].language):
        return support
    beside = f" ({quoted(words, work.language)})"
    return replace(support, claim=replace(support.claim, text=before_full_stop(text, beside)))


def in_own_words(work: Work, support: Support, copy_of: Callable[[int], Copy]) -> Support | None:
    """A quote of which no rendering will do, told by its words; None where none surely answer.

    Args:
        work: the question and its evidence.
        support: of a rendering that was dropped.
        copy_of: gives what is copied of the quote of a number.
    """
    number = support.claim.numbers[0]
    if support.supported or work.evidence[number - 1].language == work.language:
        return None
    words = _words(work, number, copy_of)
    if not words or copy_of(number).odds < SURELY:
        return None
    text = f"{reply('in_own_words', work.language)} {quoted(words, work.language)}."
    return Support(DraftedClaim(text, (number,)), True, (number,), 1.0, notes.OWN_WORDS)


def _has(text: str, language: str, words: str, source: str) -> bool:
    """Whether a rendering has some words of its quote.

    Numbers, months and units are compared by what they say, others by their first letters: who
    reads about an expansion needs no “Expansion” behind it.

    Args:
        text: the rendering.
        language: of it, ISO 639-1.
        words: of the quote.
        source: language of the quote.
    """
    if not (
        numbers_in(words, source) <= possible_numbers_in(text, language)
        and months_in(words, source) <= possible_months_in(text, language)
        and units_in(words) <= units_in(text)
    ):
        return False
    begun = {folded(word)[:_STEM] for word in _WORD.findall(text)}
    small = function_words(source)
    return all(
        folded(word)[:_STEM] in begun or word.casefold() in small or _counts(word, source)
        for word in _WORD.findall(words)
    )


def _counts(word: str, language: str) -> bool:
    """Whether a word is a number, a unit or a month, which are compared by what they say."""
    return (
        numbers_in(f"7 {word}", language) != numbers_in("7", language)
        or bool(units_in(word))
        or bool(months_in(word, language))
    )


def _words(work: Work, number: int, copy_of: Callable[[int], Copy]) -> str:
    """The words of a quote that answer, unless they are in a sentence that it has lost since."""
    words = copy_of(number).words
    return words if words in one_line(work.evidence[number - 1].text) else ""
