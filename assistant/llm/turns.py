"""One request after another, in the order in which they were made."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """A lock that goes to whoever has waited longest.

    A common one may go back to the thread that has just given it up, so that of two answers, each
    of many requests, the second would stand still until the first is done.

        with turns.next():
            ...
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._gates: deque[threading.Lock] = deque()

    @contextmanager
    def next(self) -> Iterator[None]:
        """Wait for the turn, and keep it for as long as the context lasts."""
        gate = threading.Lock()
        gate.acquire()
        with self._lock:
            self._gates.append(gate)
            if len(self._gates) == 1:
                gate.release()
        try:
            gate.acquire()
            yield
        finally:
            with self._lock:
                was_first = self._gates[0] is gate
                self._gates.remove(gate)
                if was_first and self._gates:
                    self._gates[0].release()
