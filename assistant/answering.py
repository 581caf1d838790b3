"""From a question to a checked answer, in events."""

from __future__ import annotations

import re
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from assistant.answer import Answer, Citation, Claim, Status, TokenUsage
from assistant.answerability import Signals, calibration
from assistant.checking.names import names_in, unsupported_names
from assistant.checking.numbers import numbers_in
from assistant.checking.support import Support, check_claims
from assistant.conversation import Turn, standalone_question
from assistant.drafting import (
    answer_grammar,
    answer_messages,
    language_name,
    parse_draft,
)
from assistant.events import AnswerReady, Event, StageStarted, TextDelta
from assistant.evidence import select_evidence
from assistant.llm.writer import Draft, Writer, log_odds, write
from assistant.markers import MarkerFilter
from assistant.prompts import load_prompt
from assistant.replies import reply
from index.language import detect_language, detect_question_language

if TYPE_CHECKING:
    from assistant.settings import Settings
    from index.article import Passage
    from index.article_index import ArticleIndex

_RELATED = 5
_SHORTEST_TO_TELL = 25  # characters; below it the language of an answer can't be told
_YES = ("yes", "ja", "oui")
_NO = ("no", "nein", "non")


@dataclass
class _Work:
    """One answer in the making: what the stages hand on, and what they cost."""

    question: str
    language: str
    standalone: str = ""
    passages: tuple[Passage, ...] = ()
    evidence: tuple[Passage, ...] = ()
    signals: Signals | None = None
    timings: dict[str, float] = field(default_factory=dict)
    usage: dict[str, TokenUsage] = field(default_factory=dict)

    def took(self, stage: str, since: float) -> None:
        """Add the time since `since` to a stage."""
        self.timings[stage] = self.timings.get(stage, 0.0) + time.perf_counter() - since

    def used(self, stage: str, draft: Draft) -> None:
        """Add a draft's tokens to a stage."""
        before, more = self.usage.get(stage, TokenUsage()), draft.usage
        self.usage[stage] = TokenUsage(
            read=before.read + more.read,
            cached=before.cached + more.cached,
            written=before.written + more.written,
        )


