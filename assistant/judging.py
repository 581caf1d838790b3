"""Each sentence of evidence judged alone: does it answer the question?

A small model that reads eight sentences at once mixes them up; asked of one sentence whether it
answers, it is a good judge, also across languages. The log-odds rank the sentences and, at their
best, tell whether the articles answer at all (docs/quality.md).
"""

from collections.abc import Sequence
from typing import NamedTuple

from assistant.answer import TokenUsage
from assistant.asked_for import holds_kind
from assistant.checking.names import names_in, unsupported_names
from assistant.evidence import one_line
from assistant.llm.writer import Writer, log_odds, write
from assistant.prompts import load_prompt
from index.article import Passage

YES = ("yes", "ja", "oui")
NO = ("no", "nein", "non")

# How retrieval and judgement are weighed: scores of sentences differ by hundredths, log-odds by
# units. Chosen on the bundled gold set (docs/quality.md).
_SCORE_WEIGHT = 8.0
# A further sentence is told too when it lies this close to the best and is not judged to miss, in
# log-odds: the answer stands in the best for 8 questions of 10, in the best two for 9 or more.
_CLOSE = 2.5
_LEAST = -1.0
_LEAST_ADDING = -4.5
# Without a number no sentence says how many, whatever the model says: log-odds off.
_LACKS_KIND = 2.0
_MOST_TOLD = 2


class Judgement(NamedTuple):
    """One sentence of evidence with its verdict."""

    number: int
    """Place in the evidence, counted from 1."""
    quote: Passage
    yes: float
    """Log-odds that the sentence answers; lowered where it lacks the kind of thing asked for."""
    rank: float
    """Log-odds with the retrieval score added: the order of usefulness."""


def judge(
    question: str, evidence: Sequence[Passage], writer: Writer
) -> tuple[list[Judgement], TokenUsage]:
    """Judge every sentence alone; the best comes first."""
    prompt = load_prompt("judge")
    asked = " ".join(question.split())
    best = max((quote.score for quote in evidence), default=0.0)
    judged: list[Judgement] = []
    usages: list[TokenUsage] = []
    # One after the other: the question, which all begin with, is then read only once.
    for number, quote in enumerate(evidence, start=1):
        messages = prompt.messages(sentence=one_line(quote.text), question=asked)
        draft = write(writer, messages, max_tokens=1)
        yes = log_odds(draft.first_token, YES, NO)
        if not holds_kind(asked, quote.text, quote.language):
            yes -= _LACKS_KIND
        judged.append(Judgement(number, quote, yes, yes + _SCORE_WEIGHT * (quote.score - best)))
        usages.append(draft.usage)
    return sorted(judged, key=lambda j: -j.rank), _sum(usages)


def worth_telling(judged: Sequence[Judgement], question: str, language: str) -> list[Judgement]:
    """The best sentence, and another that answers nearly as surely.

    Where the best lacks a name that the question asks about, as when it asks about two people, one
    that has it is told as well, even if it is judged to answer only a part.
    """
    best = judged[0]
    lacking = _lacking(best, question, language)
    adding = [
        j for j in judged[1:] if j.yes > _LEAST_ADDING and lacking - _lacking(j, question, language)
    ]
    close = [j for j in judged[1:] if j.yes > _LEAST and j.rank >= best.rank - _CLOSE]
    told = [best, *close][:_MOST_TOLD]
    if not any(lacking - _lacking(j, question, language) for j in told[1:]):
        told += adding[:1]
    return told


def _lacking(judgement: Judgement, question: str, language: str) -> frozenset[str]:
    """Names of the question that the quote has not."""
    names = names_in(question, language)
    return unsupported_names(question, language, [judgement.quote.text]) & names


def _sum(usages: Sequence[TokenUsage]) -> TokenUsage:
    return TokenUsage(
        read=sum(usage.read for usage in usages),
        cached=sum(usage.cached for usage in usages),
        written=sum(usage.written for usage in usages),
    )
