"""Answering sentence by sentence, for a small model: judge each alone, then tell the best.

A quote in the question's own language is told as it stands, which nothing can falsify and costs
nothing; one in another language is rendered by the model, and the rendering is checked.
"""

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import replace

from assistant import judging
from assistant.answer import TokenUsage
from assistant.answerability import Signals, observe
from assistant.asked_for import asks_generally
from assistant.checking.names import with_capitals
from assistant.checking.numbers import numbers_in
from assistant.checking.support import Support, check_rendering
from assistant.copying import LIKELY, copied
from assistant.events import Event, StageStarted
from assistant.judging import (
    Judgement,
    Prospect,
    is_settled,
    is_sure,
    prospects,
    worth_telling,
)
from assistant.likeness import likeness
from assistant.llm.writer import Writer, writes_together
from assistant.render_drafts import find_renderings
from assistant.rendering import render
from assistant.trimming import trim
from assistant.twins import Told, are_twins, without_twins
from assistant.work import Work
from index.article import Passage
from index.searchable import SearchableArticles


def tell(
    work: Work,
    index: SearchableArticles,
    writer: Writer,
    max_tokens: int,
    worth_writing: Callable[[Signals], bool],
    shown: str = "",
    *,
    ask_all: bool = False,
) -> Generator[Event, None, list[Support]]:
    """Judge `work.evidence`, tell the best of it, and leave the signals in `work`.

    A quote that surely answers is told before the others are judged, so that the first words come
    soon, and those that would not be told beside it are not judged at all. Where the signals say
    even before writing that the articles do not answer, nothing is written.

    Args:
        work: a question with its evidence.
        index: where the evidence comes from.
        writer: the model.
        max_tokens: of one rendered sentence.
        worth_writing: whether signals speak for an answer.
        shown: what was told before, of another part of the question.
        ask_all: whether the model is also asked for signals that can change nothing, to measure
            them.
    """
    odds: dict[int, float] = {}  # that words can be copied, of the quotes asked about

    def signals_of(surest: Judgement, told: Sequence[Passage]) -> Signals:
        signals = observe(asked, work.language, surest.yes, [surest.quote], told, index.embed_query)
        if not (ask_all or _copying_decides(signals, worth_writing)):
            return signals
        if surest.number not in odds:
            odds[surest.number] = _copied(asked, work, surest.quote, writer)
        return replace(signals, copied=odds[surest.number])

    yield StageStarted(stage="read", count=len(work.evidence))
    judged: list[Judgement] = []
    at_once: Signals | None = None
    supports: dict[int, Support] = {}
    # Who types no capitals means the same names.
    asked = with_capitals(
        work.standalone, [(quote.text, quote.language) for quote in work.evidence]
    )
    candidates = prospects(asked, work.language, work.evidence, work.rerank_scores)
    verdicts = judging.judged(asked, candidates, writer)
    while (judgement := _next(work, verdicts)) is not None:
        judged.append(judgement)
        settled = _need_no_more(work, judged, candidates[len(judged) :], index)
        if at_once is None and _need_not_wait(asked, work, judgement, index, writer):
            signals = signals_of(judgement, [judgement.quote])
            if not worth_writing(signals):
                continue
            at_once = signals
            yield StageStarted(stage="write")
            _trim(work, judgement, asked, writer)
            supports[judgement.number] = yield from render(
                work, judgement.number, index, writer, max_tokens, shown
            )
            if len(judged) < len(work.evidence) and not settled:
                yield StageStarted(stage="read", count=len(work.evidence))
        if settled:
            break
    since = time.perf_counter()
    judged.sort(key=lambda each: -each.rank)
    groups = without_twins(judged, work.language, index.embed_query)
    group_of = {member.number: group for group in groups for member in group.members}
    told = worth_telling(
        [group.judgement for group in groups], general=asks_generally(work.standalone)
    )
    surest = max(judged, key=lambda each: each.yes)
    signals = signals_of(surest, [each.quote for each in told])
    more = worth_writing(signals)
    work.signals = signals if more or at_once is None else at_once
    left = [
        each
        for each in told
        if more and not any(twin.number in supports for twin in group_of[each.number].members)
    ]
    work.took("read", since)
    together = writes_together(writer)
    if left:
        yield StageStarted(stage="write")
        if together:
            for judgement in left:
                _trim(work, judgement, asked, writer)
            quotes = [work.evidence[judgement.number - 1] for judgement in left]
            yield from find_renderings(work, quotes, index, writer, max_tokens)
    for judgement in left:
        if not together:
            _trim(work, judgement, asked, writer)
        before = _before(shown, supports)
        supports[judgement.number] = yield from render(
            work, judgement.number, index, writer, max_tokens, before
        )
    yield StageStarted(stage="check")
    since = time.perf_counter()
    merged = _merged(
        [
            _with_twins(work, number, support, group_of[number], index)
            for number, support in supports.items()
        ],
        index,
    )
    work.took("check", since)
    return merged


