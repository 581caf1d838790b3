"""Answers in turn, and what becomes of those that nobody waits for any more."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from threading import Event as Gate

from assistant.events import AnswerReady, Event, StageStarted
from assistant.web.answers import Answers, Queued
from tests.integration.web.scripted_assistant import ScriptedAssistant, answer, script_of

LONG = 30.0
WRITES = StageStarted(stage="write")
Stream = AsyncGenerator[Event | Queued, None]


@dataclass
class Desk:
    """One place for answers: "slow" waits at the gate before it is answered, "quick" does not."""

    assistant: ScriptedAssistant = field(default_factory=ScriptedAssistant)
    gate: Gate = field(default_factory=Gate)

    def __post_init__(self) -> None:
        quick = script_of(answer("quick", "So it is."))
        self.assistant.scripts = {"slow": [WRITES, self.gate, *quick], "quick": quick}
        self.answers = Answers(self.assistant, at_once=1, most_seconds=LONG)

    @property
    def asked(self) -> list[str]:
        return [question for question, _ in self.assistant.asked]

    async def is_busy_with(self, exchange: str) -> Stream:
        """The stream of an answer that is being written."""
        stream = self.answers.stream("slow", reader="busy", exchange=exchange, tab=exchange)
        async for event in stream:
            if event == WRITES:
                break
        return stream


def run(test: Callable[[Desk], Awaitable[None]]) -> None:
    async def bounded() -> None:
        desk = Desk()
        try:
            await asyncio.wait_for(test(desk), LONG)
        finally:
            desk.gate.set()

    asyncio.run(bounded())


async def all_of(stream: Stream) -> list[Event | Queued]:
    return [event async for event in stream]


def test_next_reader_hears_the_place_and_then_the_answer() -> None:
    async def test(desk: Desk) -> None:
        first = await desk.is_busy_with("first")
        second = desk.answers.stream("quick", reader="two")
        assert await anext(second) == Queued(0)
        assert desk.asked == ["slow"]
        desk.gate.set()
        await all_of(first)
        assert isinstance((await all_of(second))[-1], AnswerReady)

    run(test)


def test_stopped_answer_ends_and_frees_its_place_though_its_model_hangs() -> None:
    async def test(desk: Desk) -> None:
        first = await desk.is_busy_with("first")
        second = desk.answers.stream("quick", reader="two", exchange="second")
        assert await anext(second) == Queued(0)
        desk.answers.stop(exchange="first")
        assert await all_of(first) == []
        assert isinstance((await all_of(second))[-1], AnswerReady)
        desk.gate.set()
        assert await asyncio.to_thread(desk.assistant.left.wait, LONG)

    run(test)


def test_closed_tab_leaves_the_queue() -> None:
    async def test(desk: Desk) -> None:
        first = await desk.is_busy_with("first")
        second = desk.answers.stream("quick", reader="two", tab="second")
        third = desk.answers.stream("quick", reader="three", tab="third")
        assert [await anext(second), await anext(third)] == [Queued(0), Queued(1)]
        desk.answers.stop(tab="second")
        assert await all_of(second) == []
        assert await anext(third) == Queued(0)
        await first.aclose()
        assert isinstance((await all_of(third))[-1], AnswerReady)
        assert desk.asked == ["slow", "quick"]

    run(test)


def test_cancelled_reader_gives_the_place_up() -> None:
    async def test(desk: Desk) -> None:
        rest = asyncio.create_task(all_of(await desk.is_busy_with("first")))
        second = desk.answers.stream("quick", reader="two")
        assert await anext(second) == Queued(0)
        rest.cancel()
        await asyncio.gather(rest, return_exceptions=True)
        assert rest.cancelled()
        assert isinstance((await all_of(second))[-1], AnswerReady)

    run(test)


def test_stop_without_a_name_stops_nothing() -> None:
    async def test(desk: Desk) -> None:
        stream = desk.answers.stream("quick", reader="one")
        await anext(stream)
        desk.answers.stop(tab=None, exchange=None)
        assert isinstance((await all_of(stream))[-1], AnswerReady)

    run(test)
