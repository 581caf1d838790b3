"""Metrics measured over rows, with intervals, for all rows and for each language and kind."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from pydantic import Field

from assistant.evaluation import bootstrap
from assistant.evaluation.metrics import METRICS, Metric
from assistant.evaluation.observation import Outcome
from assistant.evaluation.scoring import Score
from index.frozen import Frozen


class Figure(Frozen):
    """A measured metric with its 95% interval."""

    value: float
    low: float
    high: float
    rows: int = Field(description="Rows that it was measured on.")


Figures = dict[str, Figure]
"""By metric name; metrics that no row has are left out."""


class StageFigures(Frozen):
    """Cost of one stage over the questions that had it."""

    questions: int
    median: float
    p95: float


class TokenFigures(Frozen):
    """Tokens of one stage over the questions that had it."""

    questions: int
    read_median: float
    read_p95: float
    cached_median: float
    written_median: float
    written_p95: float


class Summary(Frozen):
    """All figures of a run."""

    all: Figures
    by_language: dict[str, Figures] = Field(description="By language of the question.")
    by_kind: dict[str, Figures]
    by_direction: dict[str, Figures] = Field(
        description="By language of question and articles, such as en→de."
    )
    seconds: dict[str, StageFigures] = Field(description="By stage of the answer.")
    tokens: dict[str, TokenFigures] = Field(description="By stage of the answer.")


def summarise(outcomes: Sequence[Outcome], scores: Sequence[Score]) -> Summary:
    """Measure everything; the same rows always give the same intervals."""
    return Summary(
        all=measure(scores),
        by_language=_by(scores, lambda score: score.language),
        by_kind=_by(scores, lambda score: score.kind),
        by_direction=_by(scores, lambda score: score.direction),
        seconds=_seconds(outcomes),
        tokens=_tokens(outcomes),
    )


def measure(scores: Sequence[Score]) -> Figures:
    """All metrics that these rows have."""
    if not scores:
        return {}
    drawn = bootstrap.draws(len(scores))
    figures = {name: _figure(metric, scores, drawn) for name, metric in METRICS.items()}
    return {name: figure for name, figure in figures.items() if figure is not None}


def ratios(metric: Metric, scores: Sequence[Score]) -> tuple[bootstrap.Ratio, ...]:
    """What each row adds to the ratios of a metric."""
    result = []
    for term in metric.terms:
        above = [term.numerator(score) for score in scores]
        result.append(
            bootstrap.Ratio(
                [0.0 if value is None else float(value) for value in above],
                [
                    0.0 if value is None else float(term.denominator(score))
                    for value, score in zip(above, scores, strict=True)
                ],
            )
        )
    return tuple(result)


def samples(
    metric: Metric, scores: Sequence[Score], drawn: "bootstrap.Draws"
) -> "bootstrap.Floats":
    """The metric in each resample of the rows; NaN where it does not exist."""
    if metric.value is not None:
        values = [metric.value(score) for score in scores]
        return bootstrap.resampled_quantiles(values, metric.quantile, drawn)
    return bootstrap.resampled_ratios(ratios(metric, scores), drawn)


def value(metric: Metric, scores: Sequence[Score]) -> float | None:
    """The metric over these rows; None where it does not exist."""
    if metric.value is not None:
        known = [found for score in scores if (found := metric.value(score)) is not None]
        return bootstrap.quantile_value(known, metric.quantile)
    return bootstrap.ratio_value(ratios(metric, scores))


def rows_measured(metric: Metric, scores: Sequence[Score]) -> int:
    """Rows that the metric is measured on."""
    if metric.value is not None:
        return sum(metric.value(score) is not None for score in scores)
    columns = [ratio.denominators for ratio in ratios(metric, scores)]
    return sum(any(parts) for parts in zip(*columns, strict=True))


def _figure(metric: Metric, scores: Sequence[Score], drawn: "bootstrap.Draws") -> Figure | None:
    found = value(metric, scores)
    if found is None:
        return None
    low, high = bootstrap.interval(samples(metric, scores, drawn))
    return Figure(
        value=found,
        low=found if low is None else low,
        high=found if high is None else high,
        rows=rows_measured(metric, scores),
    )


def _by(scores: Sequence[Score], key: Callable[[Score], str]) -> dict[str, Figures]:
    groups: dict[str, list[Score]] = defaultdict(list)
    for score in scores:
        if key(score):
            groups[key(score)].append(score)
    return {name: measure(groups[name]) for name in sorted(groups)}


def _seconds(outcomes: Sequence[Outcome]) -> dict[str, StageFigures]:
    stages: dict[str, list[float]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.observation.answer is not None:
            for stage, seconds in outcome.observation.answer.timings.items():
                stages[stage].append(seconds)
    return {
        stage: StageFigures(
            questions=len(values), median=_quantile(values, 0.5), p95=_quantile(values, 0.95)
        )
        for stage, values in stages.items()
    }


def _tokens(outcomes: Sequence[Outcome]) -> dict[str, TokenFigures]:
    stages: dict[str, Mapping[str, list[int]]] = {}
    for outcome in outcomes:
        if outcome.observation.answer is not None:
            for stage, used in outcome.observation.answer.usage.items():
                lists = stages.setdefault(stage, {"read": [], "cached": [], "written": []})
                for name in lists:
                    lists[name].append(getattr(used, name))
    return {
        stage: TokenFigures(
            questions=len(lists["read"]),
            read_median=_quantile(lists["read"], 0.5),
            read_p95=_quantile(lists["read"], 0.95),
            cached_median=_quantile(lists["cached"], 0.5),
            written_median=_quantile(lists["written"], 0.5),
            written_p95=_quantile(lists["written"], 0.95),
        )
        for stage, lists in stages.items()
    }


def _quantile(values: Sequence[float], quantile: float) -> float:
    found = bootstrap.quantile_value(values, quantile)
    return 0.0 if found is None else found
