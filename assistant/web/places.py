"""Who is answered next, where more readers ask than answers can be written at once.

First come, first served; but while a reader has a question under way, the next one of the same
reader belongs to the next round, behind all other readers' of this one. So several tabs of one hold
nobody up for longer than the answers that are being written already (round robin, as in fair
queuing, https://www.rfc-editor.org/rfc/rfc970). Once it has come, a question is overtaken only by
questions of an earlier round, so the first of a reader never is.
"""

import asyncio
from collections.abc import AsyncIterator

SOURCE_ENDS = "\n"
"""Before it stands in a reader's key where the reader comes from; see `Places.waiting_from`."""


class Places:
    """The places at which answers are written, and the queue for them.

        place = places.wanted_by("a reader")
        try:
            async for before in place.waits():
                ...  # as many others are served first
            ...  # the place is ours
        finally:
            place.leave()

    It belongs to the event loop that it is used in, and may not be used from other threads.

    Args:
        at_once: as many answers are written at the same time.
    """

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._taken: list[Place] = []
        self._queue: list[Place] = []
        self._round = 0  # of whoever was served last
        self._next_rounds: dict[str, int] = {}  # of readers who have something under way

    @property
    def waiting(self) -> int:
        """How many wait for a place."""
        return len(self._queue)

    def waiting_from(self, reader: str) -> int:
        """How many wait for readers who come from where this one does.

        Whoever poses as several readers is one source still: the address that they share.
        """
        source = source_of(reader)
        return sum(source_of(place.reader) == source for place in self._queue)

    @property
    def free(self) -> bool:
        """Whether who comes now need not wait."""
        return len(self._taken) < self._at_once

    def wanted_by(self, reader: str) -> "Place":
        """Join the queue."""
        turn = max(self._round, self._next_rounds.get(reader, 0))
        self._next_rounds[reader] = turn + 1
        place = Place(self, reader, turn)
        self._queue.append(place)
        self._changed()
        return place

    def _before(self, place: "Place") -> int:
        """How many are served before it; -1 where it has its place already."""
        return -1 if place in self._taken else self._in_turn().index(place)

    def _in_turn(self) -> list["Place"]:
        """Those who wait, in the order in which they will be served as things stand."""
        return sorted(self._queue, key=lambda place: place.round)  # stable, so by arrival too

    def _release(self, place: "Place") -> None:
        for places in (self._taken, self._queue):
            if place in places:
                places.remove(place)
        if not any(other.reader == place.reader for other in [*self._taken, *self._queue]):
            self._next_rounds.pop(place.reader, None)
        self._changed()

    def _changed(self) -> None:
        while self._queue and len(self._taken) < self._at_once:
            first = self._in_turn()[0]
            self._queue.remove(first)
            self._taken.append(first)
            self._round = first.round
        for place in [*self._taken, *self._queue]:
            place.stirred.set()


def source_of(reader: str) -> str:
    """Where a reader comes from: an account, or an address."""
    return reader.partition(SOURCE_ENDS)[0]


class Place:
    """A reader's place, or the way to it; see `Places`."""

    def __init__(self, places: Places, reader: str, round_: int) -> None:
        self._places = places
        self.reader, self.round = reader, round_
        self.stirred = asyncio.Event()

    async def waits(self) -> AsyncIterator[int]:
        """How many others are served before this one, whenever it changes; ends at its turn."""
        last = None
        while True:
            self.stirred.clear()
            before = self._places._before(self)
            if before < 0:
                return
            if before != last:
                last = before
                yield before
            await self.stirred.wait()

    def leave(self) -> None:
        """Give the place up, or leave the queue; more than once does no harm."""
        self._places._release(self)
