"""From a question to a checked answer, in events."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from assistant.answer import Answer, Citation, Claim, Status
from assistant.answerability import Signals, calibration
from assistant.checking.coverage import other_language
from assistant.composing import compose
from assistant.conversation import Turn, standalone_question
from assistant.events import AnswerReady, Event, StageStarted
from assistant.evidence import MOST_TRANSLATED, choose, select_evidence
from assistant.llm.writer import Writer, write
from assistant.prompts import load_prompt
from assistant.replies import reply
from assistant.telling import tell
from assistant.two_languages import (
    Translation,
    language_to_search,
    rank_for_both,
    search_both,
    translate,
)
from assistant.work import Work
from index.errors import ArticleNotFoundError
from index.language import DEFAULT_QUESTION_LANGUAGE, UNDETERMINED, detect_question_language

if TYPE_CHECKING:
    from assistant.checking.support import Support
    from assistant.settings import Settings
    from index.article import Passage
    from index.article_index import ArticleIndex

_RELATED = 5


class Answering:
    """The flow from question to answer over one index with one model.

    Every stage is a function over what the stage before it gave; nothing is kept between answers.
    """

    def __init__(self, index: ArticleIndex, settings: Settings, writer: Writer) -> None:
        self._index = index
        self._settings = settings
        self._writer = writer
        self._calibration = calibration("judged" if writer.tells_chances else "composed")

    def warm(self) -> None:
        """Have the model read the fixed beginnings of the prompts."""
        begin = [{"role": "user", "content": "Question:"}]
        write(self._writer, [*load_prompt("judge").prefix(), *begin], max_tokens=1)
        found = Counter(passage.language for passage in self._index.search("warm")).most_common()
        asked = ("en", "de", "fr")
        ways = [("render", source, into) for source, _ in found for into in asked]
        ways += [("question", language, source) for source, _ in found[:1] for language in asked]
        for name, source, into in ways:
            if source != into:
                prefix = load_prompt(name, f"{source}-{into}").prefix()
                write(self._writer, [*prefix, *begin], max_tokens=1)

    def events(
        self, question: str, history: Sequence[Turn], articles: frozenset[str]
    ) -> Iterator[Event]:
        """Answer in events; see `Assistant.stream`."""
        begun = time.perf_counter()
        work = Work(question=question, language=_language(question, history))
        work.took("language", begun)
        if history:
            yield StageStarted(stage="condense")
        self._condense(work, history)
        yield StageStarted(stage="search")
        self._search(work, articles)
        yield StageStarted(stage="evidence", count=len(work.passages))
        since = time.perf_counter()
        work.evidence = self._evidence(work)
        work.took("evidence", since)
        if not work.evidence:
            yield AnswerReady(answer=self._refusal(work, begun, None, []))
            return
        most = self._settings.answer_tokens
        if self._writer.tells_chances:
            checked = yield from tell(work, self._index, self._writer, most, self._worth_writing)
        else:
            checked = yield from compose(work, self._index, self._writer, most)
        yield AnswerReady(answer=self._judge(work, checked, begun))

    def _condense(self, work: Work, history: Sequence[Turn]) -> None:
        since = time.perf_counter()
        work.standalone, draft = standalone_question(
            work.question, work.language, history, self._writer
        )
        if draft is not None:
            work.used("condense", draft.usage)
            work.took("condense", since)

    def _search(self, work: Work, articles: frozenset[str]) -> None:
        since = time.perf_counter()
        work.passages = self._index.search(
            work.standalone,
            limit=self._settings.passages,
            language=work.language,
            articles=articles,
        )
        work.took("search", since)
        into = language_to_search(work.language, work.passages)
        if into is None or not self._writer.tells_chances:
            return  # larger models are sent more evidence, and pay for each call
        since = time.perf_counter()
        translated, draft = translate(work.standalone, work.language, into, self._writer)
        work.used("translate", draft.usage)
        work.took("translate", since)
        if translated:
            since = time.perf_counter()
            work.translation = Translation(translated, into)
            work.found = search_both(
                self._index, work.passages, work.translation, self._settings.passages, articles
            )
            work.passages = work.found.passages
            work.took("search", since)

    def _evidence(self, work: Work) -> tuple[Passage, ...]:
        if work.translation is None or work.found is None:
            return select_evidence(self._index, work.standalone, work.language, work.passages)
        ranked = rank_for_both(
            self._index, work.standalone, work.language, work.translation, work.found
        )
        return choose(self._index, work.standalone, ranked, MOST_TRANSLATED)

    def _worth_writing(self, signals: Signals) -> bool:
        return self._calibration.chance(signals) >= self._settings.answer_threshold

    def _judge(self, work: Work, checked: Sequence[Support], begun: float) -> Answer:
        chance = self._calibration.chance(work.signals or Signals())
        checked = [self._unless_changed(work, support) for support in checked]
        kept = [support for support in checked if support.supported]
        if (
            not kept
            or not self._worth_writing(work.signals or Signals())
            or other_language(" ".join(s.claim.text for s in kept), work.language)
        ):
            return self._refusal(work, begun, chance, checked)
        return self._answer(work, begun, chance, checked)

    def _answer(
        self, work: Work, begun: float, chance: float, checked: Sequence[Support]
    ) -> Answer:
        numbers: dict[int, int] = {}
        claims = []
        for support in checked:
            if support.supported:
                cited = [numbers.setdefault(n, len(numbers) + 1) for n in support.cited]
                claims.append(_claim(support, tuple(sorted(cited))))
        return self._finished(
            work,
            begun,
            status=Status.ANSWERED,
            text=" ".join(_marked(claim) for claim in claims),
            claims=tuple(claims),
            dropped=tuple(_claim(s, ()) for s in checked if not s.supported),
            citations=tuple(
                self._citation(number, work.evidence[n - 1]) for n, number in numbers.items()
            ),
            confidence=chance,
        )

    def _refusal(
        self, work: Work, begun: float, chance: float | None, checked: Sequence[Support]
    ) -> Answer:
        return self._finished(
            work,
            begun,
            status=Status.NOT_FOUND,
            text=reply("not_found", work.language),
            dropped=tuple(_claim(support, ()) for support in checked),
            confidence=chance,
        )

    def _finished(self, work: Work, begun: float, **fields: object) -> Answer:
        work.took("total", begun)
        return Answer.model_validate(
            {
                "question": work.question,
                "standalone_question": work.standalone,
                "language": work.language,
                "related": work.passages[:_RELATED],
                "timings": {stage: round(s, 4) for stage, s in work.timings.items()},
                "usage": work.usage,
                "signals": asdict(work.signals) if work.signals else {},
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
                return replace(support, supported=False, note="the article has just changed")
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
        )


def _claim(support: Support, citations: tuple[int, ...]) -> Claim:
    return Claim(
        text=support.claim.text,
        citations=citations,
        supported=support.supported,
        score=round(max(0.0, min(1.0, support.score)), 4),
        note=support.note,
    )


def _marked(claim: Claim) -> str:
    """The claim with its markers before the full stop, as in `It closed in March [1][2].`."""
    markers = "".join(f"[{number}]" for number in claim.citations)
    end = re.search(r"[.!?…。！？]*$", claim.text)
    cut = end.start() if end else len(claim.text)
    if re.search(r"[.!?…][\"'”“»)]+$", claim.text):  # a quotation with its own full stop
        return f"{claim.text} {markers}"
    return f"{claim.text[:cut].rstrip()} {markers}{claim.text[cut:] or '.'}"


def _language(question: str, history: Sequence[Turn]) -> str:
    """The question's language, or where it has hardly any words, that of the conversation."""
    earlier = detect_question_language(history[-1].question) if history else None
    found = detect_question_language(question, hint=earlier)
    return DEFAULT_QUESTION_LANGUAGE if found == UNDETERMINED else found
