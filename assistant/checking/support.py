"""Whether evidence supports a drafted sentence, and which of it should be cited."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.checking import notes
from assistant.checking.calendar_names import (
    months_in,
    possible_months_in,
    possible_weekdays_in,
    weekdays_in,
)
from assistant.checking.coverage import other_language
from assistant.checking.denial import denied_in
from assistant.checking.names import names_in, unsupported_names
from assistant.checking.negation import denies_more, loses_a_negation
from assistant.checking.numbers import numbers_in, possible_numbers_in, unsupported_numbers
from assistant.checking.translated_names import translated_names
from assistant.checking.units import units_in
from assistant.checking.whether import asks_whether
from assistant.drafting import DraftedClaim
from assistant.evidence import one_line
from assistant.likeness import Embed
from index.article import Passage
from index.lexical import query_names, query_terms

# Weights beside the cosine of question and claim with a quote, which differs by hundredths.
# Chosen on the bundled gold set (docs/quality.md).
_CHOSEN_BY_MODEL = 0.02
_FIRST_CHOICE = 0.01
_NUMBERS_MATCH = 0.06
_NAMES_MATCH = 0.04
# A second quote is cited too when it lies this close to the best and states the same particulars.
_CLOSE = 0.03
_MOST_CITED = 4
# A sentence that shares no word with its quotes must at least be nearer to one than texts on other
# subjects are: cosine of multilingual-e5-small, without the question. Of 210 short answers to XQuAD
# questions, two thirds of them in another language than the quote, this drops one; of 840 pairs of
# a quote and a sentence on something else, nine in ten.
_ABOUT = 0.785
_CHOICE = re.compile(r"\b(?:or|oder|ou)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Support:
    """What the checks found of one drafted sentence."""

    claim: DraftedClaim
    supported: bool
    cited: tuple[int, ...]
    """Evidence numbers, counted from 1, best first."""
    score: float
    """Cosine of the sentence, with its question, and the best quote; 1 for a verbatim quote."""
    note: str = ""
    words: str = ""
    """Of the first quote cited, which answer and are told behind the sentence (`own_words`)."""
    meaning: str = ""
    """Of these words, in the sentence's language; empty where it is not known, or said in it."""


def check_claims(
    question: str,
    language: str,
    claims: Sequence[DraftedClaim],
    evidence: Sequence[Passage],
    embed: Embed,
) -> list[Support]:
    """Check each claim against all evidence: repair its citations, or say what is unsupported.

    Numbers with their currency or per cent and names of a claim must stand in the quotes it cites,
    in their titles or in the question, whatever the language and format; and it must say more than
    the question does.
    """
    if not evidence:
        return [Support(claim, False, (), 0.0, notes.NO_QUOTE) for claim in claims]
    if not claims:
        return []
    said = [claim.text for claim in claims]
    texts = [f"{question} {text}" for text in said] + [quote.text for quote in evidence] + said
    vectors = np.asarray([embed(text) for text in texts], dtype=np.float32)
    quotes = vectors[len(claims) : -len(claims)].T
    with_question, alone = vectors[: len(claims)] @ quotes, vectors[-len(claims) :] @ quotes
    return [
        _about(_check(question, language, claim, evidence, near), language, evidence, bare)
        for claim, near, bare in zip(claims, with_question, alone, strict=True)
    ]


def check_rendering(
    question: str, language: str, text: str, number: int, quote: Passage, embed: Embed
) -> Support:
    """Check a sentence that was made from one quote, and so may cite only that.

    Args:
        question: as it was searched.
        language: of question and text, ISO 639-1.
        text: the rendered sentence.
        number: place of the quote in the evidence, counted from 1.
        quote: what it was rendered from.
        embed: gives the vector of a text, of length 1.
    """
    claim = DraftedClaim(text, (number,))
    verbatim = text.rstrip(" .") in one_line(quote.text)
    # A quote that says what yes or no would answers such a question; a model only echoes it.
    if repeats_question(question, language, text) and not asks_whether(question, language):
        note = notes.REPEATS
    elif verbatim:
        note = ""
    else:
        missing = _missing(question, language, claim, [quote])
        names = missing & names_in(text, language)
        note = notes.lacks(
            missing - translated_names(names, text, language, quote.text, quote.language, embed)
        )
        if not note and loses_a_negation(text, language, quote.text, quote.language):
            note = notes.DENIES
    if not re.search(r"\w", text):
        note = notes.EMPTY
    elif other_language(text, language):
        note = notes.OTHER_LANGUAGE
    return Support(claim, not note, (number,), 1.0 if verbatim else 0.9, note)


def _check(
    question: str,
    language: str,
    claim: DraftedClaim,
    evidence: Sequence[Passage],
    similarities: np.ndarray,
) -> Support:
    scores = [
        float(similarities[i]) + _particulars(question, language, claim, i + 1, quote)
        for i, quote in enumerate(evidence)
    ]
    cited = _cited(question, language, claim, evidence, scores)
    best = float(similarities[cited[0] - 1])
    note = _objection(question, language, claim, [evidence[n - 1] for n in cited])
    if not note and cited[0] not in claim.numbers:
        return Support(claim, True, cited, best, notes.REPAIRED)
    return Support(claim, not note, cited, best, note)


