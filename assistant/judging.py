"""Each sentence of evidence judged alone: does it answer the question?

A small model that reads eight sentences at once mixes them up; asked of one sentence whether it
answers, it is a good judge, also across languages. The log-odds rank the sentences and, at their
best, tell whether the articles answer at all (docs/quality.md).
"""

import math
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from assistant.answer import TokenUsage
from assistant.asked_for import holds_kind, kind_asked_for
from assistant.bylines import as_read
from assistant.checking.names import names_asked_about, unsupported_names
from assistant.checking.numbers import digits_in, numbers_in
from assistant.checking.translated_names import said_otherwise
from assistant.copying import MOST
from assistant.evidence import one_line
from assistant.likeness import Embed
from assistant.llm.adapter import adapter_config
from assistant.llm.writer import Writer, log_odds, yes_or_no
from assistant.prompts import Message, Prompt, load_prompt
from index.article import Passage

# How retrieval and judgement are weighed: scores of sentences differ by hundredths, log-odds by
# units. Chosen on the bundled gold set (docs/quality.md).
_SCORE_WEIGHT = 8.0
# A further sentence is told too when it lies this close to the best and is not judged to miss, in
# log-odds: what lies further off seldom answers, and each costs the time to render it.
_CLOSE = 0.7
# One of another article has to lie closer: more often than one of the same it is about something
# alike, and answers less.
_CLOSE_ELSEWHERE = 0.5
# And answer nearly as surely, wherever the search found it.
_LESS_SURE_ELSEWHERE = 0.4
_LEAST = -2.0
_LEAST_ADDING = -4.5
# Without a number no sentence says how many, whatever the model says: log-odds off.
_LACKS_KIND = 2.0
# Off the rank of a quote in which none of the question's names stand.
_LACKS_NAMES = 0.75
# A third is told where it is as good as the best and surely answers: reasons often are several.
_EQUAL = 0.4
_SURE = 0.5
# What the log-odds that words of a quote answer weigh in its rank, of how many quotes that come
# close to the best they are asked, and how close one of the same article, or a third, then has to
# lie, since ranks lie further apart.
_COPIED_WEIGHT = 0.3
_MOST_COPIED = 4
_CLOSE_COPIED = 0.9
_EQUAL_COPIED = 0.5
# What an article begins with, in characters, and how surely it must answer to be told too where a
# question is general.
_OPENING = 150
_LEAST_OPENING = -1.0
# Log-odds below which further quotes are judged.
_SURE_ENOUGH = 0.0
# Log-odds from which a sentence is told at once: a better one is told beside it, not in its stead.
_TOLD_AT_ONCE = 0.3
# Log-odds that a quote which is not judged yet is taken to have at best, where another answers
# surely and has all names.
_LIKELY_AT_BEST = 0.0
# What a verdict is, in the mean, by what the reranker says, and how much more at best: 95% of
# verdicts lie below (docs/quality.md).
_MEAN_VERDICT, _BY_RERANKER, _SURER = -0.37, 0.215, 1.2


class Judgement(NamedTuple):
    """One sentence of evidence with its verdict."""

    number: int
    """Place in the evidence, counted from 1."""
    quote: Passage
    yes: float
    """Log-odds that the sentence answers; lowered where it lacks the kind of thing asked for."""
    rank: float
    """Log-odds with the retrieval score and the question's names: the order of usefulness."""
    lacking: frozenset[str]
    """Names of the question that the quote has not."""
    having: frozenset[str] = frozenset()
    """Those that it has."""
    unstated: frozenset[Decimal] = frozenset()
    """Figures of the question that it has not."""


class Prospect(NamedTuple):
    """What is known of a quote before it is judged."""

    quote: Passage
    off: float
    """What its log-odds will be lowered by."""
    behind: float
    """What is added to these for its rank, 0 or less."""
    lacking: frozenset[str]
    """Names of the question that it has not."""
    having: frozenset[str]
    """Those that it has."""
    reranked: float | None = None
    """Log-odds that it answers, by the reranker; None where that was not asked."""
    unstated: frozenset[Decimal] = frozenset()
    """Figures of the question that it has not."""

    @property
    def at_best(self) -> float:
        """Log-odds of a verdict that few would exceed."""
        if self.reranked is None:
            return math.inf
        return _MEAN_VERDICT + _BY_RERANKER * self.reranked + _SURER - self.off


