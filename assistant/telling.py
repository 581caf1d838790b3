"""Answering sentence by sentence, for a small model: judge each alone, then tell the best.

A quote in the question's own language is told as it stands, which nothing can falsify and costs
nothing; one in another language is rendered by the model, and the rendering is checked.
"""

import re
import time
from collections.abc import Callable, Generator, Sequence

from assistant.answerability import Signals
from assistant.asked_for import holds_kind
from assistant.checking.coverage import share_named
from assistant.checking.numbers import numbers_in, with_whole_numbers
from assistant.checking.support import Support, check_rendering
from assistant.drafting import render_messages
from assistant.events import Event, StageStarted, TextDelta
from assistant.evidence import one_line
from assistant.judging import Judgement, judge, worth_telling
from assistant.llm.writer import Draft, Writer
from assistant.work import Work
from index.article_index import ArticleIndex


def tell(
    work: Work,
    index: ArticleIndex,
    writer: Writer,
    max_tokens: int,
    worth_writing: Callable[[Signals], bool],
) -> Generator[Event, None, list[Support]]:
    """Judge `work.evidence`, tell the best of it, and leave the signals in `work`.

    Where the signals say even before writing that the articles do not answer, nothing is written.
    """
    yield StageStarted(stage="read", count=len(work.evidence))
    since = time.perf_counter()
    judged, usage = judge(work.standalone, work.language, work.evidence, writer)
    work.used("read", usage)
    work.took("read", since)
    told = worth_telling(judged)
    supports: list[Support] = []
    work.signals = _signals(work, judged, told, supports)
    if worth_writing(work.signals):
        yield StageStarted(stage="write")
        for judgement in told:
            text = yield from _text(work, judgement, writer, max_tokens, first=not supports)
            supports.append(
                check_rendering(
                    work.standalone, work.language, text, judgement.number, judgement.quote
                )
            )
    yield StageStarted(stage="check")
    supports = _merged(supports, index)
    work.signals = _signals(work, judged, told, supports)
    return supports


def _text(
    work: Work, judgement: Judgement, writer: Writer, max_tokens: int, *, first: bool
) -> Generator[Event, None, str]:
    since = time.perf_counter()
    if judgement.quote.language == work.language:
        text = _as_sentence(judgement.quote.text)
        if first:
            work.took("first_token", since)
        yield TextDelta(text=text if first else f" {text}")
        return text
    pieces = writer.stream(
        render_messages(work.standalone, work.language, judgement.quote), max_tokens=max_tokens
    )
    text = ""
    try:
        while True:
            piece = next(pieces)
            if not text:
                piece = piece.lstrip()
                if first and piece:
                    work.took("first_token", since)
                yield TextDelta(text=piece if first else f" {piece}")
            elif piece:
                yield TextDelta(text=piece)
            text += piece
    except StopIteration as end:
        draft: Draft = end.value
        work.used("write", draft.usage)
    finally:
        pieces.close()
    work.took("write", since)
    return with_whole_numbers(_as_sentence(text), judgement.quote.text)


def _merged(supports: Sequence[Support], index: ArticleIndex) -> list[Support]:
    """Sentences that say the same become one, with the quotes of both."""
    merged: list[Support] = []
    for support in supports:
        twin = next((i for i, other in enumerate(merged) if _same(support, other, index)), None)
        if twin is None:
            merged.append(support)
        elif support.supported:
            kept = merged[twin]
            merged[twin] = Support(
                kept.claim, kept.supported, (*kept.cited, *support.cited), kept.score, kept.note
            )
    return merged


_SAME = 0.97
"""Cosine of multilingual-e5-small above which two short sentences say the same."""


def _same(one: Support, other: Support, index: ArticleIndex) -> bool:
    if not (one.supported and other.supported):
        return False
    if numbers_in(one.claim.text) != numbers_in(other.claim.text):
        return False
    first, second = index.embed_query(one.claim.text), index.embed_query(other.claim.text)
    return sum(a * b for a, b in zip(first, second, strict=True)) >= _SAME


def _signals(
    work: Work, judged: Sequence[Judgement], told: Sequence[Judgement], supports: Sequence[Support]
) -> Signals:
    verdicts = sorted((j.yes for j in judged), reverse=True)
    quotes = [j.quote for j in told]
    return Signals(
        best=verdicts[0],
        second=verdicts[1] if len(verdicts) > 1 else verdicts[0],
        top=max(quote.score for quote in work.evidence),
        named=share_named(work.standalone, work.language, quotes),
        fitting=float(
            any(holds_kind(work.standalone, quote.text, quote.language) for quote in quotes)
        ),
        dropped=sum(not s.supported for s in supports) / len(supports) if supports else 0.0,
    )


def _as_sentence(text: str) -> str:
    """One line that ends like a sentence."""
    line = re.sub(r"\s*\[\d+\]", "", one_line(text.strip()))
    return line if re.search(r"[.!?…][\"'”“»)]*$", line) else f"{line.rstrip(' ,;:')}."
