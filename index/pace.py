"""How fast a phase of a sync goes, and how long the rest of it will take."""

import time
from collections import deque
from collections.abc import Callable

_WINDOW = (
    30.0  # seconds that count: what was known at the beginning costs nothing, what is new does
)
_LEAST = 0.5  # seconds before a rate is worth telling


class Pace:
    """Measures one phase, which has begun when this is made.

    Args:
        total: the whole work, in whatever unit `told` counts it.
        clock: gives seconds.
    """

    def __init__(self, total: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._total = total
        self._clock = clock
        self._begun = clock()
        self._seen: deque[tuple[float, float, float]] = deque([(self._begun, 0.0, 0.0)])

    def told(self, work: float, count: float) -> tuple[float, float | None, float | None]:
        """Note how far it is.

        Args:
            work: done so far, of the total.
            count: of whatever the rate is told in, so far.

        Returns:
            Seconds since the beginning; count a second; seconds left. None where it is too early.
        """
        now = self._clock()
        # What is done in bursts has a rate between them too.
        while len(self._seen) > 1 and now - self._seen[1][0] > _WINDOW and self._seen[1][1] < work:
            self._seen.popleft()
        if now - self._seen[-1][0] >= _LEAST or len(self._seen) == 1:
            self._seen.append((now, work, count))
        since, work_then, count_then = self._seen[0]
        span = now - since
        if span < _LEAST:
            return now - self._begun, None, None
        speed = (work - work_then) / span
        left = (self._total - work) / speed if speed > 0 else None
        return now - self._begun, (count - count_then) / span, left
