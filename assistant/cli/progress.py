"""How far a long step is: a bar on a terminal, a line now and then elsewhere; on stderr."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from assistant.models.sources import DownloadProgress
    from index.report import SyncProgress

_LINES = 10  # of a whole step, where there is no terminal


def stderr() -> "Console":
    """Where progress and notices go, so that results on stdout stay clean."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


@contextmanager
def shown_download(console: "Console") -> "Iterator[Callable[[DownloadProgress], None]]":
    """Yield what a download reports to; nothing is shown unless it reports."""
    if not console.is_terminal:
        yield _DownloadLines(console)
        return
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", visible=False)

        def show(progress: "DownloadProgress") -> None:
            bar.update(
                task,
                description=f"Fetching {progress.model} from {progress.source}",
                completed=progress.done,
                total=progress.total,
                visible=True,
            )

        yield show


@contextmanager
def shown_sync(console: "Console", what: str) -> "Iterator[Callable[[SyncProgress], None]]":
    """Yield what a sync reports to; one that has nothing to do shows nothing.

    Args:
        console: where to show it.
        what: what is being indexed, in words.
    """
    if not console.is_terminal:
        yield _SyncLines(console, what)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", visible=False)

        def show(progress: "SyncProgress") -> None:
            bar.update(
                task,
                description=f"Indexing {what}: {progress.phase} {progress.item}",
                completed=progress.done,
                total=progress.total,
                visible=progress.total > 0,
            )

        yield show


class _Lines:
    """Says something at the beginning, at each tenth, and at the end of a step."""

    def __init__(self, console: "Console") -> None:
        self._console = console
        self._step = ""
        self._next = 0

    def _say(self, step: str, done: int, total: int, line: str) -> None:
        if step != self._step:
            self._step, self._next = step, 0
        if done < self._next:
            return
        self._next = done + max(1, total // _LINES)
        self._console.print(line, markup=False, soft_wrap=True)


class _DownloadLines(_Lines):
    def __call__(self, progress: "DownloadProgress") -> None:
        self._say(
            progress.source,
            progress.done,
            progress.total,
            f"Fetching {progress.model} from {progress.source}: "
            f"{progress.done / 1e6:,.0f} of {progress.total / 1e6:,.0f} MB",
        )


class _SyncLines(_Lines):
    def __init__(self, console: "Console", what: str) -> None:
        super().__init__(console)
        self._what = what

    def __call__(self, progress: "SyncProgress") -> None:
        if progress.phase == "comparing":
            return  # takes no time worth telling
        self._say(
            progress.phase,
            progress.done,
            progress.total,
            f"Indexing {self._what}: {progress.phase} {progress.done} of {progress.total}",
        )
