"""Who is reading: the name given at the log-in, or else a secret that the browser keeps."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

if TYPE_CHECKING:
    import gradio as gr

COOKIE = "assistant-reader"
_ONE_YEAR = 365 * 24 * 3600  # seconds
_SHORTEST = 40  # characters; a shorter one is not of our making


class ReaderCookie:
    """ASGI middleware: gives each browser a secret of its own, with the first page it opens.

    No script can read the cookie, and no other site's page sends it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; its answer brings the cookie where there is none yet."""
        if scope["type"] != "http" or _is_known(Request(scope)):
            await self._app(scope, receive, send)
            return
        cookie = _new_cookie(secure=_is_encrypted(scope))

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("set-cookie", cookie)
            await send(message)

        await self._app(scope, receive, with_cookie)


def reader_of(request: gr.Request) -> str:
    """Key of the reader behind an event of the page; empty where the browser keeps no cookies.

    It is a digest: who reads the database can't take a reader's place with it.
    """
    return _key(request.username, request.cookies.get(COOKIE, ""))


def waits_as(request: gr.Request | Request) -> str:
    """Whose turn it is in the queue: one browser's, also where all log in by the same name.

    Programs and browsers that keep no cookie are told apart by their address.
    """
    address = request.client.host if request.client else ""
    return str(request.cookies.get(COOKIE, "") or address)


def reader_of_route(request: Request) -> str:
    """The same for a request to one of our own routes, which runs within Gradio's application."""
    return _key(logged_in_as(request), request.cookies.get(COOKIE, ""))


def logged_in_as(request: Request) -> str | None:
    """The name that was given at the log-in; None without one. Gradio keeps the tokens."""
    app: Any = request.app
    names = (f"access-token-{app.cookie_id}", f"access-token-unsecure-{app.cookie_id}")
    tokens = (request.cookies.get(name) for name in names)
    return next((app.tokens[token] for token in tokens if token in app.tokens), None)


def _key(username: str | None, secret: str) -> str:
    if username:
        return sha256(f"user:{username}".encode()).hexdigest()
    if len(secret) < _SHORTEST:
        return ""
    return sha256(f"cookie:{secret}".encode()).hexdigest()


def _is_known(request: Request) -> bool:
    return len(request.cookies.get(COOKIE, "")) >= _SHORTEST


def _new_cookie(*, secure: bool) -> str:
    parts = [f"{COOKIE}={secrets.token_urlsafe(32)}", "Path=/", f"Max-Age={_ONE_YEAR}"]
    parts += ["HttpOnly", "SameSite=Lax", *(["Secure"] if secure else [])]
    return "; ".join(parts)


def _is_encrypted(scope: Scope) -> bool:
    forwarded = Headers(scope=scope).get("x-forwarded-proto", "")
    return scope.get("scheme") == "https" or forwarded.split(",")[0].strip() == "https"
