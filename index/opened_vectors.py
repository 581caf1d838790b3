"""The set of vectors that searches use, opened once a state, and what is known of its server."""

import threading
import time
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from index.errors import StoreUnavailableError
from index.vectors import VectorSets

if TYPE_CHECKING:
    from index.store import ChromaStore


class OpenedVectors:
    """Opens the sets of vectors of an index for its searches, one at a time; safe for threads.

    That a server is away is found out once for all searches that began before: they fail together.
    Who comes later has a short look whether it is back, and waits for it no more until it is.

    Args:
        sets: where they are.
    """

    def __init__(self, sets: VectorSets) -> None:
        self._sets = sets
        self._lock = threading.RLock()
        self._opened: tuple[str, ChromaStore] | None = None
        self._away = ""  # how the server was found to be away
        self._found_away = 0.0  # when it was

    def alone(self) -> AbstractContextManager[object]:
        """Have one search at a time use an embedded Chroma; a server takes many."""
        return nullcontext() if self._sets.in_place else self._lock

    def get(self, name: str, since: float) -> "ChromaStore":
        """Return a set, opened where it is not yet; the one that was open before is closed.

        Args:
            name: of the set.
            since: when what needs it began, as `time.monotonic` tells it.

        Raises:
            StoreUnavailableError: the server is away.
            ArticleIndexError: the set can't be opened.
        """
        opened = self._opened
        if opened is not None and opened[0] == name:
            return opened[1]
        with self._lock:
            if self._opened is None or self._opened[0] != name:
                self._opened = (name, self._open(name, since))
            return self._opened[1]

    def forget(self, failure: Exception | None = None) -> None:
        """Close what is open, because its use failed or for good."""
        with self._lock:
            if self._opened is None:
                return
            if isinstance(failure, StoreUnavailableError):
                self._note(failure)
            self._opened[1].close()
            self._opened = None

    def _open(self, name: str, since: float) -> "ChromaStore":
        if self._away:
            self._look_again(since)
        try:
            opened = self._sets.open(name)
        except StoreUnavailableError as error:
            self._note(error)
            raise
        self._away = ""
        self.forget()
        return opened

    def _look_again(self, since: float) -> None:
        if since > self._found_away:
            if self._sets.answers():
                return
            self._found_away = time.monotonic()
        raise StoreUnavailableError(self._away)

    def _note(self, failure: StoreUnavailableError) -> None:
        self._away, self._found_away = str(failure), time.monotonic()