def _before(shown: str, supports: Mapping[int, Support]) -> str:
    """What stands before the next sentence."""
    said = (support.claim.text for support in supports.values() if support.supported)
    return " ".join([shown, *said]).strip()


def _next(work: Work, verdicts: Iterator[tuple[Judgement, TokenUsage]]) -> Judgement | None:
    """The next quote's verdict, noted in `work`; None after the last."""
    since = time.perf_counter()
    judgement, usage = next(verdicts, (None, TokenUsage()))
    if judgement is not None:
        work.verdicts[judgement.number] = round(judgement.yes, 3)
    work.used("read", usage)
    work.took("read", since)
    return judgement


def _trim(work: Work, judgement: Judgement, asked: str, writer: Writer) -> None:
    since = time.perf_counter()
    trim(work, judgement.number, asked, judgement.yes, writer)
    work.took("read", since)


def _need_not_wait(
    asked: str, work: Work, judgement: Judgement, index: SearchableArticles, writer: Writer
) -> bool:
    """Whether a quote answers so surely that it need not wait for the verdicts on the others.

    One in another language does where the question's own language has none that says the same,
    and where rendering it together with the others would save nothing.
    """
    if judgement.quote.language != work.language and writes_together(writer):
        return False
    if not is_sure(judgement, asked, work.language, index.embed_query):
        return False
    own = [quote for quote in work.evidence if quote.language == work.language]
    return judgement.quote.language == work.language or not any(
        are_twins(judgement.quote, quote, index.embed_query) for quote in own
    )


def _need_no_more(
    work: Work,
    judged: Sequence[Judgement],
    left: Sequence[Prospect],
    index: SearchableArticles,
) -> bool:
    """Whether the quotes that are left need not be judged.

    All are where one of another article is alike to the best: it may say the same and be cited too,
    or say another number. And all are where what a page begins with may answer.
    """
    if not left or asks_generally(work.standalone) or not is_settled(judged, left):
        return False
    best = max(judged, key=lambda each: each.rank).quote
    return not any(
        each.quote.article_id != best.article_id
        and likeness(index.embed_query, best.text, each.quote.text) >= _ALIKE
        for each in left
    )


def _copying_decides(signals: Signals, worth_writing: Callable[[Signals], bool]) -> bool:
    """Whether it depends on what can be copied if an answer is written."""
    least, most = (worth_writing(replace(signals, copied=odds)) for odds in LIKELY)
    return least != most


def _copied(asked: str, work: Work, quote: Passage, writer: Writer) -> float:
    """Log-odds that words of a quote answer just the question, asked of the model."""
    since = time.perf_counter()
    odds, usage = copied(asked, quote, writer)
    work.used("read", usage)
    work.took("read", since)
    return odds


def _with_twins(
    work: Work, number: int, support: Support, group: Told, index: SearchableArticles
) -> Support:
    """The sentence on one quote with those of other languages that support it too."""
    if not support.supported:
        return support
    text = support.claim.text
    also = [
        twin.number
        for twin in group.members
        if twin.number != number
        and check_rendering(
            work.standalone, work.language, text, twin.number, twin.quote, index.embed_query
        ).supported
    ]
    return replace(support, cited=(*support.cited, *also))


def _merged(supports: Sequence[Support], index: SearchableArticles) -> list[Support]:
    """Sentences that say the same become one, with the quotes of both."""
    merged: list[Support] = []
    for support in supports:
        twin = next((i for i, other in enumerate(merged) if _same(support, other, index)), None)
        if twin is None:
            merged.append(support)
        elif support.supported:
            kept = merged[twin]
            merged[twin] = replace(kept, cited=(*kept.cited, *support.cited))
    return merged


_ALIKE = 0.87
"""Cosine of multilingual-e5-small from which two quotes may be about the same: those that differ in
one number lie above it (docs/quality.md)."""
_SAME = 0.97
"""Cosine of multilingual-e5-small above which two short sentences say the same."""


def _same(one: Support, other: Support, index: SearchableArticles) -> bool:
    if not (one.supported and other.supported):
        return False
    if numbers_in(one.claim.text) != numbers_in(other.claim.text):
        return False
    return likeness(index.embed_query, one.claim.text, other.claim.text) >= _SAME