def prospects(
    question: str,
    language: str,
    evidence: Sequence[Passage],
    rerank_scores: Sequence[float] = (),
) -> list[Prospect]:
    """What is known of some quotes before they are judged, in their order.

    Args:
        question: as it was searched.
        language: of the question, ISO 639-1.
        evidence: all quotes of the question.
        rerank_scores: log-odds that each of the first answers, by the reranker.
    """
    asked = " ".join(question.split())
    names, figures = names_asked_about(asked, language), digits_in(asked)
    best = max((quote.score for quote in evidence), default=0.0)
    by_kind = kind_asked_for(asked) != "name"  # who is responsible? The tenant: no name answers
    found = []
    for number, quote in enumerate(evidence):
        lacks_kind = by_kind and not holds_kind(asked, quote.text, quote.language)
        read = as_read(asked, quote)
        lacking = unsupported_names(asked, language, [read]) & names
        off = _LACKS_KIND if lacks_kind else 0.0
        behind = _SCORE_WEIGHT * (quote.score - best)
        behind -= _LACKS_NAMES * len(lacking) / (len(names) or 1)
        unstated = figures - numbers_in(read) if figures else figures
        reranked = rerank_scores[number] if number < len(rerank_scores) else None
        found.append(Prospect(quote, off, behind, lacking, names - lacking, reranked, unstated))
    return found


def judgements(
    question: str, language: str, evidence: Sequence[Passage], writer: Writer
) -> Iterator[tuple[Judgement, TokenUsage]]:
    """Judge every sentence alone, in the order of the evidence, each when it is asked for.

    Args:
        question: as it was searched.
        language: of the question, ISO 639-1.
        evidence: what is judged.
        writer: the model.
    """
    yield from judged(question, prospects(question, language, evidence), writer)


def judged(
    question: str, quotes: Sequence[Prospect], writer: Writer, *, before: int = 0
) -> Iterator[tuple[Judgement, TokenUsage]]:
    """Judge every one of some quotes alone, in their order, each when it is asked for.

    Args:
        question: as it was searched.
        quotes: with what is known of them (`prospects`).
        writer: the model.
        before: quotes that stand before these in the evidence.
    """
    writer, prompt, temperature = _judge(writer)
    asked = " ".join(question.split())
    # All begin with the question, which is then read only once.
    conversations = [
        prompt.messages(sentence=one_line(as_read(asked, each.quote)), question=asked)
        for each in quotes
    ]
    drafts = yes_or_no(writer, conversations)
    for number, (each, draft) in enumerate(zip(quotes, drafts, strict=True), start=before + 1):
        yes = log_odds(draft.first_token) / temperature - each.off
        rank = yes + each.behind
        found = Judgement(number, each.quote, yes, rank, each.lacking, each.having, each.unstated)
        yield found, draft.usage


def make_ready(writer: Writer) -> None:
    """Have the model that judges read the beginning of what it is sent, the same for all."""
    judge, prompt, _ = _judge(writer)
    begin: list[Message] = [{"role": "user", "content": "Question:"}]
    next(yes_or_no(judge, [[*prompt.prefix(), *begin]]))


def _judge(writer: Writer) -> tuple[Writer, Prompt, float]:
    """The writer fitted to judging where there is one, its prompt and its temperature."""
    fitted = writer.adapted("judge")
    if fitted is None:
        return writer, load_prompt("judge"), 1.0
    return fitted, load_prompt("judge-fitted"), adapter_config("judge").temperature


def is_sure(judgement: Judgement, question: str, language: str, embed: Embed) -> bool:
    """Whether a sentence answers so surely that it may be told before the others are judged.

    Of those that are, 5% would not have been told with all judged (docs/quality.md).

    Args:
        judgement: on the sentence.
        question: as it was judged.
        language: of the question, ISO 639-1.
        embed: gives the vector of a text, of length 1.
    """
    if min(judgement.yes, judgement.rank) <= _TOLD_AT_ONCE or judgement.unstated:
        return False
    lacking, quote = judgement.lacking, judgement.quote
    if lacking and quote.language != language:
        lacking -= said_otherwise(lacking, question, language, quote.text, quote.language, embed)
    return not lacking


