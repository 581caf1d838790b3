"""Who is answered next."""

import asyncio
from collections.abc import Awaitable, Callable

from assistant.web.places import Place, Places


async def told(place: Place, times: int) -> list[int]:
    """What a waiting reader is told, so many times."""
    heard = []
    async for before in place.waits():
        heard.append(before)
        if len(heard) == times:
            break
    return heard


async def is_served(place: Place) -> bool:
    """Whether the place is free for the one who wants it, as things stand."""
    async for _ in place.waits():
        return False
    return True


def run(test: Callable[[], Awaitable[None]]) -> None:
    async def bounded() -> None:
        await asyncio.wait_for(test(), 30)

    asyncio.run(bounded())


def test_as_many_are_served_at_once_as_there_are_places() -> None:
    async def test() -> None:
        places = Places(2)
        first, second, third = (places.wanted_by(name) for name in "abc")
        assert await is_served(first)
        assert await is_served(second)
        assert await told(third, 1) == [0]
        first.leave()
        assert await is_served(third)

    run(test)


def test_first_come_is_first_served_and_hears_how_many_are_before_it() -> None:
    async def test() -> None:
        places = Places(1)
        at_work, *waiting = (places.wanted_by(name) for name in "abcd")
        assert [await told(place, 1) for place in waiting] == [[0], [1], [2]]
        last = asyncio.create_task(told(waiting[2], 3))
        await asyncio.sleep(0)
        at_work.leave()
        await asyncio.sleep(0)
        assert await is_served(waiting[0])
        waiting[1].leave()  # gone before its turn
        waiting[0].leave()
        assert await is_served(waiting[2])
        assert await last == [2, 1]

    run(test)


def test_tabs_of_one_reader_let_others_between_them() -> None:
    async def test() -> None:
        places = Places(2)
        tabs = [places.wanted_by("many") for _ in range(5)]
        other, another = places.wanted_by("other"), places.wanted_by("another")
        assert await told(other, 1) == [0]
        assert await told(another, 1) == [1]
        assert [await told(tab, 1) for tab in tabs[2:]] == [[2], [3], [4]]
        tabs[0].leave()
        assert await is_served(other)
        tabs[1].leave()
        assert await is_served(another)
        other.leave()
        assert await is_served(tabs[2])

    run(test)


def test_next_question_of_a_reader_who_was_answered_waits_like_anyone_s() -> None:
    async def test() -> None:
        places = Places(1)
        first = places.wanted_by("one")
        first.leave()
        at_work = places.wanted_by("two")
        again, newcomer = places.wanted_by("one"), places.wanted_by("three")
        assert [await told(place, 1) for place in (again, newcomer)] == [[0], [1]]
        at_work.leave()
        assert await is_served(again)

    run(test)


def test_reader_alone_may_use_all_places() -> None:
    async def test() -> None:
        places = Places(2)
        tabs = [places.wanted_by("one") for _ in range(3)]
        assert [await is_served(tab) for tab in tabs] == [True, True, False]

    run(test)


def test_change_that_comes_while_a_reader_is_told_is_not_missed() -> None:
    async def test() -> None:
        places = Places(1)
        first, second, third = (places.wanted_by(name) for name in "abc")
        heard = []
        async for before in third.waits():
            heard.append(before)
            (first if before else second).leave()
        assert heard == [1, 0]

    run(test)


def test_leaving_twice_frees_one_place() -> None:
    async def test() -> None:
        places = Places(1)
        first, second, third = (places.wanted_by(name) for name in "abc")
        first.leave()
        first.leave()
        assert await is_served(second)
        assert not await is_served(third)

    run(test)
