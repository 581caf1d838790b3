"""Two runs over the same questions, compared pair by pair."""

from collections.abc import Iterable, Sequence

from pydantic import Field

from assistant.evaluation import bootstrap
from assistant.evaluation.errors import EvaluationError
from assistant.evaluation.figures import rows_measured, samples, value
from assistant.evaluation.gold import GoldRow, GoldTurn
from assistant.evaluation.metrics import METRICS, Metric
from assistant.evaluation.report import Report, Row
from assistant.evaluation.scoring import Score
from index.frozen import Frozen


class Difference(Frozen):
    """One metric in both runs, over the questions that both asked."""

    before: float
    after: float
    low: float = Field(description="Lower end of the 95% interval of after - before.")
    high: float
    rows: int

    @property
    def change(self) -> float:
        """After minus before."""
        return self.after - self.before

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


class Change(Frozen):
    """A question that came out otherwise."""

    id: str
    question: str
    better: tuple[str, ...] = ()
    worse: tuple[str, ...] = ()
    before: str = Field(description="The earlier answer's text.")
    after: str


class Comparison(Frozen):
    """A run against an earlier one."""

    shared: int = Field(description="Questions that both runs asked.")
    only_before: int
    only_after: int
    differences: dict[str, Difference]
    changes: tuple[Change, ...]


def compare(before: Report, after: Report) -> Comparison:
    """Compare two runs by the questions that they share, whatever else each of them asked.

    Two sets may have given one id to questions of their own, which are not compared. The intervals
    are of paired differences: each resample draws the same questions from both.

    Raises:
        EvaluationError: they share no question.
    """
    earlier = {_asked(row.outcome.row): row for row in before.rows}
    later = {_asked(row.outcome.row): row for row in after.rows}
    refuse_unshared(before, (row.outcome.row for row in after.rows))
    shared = [asked for asked in later if asked in earlier]
    pairs = [(earlier[asked], later[asked]) for asked in shared]
    return Comparison(
        shared=len(shared),
        only_before=len(earlier) - len(shared),
        only_after=len(later) - len(shared),
        differences=_differences([old.score for old, _ in pairs], [new.score for _, new in pairs]),
        changes=tuple(change for old, new in pairs if (change := _change(old, new)) is not None),
    )


def refuse_unshared(before: Report, rows: Iterable[GoldRow]) -> None:
    """Tell whether an earlier run can be compared with one that asks these rows, before it does.

    Raises:
        EvaluationError: they share no question.
    """
    if {_asked(row.outcome.row) for row in before.rows}.isdisjoint(map(_asked, rows)):
        raise EvaluationError("the baseline shares no question with this run; name another one")


def _asked(row: GoldRow) -> tuple[str, str, tuple[GoldTurn, ...]]:
    return row.id, row.question, row.history


def _differences(before: Sequence[Score], after: Sequence[Score]) -> dict[str, Difference]:
    drawn = bootstrap.draws(len(before))
    found = {name: _difference(metric, before, after, drawn) for name, metric in METRICS.items()}
    return {name: difference for name, difference in found.items() if difference is not None}


def _difference(
    metric: Metric, before: Sequence[Score], after: Sequence[Score], drawn: "bootstrap.Draws"
) -> Difference | None:
    old, new = value(metric, before), value(metric, after)
    if old is None or new is None:
        return None
    low, high = bootstrap.interval(samples(metric, after, drawn) - samples(metric, before, drawn))
    return Difference(
        before=old,
        after=new,
        low=new - old if low is None else low,
        high=new - old if high is None else high,
        rows=min(rows_measured(metric, before), rows_measured(metric, after)),
    )


def _change(before: Row, after: Row) -> Change | None:
    better: list[str] = []
    worse: list[str] = []
    old, new = _verdicts(before.score), _verdicts(after.score)
    for name, verdict in new.items():
        if old.get(name, verdict) != verdict:
            (better if verdict else worse).append(name)
    if not better and not worse:
        return None
    return Change(
        id=after.score.id,
        question=after.outcome.row.question,
        better=tuple(better),
        worse=tuple(worse),
        before=_text(before),
        after=_text(after),
    )


def _verdicts(score: Score) -> dict[str, bool]:
    """What is good about a row, by name; what does not apply to it is left out."""
    verdicts = {
        "right answer": score.right,
        "right citation": score.rightly_cited,
        "right language": score.right_language,
        "no error": not score.failed,
    }
    if score.answered is not None:
        if score.answerable:
            verdicts["answered"] = score.answered
        else:
            verdicts["refused"] = not score.answered
    if "hit@10" in score.retrieval:
        verdicts["gold passage found"] = bool(score.retrieval["hit@10"])
    return {name: verdict for name, verdict in verdicts.items() if verdict is not None}


def _text(row: Row) -> str:
    answer = row.outcome.observation.answer
    return row.outcome.observation.error if answer is None else answer.text
