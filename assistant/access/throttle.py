"""How often somebody may do something: moving windows, kept in memory by the package limits."""

import math
import time

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter


class Throttle:
    """Lets each one do something so many times a minute.

    It counts in this process: of several processes, each lets through as many.

    Args:
        per_minute: how many times.
    """

    def __init__(self, per_minute: int) -> None:
        self._item: RateLimitItem = RateLimitItemPerMinute(per_minute)
        self._windows = MovingWindowRateLimiter(MemoryStorage())

    def take(self, who: str) -> int:
        """Count one more for `who`.

        Returns:
            Whole seconds until the next may be taken; 0 where this one may.
        """
        if self._windows.hit(self._item, who):
            return 0
        return self.wait(who) or 1

    def wait(self, who: str) -> int:
        """Whole seconds until `who` may take the next; 0 where that is now. Counts nothing."""
        if self._windows.test(self._item, who):
            return 0
        resets = self._windows.get_window_stats(self._item, who).reset_time
        return max(1, math.ceil(resets - time.time()))
