"""Threads of this process as the operating system sees them, where it shows them (Linux)."""

import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

_TASKS = Path("/proc/self/task")
_PAUSE = 0.05  # seconds between two looks
_LOOKS = 40


def threads_named(name: str) -> frozenset[int]:
    """Return the numbers of the threads of a name; none where the system does not show them."""
    found = set()
    with suppress(OSError):
        for task in _TASKS.iterdir():
            with suppress(OSError):  # a thread that ends meanwhile
                if (task / "comm").read_text(encoding="utf-8").strip() == name:
                    found.add(int(task.name))
    return frozenset(found)


def find_spinning(threads: Collection[int]) -> int | None:
    """Return one of the threads that never rests, or None: then the first look mostly tells.

    A thread that is busy for two seconds on end, and has nothing to do, will be so for ever.
    """
    busy = set(threads)
    for _ in range(_LOOKS):
        busy = {thread for thread in busy if _is_busy(thread)}
        if not busy:
            return None
        time.sleep(_PAUSE)
    return next(iter(busy))


def _is_busy(thread: int) -> bool:
    try:
        status = (_TASKS / str(thread) / "stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] == "R"
