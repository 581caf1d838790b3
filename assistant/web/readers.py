"""Who is reading: the name given at the log-in, or else a secret that the browser keeps."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

if TYPE_CHECKING:
    import gradio as gr

    from assistant.access.account import Account

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
    """Whose turn it is in the queue: an account's, or else one browser's.

    Programs and browsers that keep no cookie are told apart by their address.
    """
    address = request.client.host if request.client else ""
    account = account_of(request)
    return account.id if account else str(request.cookies.get(COOKIE, "") or address)


def reader_of_route(request: Request) -> str:
    """The same for a request to one of our own routes, which runs within Gradio's application."""
    return _key(logged_in_as(request), request.cookies.get(COOKIE, ""))


def logged_in_as(request: Request) -> str | None:
    """Id of the account that has logged in; None without one."""
    account = account_of(request)
    return account.id if account else None


def account_of(request: gr.Request | Request) -> Account | None:
    """The account that the guard before us found; None where nobody has to log in."""
    return getattr(request.state, "account", None)


def may_edit(request: gr.Request | Request) -> bool:
    """Whether who asks may change the articles, where that can be done at all."""
    account = account_of(request)
    return account is None or account.may_edit


def key_of(account: Account) -> str:
    """Key of an account's own conversations."""
    return _key(account.id, "")


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
    return scope.get("scheme") == "https"  # as a trusted proxy tells it, too
