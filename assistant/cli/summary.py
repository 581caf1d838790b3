"""What a sync did, in a few lines."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.cli.durations import spoken
from assistant.cli.printable import printable

if TYPE_CHECKING:
    from index.report import SyncReport

_MOST_LINES = 50


def counts(report: "SyncReport") -> str:
    """Return how many articles were added, updated and so on, and what it took."""
    names = ("added", "updated", "removed", "unchanged", "failed")
    line = ", ".join(f"{len(getattr(report, name))} {name}" for name in names)
    if not report.passages:
        return f"{line} in {spoken(report.seconds)}"
    return (
        f"{line} in {spoken(report.seconds)}; {report.passages} passages, "
        f"{report.embedded} of them embedded"
    )


def failure_lines(report: "SyncReport", target: Path | str) -> Iterator[str]:
    """Yield a line for each file that could not be read, or the first ones."""
    for failure in report.failed[:_MOST_LINES]:
        yield printable(f"failed: {failure.path}: {failure.reason}")
    more = len(report.failed) - _MOST_LINES
    if more > 0:
        names = (
            f", of which {target / 'last-sync.json'} names the first"
            if isinstance(target, Path)
            else ""
        )
        yield f"failed: {more} more{names}"


def plan_lines(report: "SyncReport") -> Iterator[str]:
    """Yield what a sync would do, the first articles by name."""
    for sign, ids in (("+", report.added), ("~", report.updated), ("-", report.removed)):
        yield from (printable(f"{sign} {article_id}") for article_id in ids[:_MOST_LINES])
        if len(ids) > _MOST_LINES:
            yield f"{sign} … and {len(ids) - _MOST_LINES} more"
    for failure in report.failed[:_MOST_LINES]:
        yield printable(f"! {failure.path}: {failure.reason}")
    if len(report.failed) > _MOST_LINES:
        yield f"! … and {len(report.failed) - _MOST_LINES} more"
    yield (
        f"would be: {len(report.added)} added, {len(report.updated)} updated, "
        f"{len(report.removed)} removed, {len(report.unchanged)} unchanged, "
        f"{len(report.failed)} failed; {report.passages} passages, {report.embedded} to be embedded"
    )
