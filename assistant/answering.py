"""From a question to a checked answer, in events."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant import copying, judging
from assistant.answer import Answer, Citation, Claim, Status
from assistant.answerability import Signals, Way, calibration
from assistant.article_language import article_language
from assistant.checking import notes
from assistant.checking.coverage import other_language
from assistant.checking.disagreement import disagree
from assistant.composing import compose
from assistant.conversation import Turn, question_language, standalone_question
from assistant.decomposition import decompose, join
from assistant.drafting import language_name
from assistant.events import AnswerReady, Event, StageStarted
from assistant.gathering import find_evidence, search
from assistant.known_renderings import KnownRenderings
from assistant.llm.writer import Writer, write, writes_together
from assistant.markers import before_full_stop
from assistant.prompts import load_prompt
from assistant.render_drafts import FITTED, translation
from assistant.replies import quoted, reply
from assistant.reranker.engine import reranker
from assistant.small_talk import is_no_question
from assistant.telling import Telling
from assistant.work import Work
from index.errors import ArticleNotFoundError

if TYPE_CHECKING:
    from assistant.checking.support import Support
    from assistant.settings import Settings
    from index.article import Passage
    from index.searchable import SearchableArticles

_RELATED = 5
_ASKED = ("en", "de", "fr")
"""Languages that questions are expected in: the prompts for these are read ahead."""
_WARM = "warm"
_LIKELIEST = 10  # passages whose languages are those that quotes are likely to be in
_MOST_AHEAD = 100
"""Passages of an index whose sentences are embedded ahead; about ten take two seconds."""


class Answering:
    """The flow from question to answer over one index with one model.

    Every stage is a function over what the stage before it gave; nothing is kept between answers,
    but that there was one, and renderings of quotes.
    """

    def __init__(self, index: SearchableArticles, settings: Settings, writer: Writer) -> None:
        self._index = index
        self._settings = settings
        self._writer = writer
        self._asked = threading.Event()
        self._known_renderings = KnownRenderings()
        self._calibration = calibration(way_of(writer))

    def over(self, index: SearchableArticles) -> Answering:
        """The same with the same model, over another index or what somebody sees of one."""
        other = copy(self)
        other._index = index
        return other

    def warm(self) -> None:
        """Do ahead what the first questions would wait for, until one is asked.

        The model reads the fixed beginnings of the prompts, and the sentences of a small index are
        embedded. A question that comes meanwhile does what it needs of it itself, sooner than it
        would with the rest done beside it.
        """
        begin = [{"role": "user", "content": "Question:"}]
        if self._writer.tells_chances:
            reranker()
            judging.make_ready(self._writer)
            for copier in (self._writer.adapted("copy"), self._writer.adapted("words")):
                if copier is not None:
                    copying.make_ready(copier)
        passages = self._index.search(_WARM, limit=_MOST_AHEAD + 1)
        self._embed_sentences(passages)
        for name, variant in self._prompts(passages):
            if not self._asked.is_set():
                into = language_name(variant.rpartition("-")[2])
                prefix = load_prompt(name, variant).prefix(language_name=into)
                write(self._writer, [*prefix, *begin], max_tokens=1)

    def _prompts(self, passages: Sequence[Passage]) -> list[tuple[str, str]]:
        """Names and languages of the prompts that questions about some passages may need."""
        condensing = [("condense", language) for language in _ASKED]
        if not self._writer.tells_chances:
            return [*(("answer", language) for language in _ASKED), *condensing]
        languages = Counter(passage.language for passage in passages[:_LIKELIEST]).most_common()
        if self._writer.adapted("render") is None:
            ways = [("render", source, into) for source, _ in languages for into in _ASKED]
            ways += [("render", "", "en"), ("render", "en", "fr")]  # second ways to render a quote
        elif not writes_together(self._writer):  # second ways, by way of English
            ways = [("render", source, "en") for source, _ in languages]
            ways += [("render", "en", into) for into in _ASKED]
        else:
            ways = [("render", source, "en") for source, _ in languages if source not in FITTED]
        directed = [(name, f"{one}-{other}") for name, one, other in ways if one != other]
        return [("decompose", ""), *directed, *condensing]

    def _embed_sentences(self, passages: Sequence[Passage]) -> None:
        """Have the sentences of all passages embedded, where these are all of a small index."""
        if len(passages) > _MOST_AHEAD:
            return
        for passage in passages:
            if not self._asked.is_set():
                self._index.rank_sentences(_WARM, passage.language, [passage])

    def translation(self, quote: str, language: str, into: str) -> Generator[Event, None, None]:
        """A quote in another language; see `assistant.render_drafts.translation`."""
        return translation(quote, language, into, self._writer)

    def events(
        self, question: str, history: Sequence[Turn], articles: frozenset[str]
    ) -> Generator[Event, None, None]:
        """Answer in events; see `Assistant.stream`."""
        self._asked.set()
        begun = time.perf_counter()
        work = Work(
            question,
            question_language(question, history, self._index),
            known_renderings=self._known_renderings,
            begun=begun,
        )
        work.took("language", begun)
        try:
            yield from self._stages(work, history, articles)
        finally:
            work.trace.end({"language": work.language, "passages": len(work.passages)})

    def _stages(
        self, work: Work, history: Sequence[Turn], articles: frozenset[str]
    ) -> Iterator[Event]:
        if is_no_question(work.question):
            text = reply("no_question", work.language)
            yield AnswerReady(answer=self._finished(work, status=Status.NOT_FOUND, text=text))
            return
        if history:
            yield StageStarted(stage="condense")
        self._condense(work, history)
        _, work.article_language = article_language(work.standalone)
        parts = self._parts(work)
        yield StageStarted(stage="search")
        for part in parts:
            search(part, self._index, self._settings.passages, articles)
        yield StageStarted(stage="evidence", count=sum(len(part.passages) for part in parts))
        for part in parts:
            find_evidence(part, self._index, self._writer)
        for part in parts:
            if part.evidence:
                said = [s.claim.text for other in parts for s in other.checked if s.supported]
                part.checked = yield from self._checked(part, " ".join(said))
        yield AnswerReady(answer=self._judge(work, parts))

    def _checked(self, part: Work, shown: str) -> Generator[Event, None, list[Support]]:
        most = self._settings.answer_tokens
        if not self._writer.tells_chances:
            return (yield from compose(part, self._index, self._writer, most))
        # A threshold that nothing or all is above is for measuring.
        ask_all = self._settings.answer_threshold in (0.0, 1.0)
        telling = Telling(
            part,
            self._index,
            self._writer,
            most,
            worth_writing=self._worth_writing,
            shown=shown,
            ask_all=ask_all,
        )
        return (yield from telling.run())

    def _parts(self, work: Work) -> list[Work]:
        """The single questions that are answered each for itself; the question, if it is one."""
        if not self._writer.tells_chances:
            return [work]
        since = time.perf_counter()
        questions, draft = decompose(work.standalone, work.language, self._writer)
        if draft is not None:
            work.used("decompose", draft.usage)
            work.took("decompose", since)
        return [work] if len(questions) == 1 else [work.part(question) for question in questions]

    def _condense(self, work: Work, history: Sequence[Turn]) -> None:
        since = time.perf_counter()
        work.standalone, draft = standalone_question(
            work.question, work.language, history, self._writer
        )
        if draft is not None:
            work.used("condense", draft.usage)
            work.took("condense", since)

    def _worth_writing(self, signals: Signals) -> bool:
        return self._calibration.chance(signals) >= self._settings.answer_threshold

    def _judge(self, work: Work, parts: Sequence[Work]) -> Answer:
        since = time.perf_counter()
        for part in parts:
            part.checked = [self._unless_changed(part, support) for support in part.checked]
        answered = [part for part in parts if self._is_answered(part)]
        if parts[0] is not work:
            join(work, parts, answered)
        found = self._answer(work) if answered else self._refusal(work)
        work.took("check", since)
        return self._finished(work, **found)

    def _is_answered(self, part: Work) -> bool:
        kept = [support for support in part.checked if support.supported]
        written = [each.claim.text for each in kept if each.note != notes.OWN_WORDS]
        return (
            bool(kept)
            and self._worth_writing(part.signals or Signals())
            and not other_language(" ".join(written), part.language)
        )

    def _answer(self, work: Work) -> dict[str, object]:
        numbers: dict[int, int] = {}
        told = [support for support in work.checked if support.supported]
        for support in told:
            for number in support.cited:
                numbers.setdefault(number, len(numbers) + 1)
        claims = [
            _claim(
                support,
                _numbered(support, numbers),
                self._disputed_by(work, support, told, numbers),
                self._translates(work, support, numbers),
            )
            for support in told
        ]
        return {
            "status": Status.ANSWERED,
            "text": " ".join(
                [
                    *(_marked(claim, work.language) for claim in claims),
                    *_differences(work, claims),
                    *self._unanswered(work),
                ]
            ),
            "claims": tuple(claims),
            "dropped": tuple(_claim(s, ()) for s in work.checked if not s.supported),
            "citations": tuple(
                self._citation(number, work.evidence[n - 1]) for n, number in numbers.items()
            ),
        }

    def _disputed_by(
        self, work: Work, support: Support, told: Sequence[Support], numbers: dict[int, int]
    ) -> tuple[int, ...]:
        """Numbers of the citations of other articles whose sentences contradict this one."""
        said, embed = support.claim.text, self._index.embed_query
        return tuple(
            number
            for other in told
            if not _articles(work, support) & _articles(work, other)
            and disagree(said, other.claim.text, work.language, work.standalone, embed)
            for number in _numbered(other, numbers)
        )

    def _translates(self, work: Work, support: Support, numbers: dict[int, int]) -> int | None:
        """Number of the citation that a sentence is a rendering of: of the first that it cites."""
        first = support.cited[0]
        if not self._writer.tells_chances or support.note == notes.OWN_WORDS:
            return None
        if work.evidence[first - 1].language == work.language:
            return None
        return numbers[first]

    def _unanswered(self, work: Work) -> list[str]:
        return [f"{reply('unanswered', work.language)} {part}" for part in work.unanswered]

    def _refusal(self, work: Work) -> dict[str, object]:
        return {
            "status": Status.NOT_FOUND,
            "text": reply("not_found", work.language),
            "dropped": tuple(_claim(support, ()) for support in work.checked),
        }

    def _finished(self, work: Work, **fields: object) -> Answer:
        work.timings["total"] = time.perf_counter() - work.begun
        return Answer.model_validate(
            {
                "question": work.question,
                "standalone_question": work.standalone,
                "language": work.language,
                "unanswered": work.unanswered,
                "evidence": [
                    {**quote.model_dump(), "verdict": work.verdicts.get(number)}
                    for number, quote in enumerate(work.evidence, start=1)
                ],
                "related": work.passages[:_RELATED],
                "timings": {stage: round(s, 4) for stage, s in work.timings.items()},
                "usage": work.usage,
                "confidence": self._calibration.chance(work.signals) if work.signals else None,
                "signals": work.signals.known() if work.signals else {},
                "model": self._writer.name,
                **fields,
            }
        )

    def _unless_changed(self, work: Work, support: Support) -> Support:
        """The support, withdrawn where an article that it cites has changed in the meantime."""
        for number in support.cited:
            quote = work.evidence[number - 1]
            try:
                text = self._index.get(quote.article_id).text
            except ArticleNotFoundError:
                text = ""
            if text[quote.start : quote.end] != quote.text:
                return replace(support, supported=False, note=notes.CHANGED)
        return support

    def _citation(self, number: int, quote: Passage) -> Citation:
        article = self._index.get(quote.article_id)
        return Citation(
            number=number,
            article_id=article.id,
            title=article.title,
            path=article.path,
            language=quote.language,
            quote=quote.text,
            start=quote.start,
            end=quote.end,
            published=article.published,
            author=article.author,
            page=article.page_of(quote.start),
        )


def _numbered(support: Support, numbers: dict[int, int]) -> tuple[int, ...]:
    return tuple(sorted(numbers[number] for number in support.cited))


def _articles(work: Work, support: Support) -> set[str]:
    return {work.evidence[number - 1].article_id for number in support.cited}


def _differences(work: Work, claims: Sequence[Claim]) -> list[str]:
    """A sentence that names the citations which contradict each other, if any do."""
    differing = sorted({n for claim in claims if claim.disputed_by for n in claim.citations})
    markers = "".join(f"[{number}]" for number in differing)
    return [f"{reply('disagree', work.language)} {markers}."] if differing else []


def _claim(
    support: Support,
    citations: tuple[int, ...],
    disputed_by: tuple[int, ...] = (),
    translates: int | None = None,
) -> Claim:
    return Claim(
        text=support.claim.text,
        citations=citations,
        supported=support.supported,
        score=round(max(0.0, min(1.0, support.score)), 4),
        words=support.words,
        meaning=support.meaning,
        note=support.note,
        disputed_by=disputed_by,
        translates=translates,
    )


def _marked(claim: Claim, language: str) -> str:
    """The claim with its markers before the full stop, as in `It closed in March [1][2].`."""
    meaning = f" = {claim.meaning}" if claim.meaning else ""
    words = f" ({quoted(claim.words, language)}{meaning})" if claim.words else ""
    markers = "".join(f"[{number}]" for number in claim.citations)
    return before_full_stop(claim.text, f"{words} {markers}")


def way_of(writer: Writer) -> Way:
    """How answers come about with a model."""
    if not writer.tells_chances:
        return "composed"
    return "judged" if writer.adapted("judge") is None else "fitted"
