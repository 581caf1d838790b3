"""What other programs do with the processors meanwhile."""

import os
import time
from collections.abc import Callable
from pathlib import Path

_STAT = Path("/proc/stat")
_IDLE_FIELDS = (3, 4)  # idle, and waiting for a disk


class OtherWork:
    """Counts the processors that others keep busy from when this is made; see `busy`.

    Args:
        clock: gives seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begun = clock()
        self._all = _busy_seconds()
        self._own = _own_seconds()

    def busy(self) -> float:
        """Processors that other programs kept busy on average since then.

        Where the system does not tell (macOS), as many as wanted one in the last minute before.
        """
        now = _busy_seconds()
        if now is None or self._all is None:
            return os.getloadavg()[0]
        others = (now - self._all) - (_own_seconds() - self._own)
        return max(0.0, others / max(self._clock() - self._begun, 0.01))


def _busy_seconds() -> float | None:
    """Seconds that the processors were busy since the machine began, all together."""
    try:
        ticks = [int(field) for field in _STAT.read_text().partition("\n")[0].split()[1:9]]
    except (OSError, ValueError):
        return None
    idle = sum(ticks[field] for field in _IDLE_FIELDS if field < len(ticks))
    return float(sum(ticks) - idle) / os.sysconf("SC_CLK_TCK")


def _own_seconds() -> float:
    """Seconds of this process, and of those it started that have ended."""
    return sum(os.times()[:4])
