"""The report as one HTML file: nothing is fetched, and all data is escaped by the templates."""

from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from assistant.evaluation.figures import Figure, Summary
from assistant.evaluation.metrics import METRICS, Metric
from assistant.evaluation.question_view import view_question
from assistant.evaluation.report import Report
from assistant.evaluation.scoring import Score
from assistant.evaluation.wording import amount, signed

if TYPE_CHECKING:
    from assistant.evaluation.compare import Comparison

_CARDS = (
    "answer_accuracy",
    "rightly_cited",
    "citation_precision",
    "refusal_recall",
    "over_refusal",
    "answer_language",
    "hit@5",
    "ndcg@10",
    "seconds_median",
)
_BY_LANGUAGE = ("answer_accuracy", "rightly_cited", "refusal_recall", "over_refusal")
_BINS = 24
Measured = TypeVar("Measured")
_CURVE_STEPS = 20


class CurvePoint(NamedTuple):
    """What refusing below a confidence would give, as shares."""

    threshold: float
    wrongly_refused: float
    rightly_refused: float


def render(report: Report, comparison: "Comparison | None" = None) -> str:
    """The page; with what has changed where there is a comparison."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("assistant.evaluation", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"amount": amount, "signed": signed, "title_of": _title}
    folder = files("assistant.evaluation") / "templates"
    views = [view_question(row) for row in report.rows]
    summary = report.summary
    page = environment.get_template("report.html.j2")
    return page.render(
        report=report,
        summary=summary,
        comparison=comparison,
        differences=_named(comparison.differences) if comparison else [],
        cards=[(METRICS[name], summary.all[name]) for name in _CARDS if name in summary.all],
        figures=_named(summary.all),
        interval_plots=list(_interval_plots(summary)),
        seconds_bins=_bins([score.seconds for score in report.scores if score.seconds]),
        curve=refusal_curve(report.scores),
        questions=views,
        verdicts=sorted({verdict for view in views for verdict in view.verdicts}),
        # Both are files of this package, not data.
        css=Markup((folder / "report.css").read_text(encoding="utf-8")),  # noqa: S704
        js=Markup((folder / "report.js").read_text(encoding="utf-8")),  # noqa: S704
    )


def refusal_curve(scores: Sequence[Score]) -> tuple[CurvePoint, ...]:
    """What each threshold of the confidence would give; empty where it was not measured."""
    answerable = [s.confidence for s in scores if s.answerable and s.confidence is not None]
    others = [s.confidence for s in scores if not s.answerable and s.confidence is not None]
    if not answerable or not others:
        return ()
    thresholds = [step / _CURVE_STEPS for step in range(_CURVE_STEPS + 1)] + [1.01]
    return tuple(
        CurvePoint(threshold, _below(answerable, threshold), _below(others, threshold))
        for threshold in thresholds
    )


def _below(values: Sequence[float], threshold: float) -> float:
    return sum(value < threshold for value in values) / len(values)


def _title(name: str) -> str:
    return name.replace("_", " ")


def _named(figures: Mapping[str, Measured]) -> list[tuple[Metric, Measured]]:
    return [(METRICS[name], figure) for name, figure in figures.items()]


def _interval_plots(summary: Summary) -> Iterable[tuple[str, list[tuple[str, Figure]]]]:
    groups = [("language", summary.by_language, name) for name in _BY_LANGUAGE]
    groups += [
        ("kind", summary.by_kind, "answer_accuracy"),
        ("direction", summary.by_direction, "hit@1"),
        ("direction", summary.by_direction, "hit@5"),
        ("direction", summary.by_direction, "answer_accuracy"),
    ]
    for grouping, figures, metric in groups:
        bars = [(name, its[metric]) for name, its in figures.items() if metric in its]
        if bars:
            yield f"{_title(metric)} by {grouping}", bars


def _bins(values: Sequence[float]) -> list[tuple[float, float, int]]:
    if not values:
        return []
    width = max(values) / _BINS
    counts = [0] * _BINS
    for value in values:
        counts[min(_BINS - 1, int(value / width))] += 1
    return [(n * width, (n + 1) * width, count) for n, count in enumerate(counts)]
