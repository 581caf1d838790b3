"""How many searches run, how many wait, and what becomes of those that are given up."""

import asyncio
from collections.abc import Awaitable, Callable
from threading import Event as Gate

import pytest
from starlette.requests import Request

from assistant.web.answers import Answers, BusyError
from assistant.web.patience import TimeLimitError
from assistant.web.searches import Searches
from index.article import Passage
from tests.integration.web.scripted_assistant import ScriptedAssistant

LONG = 30.0
AT_ONCE = 4
REQUEST = Request({"type": "http", "client": ("127.0.0.1", 1), "headers": []})


class SlowAssistant(ScriptedAssistant):
    """Its searches wait at a gate."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = Gate()
        self.searched: list[str] = []

    def search(self, query: str, limit: int = 10) -> tuple[Passage, ...]:
        self.searched.append(query)
        assert self.gate.wait(LONG)
        return super().search(query, limit)


def run(
    test: Callable[[SlowAssistant, Searches], Awaitable[None]],
    *,
    most_seconds: float = LONG,
    most_waiting: int | None = None,
) -> None:
    async def bounded() -> None:
        assistant = SlowAssistant()
        searches = Searches(
            assistant, Answers(assistant), most_seconds=most_seconds, most_waiting=most_waiting
        )
        try:
            await asyncio.wait_for(test(assistant, searches), LONG)
        finally:
            assistant.gate.set()

    asyncio.run(bounded())


def test_who_comes_when_as_many_wait_as_may_is_told_to_come_back() -> None:
    async def test(assistant: SlowAssistant, searches: Searches) -> None:
        tasks = [
            asyncio.create_task(searches.search("1863", 10, REQUEST)) for _ in range(AT_ONCE + 1)
        ]
        await asyncio.sleep(0)
        with pytest.raises(BusyError):
            await searches.search("1863", 10, REQUEST)
        assistant.gate.set()
        assert all(len(found) == 1 for found in await asyncio.gather(*tasks))
        assert len(await searches.search("1863", 10, REQUEST)) == 1

    run(test, most_waiting=1)


def test_search_that_is_given_up_keeps_its_place_until_it_ends() -> None:
    async def test(assistant: SlowAssistant, searches: Searches) -> None:
        for number in range(AT_ONCE + 2):
            with pytest.raises(TimeLimitError, match=r"0\.05 seconds.*request_seconds"):
                await searches.search(str(number), 10, REQUEST)
        assert assistant.searched == ["0", "1", "2", "3"]
        with pytest.raises(BusyError):
            await asyncio.gather(*(searches.search("more", 10, REQUEST) for _ in range(2)))

    run(test, most_seconds=0.05, most_waiting=1)


def test_failing_search_is_no_search_that_took_too_long() -> None:
    async def test(assistant: SlowAssistant, searches: Searches) -> None:
        def fails(query: str, limit: int = 10) -> tuple[Passage, ...]:
            raise TimeoutError(f"{query}, {limit}")

        assistant.search = fails  # type: ignore[method-assign]  # as a library may fail
        with pytest.raises(TimeoutError, match="1863, 10"):
            await searches.search("1863", 10, REQUEST)

    run(test)
