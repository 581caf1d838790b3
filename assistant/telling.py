"""Answering sentence by sentence, for a small model: judge each alone, then tell the best.

A quote in the question's own language is told as it stands, which nothing can falsify and costs
nothing; one in another language is rendered by the model, the rendering is checked, and the
quote's own words that answer stand beside it, or in its stead where none will do.
"""

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import replace

from assistant import judging
from assistant.answer import TokenUsage
from assistant.answerability import Signals, observe
from assistant.article_language import article_language
from assistant.asked_for import asks_generally
from assistant.checking.names import with_capitals
from assistant.checking.particulars import same_particulars
from assistant.checking.support import Support, check_rendering
from assistant.copying import LIKELY, copied, copied_words
from assistant.events import Event, StageStarted
from assistant.glossing import gloss
from assistant.judging import (
    Judgement,
    Prospect,
    is_settled,
    is_sure,
    is_sure_enough,
    prospects,
    ranked_by_copying,
    worth_telling,
)
from assistant.likeness import likeness
from assistant.llm.writer import Writer, writes_together
from assistant.own_words import in_own_words, with_own_words
from assistant.render_drafts import find_renderings
from assistant.rendering import render
from assistant.trimming import trim
from assistant.twins import Told, are_twins, without_twins
from assistant.work import Work
from index.article import Passage
from index.searchable import SearchableArticles


