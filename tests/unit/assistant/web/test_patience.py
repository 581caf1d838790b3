"""How long the page waits for a model, and what becomes of one that is left."""

import asyncio
from collections.abc import Callable, Iterator
from threading import Event as Gate
from threading import enumerate as enumerate_threads

import pytest

from assistant.errors import ModelError
from assistant.events import Event, StageStarted
from assistant.web.patience import ModelSilentError, events_while_alive
from tests.integration.web.scripted_assistant import Hanging

SEARCH = StageStarted(stage="search")
LONG = 60.0


def read(events: Iterator[Event], most_seconds: float = LONG) -> list[Event]:
    async def all_of_them() -> list[Event]:
        return [event async for event in events_while_alive(lambda: events, most_seconds)]

    return asyncio.run(all_of_them())


def test_events_come_as_they_are() -> None:
    assert read(iter([SEARCH, SEARCH])) == [SEARCH, SEARCH]


def test_error_of_the_model_reaches_the_reader() -> None:
    def fails() -> Iterator[Event]:
        yield SEARCH
        raise ModelError("the model can't be reached")

    with pytest.raises(ModelError, match="can't be reached"):
        read(fails())


def test_silent_model_is_given_up_in_one_line_that_names_the_setting() -> None:
    gate = Gate()

    def hangs() -> Iterator[Event]:
        yield SEARCH
        gate.wait()

    with pytest.raises(ModelSilentError, match=r"for 0\.05 seconds.*answer_seconds"):
        read(hangs(), most_seconds=0.05)
    gate.set()


def test_answer_that_nobody_reads_any_more_is_ended_where_it_runs() -> None:
    ended = Gate()

    def endless() -> Iterator[Event]:
        try:
            while True:
                yield SEARCH
        finally:
            ended.set()

    async def reads_one() -> None:
        events = events_while_alive(endless, LONG)
        assert await anext(events) == SEARCH
        await events.aclose()

    asyncio.run(reads_one())
    assert ended.wait(LONG)


def test_model_is_not_read_ahead_of_the_reader() -> None:
    steps: list[int] = []

    def counts() -> Iterator[Event]:
        for step in range(100):
            steps.append(step)
            yield SEARCH

    async def reads_two() -> None:
        events = events_while_alive(counts, LONG)
        await anext(events)
        await anext(events)
        assert steps == [0, 1]
        await events.aclose()

    asyncio.run(reads_two())


class Work:
    """Gives an event, and hangs at a gate before the next."""

    def __init__(self) -> None:
        self.gate, self.closed = Hanging(), Gate()

    def events(self) -> Iterator[Event]:
        try:
            yield SEARCH
            self.gate.wait()
        finally:
            self.closed.set()

    async def is_left_by_its_reader(self, when_ended: Callable[[], None]) -> None:
        """Have the reader leave while it hangs."""
        events = events_while_alive(self.events, LONG, when_ended)
        assert await anext(events) == SEARCH
        step = asyncio.ensure_future(anext(events))
        assert await asyncio.to_thread(self.gate.reached.wait, LONG)
        step.cancel()
        await asyncio.gather(step, return_exceptions=True)
        await events.aclose()


def test_end_is_told_when_the_work_has_ended_and_not_when_its_reader_leaves() -> None:
    async def leaves() -> None:
        work, ended = Work(), asyncio.Event()
        await work.is_left_by_its_reader(ended.set)
        assert not work.closed.is_set()
        assert not ended.is_set()
        work.gate.set()
        await asyncio.wait_for(ended.wait(), LONG)
        assert work.closed.is_set()

    asyncio.run(leaves())


def test_who_reads_to_the_end_finds_the_work_ended() -> None:
    async def reads(work: Iterator[Event]) -> list[str]:
        told: list[str] = []
        try:
            async for _ in events_while_alive(lambda: work, LONG, lambda: told.append("ended")):
                told.append("event")
        except ModelError:
            pass
        return [*told, "read"]

    def fails() -> Iterator[Event]:
        yield SEARCH
        raise ModelError("the model can't be reached")

    assert asyncio.run(reads(iter([SEARCH]))) == ["event", "ended", "read"]
    assert asyncio.run(reads(fails())) == ["event", "ended", "read"]


def test_work_that_outlives_the_server_ends_quietly() -> None:
    work, before = Work(), set(enumerate_threads())
    told: list[str] = []
    asyncio.run(work.is_left_by_its_reader(lambda: told.append("ended")))
    (thread,) = set(enumerate_threads()) - before
    work.gate.set()
    thread.join(LONG)
    assert work.closed.is_set()
    assert told == []
