"""What a process makes once, when it is first wanted."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Once(Generic[Made]):
    """Gives the same object with each call, made by the first. Safe for threads.

    What goes wrong while it is made is raised, and tried again with the next call.
    """

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: Made | None = None

    def __call__(self) -> Made:
        """Return it."""
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made
