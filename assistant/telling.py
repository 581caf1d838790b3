"""Answering sentence by sentence, for a small model: judge each alone, then tell the best.

A quote in the question's own language is told as it stands, which nothing can falsify and costs
nothing; one in another language is rendered by the model, and the rendering is checked.
"""

import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import replace

from assistant.answerability import Signals, observe
from assistant.checking.numbers import numbers_in
from assistant.checking.support import Support, check_rendering
from assistant.events import Event, StageStarted
from assistant.judging import Judgement, judge, worth_telling
from assistant.likeness import likeness
from assistant.llm.writer import Writer
from assistant.rendering import render
from assistant.twins import without_twins
from assistant.work import Work
from index.article_index import ArticleIndex


def tell(
    work: Work,
    index: ArticleIndex,
    writer: Writer,
    max_tokens: int,
    worth_writing: Callable[[Signals], bool],
    shown: str = "",
) -> Generator[Event, None, list[Support]]:
    """Judge `work.evidence`, tell the best of it, and leave the signals in `work`.

    Where the signals say even before writing that the articles do not answer, nothing is written.

    Args:
        work: a question with its evidence.
        index: where the evidence comes from.
        writer: the model.
        max_tokens: of one rendered sentence.
        worth_writing: whether signals speak for an answer.
        shown: what was told before, of another part of the question.
    """
    yield StageStarted(stage="read", count=len(work.evidence))
    since = time.perf_counter()
    judged, usage = judge(work.standalone, work.language, work.evidence, writer)
    work.verdicts = {judgement.number: round(judgement.yes, 3) for judgement in judged}
    work.used("read", usage)
    work.took("read", since)
    groups = {
        group.judgement.number: group
        for group in without_twins(judged, work.language, index.embed_query)
    }
    told = worth_telling([group.judgement for group in groups.values()])
    supports: list[Support] = []
    surest = max(judged, key=lambda judgement: judgement.yes)
    work.signals = observe(
        work.standalone,
        work.language,
        surest.yes,
        [surest.quote],
        [judgement.quote for judgement in told],
    )
    if worth_writing(work.signals):
        yield StageStarted(stage="write")
        for judgement in told:
            told_so_far = [s.claim.text for s in supports if s.supported]
            before = " ".join([shown, *told_so_far]).strip()
            support = yield from render(work, judgement.number, index, writer, max_tokens, before)
            supports.append(_with_twins(work, support, groups[judgement.number].twins, index))
    yield StageStarted(stage="check")
    return _merged(supports, index)


def _with_twins(
    work: Work, support: Support, twins: Sequence[Judgement], index: ArticleIndex
) -> Support:
    """The sentence with the quotes of other languages that support it too."""
    if not support.supported:
        return support
    text = support.claim.text
    also = [
        twin.number
        for twin in twins
        if check_rendering(
            work.standalone, work.language, text, twin.number, twin.quote, index.embed_query
        ).supported
    ]
    return replace(support, cited=(*support.cited, *also))


def _merged(supports: Sequence[Support], index: ArticleIndex) -> list[Support]:
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


_SAME = 0.97
"""Cosine of multilingual-e5-small above which two short sentences say the same."""


def _same(one: Support, other: Support, index: ArticleIndex) -> bool:
    if not (one.supported and other.supported):
        return False
    if numbers_in(one.claim.text) != numbers_in(other.claim.text):
        return False
    return likeness(index.embed_query, one.claim.text, other.claim.text) >= _SAME
