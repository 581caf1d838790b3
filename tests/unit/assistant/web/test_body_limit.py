"""Bodies that are too large or never end, before anything that would read them."""

import asyncio
from collections.abc import Iterable

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Message, Scope

from assistant.web.body_limit import MOST_BYTES, MOST_BYTES_OF_EVENTS, BodyLimit


async def length(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


APP = Starlette(routes=[Route("/{path:path}", length, methods=["GET", "POST"])])


def sent(path: str, chunks: Iterable[int], *, ends: bool = True, declares: bool = False) -> int:
    """The status for a body of chunks of these sizes; one that doesn't end just stops coming."""
    sizes = list(chunks)
    messages: list[Message] = [
        {"type": "http.request", "body": b"x" * size, "more_body": True} for size in sizes
    ]
    if ends:
        messages.append({"type": "http.request", "body": b"", "more_body": False})
    headers = [(b"transfer-encoding", b"chunked")]
    if declares:
        headers = [(b"content-length", str(sum(sizes)).encode())]
    scope: Scope = {
        "type": "http", "method": "POST", "path": path, "headers": headers, "query_string": b"",
        "root_path": "", "scheme": "http", "server": ("127.0.0.1", 80),
    }  # fmt: skip
    answered: list[Message] = []

    async def receive() -> Message:
        if messages:
            return messages.pop(0)
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        answered.append(message)

    asyncio.run(BodyLimit(APP, most_seconds=0.05)(scope, receive, send))
    return int(answered[0]["status"])


@pytest.mark.parametrize("declares", [True, False])
@pytest.mark.parametrize("path", ["/ask", "/login", "/mcp", "/v1/chat/completions"])
def test_body_that_is_too_large_is_refused_wherever_it_goes(path: str, declares: bool) -> None:
    assert sent(path, [MOST_BYTES], declares=declares) == 200
    assert sent(path, [MOST_BYTES, 1], declares=declares) == 413


def test_event_of_the_page_may_bring_a_conversation_and_no_more() -> None:
    assert sent("/gradio_api/queue/join", [MOST_BYTES_OF_EVENTS]) == 200
    assert sent("/gradio_api/queue/join", [MOST_BYTES_OF_EVENTS, 1]) == 413


def test_upload_has_bounds_of_its_own() -> None:
    assert sent("/gradio_api/upload", [MOST_BYTES_OF_EVENTS, 1]) == 200


@pytest.mark.parametrize("path", ["/ask", "/gradio_api/upload"])
def test_body_that_stops_coming_is_given_up(path: str) -> None:
    assert sent(path, [1], ends=False) == 408
