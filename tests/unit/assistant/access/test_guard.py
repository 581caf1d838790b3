"""Who guesses passwords, many at once, and who sends what is no log-in."""

import asyncio
import time
from collections.abc import Callable
from threading import Lock

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message

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


FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=b"


def parts(*headers: str) -> bytes:
    """A body of parts that each hold the right name."""
    made = (f"--b\r\nContent-Disposition: form-data{each}\r\n\r\n{NAME}\r\n" for each in headers)
    return "".join([*made, "--b--\r\n"]).encode()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (PARTS, parts('; name="username"; filename="a.txt"')),
        (PARTS, parts("")),
        (PARTS, parts(*['; name="username"'] * 11)),
        (PARTS, b"no parts"),
        ("multipart/form-data", parts('; name="username"')),
        (f"multipart/form-data; boundary={'b' * 300}", parts('; name="username"')),
        (f"{PARTS}; charset=undefined", parts('; name="username"')),
        (FORM, b"&".join([b"username=ann"] * 11)),
    ],
)
def test_form_that_can_t_be_read_is_no_log_in_and_no_password_is_tried(
    kind: str, body: bytes
) -> None:
    gate = SlowGate()

    async def sent() -> httpx.Response:
        async with client(Guard(PlainTextResponse("in"), gate)) as http:
            return await http.post("/login", content=body, headers={"content-type": kind})

    refused = asyncio.run(sent())
    assert (refused.status_code, refused.json()["error"]["message"]) == (400, "this is no log-in")
    assert gate.tried == 0


def test_who_leaves_within_a_log_in_breaks_nothing() -> None:
    told: list[Message] = []
    coming: list[Message] = [
        {"type": "http.request", "body": b"username=", "more_body": True},
        {"type": "http.disconnect"},
    ]
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/login",
        "query_string": b"",
        "headers": [(b"content-type", FORM.encode()), (b"content-length", b"100")],
        "client": ("192.0.2.1", 1),
    }

    async def receive() -> Message:
        return coming.pop(0)

    async def send(message: Message) -> None:
        told.append(message)

    asyncio.run(Guard(PlainTextResponse("in"), SlowGate())(scope, receive, send))
    assert told[0]["status"] == 400


def test_log_in_may_come_in_parts() -> None:
    given = {"username": (None, NAME), "password": (None, PASSWORD)}

    async def sent() -> httpx.Response:
        async with client(Guard(PlainTextResponse("in"), SlowGate())) as http:
            return await http.post("/login", files=given)

    assert asyncio.run(sent()).json() == {"success": True}


@pytest.mark.parametrize("origin", ["http://[", "http://a]", "[", "null", ""])
def test_origin_that_is_no_address_is_another_site_s(origin: str) -> None:
    async def sent() -> int:
        async with client(Guard(PlainTextResponse("in"), SlowGate())) as http:
            given = {"username": NAME, "password": PASSWORD}
            done = await http.post("/login", data=given, headers={"origin": origin})
            return done.status_code

    assert asyncio.run(sent()) == 403
