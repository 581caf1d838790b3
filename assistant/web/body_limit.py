"""Bounds on the bodies of requests: how large they may be, and how long they may take to come."""

import asyncio

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 4 * 2**20
"""Of a request to the API, to log in, or for anything else that is read into memory as a whole."""
MOST_BYTES_OF_EVENTS = 16 * 2**20
"""Of an event of the page, which brings the whole conversation along."""
MOST_SECONDS = 60.0
_EVENTS = "/gradio_api/"
_UPLOADS = "/gradio_api/upload"  # Gradio writes these to disk, and bounds them


class BodyLimit:
    """ASGI middleware: refuses bodies that are too large, said beforehand or not, or too slow.

    A client that sends its body a byte at a time would otherwise hold a connection, and one that
    never ends it the memory, for as long as it likes. An upload may take its time as long as
    something comes.

    Args:
        app: what answers the requests.
        most_seconds: until a body is there.
    """

    def __init__(self, app: ASGIApp, most_seconds: float = MOST_SECONDS) -> None:
        self._app = app
        self._most_seconds = most_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, as much of its body as may be."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        most = None if path.startswith(_UPLOADS) else _most_bytes(path)
        headers = Headers(scope=scope)
        if "content-length" not in headers and "transfer-encoding" not in headers:
            await self._app(scope, receive, send)  # it has no body
            return
        declared = headers.get("content-length", "")
        if most is not None and declared.isdecimal() and int(declared) > most:
            await _refusal(_too_large(most))(scope, receive, send)
            return
        begun = False

        async def noticed(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        bounded = _BoundedBody(receive, most, self._most_seconds)
        try:
            await self._app(scope, bounded.receive, noticed)
        except HTTPException as error:  # what reads the body has no answer of its own to it
            if begun or error is not bounded.refused:
                raise
            await _refusal(error)(scope, receive, send)


class _BoundedBody:
    """The messages of one request's body, until they break a bound."""

    def __init__(self, receive: Receive, most: int | None, seconds: float) -> None:
        self._receive = receive
        self._most = most
        self._seconds = seconds
        self._until = asyncio.get_running_loop().time() + seconds
        self._taken = 0
        self._complete = False
        self.refused: HTTPException | None = None

    async def receive(self) -> Message:
        """The next message.

        Raises:
            HTTPException: the body is too large or too slow.
        """
        if self._complete:  # what comes now is the end of the connection, whenever it ends
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError:
            told = f"the body took longer than {self._seconds:g} seconds: send it faster"
            self.refused = HTTPException(408, told)
            raise self.refused from None
        self._complete = not message.get("more_body", False)
        self._taken += len(message.get("body", b""))
        if self._most is None:
            self._until = asyncio.get_running_loop().time() + self._seconds
        elif self._taken > self._most:
            self.refused = _too_large(self._most)
            raise self.refused
        return message


def _most_bytes(path: str) -> int:
    return MOST_BYTES_OF_EVENTS if path.startswith(_EVENTS) else MOST_BYTES


def _too_large(most: int) -> HTTPException:
    return HTTPException(413, f"the body has more than {most:,} bytes: send less")


def _refusal(error: HTTPException) -> Response:
    """A problem in the shape that all problems have; see `assistant.serving.problems`."""
    code = "too_large" if error.status_code == 413 else "too_slow"
    told = {"message": error.detail, "type": "invalid_request_error", "param": None, "code": code}
    return JSONResponse({"error": told}, error.status_code, {"connection": "close"})
