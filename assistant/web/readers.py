"""Who is reading: the name given at the log-in, or else a secret that the browser keeps."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.places import SOURCE_ENDS

if TYPE_CHECKING:
    import gradio as gr

    from assistant.access.account import Account

COOKIE = "assistant-reader"
TURN = "assistant-turn"
"""Says that the other cookie is of this server's making, as it now runs. That is asked of who wants
a turn of their own, and not of who has conversations, which nobody finds by guessing."""
_SECRET = secrets.token_bytes(32)
_ONE_YEAR = 365 * 24 * 3600  # seconds
_SHORTEST = 40  # characters; a shorter one is not of our making


class ReaderCookie:
    """ASGI middleware: gives each browser a secret of its own, with the first page it opens.

    No script can read the cookies, and no other site's page sends them.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; its answer brings the cookies where there are none yet."""
        new = _new_cookies(Request(scope)) if scope["type"] == "http" else {}
        if not new:
            await self._app(scope, receive, send)
            return

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    for name, value in new.items():
                        cookie = _cookie(name, value, secure=_is_encrypted(scope))
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

    Programs and browsers that keep no cookie are told apart by their address, and so is who shows a
    cookie that they made up.
    """
    if account := account_of(request):
        return account.id
    address = request.client.host if request.client else ""
    return f"{address}{SOURCE_ENDS}{request.cookies[COOKIE]}" if _has_turn(request) else address


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


def _new_cookies(request: Request) -> dict[str, str]:
    """The cookies that a browser lacks, by name."""
    kept = request.cookies.get(COOKIE, "")
    if len(kept) >= _SHORTEST:
        return {} if _has_turn(request) else {TURN: _signature(kept)}
    made = secrets.token_urlsafe(32)
    return {COOKIE: made, TURN: _signature(made)}


def _has_turn(request: gr.Request | Request) -> bool:
    given = str(request.cookies.get(TURN, ""))
    return hmac.compare_digest(given.encode(), _signature(request.cookies.get(COOKIE, "")).encode())


def _signature(cookie: str) -> str:
    return hmac.new(_SECRET, cookie.encode(), sha256).hexdigest()


def _cookie(name: str, value: str, *, secure: bool) -> str:
    parts = [f"{name}={value}", "Path=/", f"Max-Age={_ONE_YEAR}"]
    parts += ["HttpOnly", "SameSite=Lax", *(["Secure"] if secure else [])]
    return "; ".join(parts)


def _is_encrypted(scope: Scope) -> bool:
    return scope.get("scheme") == "https"  # as a trusted proxy tells it, too
