"""Answers in turn, and what becomes of those that nobody waits for any more."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from threading import Thread

import pytest

from assistant.answer import Answer
from assistant.errors import QuestionError
from assistant.events import AnswerReady, Event, StageStarted
from assistant.web.answers import Answers, BusyError, Queued, answer_in
from tests.integration.web.scripted_assistant import Hanging, ScriptedAssistant, answer, script_of

LONG = 30.0
WRITES = StageStarted(stage="write")
Stream = AsyncGenerator[Event | Queued, None]


@dataclass
class Desk:
    """One place for answers: "slow" waits at the gate before it is answered, "quick" does not."""

    assistant: ScriptedAssistant = field(default_factory=ScriptedAssistant)
    gate: Hanging = field(default_factory=Hanging)
    most_waiting: int | None = None
    told: "Told" = field(default_factory=lambda: Told())

    def __post_init__(self) -> None:
        quick = script_of(answer("quick", "So it is."))
        self.assistant.scripts = {"slow": [WRITES, self.gate, *quick], "quick": quick}
        self.answers = Answers(
            self.assistant,
            at_once=1,
            most_seconds=LONG,
            most_waiting=self.most_waiting,
            observer=self.told,
        )

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

    async def hangs_with(self, exchange: str) -> "asyncio.Task[list[Event | Queued]]":
        """Who reads the rest of an answer whose model is at work on the next event."""
        rest = asyncio.create_task(all_of(await self.is_busy_with(exchange)))
        assert await asyncio.to_thread(self.gate.reached.wait, LONG)
        return rest


@dataclass
class Told:
    """What an observer was told, in order, and what it counts."""

    events: list[object] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: {"waiting": 0, "writing": 0})

    def waiting(self, change: int) -> None:
        self.counts["waiting"] += change

    def writing(self, change: int) -> None:
        self.counts["writing"] += change

    def answered(self, answer: Answer) -> None:
        self.events.append(answer.text)

    def unanswered(self, error: BaseException | None) -> None:
        self.events.append(type(error).__name__ if error else None)


def run(test: Callable[[Desk], Awaitable[None]], most_waiting: int | None = None) -> None:
    async def bounded() -> None:
        desk = Desk(most_waiting=most_waiting)
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


def test_stopped_answer_ends_at_once_and_its_place_is_free_when_its_model_lets_go() -> None:
    async def test(desk: Desk) -> None:
        rest = await desk.hangs_with("first")
        second = desk.answers.stream("quick", reader="two", exchange="second")
        assert await anext(second) == Queued(0)
        desk.answers.stop(exchange="first")
        assert await rest == []
        with pytest.raises(BusyError):  # the second waits still
            await anext(desk.answers.stream("quick", reader="three"))
        assert desk.asked == ["slow"]
        desk.gate.set()
        assert isinstance((await all_of(second))[-1], AnswerReady)
        assert desk.assistant.left.is_set()

    run(test, most_waiting=1)


def test_no_more_answers_are_made_at_once_than_may_however_many_readers_leave() -> None:
    async def test(desk: Desk) -> None:
        (await desk.hangs_with("first")).cancel()
        for number in range(5):
            waits = desk.answers.stream("slow", reader=str(number))
            assert await anext(waits) == Queued(0)
            await waits.aclose()
        assert desk.asked == ["slow"]
        assert desk.told.counts == {"waiting": 0, "writing": 1}
        desk.gate.set()
        quick = desk.answers.stream("quick", reader="another")
        assert isinstance((await all_of(quick))[-1], AnswerReady)

    run(test)


def test_who_has_read_to_the_end_leaves_a_free_place() -> None:
    async def test(desk: Desk) -> None:
        for number in range(100):
            quick = desk.answers.stream("quick", reader=str(number))
            assert (await answer_in(quick)).text == "So it is."
        desk.assistant.scripts["fails"] = [RuntimeError("it broke")]
        for number in range(100):
            with pytest.raises(RuntimeError, match="it broke"):
                await answer_in(desk.answers.stream("fails", reader=str(number)))

    run(test, most_waiting=0)


def test_place_is_free_where_no_work_could_be_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(_: Thread) -> None:
        raise RuntimeError("can't start new thread")

    async def test(desk: Desk) -> None:
        with monkeypatch.context() as patched:
            patched.setattr(Thread, "start", none_left)
            with pytest.raises(RuntimeError):
                await all_of(desk.answers.stream("quick", reader="one"))
        assert desk.told.counts == {"waiting": 0, "writing": 0}
        assert (await answer_in(desk.answers.stream("quick", reader="two"))).text == "So it is."

    run(test, most_waiting=0)


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
        rest = await desk.hangs_with("first")
        second = desk.answers.stream("quick", reader="two")
        assert await anext(second) == Queued(0)
        rest.cancel()
        await asyncio.gather(rest, return_exceptions=True)
        assert rest.cancelled()
        desk.gate.set()
        assert isinstance((await all_of(second))[-1], AnswerReady)

    run(test)


def test_stop_without_a_name_stops_nothing() -> None:
    async def test(desk: Desk) -> None:
        stream = desk.answers.stream("quick", reader="one")
        await anext(stream)
        desk.answers.stop(tab=None, exchange=None)
        assert isinstance((await all_of(stream))[-1], AnswerReady)

    run(test)


def test_full_queue_turns_the_next_reader_away_and_says_when_to_come_back() -> None:
    async def test(desk: Desk) -> None:
        first = await desk.is_busy_with("first")
        second = desk.answers.stream("quick", reader="two")
        assert await anext(second) == Queued(0)
        with pytest.raises(BusyError) as refused:
            await anext(desk.answers.stream("quick", reader="three"))
        assert refused.value.retry_after >= 1
        desk.gate.set()
        await all_of(first)
        assert isinstance((await all_of(second))[-1], AnswerReady)
        assert isinstance(
            (await all_of(desk.answers.stream("quick", reader="three")))[-1], AnswerReady
        )

    run(test, most_waiting=1)


def test_reader_who_fills_the_queue_leaves_room_for_the_others() -> None:
    async def test(desk: Desk) -> None:
        first = await desk.is_busy_with("first")
        waiting = []
        for number in range(5):  # as five browsers at one address
            waiting.append(desk.answers.stream("quick", reader=f"192.0.2.1\n{number}"))
            assert isinstance(await anext(waiting[-1]), Queued)
        for reader in ("192.0.2.1\nanother", "192.0.2.1"):
            with pytest.raises(BusyError) as refused:
                await anext(desk.answers.stream("quick", reader=reader))
            assert refused.value.retry_after >= 1
        others = [desk.answers.stream("quick", reader=f"192.0.2.{n}") for n in range(2, 17)]
        for other in others:
            assert isinstance(await anext(other), Queued)
        desk.gate.set()
        await all_of(first)
        for each in (*waiting, *others):
            await each.aclose()
        quick = desk.answers.stream("quick", reader="192.0.2.1\nanother")
        assert isinstance((await all_of(quick))[-1], AnswerReady)

    run(test, most_waiting=20)


def test_a_few_may_wait_for_each_however_short_the_queue() -> None:
    async def test(desk: Desk) -> None:
        first = await desk.is_busy_with("first")
        waiting = [desk.answers.stream("quick", reader="one") for _ in range(4)]
        for each in waiting:
            assert isinstance(await anext(each), Queued)
        with pytest.raises(BusyError):
            await anext(desk.answers.stream("quick", reader="one"))
        for each in (*waiting, first):
            await each.aclose()

    run(test, most_waiting=8)


def test_ending_server_finishes_what_is_under_way_and_takes_nothing_new() -> None:
    async def test(desk: Desk) -> None:
        rest = asyncio.create_task(all_of(await desk.is_busy_with("first")))
        ending = asyncio.create_task(desk.answers.finish(LONG))
        while not desk.answers.ending:
            await asyncio.sleep(0)
        with pytest.raises(BusyError):
            await anext(desk.answers.stream("quick", reader="two"))
        assert not ending.done()
        desk.gate.set()
        await ending
        assert isinstance((await rest)[-1], AnswerReady)

    run(test)


def test_answer_that_takes_too_long_is_stopped_when_the_server_ends() -> None:
    async def test(desk: Desk) -> None:
        first = await desk.is_busy_with("first")
        rest = asyncio.create_task(all_of(first))
        await desk.answers.finish(0.0)
        assert await rest == []

    run(test)


def test_observer_hears_of_answers_failures_and_those_that_were_given_up() -> None:
    async def test(desk: Desk) -> None:
        await all_of(desk.answers.stream("quick", reader="one"))
        with pytest.raises(QuestionError):
            await all_of(desk.answers.stream(" ", reader="one"))
        rest = await desk.hangs_with("first")
        assert desk.told.counts == {"waiting": 0, "writing": 1}
        with pytest.raises(BusyError):
            await anext(desk.answers.stream("quick", reader="two"))
        rest.cancel()
        await asyncio.gather(rest, return_exceptions=True)
        assert desk.told.events == ["So it is.", "QuestionError", "BusyError", None]
        assert desk.told.counts == {"waiting": 0, "writing": 1}  # its model has not let go
        desk.gate.set()
        while desk.told.counts["writing"]:
            await asyncio.sleep(0)

    run(test, most_waiting=0)


def test_reader_who_has_the_answer_and_leaves_has_given_nothing_up() -> None:
    async def test(desk: Desk) -> None:
        stream = desk.answers.stream("quick", reader="one")
        async for event in stream:
            if isinstance(event, AnswerReady):
                break
        await stream.aclose()
        assert desk.told.events == ["So it is."]

    run(test)
