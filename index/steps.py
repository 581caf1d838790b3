"""How a sync goes: what its caller is told on the way, and which files it could not take."""

from collections.abc import Callable
from pathlib import Path

from index.folder import ArticleFile
from index.pace import Pace
from index.readers.file_access import shown
from index.report import Failure, Phase, SyncProgress


class Steps:
    """Progress and failures of one run.

    Args:
        progress: called as the run proceeds; None tells nobody.
    """

    def __init__(self, progress: Callable[[SyncProgress], None] | None) -> None:
        self._progress = progress
        self._phase: Phase = "comparing"
        self._total = 0
        self._pace = Pace(0)
        self.failed: list[Failure] = []

    def begin(self, phase: Phase, total: int, work: float) -> None:
        """Begin a phase.

        Args:
            phase: its name.
            total: files or passages.
            work: the same, or whatever tells better how long it takes.
        """
        self._phase, self._total, self._pace = phase, total, Pace(work)

    def tell(
        self, done: int, work: float, count: float, *, item: str = "", passages: int = 0
    ) -> None:
        """Tell how far the phase is.

        Args:
            done: of the phase's total.
            work: done, of the phase's work.
            count: done, of what the rate is told in.
            item: file at hand.
            passages: embedded so far.
        """
        if self._progress is None:
            return
        seconds, rate, left = self._pace.told(work, count)
        self._progress(
            SyncProgress(
                phase=self._phase,
                done=done,
                total=self._total,
                item=shown(item),
                passages=passages,
                seconds=seconds,
                rate=rate,
                left=left,
            )
        )

    def fail(self, file: ArticleFile, error: Exception) -> None:
        """Note a file that can't be read, unless it has gone since the folder was listed."""
        if is_gone(file.path):
            return
        name = shown(file.id)
        self.failed.append(Failure(path=name, reason=str(error).removeprefix(f"{name}: ")))


def is_gone(path: Path) -> bool:
    """Tell whether there is no such file any more, nor a link of that name."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False
