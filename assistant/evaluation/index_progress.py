"""Shows how far the indexing of a data set is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from index.report import SyncProgress

_LINES = 10
"""Lines of a whole phase where there is no terminal."""


@contextmanager
def shown_sync(console: Console) -> Iterator[Callable[[SyncProgress], None]]:
    """Yield what a sync reports its progress to; a sync with nothing to do shows nothing."""
    if not console.is_terminal:
        yield _Lines(console).show
        return
    columns = (
        TextColumn("Indexing the data set: {task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None, visible=False)

        def show(progress: SyncProgress) -> None:
            bar.update(
                task,
                description=progress.phase,
                completed=progress.done,
                total=progress.total,
                visible=progress.total > 0,
            )

        yield show


class _Lines:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._phase = ""
        self._next = 0

    def show(self, progress: SyncProgress) -> None:
        if progress.phase != self._phase:
            self._phase, self._next = progress.phase, 0
        # Comparing takes no time worth telling.
        if progress.phase == "comparing" or progress.done < self._next:
            return
        self._next = progress.done + max(1, progress.total // _LINES)
        self._console.print(
            f"indexing the data set: {progress.phase} {progress.done} of {progress.total}",
            highlight=False,
        )
