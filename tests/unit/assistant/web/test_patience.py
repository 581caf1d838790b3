"""How long the page waits for a model, and what becomes of one that is left."""

import asyncio
from collections.abc import Iterator
from threading import Event as Gate

import pytest

from assistant.errors import ModelError
from assistant.events import Event, StageStarted
from assistant.web.patience import ModelSilentError, events_while_alive

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
