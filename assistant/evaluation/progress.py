"""Shows how far a run is: a bar on a terminal, a line now and then elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as ProgressBar

from assistant.evaluation.runner import Progress

_LINES = 10
"""Lines of a whole run where there is no terminal."""


@contextmanager
def shown_progress(console: Console) -> Iterator[Callable[[Progress], None]]:
    """Yield what a `Runner` reports its progress to."""
    if not console.is_terminal:
        yield _Lines(console).show
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[left]}"),
    )
    with ProgressBar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Asking", total=None, left="")

        def show(progress: Progress) -> None:
            bar.update(
                task, completed=progress.done, total=progress.total, left=_describe(progress)
            )

        yield show


class _Lines:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._next = 0

    def show(self, progress: Progress) -> None:
        if progress.done < self._next and progress.done < progress.total:
            return
        self._next = progress.done + max(1, progress.total // _LINES)
        self._console.print(
            f"{progress.done} of {progress.total} questions{_describe(progress)}", highlight=False
        )


def _describe(progress: Progress) -> str:
    parts = []
    if progress.reused:
        parts.append(f"{progress.reused} known from before")
    if progress.seconds_left is not None and progress.done < progress.total:
        parts.append(f"about {duration(progress.seconds_left)} left")
    return "".join(f", {part}" for part in parts)


def duration(seconds: float) -> str:
    """A length of time as it is said.

    >>> duration(42), duration(130), duration(7500)
    ('42 s', '2 min', '2 h 5 min')
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min"
