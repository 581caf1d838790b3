"""Who guesses passwords, many at once."""

import asyncio
import time
from collections.abc import Callable
from threading import Lock

import httpx
import pytest
from starlette.responses import PlainTextResponse

from assistant.access.account import Account
from assistant.access.gate import Gate
from assistant.access.guard import Guard

NAME, PASSWORD = "ann", "correct horse"
AT_ONCE = 2
MOST_TRIED = 10 + AT_ONCE - 1


class SlowGate(Gate):
    """Takes a while for each password, as Argon2 does, and counts them."""

    def __init__(self) -> None:
        super().__init__(None, (NAME, PASSWORD))
        self._lock = Lock()
        self._now = 0
        self.tried = self.most_at_once = 0

    def by_password(self, name: str, password: str) -> Account | None:
        with self._lock:
            self.tried += 1
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        time.sleep(0.01)
        with self._lock:
            self._now -= 1
        return super().by_password(name, password)


def by_form(http: httpx.AsyncClient, number: int) -> "asyncio.Future[httpx.Response]":
    given = {"username": NAME, "password": f"guess {number}"}
    return asyncio.ensure_future(http.post("/login", data=given))


def by_basic(http: httpx.AsyncClient, number: int) -> "asyncio.Future[httpx.Response]":
    return asyncio.ensure_future(http.get("/", auth=(NAME, f"guess {number}")))


def client(guard: Guard, address: str = "192.0.2.1") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(guard, client=(address, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://localhost")


@pytest.mark.parametrize(("attempt", "wrong"), [(by_form, 400), (by_basic, 401)])
def test_who_guesses_many_at_once_is_slowed_down_as_much(
    attempt: Callable[[httpx.AsyncClient, int], "asyncio.Future[httpx.Response]"], wrong: int
) -> None:
    gate = SlowGate()

    async def guess() -> list[int]:
        async with client(Guard(PlainTextResponse("in"), gate)) as http:
            return [
                each.status_code
                for each in await asyncio.gather(*(attempt(http, number) for number in range(60)))
            ]

    statuses = asyncio.run(guess())
    assert set(statuses) == {wrong, 429}
    assert 10 <= statuses.count(wrong) == gate.tried <= MOST_TRIED
    assert gate.most_at_once <= AT_ONCE


def test_who_guesses_from_many_addresses_is_slowed_down_by_the_name() -> None:
    gate = SlowGate()

    async def guess() -> list[int]:
        guard = Guard(PlainTextResponse("in"), gate)

        async def once(number: int) -> int:
            async with client(guard, f"192.0.2.{number}") as http:
                return (await (by_form, by_basic)[number % 2](http, number)).status_code

        return await asyncio.gather(*(once(number) for number in range(40)))

    assert asyncio.run(guess()).count(429) >= 40 - MOST_TRIED
    assert gate.tried <= MOST_TRIED