class Answering:
    """The flow from question to answer over one index with one model.

    Every stage is a function over what the stage before it gave; nothing is kept between answers.
    """

    def __init__(self, index: ArticleIndex, settings: Settings, writer: Writer) -> None:
        self._index = index
        self._settings = settings
        self._writer = writer

    def warm(self) -> None:
        """Have the model read the fixed beginnings of the prompts, one per language."""
        for language in ("en", "de", "fr"):
            prefix = load_prompt("answer", language).prefix()
            write(self._writer, [*prefix, {"role": "user", "content": "[1]"}], max_tokens=1)
        self._index.embed_query("warm")

    def events(
        self, question: str, history: Sequence[Turn], articles: frozenset[str]
    ) -> Iterator[Event]:
        """Answer in events; see `Assistant.stream`."""
        begun = time.perf_counter()
        work = _Work(question=question, language=detect_question_language(question))
        work.took("language", begun)
        if history:
            yield StageStarted(stage="condense")
        self._condense(work, history)
        yield StageStarted(stage="search")
        self._search(work, articles)
        yield StageStarted(stage="evidence", count=len(work.passages))
        since = time.perf_counter()
        work.evidence = select_evidence(self._index, work.standalone, work.language, work.passages)
        work.took("evidence", since)
        if not work.evidence:
            yield AnswerReady(answer=self._refusal(work, begun, None, []))
            return
        yield StageStarted(stage="read", count=len(work.evidence))
        draft = yield from self._draft(work)
        yield StageStarted(stage="check")
        yield AnswerReady(answer=self._judge(work, draft, begun))

    def _condense(self, work: _Work, history: Sequence[Turn]) -> None:
        since = time.perf_counter()
        work.standalone, draft = standalone_question(
            work.question, work.language, history, self._writer
        )
        if draft is not None:
            work.used("condense", draft)
            work.took("condense", since)

    def _search(self, work: _Work, articles: frozenset[str]) -> None:
        since = time.perf_counter()
        work.passages = self._index.search(
            work.standalone,
            limit=self._settings.passages,
            language=work.language,
            articles=articles,
        )
        work.took("search", since)

    def _draft(self, work: _Work) -> Generator[Event, None, Draft]:
        since = time.perf_counter()
        markers = MarkerFilter(known=range(1, len(work.evidence) + 1))
        pieces = self._writer.stream(
            answer_messages(work.standalone, work.language, work.evidence),
            max_tokens=self._settings.answer_tokens,
            grammar=answer_grammar(work.evidence),
        )
        begun = False
        try:
            while True:
                text = markers.feed(next(pieces))
                if not text.strip() and not begun:
                    continue
                if not begun:
                    begun = True
                    work.took("first_token", since)
                    yield StageStarted(stage="write")
                    text = text.lstrip()
                if text:
                    yield TextDelta(text=text)
        except StopIteration as end:
            draft: Draft = end.value
        finally:
            pieces.close()
        work.used("write", draft)
        work.took("write", since)
        return self._in_language(work, draft)

    def _in_language(self, work: _Work, draft: Draft) -> Draft:
        """The draft, asked for once more where it came in another language than the question."""
        claims = parse_draft(draft.text, work.language, work.evidence)
        text = " ".join(claim.text for claim in claims)
        if not claims or not _other_language(text, work.language):
            return draft
        since = time.perf_counter()
        again = write(
            self._writer,
            [
                *answer_messages(work.standalone, work.language, work.evidence),
                {"role": "assistant", "content": draft.text},
                *load_prompt("language").messages(language_name=language_name(work.language)),
            ],
            max_tokens=self._settings.answer_tokens,
        )
        work.used("translate", again)
        work.took("translate", since)
        numbers = ", ".join(str(number) for number in claims[0].numbers)
        marked = f"[{numbers}] " if numbers else ""
        return Draft(
            text=marked + again.text.strip(),
            first_token=draft.first_token,
            mean_logprob=draft.mean_logprob,
        )

    def _judge(self, work: _Work, draft: Draft, begun: float) -> Answer:
        since = time.perf_counter()
        claims = parse_draft(draft.text, work.language, work.evidence)
        checked = check_claims(
            work.standalone, work.language, claims, work.evidence, self._index.embed_texts
        )
        work.signals = self._signals(work, draft, checked)
        chance = calibration().chance(work.signals)
        work.took("check", since)
        kept = [support for support in checked if support.supported]
        if (
            not kept
            or chance < self._settings.answer_threshold
            or _other_language(" ".join(s.claim.text for s in kept), work.language)
        ):
            return self._refusal(work, begun, chance, checked)
        return self._answer(work, begun, chance, checked)

    def _signals(self, work: _Work, draft: Draft, checked: Sequence[Support]) -> Signals:
        scores = [quote.score for quote in work.evidence]
        rest = scores[1:] or scores
        quotes = {n: work.evidence[n - 1] for support in checked for n in support.cited}
        return Signals(
            top=scores[0],
            margin=scores[0] - sum(rest) / len(rest),
            yes=self._yes(work, draft) if checked else 0.0,
            fluency=draft.mean_logprob or 0.0,
            support=sum(s.score for s in checked) / len(checked) if checked else 0.0,
            named=_named(work, list(quotes.values())),
            dropped=sum(not s.supported for s in checked) / len(checked) if checked else 1.0,
        )

    def _yes(self, work: _Work, draft: Draft) -> float:
        """Log-odds that the model stands by its draft; reads only one short message anew."""
        verdict = write(
            self._writer,
            [
                *answer_messages(work.standalone, work.language, work.evidence),
                {"role": "assistant", "content": draft.text},
                *load_prompt("check").messages(),
            ],
            max_tokens=1,
        )
        work.used("check", verdict)
        if not verdict.first_token:
            said = verdict.text.strip().casefold()
            return 2.0 if said.startswith(_YES) else -2.0 if said.startswith(_NO) else 0.0
        return log_odds(verdict.first_token, _YES, _NO)

    def _answer(
        self, work: _Work, begun: float, chance: float, checked: Sequence[Support]
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
        self, work: _Work, begun: float, chance: float | None, checked: Sequence[Support]
    ) -> Answer:
        return self._finished(
            work,
            begun,
            status=Status.NOT_FOUND,
            text=reply("not_found", work.language),
            dropped=tuple(_claim(support, ()) for support in checked),
            confidence=chance,
        )

    def _finished(self, work: _Work, begun: float, **fields: object) -> Answer:
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

    def _citation(self, number: int, quote: Passage) -> Citation:
        article = self._index.get(quote.article_id)
        return Citation(
            number=number,
            article_id=article.id,
            title=article.title,
            path=article.path,
            language=quote.language,
            quote=article.text[quote.start : quote.end],
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
    end = re.search(r"[.!?…]*$", claim.text)
    cut = end.start() if end else len(claim.text)
    return f"{claim.text[:cut].rstrip()} {markers}{claim.text[cut:] or '.'}"


def _named(work: _Work, quotes: Sequence[Passage]) -> float:
    """Share of the question's names and numbers that the quotes or their titles state."""
    names = names_in(work.standalone, work.language)
    figures = numbers_in(work.standalone)
    if not names and not figures:
        return 1.0
    texts = [quote.text for quote in quotes] + [quote.title for quote in quotes]
    missing = unsupported_names(work.standalone, work.language, texts)
    lacking = figures - numbers_in("\n".join(texts))
    return 1.0 - (len(missing & names) + len(lacking)) / (len(names) + len(figures))


def _other_language(text: str, language: str) -> bool:
    """Whether a text is surely in another language; names and short phrases can't be told."""
    return (
        len(text) >= _SHORTEST_TO_TELL
        and any(word.islower() for word in re.findall(r"[^\W\d_]{2,}", text))
        and detect_question_language(text) != language
        and detect_language(text, hint=language) != language
    )
