"""Whose an open page is: the account's that opened it, and nobody else's.

A page makes up a name for itself (Gradio's `session_hash`) without good randomness, and sends it
along in addresses, which proxies write into their logs. Whoever names it is told by Gradio what
happens in that page, and acts in it.
"""

import hmac
import json
import re
import secrets
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from urllib.parse import urlencode

from fastapi import HTTPException
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.access.account import Account
from assistant.web.readers import account_of

_NAME = "session_hash"
_EVENTS = "/gradio_api/"
_UPLOADS = "/gradio_api/upload"  # they belong to no page, and may be large
_SECRET = secrets.token_bytes(32)
_NAMED_IN_PATH = re.compile(r"/gradio_api/(?:heartbeat|stream)/([^/]+)")

Rename = Callable[[str], str]


class OwnPages:
    """ASGI middleware: keeps accounts out of each other's open pages, by whatever name they ask.

    What is behind it gets, in place of a page's name, one made of that name and the account, which
    nobody else can make. So a page that another account has open is like one that never was, and
    nothing has to be remembered. Who has not logged in passes unchanged.

    Args:
        app: Gradio's application; `assistant.access.guard` stands before it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, about a page of the account's own."""
        account = account_of(Request(scope)) if scope["type"] == "http" else None
        if account is not None:
            path = scope["path"].removeprefix(scope.get("root_path", ""))
            if path.startswith(_EVENTS):
                rename = partial(_own_name, account)
                scope = {**scope, **_address(scope, path, rename)}
                if path != _UPLOADS:
                    receive = _Body(receive, rename).receive
        await self._app(scope, receive, send)


class _Body:
    """The body of one request, in one message, with the page's name changed."""

    def __init__(self, receive: Receive, rename: Rename) -> None:
        self._receive = receive
        self._rename = rename
        self._come = bytearray()
        self._complete = False

    async def receive(self) -> Message:
        """The body once it is complete; then whatever comes.

        Raises:
            HTTPException: it is no JSON, in which alone a page's name is found.
        """
        while not self._complete:
            message = await self._receive()
            if message["type"] != "http.request":
                return message
            self._come += message.get("body", b"")
            self._complete = not message.get("more_body", False)
            if self._complete:
                body = _renamed(bytes(self._come), self._rename)
                return {"type": "http.request", "body": body, "more_body": False}
        return await self._receive()


def _own_name(account: Account, name: str) -> str:
    """No id of an account has a colon, so no two pairs give the same."""
    pair = f"{account.id}:{name}".encode("utf-8", "surrogatepass")
    return hmac.new(_SECRET, pair, sha256).hexdigest()


def _address(scope: Scope, path: str, rename: Rename) -> dict[str, object]:
    """What of the request's address is to change; `path` is without what it is mounted at."""
    changed: dict[str, object] = {}
    named = _NAMED_IN_PATH.match(path)
    if named and scope["method"] != "POST":  # which names an event there
        mounted_at = scope["path"].removesuffix(path)
        start, end = named.span(1)
        changed["path"] = mounted_at + path[:start] + rename(named[1]) + path[end:]
    given = QueryParams(scope["query_string"])
    if _NAME in given:
        pairs = [(key, rename(v) if key == _NAME else v) for key, v in given.multi_items()]
        changed["query_string"] = urlencode(pairs).encode()
    return changed


def _renamed(body: bytes, rename: Rename) -> bytes:
    """The body written anew, so that what reads it can't find another name in it than we did."""
    if not body:
        return body
    try:
        given = json.loads(body)
        if isinstance(given, dict) and isinstance(given.get(_NAME), str):
            given[_NAME] = rename(given[_NAME])
        return json.dumps(given).encode()
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, "this is no JSON: send an event as JSON") from error