def _about(
    support: Support, language: str, evidence: Sequence[Passage], similarities: np.ndarray
) -> Support:
    """The support, withdrawn where the claim has nothing in common with what it cites."""
    quotes = [evidence[number - 1] for number in support.cited]
    near = max(float(similarities[number - 1]) for number in support.cited)
    if not support.supported or near >= _ABOUT or _shares_words(support, language, quotes):
        return support
    return replace(support, supported=False, note=notes.ELSEWHERE)


def _shares_words(support: Support, language: str, quotes: Sequence[Passage]) -> bool:
    text = support.claim.text
    said = {*query_terms(text, language), *query_names(text, language)}
    return any(
        said & {*query_terms(q.text, q.language), *query_names(q.text, q.language)} for q in quotes
    )


def _particulars(
    question: str, language: str, claim: DraftedClaim, number: int, quote: Passage
) -> float:
    bonus = 0.0
    if number in claim.numbers:
        bonus += _CHOSEN_BY_MODEL + (_FIRST_CHOICE if claim.numbers[0] == number else 0.0)
    asked = numbers_in(question)
    figures = numbers_in(claim.text) - asked
    if figures:
        bonus += _NUMBERS_MATCH * len(figures & numbers_in(quote.text)) / len(figures)
    names = names_in(claim.text, language) - names_in(question, language)
    if names:
        missing = unsupported_names(claim.text, language, [quote.text, question])
        bonus += _NAMES_MATCH * (1 - len(missing & names) / len(names))
    return bonus


def _cited(
    question: str,
    language: str,
    claim: DraftedClaim,
    evidence: Sequence[Passage],
    scores: Sequence[float],
) -> tuple[int, ...]:
    """The best quote; then those that add what it lacks, or that say the same elsewhere."""
    order = sorted(range(len(evidence)), key=lambda i: -scores[i])
    cited = [order[0]]
    for i in order[1:]:
        if len(cited) == _MOST_CITED:
            break
        quotes = [evidence[c] for c in cited]
        lacking = _missing(question, language, claim, quotes)
        adds = lacking and len(_missing(question, language, claim, [*quotes, evidence[i]])) < len(
            lacking
        )
        same = (
            scores[i] >= scores[order[0]] - _CLOSE
            and evidence[i].article_id not in {quote.article_id for quote in quotes}
            and bool(_stated(question, language, claim))
            and not _missing(question, language, claim, [evidence[i]])
        )
        if adds or same:
            cited.append(i)
    return tuple(i + 1 for i in cited)


def _stated(question: str, language: str, claim: DraftedClaim) -> set[str]:
    """Particulars that the claim states beyond the question."""
    figures = numbers_in(claim.text) - numbers_in(question)
    names = names_in(claim.text, language) - names_in(question, language)
    return {f"{figure:f}" for figure in figures} | names


def _missing(
    question: str, language: str, claim: DraftedClaim, quotes: Sequence[Passage]
) -> set[str]:
    said = claim.text
    titles = [quote.title for quote in quotes]
    sources = [(quote.text, quote.language) for quote in quotes] + [(question, language)]
    known = {value for source in sources for value in possible_numbers_in(*source)}
    figures = unsupported_numbers(said, "", language, known=known)
    months = months_in(said, language).difference(*(possible_months_in(*each) for each in sources))
    days = weekdays_in(said, language).difference(
        *(possible_weekdays_in(*each) for each in sources)
    )
    counted = units_in(said) if numbers_in(said, language) else frozenset()
    texts = [*(text for text, _ in sources), *titles]
    return (
        {f"{figure:f}" for figure in figures}
        | {f"month {month}" for month in months}
        | {f"day {day + 1} of the week" for day in days}
        | (counted - units_in(" \n ".join(texts)))
        | set(unsupported_names(said, language, texts))
    )


def _objection(question: str, language: str, claim: DraftedClaim, quotes: Sequence[Passage]) -> str:
    """Why the quotes do not support the claim; empty where nothing speaks against it."""
    if repeats_question(question, language, claim.text):
        return notes.REPEATS
    if all(
        denies_more(claim.text, language, quote.text, quote.language)
        or denied_in(claim.text, language, quote.text, quote.language)
        for quote in quotes
    ):
        return notes.DENIES
    return notes.lacks(_missing(question, language, claim, quotes))


def repeats_question(question: str, language: str, claim: str) -> bool:
    """Whether a claim has no content word or number that the question has not.

    Of a question that offers a choice, a part is an answer.
    """
    if numbers_in(claim) - numbers_in(question):
        return False
    asked = set(query_terms(question, language))
    said = {term for term in query_terms(claim, language) if re.search(r"\w{2}", term)}
    chosen = _CHOICE.search(question) and len(said) <= len(asked) / 2
    return bool(said) and said <= asked and not chosen
