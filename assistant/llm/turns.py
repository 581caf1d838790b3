"""One request after another, in the order in which they were made."""

import queue
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


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

    def streamed(
        self, work: Callable[[Callable[[Item], bool]], Result]
    ) -> Generator[Item, None, Result]:
        """What some work hands on and returns; it is done in its turn, in a thread of its own.

        The turn ends with the work, however slowly is taken what it hands on. Closing the iterator
        stops the work, and waits for its end.

        Args:
            work: is given what takes each item and says whether to stop.
        """
        handed: queue.SimpleQueue[_Handed[Item] | _Ended[Result] | BaseException] = (
            queue.SimpleQueue()
        )
        stopped = threading.Event()

        def take(item: Item) -> bool:
            handed.put(_Handed(item))
            return stopped.is_set()

        def run() -> None:
            try:
                with self.next():
                    if stopped.is_set():
                        return
                    ended = _Ended(work(take))
                handed.put(ended)
            except BaseException as error:
                handed.put(error)

        worker = threading.Thread(target=run, name="embedded-llm", daemon=True)
        worker.start()
        try:
            while True:
                item = handed.get()
                if isinstance(item, BaseException):
                    raise item
                if isinstance(item, _Ended):
                    return item.result
                yield item.item
        finally:
            stopped.set()
            worker.join()


class _Handed(Generic[Item]):
    def __init__(self, item: Item) -> None:
        self.item = item


class _Ended(Generic[Result]):
    def __init__(self, result: Result) -> None:
        self.result = result
