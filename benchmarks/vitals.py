"""What processes take while they run: memory, threads and file handles, read from /proc."""

import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import NamedTuple, Self

import numpy as np

_EVERY = 5.0  # seconds


class Vitals(NamedTuple):
    """One process at one moment."""

    at: float
    """Seconds since the epoch."""
    megabytes: float
    """Resident memory."""
    threads: int
    files: int
    """Open handles: files, sockets, pipes."""


def vitals(pid: int) -> Vitals:
    """What a process takes now; Linux only.

    Raises:
        OSError: there is no such process.
    """
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    files = sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
    return Vitals(
        time.time(), int(fields["VmRSS"].split()[0]) / 1024, int(fields["Threads"]), files
    )


def tree_megabytes(pid: int) -> float:
    """Resident memory of a process and all that it started, and these; Linux only.

    Pages that several of them share are counted for each.
    """
    sizes: dict[int, float] = {}
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        with suppress(OSError):  # it has just ended
            status = (folder / "status").read_text(encoding="ascii", errors="replace")
            fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
            parents[int(folder.name)] = int(fields["PPid"])
            sizes[int(folder.name)] = int(fields.get("VmRSS", "0").split()[0]) / 1024
    tree = {pid}
    while more := {each for each, parent in parents.items() if parent in tree} - tree:
        tree |= more
    return sum(sizes.get(each, 0.0) for each in tree)


class Watch:
    """Looks at processes every few seconds, for as long as the context lasts.

    Args:
        pids: which.
    """

    def __init__(self, pids: Sequence[int]) -> None:
        self.seen: dict[int, list[Vitals]] = {pid: [] for pid in pids}
        self._over = Event()
        self._thread = Thread(target=self._watch, name="watch", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while True:
            for pid, seen in self.seen.items():
                try:
                    seen.append(vitals(pid))
                except OSError:
                    return  # it has ended, which is found out elsewhere
            if self._over.wait(_EVERY):
                return


def growth(seen: Sequence[Vitals], field: str) -> float:
    """Median of the last quarter over that of the second: 1 where it stays as it was.

    The first quarter is left out, in which a process loads what it needs.

    Args:
        seen: oldest first.
        field: of `Vitals`.
    """
    quarter = max(1, len(seen) // 4)
    early = [getattr(each, field) for each in seen[quarter : 2 * quarter] or seen]
    late = [getattr(each, field) for each in seen[-quarter:]]
    return float(np.median(late) / np.median(early))
