"""How far a long step is: a bar on a terminal, a line now and then elsewhere; on stderr."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from assistant.cli.durations import spoken
from assistant.cli.printable import printable

if TYPE_CHECKING:
    from rich.console import Console

    from assistant.models.sources import DownloadProgress
    from index.report import SyncProgress

_LINES = 10  # of a whole step, where there is no terminal
_SILENCE = 30.0  # seconds after which a line is due, however little was done
_WORTH_TELLING = 3.0  # seconds that comparing files must take


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
def shown_sync(
    console: "Console", what: str, *, doing: str = "Indexing"
) -> "Iterator[Callable[[SyncProgress], None]]":
    """Yield what a sync reports to; one that has nothing to do shows nothing.

    Args:
        console: where to show it.
        what: what is being indexed, in words.
        doing: what is being done with it, in a word.
    """
    if not console.is_terminal:
        yield _SyncLines(console, f"{doing} {what}")
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[pace]}", markup=False),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", visible=False, pace="")

        def show(progress: "SyncProgress") -> None:
            bar.update(
                task,
                description=f"{doing} {what}: {progress.phase} {printable(progress.item)}",
                completed=progress.done,
                total=progress.total,
                visible=progress.total > 0,
                pace=", ".join(_pace(progress)),
            )

        yield show


def _pace(progress: "SyncProgress") -> Iterator[str]:
    """Yield how fast a phase goes and how long it will take, as far as that can be told."""
    if progress.rate is not None:
        unit = "files" if progress.phase == "comparing" else "passages"
        digits = 0 if progress.rate >= 10 else 1
        yield f"{progress.rate:,.{digits}f} {unit}/s"
    # The last file may be a long one.
    if progress.left is not None and (progress.done < progress.total or progress.left >= 1):
        yield f"{spoken(progress.left)} left"


def _silence(progress: "SyncProgress") -> float:
    """The seconds after which a line is due: a tenth of the phase, as far as that can be told."""
    if progress.left is None:
        return _SILENCE
    tenth = (progress.seconds + progress.left) / _LINES
    return min(_SILENCE, max(_WORTH_TELLING, tenth))


class _Lines:
    """Says something at the beginning, at each tenth, and at the end of a step."""

    def __init__(self, console: "Console") -> None:
        self._console = console
        self._step = ""
        self._next = 0

    def _say(self, step: str, done: int, total: int, line: str) -> bool:
        if step != self._step:
            self._step, self._next = step, 0
        if done < self._next:
            return False
        self._next = done + max(1, total // _LINES)
        self._console.print(line, markup=False, soft_wrap=True)
        return True


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
        self._told_at = 0.0

    def __call__(self, progress: "SyncProgress") -> None:
        if progress.phase == "comparing" and progress.seconds < _WORTH_TELLING:
            return
        if progress.phase != self._step:
            self._told_at = 0.0
        elif progress.seconds - self._told_at >= _silence(progress):
            self._next = 0  # a tenth may take hours, or be more than there is
        line = f"{self._what}: {progress.phase} {progress.done} of {progress.total}"
        if self._say(
            progress.phase, progress.done, progress.total, ", ".join([line, *_pace(progress)])
        ):
            self._told_at = progress.seconds
