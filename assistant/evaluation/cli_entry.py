"""The one function behind `assistant eval`."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

    from assistant.evaluation.compare import Comparison
    from assistant.evaluation.report import Report

DONE, MISSED, INTERRUPTED = 0, 1, 130

System = Literal["assistant", "stock", "search"]


@dataclass(frozen=True, kw_only=True)
class EvalOptions:
    """What `assistant eval` was asked to do; each field is one argument or flag."""

    settings: Settings
    gold: tuple[Path, ...] = ()
    """Gold files, folders of them, or one data set; empty means the bundled gold set."""
    index: Path | None = None
    """--index: the index to ask. Default: of the settings; a data set's own corpus is indexed."""
    json: Path | None = None
    """--json: where the report goes as JSON."""
    report: Path | None = None
    """--report: where the report goes as HTML."""
    baseline: Path | None = None
    """--baseline: JSON of an earlier run to compare with."""
    fail_under: tuple[str, ...] = ()
    """--fail-under metric=value, several times."""
    system: System = "assistant"
    """--system: ours, LlamaIndex's CitationQueryEngine, or retrieval alone without a model."""
    limit: int | None = None
    """--limit: a sample of so many questions, the same each time."""
    fresh: bool = False
    """--fresh: ask everything anew, also what an interrupted run has answered."""
    one_pool: bool = False
    """--one-pool: search a data set's languages together."""
    calibrate: Path | None = None
    """--calibrate: fit the chance of being answerable on this run, and write its weights there."""
    without_gold: bool = False
    """--without-gold: keep each question's articles from the search; all are to be refused."""


def run(
    options: EvalOptions, console: "Console | None" = None, errors: "Console | None" = None
) -> int:
    """Evaluate, print the tables, write what was asked for.

    Args:
        options: What to do.
        console: Where the tables go. Default: standard output.
        errors: Where progress and missed thresholds go. Default: standard error.

    Returns:
        Exit code: 0 done, 1 a threshold was missed, 130 interrupted (what was asked is kept).

    Raises:
        AssistantError: it can't be done; one line says why and what to do.
    """
    from rich.console import Console

    from assistant.evaluation.compare import compare, refuse_unshared
    from assistant.evaluation.evaluate import evaluate, read_rows
    from assistant.evaluation.report import read_json, require_place
    from assistant.evaluation.retrieval_scores import require_library
    from assistant.evaluation.table import tables
    from assistant.evaluation.thresholds import missed, parse_thresholds

    console, errors = console or Console(), errors or Console(stderr=True)
    # Whatever can be wrong with the options is found before hours of answering.
    thresholds = parse_thresholds(options.fail_under)
    baseline = read_json(options.baseline) if options.baseline else None
    for place in filter(None, (options.json, options.report)):
        require_place(place)
    require_library()
    gold = read_rows(options)
    if baseline:
        refuse_unshared(baseline, gold.rows)
    try:
        report = evaluate(options, gold, errors)
    except KeyboardInterrupt:
        errors.print("interrupted; what was answered is kept, the same command goes on from there")
        return INTERRUPTED
    comparison = compare(baseline, report) if baseline else None
    console.print(tables(report, comparison))
    _write(options, report, comparison)
    lines = missed(thresholds, report.summary.all)
    for line in lines:
        errors.print(f"missed: {line}", markup=False, highlight=False)
    return MISSED if lines else DONE


def _write(options: EvalOptions, report: "Report", comparison: "Comparison | None") -> None:
    from assistant.evaluation.html import render
    from assistant.evaluation.report import write_json, write_text

    if options.json:
        write_json(report, options.json)
    if options.report:
        write_text(render(report, comparison), options.report)
