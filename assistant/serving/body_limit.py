"""A bound on the bodies of requests that are read into memory as a whole."""

from collections.abc import Callable

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.serving.problems import RequestError, response_to

MOST_BYTES = 4 * 2**20


class BodyLimit:
    """ASGI middleware: refuses bodies that are too large, whether or not they say so beforehand.

    Args:
        app: what answers the requests.
        applies: whether it does so for a path; uploads to the page have bounds of their own.
        most_bytes: of a body.
    """

    def __init__(
        self, app: ASGIApp, applies: Callable[[str], bool], most_bytes: int = MOST_BYTES
    ) -> None:
        self._app = app
        self._applies = applies
        self._most_bytes = most_bytes
        self._message = f"the body has more than {most_bytes:,} bytes: send less"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, as much of its body as may be."""
        if scope["type"] != "http" or not self._applies(scope["path"]):
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared) > self._most_bytes:
            refusal = response_to(RequestError(self._message, code="too_large", status=413))
            await refusal(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._most_bytes:
                raise HTTPException(413, self._message)
            return message

        await self._app(scope, counted, send)
