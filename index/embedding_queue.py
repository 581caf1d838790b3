"""Passages that wait for their vectors while a sync goes on reading, cutting and storing."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple, Protocol

import numpy as np

from index.article import Passage
from index.vector_file import Vector

# Texts that are put in the order of their lengths before they are embedded: those of a run of the
# model are padded to the longest of them.
_GATHERED = 256
# Of these, given to the model at once, and reported when they are done: a second's work or two.
# What a kill can lose of what was embedded, but for a few more that are done and not fetched.
_AT_ONCE = 32
# Such portions that the model still has when it is given the next texts: it never waits.
_AHEAD = 2
# Passages that may wait: a text that stands in thousands of articles must not gather thousands.
_MOST = 1000


class Embedding(Protocol):
    """Vectors that are being computed, as `concurrent.futures.Future` has them."""

    def done(self) -> bool:
        """Tell whether `result` needs no waiting."""

    def result(self) -> Sequence[Sequence[float]]:
        """Return the vectors of the texts, in order.

        Raises:
            ArticleIndexError: the model failed.
        """


Embed = Callable[[Sequence[str]], Embedding]
"""Begins to embed texts."""


class Embedded(NamedTuple):
    """Texts that were embedded, and where they stand."""

    vectors: dict[str, Vector]
    passages: list[tuple[Passage, Vector]]


class EmbeddingQueue:
    """Gathers passages, and has the model embed their texts, each once, like lengths together.

    A model without work is given whatever there is. While it works, texts are gathered, and only
    where too many wait does the caller wait as well.

    Args:
        embed: begins to embed texts.
    """

    def __init__(self, embed: Embed) -> None:
        self._embed = embed
        self._gathered: dict[str, list[Passage]] = {}
        self._given: dict[str, list[Passage]] = {}
        self._running: deque[tuple[list[str], Embedding]] = deque()
        self._waiting = 0

    @property
    def is_idle(self) -> bool:
        """Whether the model has nothing to do."""
        return not self._running or self._running[-1][1].done()

    def add(self, text: str, passage: Passage) -> None:
        """Note a passage whose text is not known; `advance` then sees to it."""
        self._waiting += 1
        given = self._given.get(text)
        if given is None:
            self._gathered.setdefault(text, []).append(passage)
        else:
            given.append(passage)

    def advance(self) -> Iterator[Embedded]:
        """Yield what the model has done, and give it more where it wants it.

        Raises:
            ArticleIndexError: the model failed.
        """
        while self._running and (self._running[0][1].done() or self._is_full):
            yield self._oldest()
        if self._gathered and (not self._running or len(self._gathered) >= _GATHERED):
            self._give()

    @property
    def _is_full(self) -> bool:
        much = len(self._gathered) >= _GATHERED and len(self._running) > _AHEAD
        return much or self._waiting >= _MOST

    def finish(self) -> Iterator[Embedded]:
        """Have all that waits embedded, and yield it; errors are those of `advance`."""
        while self._gathered or self._running:
            if self._gathered and len(self._running) <= _AHEAD:
                self._give()
            else:
                yield self._oldest()

    def abandon(self) -> Iterator[Embedded]:
        """Yield what the model has done, and forget the rest, whatever became of it."""
        while self._running:
            with suppress(Exception):  # the sync has failed already, perhaps of the same
                if self._running[0][1].done():
                    yield self._oldest()
                    continue
            self._running.popleft()

    def _give(self) -> None:
        texts = sorted(self._gathered, key=len)
        self._given |= self._gathered
        self._gathered = {}
        for start in range(0, len(texts), _AT_ONCE):
            some = texts[start : start + _AT_ONCE]
            self._running.append((some, self._embed(some)))

    def _oldest(self) -> Embedded:
        """Wait for what was given first."""
        texts, embedding = self._running[0]
        vectors = np.asarray(embedding.result(), np.float32)
        self._running.popleft()
        found = dict(zip(texts, vectors, strict=True))
        passages = [
            (passage, vector) for text, vector in found.items() for passage in self._given.pop(text)
        ]
        self._waiting -= len(passages)
        return Embedded(found, passages)
