"""Renderings of quotes that were made for earlier answers."""

import threading
from collections import OrderedDict
from typing import NamedTuple


class Rendering(NamedTuple):
    """A quote in another language."""

    text: str
    faithful: float
    """Mean natural log-probability of the quote's tokens, given the rendering."""
    late: bool = False
    """Whether it was made another way, after those that were made at once would not do."""
    in_full: bool = False
    """Whether it was made of the quote with the full name of whoever those had lost."""


class Original(NamedTuple):
    """What renderings are made from: nothing else changes them."""

    quote: str
    language: str
    into: str
    names: frozenset[str]
    """That it is mended with on its way."""
    most: int
    """Tokens that it may have."""


class KnownRenderings:
    """The renderings of the last quotes, so that questions that share a quote wait for it once.

    Safe for threads.

    Args:
        most: quotes that are remembered; one takes a kilobyte or two.
    """

    def __init__(self, most: int = 2000) -> None:
        self._most = most
        self._made: OrderedDict[Original, tuple[Rendering, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, original: Original) -> tuple[Rendering, ...] | None:
        """What was made of a quote; None where nothing was, or it is forgotten."""
        with self._lock:
            if original not in self._made:
                return None
            self._made.move_to_end(original)
            return self._made[original]

    def keep(self, original: Original, renderings: tuple[Rendering, ...]) -> None:
        """Remember what was made of a quote."""
        with self._lock:
            self._made[original] = renderings
            self._made.move_to_end(original)
            while len(self._made) > self._most:
                self._made.popitem(last=False)