def is_sure_enough(judged: Sequence[Judgement]) -> bool:
    """Whether one of the quotes that were judged first answers surely enough to look no further."""
    return max((each.yes for each in judged), default=-math.inf) > _SURE_ENOUGH


def is_settled(judged: Sequence[Judgement], left: Sequence[Prospect]) -> bool:
    """Whether the quotes that are left would hardly be told beside those that were judged.

    That is so where even at best, by what the reranker and the search say of them, they would rank
    too far behind the best of those, and where none has a name or a figure of the question that
    this one lacks. Beside one that answers surely and lacks none, hardly any that is found later is
    as sure.

    Args:
        judged: at least one.
        left: quotes that were not judged.
    """
    best = max(judged, key=lambda each: each.rank)
    sure = best.rank > _SURE_ENOUGH and not (best.lacking or best.unstated)
    most = _LIKELY_AT_BEST if sure else math.inf
    return all(
        min(each.at_best, most) + each.behind < best.rank - _CLOSE
        and best.lacking <= each.lacking
        and best.unstated <= each.unstated
        for each in left
    )


def ranked_by_copying(
    judged: Sequence[Judgement], odds_of: Callable[[Judgement], float]
) -> list[Judgement]:
    """Some judgements, best first, those close to the best by the words to copy as well.

    Where no other comes close to the best nothing is asked.

    Args:
        judged: best first, at least one.
        odds_of: log-odds that words of a quote answer (`assistant.copying`).
    """
    contend = [j for j in judged[:_MOST_COPIED] if judged[0].rank - j.rank <= _CLOSE]
    if len(contend) == 1:
        return list(judged)
    ranked = [j._replace(rank=j.rank + _COPIED_WEIGHT * odds_of(j)) for j in contend]
    behind = _COPIED_WEIGHT * MOST  # as if nothing answered in the others
    others = [j._replace(rank=j.rank - behind) for j in judged[len(contend) :]]
    return [*sorted(ranked, key=lambda j: -j.rank), *others]


def worth_telling(
    judged: Sequence[Judgement], *, general: bool = False, by_copying: bool = False
) -> list[Judgement]:
    """The best sentence, another that answers nearly as surely, and a third that is as sure.

    Where the best has one name that the question asks about and lacks another, as when it asks
    about two people, one that has that is told as well, even if it is judged to answer only a part.
    A general question is answered by what the best one's article begins with as well: there it says
    what it is about.

    Args:
        judged: best first, at least one.
        general: whether the question is about what something is or what one may do
            (`assistant.asked_for.asks_generally`).
        by_copying: whether they are `ranked_by_copying`, which asks of none where only one comes
            close.
    """
    best = judged[0]
    near, as_good = (_CLOSE_COPIED, _EQUAL_COPIED) if by_copying else (_CLOSE, _EQUAL)
    close = [j for j in judged[1:] if j.yes > _LEAST and _is_close(best, j, near)]
    equal = [j for j in close if j.yes > _SURE and j.rank >= best.rank - as_good]
    told = [best, *close[:1]]
    if close:
        told += [j for j in equal if j is not close[0]][:1]
    if best.having and not any(best.lacking - j.lacking for j in told[1:]):
        told += [j for j in judged[1:] if j.yes > _LEAST_ADDING and best.lacking - j.lacking][:1]
    if general:
        told += [j for j in judged if _opens(j, best) and j not in told][:1]
    return told


def _opens(judgement: Judgement, best: Judgement) -> bool:
    """Whether a quote is the beginning of the best one's article, and may answer."""
    quote = judgement.quote
    begins = quote.article_id == best.quote.article_id and quote.start < _OPENING
    return begins and judgement.yes > _LEAST_OPENING


def _is_close(best: Judgement, other: Judgement, near: float) -> bool:
    """Whether a quote answers nearly as surely as the best; in the same article within `near`.

    One of another article has to have one of the question's names that the best has, if any: what
    Kutcher expects stands in no quote without him. Names differ between languages, which is spared.
    """
    behind = best.rank - other.rank
    if best.quote.article_id == other.quote.article_id:
        return behind <= near
    same_language = best.quote.language == other.quote.language
    if same_language and best.having and not best.having & other.having:
        return False
    return behind <= _CLOSE_ELSEWHERE and best.yes - other.yes <= _LESS_SURE_ELSEWHERE
