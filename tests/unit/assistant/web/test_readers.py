"""Whose turn it is, where nobody logs in."""

import asyncio

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.types import Receive, Scope, Send

from assistant.web.readers import COOKIE, TURN, ReaderCookie, waits_as

ADDRESS = "192.0.2.7"


async def tells_turn(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that answers with whose turn it is."""
    await HTMLResponse(waits_as(Request(scope)))(scope, receive, send)


def turns(*cookies: dict[str, str]) -> list[str]:
    """What one browser hears that begins with each of the cookies and keeps what it is given."""

    async def heard() -> list[str]:
        transport = httpx.ASGITransport(ReaderCookie(tells_turn), client=(ADDRESS, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
            found = []
            for given in cookies:
                for name, value in given.items():
                    http.cookies.set(name, value, domain="localhost.local")
                found.append((await http.get("/")).text)
            return found

    return asyncio.run(heard())


def test_browser_has_a_turn_of_its_own_with_its_second_request() -> None:
    first, second, third = turns({}, {}, {})
    assert first == ADDRESS
    assert second.startswith(f"{ADDRESS}\n")
    assert second == third
    assert turns({}, {})[1] not in {first, second}


@pytest.mark.parametrize(
    "made_up",
    [
        {COOKIE: "x" * 43},
        {COOKIE: "x"},
        {TURN: "0" * 64},
        {COOKIE: "x" * 43, TURN: "0" * 64},
        {COOKIE: "x" * 43, TURN: "ü"},
    ],
)
def test_cookie_that_is_made_up_gives_no_other_turn(made_up: dict[str, str]) -> None:
    async def heard() -> str:
        pairs = "; ".join(f"{name}={value}" for name, value in made_up.items())
        transport = httpx.ASGITransport(ReaderCookie(tells_turn), client=(ADDRESS, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
            return (await http.get("/", headers={b"cookie": pairs.encode("latin-1")})).text

    assert asyncio.run(heard()) == ADDRESS


def test_secret_of_a_browser_is_kept_when_the_server_has_begun_anew() -> None:
    kept = "k" * 43
    _, second = turns({COOKIE: kept}, {})
    assert second == f"{ADDRESS}\n{kept}"
