"""An index run that lets others go first: whoever waits for an answer feels the delay, it does not.

A low priority alone is not enough on Linux with autogroups (sched(7)), where the processes of each
terminal are weighed by themselves: there the group gets it too.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

NICE = 10
"""Linux gives such a process a tenth of what an ordinary one gets where both want all of it."""

_GROUP = Path("/proc/self/autogroup")


def lower_priority() -> None:
    """Let the calling thread, and those that it starts, give way from now on.

    Raising it again takes rights that few have, so a thread that does this should end with the
    work. Where priorities belong to whole processes, as on macOS, this is about the process.
    """
    if hasattr(os, "setpriority"):
        with suppress(OSError):
            before = os.getpriority(os.PRIO_PROCESS, 0)
            os.setpriority(os.PRIO_PROCESS, 0, max(before, NICE))


def lower_thread_priority() -> None:
    """As `lower_priority`, where that leaves the other threads of the process alone."""
    if sys.platform == "linux":
        lower_priority()


@contextmanager
def giving_way() -> Iterator[None]:
    """Let this process give way; its autogroup, which may hold others, only within the context."""
    lower_priority()
    before = _group_nice()
    if before is None or before >= NICE:
        yield
        return
    _set_group_nice(NICE)
    try:
        yield
    finally:
        _set_group_nice(before)


def _group_nice() -> int | None:
    """The priority of the autogroup, None where there are none."""
    try:
        return int(_GROUP.read_text(encoding="ascii").rpartition("nice")[2])
    except (OSError, ValueError):
        return None


def _set_group_nice(value: int) -> None:
    with suppress(OSError):
        _GROUP.write_text(str(value), encoding="ascii")
