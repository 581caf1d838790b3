"""The figures as tables for the terminal."""

from collections.abc import Iterable, Iterator, Mapping

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from assistant.cli.printable import printable
from assistant.evaluation.compare import Comparison, Difference
from assistant.evaluation.figures import Figure, Figures, Summary
from assistant.evaluation.metrics import METRICS
from assistant.evaluation.report import Report
from assistant.evaluation.wording import amount, signed

_KIND_METRICS = ("answer_accuracy", "rightly_cited", "over_refusal", "refusal_recall")
_DIRECTION_METRICS = ("hit@1", "hit@5", "hit@10", "mrr", "ndcg@10", "article_hit@1")


def tables(report: Report, comparison: Comparison | None) -> RenderableType:
    """Everything that the terminal shows of a run."""
    summary = report.summary
    parts: list[RenderableType] = [
        Text(
            f"{len(report.rows)} questions on {report.run.gold}, asked of {report.run.system} "
            f"with {report.run.llm}; fingerprint {report.run.fingerprint[:12]}"
        ),
        _main_table(summary),
    ]
    parts += _grouped("kind", summary.by_kind, _KIND_METRICS)
    if "hit@1" in summary.all:
        parts += _grouped("question→article", summary.by_direction, _DIRECTION_METRICS)
    if summary.seconds:
        parts.append(_stage_table(summary))
    if comparison is not None:
        parts.append(_comparison_table(comparison))
    return Group(*parts)


def _main_table(summary: Summary) -> Table:
    table = _table("metric", "all", "95% interval", "rows", *summary.by_language)
    group = ""
    for name, figure in _known(summary.all, METRICS):
        unit = METRICS[name].unit
        if METRICS[name].group != group:
            group = METRICS[name].group
            table.add_row(group, style="dim")
        table.add_row(
            name,
            amount(figure.value, unit),
            f"{amount(figure.low, unit)} – {amount(figure.high, unit)}",
            str(figure.rows),
            *(_cell(its, name) for its in summary.by_language.values()),
        )
    return table


def _grouped(
    title: str, groups: Mapping[str, Figures], names: Iterable[str]
) -> Iterator[RenderableType]:
    shown = [name for name in names if any(name in its for its in groups.values())]
    if len(groups) < 2 or not shown:
        return
    table = _table(title, *shown)
    for group, its in groups.items():
        table.add_row(escape(group), *(_cell(its, name) for name in shown))
    yield table


def _stage_table(summary: Summary) -> Table:
    table = _table("stage", "seconds", "p95", "tokens read", "cached", "written")
    stages = list(dict.fromkeys((*summary.seconds, *summary.tokens)))
    for stage in stages:
        seconds, tokens = summary.seconds.get(stage), summary.tokens.get(stage)
        table.add_row(
            escape(stage),
            *((f"{seconds.median:.2f}", f"{seconds.p95:.2f}") if seconds else ("–", "–")),
            *(
                (
                    f"{tokens.read_median:.0f}",
                    f"{tokens.cached_median:.0f}",
                    f"{tokens.written_median:.0f}",
                )
                if tokens
                else ("–", "–", "–")
            ),
        )
    return table


def _comparison_table(comparison: Comparison) -> RenderableType:
    table = _table("metric", "before", "after", "difference", "95% interval", "")
    for name, difference in comparison.differences.items():
        unit = METRICS[name].unit
        table.add_row(
            name,
            amount(difference.before, unit),
            amount(difference.after, unit),
            signed(difference.change, unit),
            f"{signed(difference.low, unit)} to {signed(difference.high, unit)}",
            _verdict(name, difference),
        )
    changes = Table.grid(padding=(0, 1))
    for change in comparison.changes:
        for sign, names in (("+", change.better), ("-", change.worse)):
            if names:
                changes.add_row(sign, escape(printable(change.id)), escape(", ".join(names)))
    headline = (
        f"Against the baseline: {comparison.shared} questions in both, "
        f"{len(comparison.changes)} came out otherwise"
    )
    return Group(Text(headline), table, changes)


def _verdict(name: str, difference: Difference) -> str:
    if not difference.is_clear:
        return ""
    return "better" if (difference.change > 0) == METRICS[name].higher_is_better else "worse"


def _cell(figures: Figures, name: str) -> str:
    return amount(figures[name].value, METRICS[name].unit) if name in figures else "–"


def _known(figures: Figures, order: Iterable[str]) -> Iterator[tuple[str, Figure]]:
    for name in order:
        if name in figures:
            yield name, figures[name]


def _table(*columns: str) -> Table:
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for position, column in enumerate(columns):
        table.add_column(escape(column), justify="left" if position == 0 else "right", no_wrap=True)
    return table
