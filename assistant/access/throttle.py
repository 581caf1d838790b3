"""How often somebody may do something: moving windows, kept in memory by the package limits."""

import hashlib
import math
import time

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

_FORGETS_EVERY = 1000
_BACK = 1.0  # seconds; what the package counted then lies in the future, and would count for long


class Throttle:
    """Lets each one do something so many times a minute.

    It counts in this process: of several processes, each lets through as many.

    Args:
        per_minute: how many times.
    """

    def __init__(self, per_minute: int) -> None:
        self._item: RateLimitItem = RateLimitItemPerMinute(per_minute)
        self._storage = MemoryStorage()
        self._windows = MovingWindowRateLimiter(self._storage)
        self._taken = 0
        self._looked = time.time()

    def take(self, who: str) -> int:
        """Count one more for `who`.

        Returns:
            Whole seconds until the next may be taken; 0 where this one may.
        """
        self._forget_where_the_clock_went_back()
        self._taken += 1
        if self._taken % _FORGETS_EVERY == 0:
            self._forget_who_is_gone()
        if self._windows.hit(self._item, _key(who)):
            return 0
        return self.wait(who) or 1

    def wait(self, who: str) -> int:
        """Whole seconds until `who` may take the next; 0 where that is now. Counts nothing."""
        self._forget_where_the_clock_went_back()
        key = _key(who)
        if self._windows.test(self._item, key):
            return 0
        resets = self._windows.get_window_stats(self._item, key).reset_time
        return max(1, math.ceil(resets - time.time()))

    @property
    def remembered(self) -> int:
        """Of how many it remembers that they took something."""
        return len(self._storage.events)

    def _forget_where_the_clock_went_back(self) -> None:
        now = time.time()
        if now < self._looked - _BACK:
            self._storage.reset()
        self._looked = now

    def _forget_who_is_gone(self) -> None:
        """Let go of keys whose window is empty: the package keeps them for ever."""
        now = time.time()
        for key in list(self._storage.events):
            with self._storage.locks[key]:
                # Looked up once nobody else can change it: the package puts new lists there.
                if all(event.expiry <= now for event in self._storage.events.get(key, [])):
                    self._storage.events.pop(key, None)
                    self._storage.locks.pop(key, None)


def _key(who: str) -> str:
    """A short name for whoever it is: names and addresses come from strangers, of any length."""
    return hashlib.sha256(who.encode("utf-8", "surrogatepass")).hexdigest()[:32]