class Telling:
    """Judges the evidence of a question and tells the best of it.

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

    def __init__(
        self,
        work: Work,
        index: SearchableArticles,
        writer: Writer,
        max_tokens: int,
        worth_writing: Callable[[Signals], bool],
        shown: str,
        *,
        ask_all: bool,
    ) -> None:
        self._work = work
        self._index = index
        self._writer = writer
        self._copier = writer.adapted("copy")
        self._max_tokens = max_tokens
        self._worth_writing = worth_writing
        self._shown = shown
        self._ask_all = ask_all
        # Who types no capitals means the same names.
        self._asked = with_capitals(
            article_language(work.standalone)[0],
            [(quote.text, quote.language) for quote in work.evidence],
        )
        self._odds: dict[int, float] = {}  # that words can be copied, of the quotes asked about
        self._judged: list[Judgement] = []
        self._at_once: Signals | None = None  # where something was told before all was judged
        self._supports: dict[int, Support] = {}

    def run(self) -> Generator[Event, None, list[Support]]:
        """Do it, and leave the signals in the work; the sentences are returned as checked."""
        yield from self._judge()
        work, index = self._work, self._index
        since = time.perf_counter()
        judged = sorted(self._judged, key=lambda each: -each.rank)
        groups = without_twins(judged, work.language, index.embed_query)
        group_of = {member.number: group for group in groups for member in group.members}
        work.took("read", since)
        surest = max(judged, key=lambda each: each.yes)
        told = worth_telling(
            self._ranked([group.judgement for group in groups], surest),
            general=asks_generally(work.standalone),
            by_copying=self._copier is not None,
        )
        signals = self._signals(surest, [each.quote for each in told])
        more = self._worth_writing(signals)
        work.signals = signals if more or self._at_once is None else self._at_once
        left = [
            each
            for each in told
            if more
            and not any(twin.number in self._supports for twin in group_of[each.number].members)
        ]
        yield from self._tell_more(left)
        yield StageStarted(stage="check")
        since = time.perf_counter()
        merged = _merged(
            [
                _with_twins(work, number, support, group_of[number], index)
                for number, support in self._supports.items()
            ],
            work.language,
            index,
        )
        work.took("check", since)
        copier, wording = self._copier, self._writer.adapted("words")
        if copier is None or wording is None:
            return merged
        return list(self._in_own_words(merged, copier, wording))

    def _in_own_words(
        self, merged: Sequence[Support], copier: Writer, wording: Writer
    ) -> Iterator[Support]:
        """The sentences with the words of their quotes that answer, or those in their stead."""
        judged = {each.number: each for each in self._judged}

        def odds_of(number: int) -> float:
            return self._copied(judged[number], copier)

        def words_of(number: int) -> str:
            return self._words(judged[number], wording)

        def meaning_of(number: int, words: str) -> str:
            return gloss(self._work, number, words, self._writer, self._index.embed_query)

        best = next(iter(self._supports), 0)
        told = [support for support in merged if support.supported]
        for support in merged:
            instead = in_own_words(
                self._work, support, told, odds_of, words_of, meaning_of,
                best=support.claim.numbers == (best,),
            )  # fmt: skip
            if instead is not None:
                self._work.stands()
                told.append(instead)
                yield instead
            yield with_own_words(self._work, support, told, odds_of, words_of, meaning_of)

    def _judge(self) -> Generator[Event, None, None]:
        """Judge quotes until the others would not be told, and tell one that answers surely."""
        work = self._work
        candidates = prospects(self._asked, work.language, work.evidence, work.rerank_scores)
        yield from self._judge_some(candidates[: work.first], before=0)
        if candidates[work.first :] and not is_sure_enough(self._judged):
            yield from self._judge_some(candidates[work.first :], before=work.first)

    def _judge_some(
        self, candidates: Sequence[Prospect], *, before: int
    ) -> Generator[Event, None, None]:
        """Judge some of the quotes; `before` stand before them in the evidence."""
        work = self._work
        yield StageStarted(stage="read", count=len(candidates))
        verdicts = judging.judged(self._asked, candidates, self._writer, before=before)
        while (judgement := _next(work, verdicts)) is not None:
            self._judged.append(judgement)
            left = candidates[len(self._judged) - before :]
            settled = _need_no_more(work, self._judged, left, self._index)
            if self._at_once is None and (signals := self._signals_at_once(judgement)):
                self._at_once = signals
                yield StageStarted(stage="write")
                _trim(work, judgement, self._asked, self._writer)
                yield from self._render(judgement)
                if left and not settled:
                    yield StageStarted(stage="read", count=len(candidates))
            if settled:
                break

    def _signals_at_once(self, judgement: Judgement) -> Signals | None:
        """The signals of a quote that need not wait for the others; None where it has to."""
        if not _need_not_wait(self._asked, self._work, judgement, self._index, self._writer):
            return None
        signals = self._signals(judgement, [judgement.quote])
        return signals if self._worth_writing(signals) else None

    def _signals(self, surest: Judgement, told: Sequence[Passage]) -> Signals:
        """The signals of what is known, with what can be copied where it could decide."""
        since = time.perf_counter()
        work, embed = self._work, self._index.embed_query
        signals = observe(self._asked, work.language, surest.yes, [surest.quote], told, embed)
        work.took("read", since)
        copier = self._copier
        known = surest.number in self._odds or self._ask_all
        if copier and (known or _copying_decides(signals, self._worth_writing)):
            return replace(signals, copied=self._copied(surest, copier))
        return signals

    def _ranked(self, judged: list[Judgement], surest: Judgement) -> list[Judgement]:
        """Some judgements, best first, by copying too, unless nothing will be told of them."""
        copier = self._copier
        if copier is None or not (self._ask_all or self._may_be_worth_writing(surest)):
            return judged
        return ranked_by_copying(judged, lambda each: self._copied(each, copier))

    def _may_be_worth_writing(self, surest: Judgement) -> bool:
        """Whether an answer would be written if a quote held the kind of thing asked for."""
        signals = self._signals(surest, [surest.quote])
        return self._worth_writing(replace(signals, fitting=1.0))

    def _copied(self, judgement: Judgement, copier: Writer) -> float:
        """Log-odds that words of a quote answer just the question; each is asked about once."""
        if judgement.number not in self._odds:
            since = time.perf_counter()
            odds, usage = copied(self._asked, judgement.quote, copier)
            self._work.used("read", usage)
            self._work.took("read", since)
            self._odds[judgement.number] = odds
        return self._odds[judgement.number]

    def _words(self, judgement: Judgement, wording: Writer) -> str:
        """The words of a quote that answer just the question, if there are any."""
        since = time.perf_counter()
        words, usage = copied_words(self._asked, judgement.quote, wording)
        self._work.used("write", usage)
        self._work.took("write", since)
        return words

    def _tell_more(self, left: Sequence[Judgement]) -> Generator[Event, None, None]:
        """Tell what was not told at once, several at a time where the model can."""
        if not left:
            return
        work = self._work
        yield StageStarted(stage="write")
        together = writes_together(self._writer)
        if together:
            for judgement in left:
                _trim(work, judgement, self._asked, self._writer)
            quotes = [work.evidence[judgement.number - 1] for judgement in left]
            yield from find_renderings(work, quotes, self._index, self._writer, self._max_tokens)
        for judgement in left:
            if not together:
                _trim(work, judgement, self._asked, self._writer)
            yield from self._render(judgement)

    def _render(self, judgement: Judgement) -> Generator[Event, None, None]:
        before = _before(self._shown, self._supports)
        self._supports[judgement.number] = yield from render(
            self._work, judgement.number, self._index, self._writer, self._max_tokens, before,
            self._asked,
        )  # fmt: skip


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


def _merged(supports: Sequence[Support], language: str, index: SearchableArticles) -> list[Support]:
    """Sentences that say the same become one, with the quotes of both."""
    merged: list[Support] = []
    for support in supports:
        twin = next(
            (i for i, other in enumerate(merged) if _same(support, other, language, index)), None
        )
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


def _same(one: Support, other: Support, language: str, index: SearchableArticles) -> bool:
    said, also = one.claim.text, other.claim.text
    return (
        one.supported
        and other.supported
        and same_particulars(said, also, language)
        and likeness(index.embed_query, said, also) >= _SAME
    )
