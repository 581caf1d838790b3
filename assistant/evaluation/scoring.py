"""Judges what was observed for each question: one `Score` a row."""

from collections.abc import Sequence

from pydantic import Field

from assistant.answer import Answer, Status
from assistant.evaluation.answer_language import answer_language, text_without_markers
from assistant.evaluation.citation_scores import CitationVerdict, judge_citations
from assistant.evaluation.gold import GoldRow
from assistant.evaluation.matching import stated_groups
from assistant.evaluation.observation import Outcome
from assistant.evaluation.retrieval_scores import score_retrieval
from assistant.evaluation.span_scores import score_against_spans
from index.frozen import Frozen
from index.lexical import query_terms


class Score(Frozen):
    """One row, judged. None means that the question does not arise for this row."""

    id: str
    language: str
    kind: str
    direction: str = Field(description="Language of question and articles, such as en→de.")
    answerable: bool
    asked: bool = Field(description="False for rows that are only searched for.")
    answered: bool | None = None
    failed: bool = Field(default=False, description="Asking raised an error.")
    groups: tuple[bool, ...] = Field(
        default=(), description="For each group of accepted answers, whether it is stated."
    )
    right: bool | None = Field(default=None, description="Answered, and all groups are stated.")
    exact: float | None = None
    f1: float | None = None
    citations: tuple[CitationVerdict, ...] = ()
    claims: int = Field(default=0, description="Sentences of the answer.")
    claims_rightly_cited: int = 0
    articles_cited: float | None = Field(
        default=None,
        description="Share of the articles with a right citation, where several are needed.",
    )
    quotes: int = 0
    quote_characters: int = Field(default=0, description="Length of all quotes together.")
    dropped: int = Field(default=0, description="Sentences that the checks removed.")
    answer_language: str | None = None
    right_language: bool | None = None
    carried_over: bool | None = Field(
        default=None,
        description="Whether something of the old topic was searched for after it had changed.",
    )
    retrieval: dict[str, float] = Field(default_factory=dict)
    seconds: float | None = None
    tokens_read: int | None = None
    tokens_written: int | None = None
    confidence: float | None = None

    @property
    def refused(self) -> bool | None:
        """Whether the system said that the articles do not answer."""
        return None if self.answered is None else not self.answered

    @property
    def rightly_cited(self) -> bool | None:
        """Whether an answer to an answerable question has a right citation."""
        if not self.answerable or not self.answered:
            return None
        return any(verdict.right for verdict in self.citations)


def score(outcomes: Sequence[Outcome]) -> tuple[Score, ...]:
    """Judge all outcomes, in their order.

    Raises:
        EvaluationError: the library of retrieval measures is not installed.
    """
    retrieval = score_retrieval(outcomes)
    return tuple(_score(outcome, retrieval.get(outcome.row.id, {})) for outcome in outcomes)


def _score(outcome: Outcome, retrieval: dict[str, float]) -> Score:
    row, observation = outcome.row, outcome.observation
    found = "+".join(outcome.article_languages)
    lost = bool(observation.error) and row.answerable and row.asked
    missed = 0.0 if lost and row.spans else None
    base = Score(
        id=row.id,
        language=row.language,
        kind=row.kind,
        direction=f"{row.language}→{found}" if found else "",
        answerable=row.answerable,
        asked=row.asked and (observation.answer is not None or bool(observation.error)),
        retrieval=retrieval,
        failed=bool(observation.error),
        groups=(False,) * len(row.answers) if lost else (),
        right=False if lost else None,
        exact=missed,
        f1=missed,
    )
    if observation.answer is None:
        return base
    return base.model_copy(update=_judged(outcome, observation.answer))


def _judged(outcome: Outcome, answer: Answer) -> dict[str, object]:
    row = outcome.row
    text = text_without_markers(answer.text)
    answered = answer.status is Status.ANSWERED
    language = answer_language(answer.text)
    judged: dict[str, object] = {
        "answered": answered,
        "answer_language": language,
        "right_language": None if language is None else language == row.language,
        "claims": len(answer.claims),
        "dropped": len(answer.dropped),
        "quotes": len(answer.citations),
        "quote_characters": sum(len(citation.quote) for citation in answer.citations),
        "seconds": outcome.observation.seconds,
        "tokens_read": sum(used.read for used in answer.usage.values()),
        "tokens_written": sum(used.written for used in answer.usage.values()),
        "confidence": answer.confidence,
    }
    if row.answerable:
        groups = stated_groups(text, row.answers) if answered else (False,) * len(row.answers)
        judged |= {"groups": groups, "right": all(groups)}
        if answered:
            judged |= _judged_citations(outcome, answer)
    if row.kind == "topic-change":
        judged["carried_over"] = _carried_over(row, answer.standalone_question)
    if row.spans:
        spans = score_against_spans(text if answered else "", row.spans, row.language)
        judged |= {"exact": spans.exact, "f1": spans.f1}
    return judged


def _carried_over(row: GoldRow, standalone: str) -> bool:
    """Whether the question as searched has words of the earlier turns that it had not itself."""
    turns = " ".join(f"{turn.question} {turn.answer}" for turn in row.history)
    asked, earlier, searched = (
        set(query_terms(text, row.language)) for text in (row.question, turns, standalone)
    )
    return bool((searched - asked) & earlier)


def _judged_citations(outcome: Outcome, answer: Answer) -> dict[str, object]:
    row = outcome.row
    verdicts = judge_citations(answer, row.answers, row.articles, outcome.evidence)
    article_of = {citation.number: citation.article_id for citation in answer.citations}
    cited = {article_of[verdict.number] for verdict in verdicts if verdict.right}
    return {
        "citations": verdicts,
        "claims_rightly_cited": len({verdict.claim for verdict in verdicts if verdict.right}),
        "articles_cited": len(cited) / len(set(row.articles))
        if row.kind == "two-articles"
        else None,
    }
