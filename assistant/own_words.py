"""The words of a quote that answer, beside its rendering or in its stead.

A small model's rendering may bend a term or lose a name, and sometimes none passes the checks. The
words of the article itself are right by construction: those that answer stand behind a rendering
that has not got them, and a quote of which no rendering will do is told by them alone.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.checking import notes
from assistant.checking.calendar_names import months_in, possible_months_in
from assistant.checking.name_words import ANY_AI
from assistant.checking.negation import may_deny
from assistant.checking.numbers import numbers_in, possible_numbers_in
from assistant.checking.spelling import folded
from assistant.checking.support import Support
from assistant.checking.units import units_in
from assistant.checking.whether import asks_whether
from assistant.copying import POSSIBLY, SURELY
from assistant.drafting import DraftedClaim
from assistant.evidence import one_line
from assistant.leading_words import led_in
from assistant.replies import quoted, reply
from assistant.work import Work
from index.function_words import function_words

_WORD = re.compile(r"[^\W_]+")
_FOOTNOTE = re.compile(r"\s*\[[\d\s,–-]*\]")
_STEM = 5  # letters
_LEAST_OF_IT = 0.6


def with_own_words(
    work: Work,
    support: Support,
    told: Sequence[Support],
    odds_of: Callable[[int], float],
    words_of: Callable[[int], str],
    meaning_of: Callable[[int, str], str],
) -> Support:
    """A rendering with the words of its quote that answer, where nothing that was told has them.

    What they mean goes with them, unless the rendering says it.

    Args:
        work: the question and its evidence.
        support: a sentence.
        told: all sentences that were told, this one among them.
        odds_of: gives the log-odds that the quote of a number has words that answer.
        words_of: gives the words that are copied of it.
        meaning_of: gives the meaning of such words of a quote, or nothing (`glossing`).
    """
    if not support.supported or any(
        work.evidence[number - 1].language == work.language for number in support.cited
    ):
        return support
    number = support.cited[0]
    words = _words(work, number, words_of) if odds_of(number) > 0 else ""
    if not words or _said(work, number, words, told) or _only_says_ai(work, words):
        return support
    words = _led_in(work, number, words)
    meaning = meaning_of(number, words)
    if _has(support.claim.text, work.language, meaning, work.language):
        meaning = ""
    return replace(support, words=words, meaning=meaning)


def in_own_words(
    work: Work,
    support: Support,
    told: Sequence[Support],
    odds_of: Callable[[int], float],
    words_of: Callable[[int], str],
    meaning_of: Callable[[int, str], str],
    *,
    best: bool,
) -> Support | None:
    """A quote of which no rendering will do, told by its words; None where none surely answer.

    What was dropped for a negation is not, where the words lack it, nor what answers whether
    something is so: such words say nothing without theirs. Of the quote that answers best they
    need not be as sure, since all of it would have been told if its rendering had passed.

    Args:
        work: the question and its evidence.
        support: of a rendering that was dropped.
        told: all sentences that were told.
        odds_of: gives the log-odds that the quote of a number has words that answer.
        words_of: gives the words that are copied of it.
        meaning_of: gives the meaning of such words of a quote, or nothing (`glossing`).
        best: whether it is the quote that answers best.
    """
    number = support.claim.numbers[0]
    quote = work.evidence[number - 1]
    if support.supported or quote.language == work.language:
        return None
    if asks_whether(work.standalone, work.language):
        return None
    if odds_of(number) < (POSSIBLY if best else SURELY):
        return None
    words = _words(work, number, words_of)
    if not words or _said(work, number, words, told) or _only_says_ai(work, words):
        return None
    words = _led_in(work, number, words)
    if (
        support.note == notes.DENIES
        and may_deny(one_line(quote.text), quote.language)
        and not may_deny(words, quote.language)
    ):
        return None
    meaning = meaning_of(number, words)
    behind = f" ({meaning})" if meaning else ""
    text = f"{reply('in_own_words', work.language)} {quoted(words, work.language)}{behind}."
    return Support(DraftedClaim(text, (number,)), True, (number,), 1.0, notes.OWN_WORDS)


def _said(work: Work, number: int, words: str, told: Sequence[Support]) -> bool:
    """Whether a sentence that was told has the words of a quote."""
    source = work.evidence[number - 1].language
    return any(
        _has(each.claim.text, work.language, words, source) for each in told if each.supported
    )


def _only_says_ai(work: Work, words: str) -> bool:
    """Whether words of a quote say no more than AI, which the question says too."""
    return bool(ANY_AI.fullmatch(words) and ANY_AI.search(work.standalone))


def _has(text: str, language: str, words: str, source: str) -> bool:
    """Whether a rendering has some words of its quote.

    Numbers, months and units are compared by what they say, others by their first letters: who
    reads about an expansion needs no “Expansion” behind it, but a “Turbinengehäuse” is no turbine.

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
    told = [folded(word) for word in _WORD.findall(text)]
    small = function_words(source)
    return all(
        word.casefold() in small
        or _counts(word, source)
        or any(_is_akin(each, folded(word)) for each in told)
        for word in _WORD.findall(words)
    )


def _is_akin(told: str, word: str) -> bool:
    """Whether two words, folded, begin alike, and the first is no mere part of the other."""
    return told[:_STEM] == word[:_STEM] and len(told) >= _LEAST_OF_IT * len(word)


def _counts(word: str, language: str) -> bool:
    """Whether a word is a number, a unit or a month, which are compared by what they say."""
    return (
        numbers_in(f"7 {word}", language) != numbers_in("7", language)
        or bool(units_in(word))
        or bool(months_in(word, language))
    )


def _words(work: Work, number: int, words_of: Callable[[int], str]) -> str:
    """The words of a quote that answer, unless they are in a sentence that it has lost since."""
    words = words_of(number)
    text = one_line(work.evidence[number - 1].text)
    if not words or not re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text):
        return ""
    return _FOOTNOTE.sub("", words).strip()


def _led_in(work: Work, number: int, words: str) -> str:
    """Words of a quote with the small ones that lead them in."""
    quote = work.evidence[number - 1]
    return led_in(_FOOTNOTE.sub("", one_line(quote.text)), words, quote.language)
