"""What the report's page shows of one question."""

from collections.abc import Iterable
from typing import NamedTuple

from assistant.answer import Answer, Citation, Evidence, probability
from assistant.evaluation.gold import GoldRow
from assistant.evaluation.observation import Extent
from assistant.evaluation.report import Row
from assistant.evaluation.scoring import Score


class Verdict(NamedTuple):
    """A badge of a question, which questions can be filtered by."""

    name: str
    good: bool

    @property
    def slug(self) -> str:
        """The name as one word."""
        return self.name.replace(" ", "-")


class CitedQuote(NamedTuple):
    """A citation of a claim with its verdict; `right` is None where it is not judged."""

    number: int
    title: str
    article_id: str
    language: str
    start: int
    end: int
    quote: str
    right: bool | None
    reason: str


class ClaimView(NamedTuple):
    """A claim with the quotes that it cites, and those that say otherwise."""

    text: str
    supported: bool
    note: str
    score: float | None
    disputed_by: tuple[int, ...]
    citations: tuple[CitedQuote, ...]


class ReadQuote(NamedTuple):
    """A quote that the model read, and how sure it was that it answers."""

    quote: Evidence
    chance: float | None
    """In 0..1, of the verdict's log-odds; None where it was not judged."""
    cited: tuple[int, ...]
    """Numbers of the answer's citations that overlap it."""
    gold: bool
    """Whether it overlaps gold evidence."""


class Found(NamedTuple):
    """A passage that the search returned."""

    name: str
    gold: bool


class QuestionView(NamedTuple):
    """What the page shows of one question."""

    row: GoldRow
    score: Score
    answer: Answer | None
    verdicts: tuple[Verdict, ...]
    claims: tuple[ClaimView, ...]
    read: tuple[ReadQuote, ...]
    retrieved: tuple[Found, ...]
    seconds: float
    error: str


def view_question(row: Row) -> QuestionView:
    """Bring together what was observed and how it was judged."""
    outcome, score = row.outcome, row.score
    answer = outcome.observation.answer
    return QuestionView(
        row=outcome.row,
        score=score,
        answer=answer,
        verdicts=tuple(_verdicts(score)),
        claims=tuple(_claims(answer, score)) if answer else (),
        read=tuple(_read(answer, outcome.evidence)) if answer else (),
        retrieved=tuple(
            Found(f"{found.article_id} {found.start}–{found.end}", found.id in outcome.relevant)
            for found in outcome.observation.retrieved
        ),
        seconds=outcome.observation.seconds,
        error=outcome.observation.error,
    )


def _verdicts(score: Score) -> Iterable[Verdict]:
    if score.failed:
        yield Verdict("failed", good=False)
    if score.refused:
        yield Verdict("refused", good=not score.answerable)
    elif score.answered and not score.answerable:
        yield Verdict("not refused", good=False)
    elif score.answered:
        yield Verdict("right" if score.right else "wrong", good=bool(score.right))
        yield Verdict(
            "cited" if score.rightly_cited else "miscited", good=bool(score.rightly_cited)
        )
    if score.right_language is False:
        yield Verdict("other language", good=False)
    if score.retrieval.get("hit@10") == 0:
        yield Verdict("gold not retrieved", good=False)


def _claims(answer: Answer, score: Score) -> Iterable[ClaimView]:
    by_number = {citation.number: citation for citation in answer.citations}
    judged = {(verdict.claim, verdict.number): verdict for verdict in score.citations}
    for position, claim in enumerate(answer.claims):
        quotes = []
        for number in claim.citations:
            verdict = judged.get((position, number))
            if number in by_number:
                quotes.append(
                    _quote(
                        by_number[number],
                        None if verdict is None else verdict.right,
                        "" if verdict is None else verdict.reason,
                    )
                )
        meaning = f" = {claim.meaning}" if claim.meaning else ""
        yield ClaimView(
            f"{claim.text} ({claim.words}{meaning})" if claim.words else claim.text,
            claim.supported,
            claim.note,
            claim.score,
            claim.disputed_by,
            tuple(quotes),
        )


def _read(answer: Answer, gold: Iterable[Extent]) -> Iterable[ReadQuote]:
    gold = tuple(gold)
    for quote in answer.evidence:
        yield ReadQuote(
            quote,
            None if quote.verdict is None else probability(quote.verdict),
            tuple(cited.number for cited in answer.citations if _overlap(quote, cited)),
            any(_overlap(quote, extent) for extent in gold),
        )


def _overlap(quote: Evidence, other: Citation | Extent) -> bool:
    same = quote.article_id == other.article_id
    return same and quote.start < other.end and other.start < quote.end


def _quote(citation: Citation, right: bool | None, reason: str) -> CitedQuote:
    return CitedQuote(
        number=citation.number,
        title=citation.title,
        article_id=citation.article_id,
        language=citation.language,
        start=citation.start,
        end=citation.end,
        quote=citation.quote,
        right=right,
        reason=reason,
    )
