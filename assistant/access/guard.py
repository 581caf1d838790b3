"""What stands before everything that is served, and lets in whom it knows."""

import base64
import binascii
import logging
from typing import Any
from urllib.parse import quote

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.access.account import Account
from assistant.access.cross_site import is_cross_site
from assistant.access.gate import Gate
from assistant.access.login_page import login_page, logout_page
from assistant.access.openid import BACK, START
from assistant.access.own_path import own_path
from assistant.access.sessions import COOKIE
from assistant.access.throttle import Throttle
from assistant.errors import AssistantError
from assistant.web.texts import texts_for

_log = logging.getLogger(__name__)
# They hold nothing of articles, readers or settings.
_OPEN = frozenset({"/healthz", "/readyz", "/favicon.ico"})
_OPEN_BELOW = ("/assets/", "/static/", "/web/")
_UPLOADS = "/gradio_api/upload"
_WRONG_A_MINUTE = 10  # passwords and keys, from one address or for one name
_LONGEST_FORM = 10_000  # bytes


class Guard:
    """ASGI middleware: who is not known may log in, and nothing else.

    What is behind it finds the account at `request.state.account`.

    Args:
        app: what is guarded.
        gate: knows the accounts.
    """

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self._app = app
        self._gate = gate
        self._wrong = Throttle(_WRONG_A_MINUTE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request pass, or answer it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            request = Request(scope, receive)
            try:
                response = await self._response(request)
            except AssistantError as error:  # the accounts can't be read
                _log.error("%s", error)
                response = _refusal(503, "accounts can't be read now: try again in a while")
            await (response or self._app)(scope, receive, send)
        else:  # nothing here speaks over websockets
            await send({"type": "websocket.close", "code": 1008})

    async def _response(self, request: Request) -> ASGIApp | None:
        """What answers; None where the request may pass."""
        path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
        if path in _OPEN or path.startswith(_OPEN_BELOW):
            return None
        if is_cross_site(request):
            return _refusal(403, "this comes from another site's page")
        if path == "/login":
            return await self._log_in(request)
        if path == "/logout":
            return self._log_out(request)
        if path in {START, BACK} and self._gate.openid is not None:
            return self._gate.openid.application
        shows_secret = "authorization" in request.headers
        # Who is logged in is not held up by those who guess from the same address.
        if shows_secret and (too_often := self._wrong.wait(_address(request))):
            return _too_often(too_often)
        account = await anyio.to_thread.run_sync(self._account, request)
        if account is None:
            return self._stranger(request, path)
        if path == _UPLOADS and not account.may_edit:
            return _refusal(403, f"{account.name} may read, and not add articles")
        request.state.account = account
        return None

    def _account(self, request: Request) -> Account | None:
        header = self._gate.user_header
        if header and (name := request.headers.get(header)):  # see `TrustedProxies`
            return self._gate.by_proxy(name)
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            account = self._gate.by_key(given.strip())
        elif scheme.lower() == "basic":
            account = self._by_basic(given)
        else:
            return self._gate.by_session(request.cookies.get(COOKIE, ""))
        if account is None:
            self._wrong.take(_address(request))
        return account

    def _by_basic(self, given: str) -> Account | None:
        try:
            name, _, password = base64.b64decode(given, validate=True).decode().partition(":")
        except (binascii.Error, ValueError):
            return None
        return self._gate.by_password(name, password)

    def _stranger(self, request: Request, path: str) -> Response:
        if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
            wanted = path + (f"?{request.url.query}" if request.url.query else "")
            root = request.scope.get("root_path", "")
            return RedirectResponse(f"{root}/login?next={quote(wanted)}", 303)
        # A browser that is asked for Basic opens a window of its own over the page.
        scheme = "Basic" if path == "/mcp" else "Bearer"
        challenge = {"www-authenticate": f'{scheme} realm="Article Assistant", charset="UTF-8"'}
        return _refusal(401, "log in, or send a key of yours as a Bearer token", challenge)

    async def _log_in(self, request: Request) -> Response:
        texts = texts_for(request.headers.get("accept-language"))
        wants_page = "text/html" in request.headers.get("accept", "")
        if request.method != "POST":
            said = texts.openid_failed if "failed" in request.query_params else ""
            after = own_path(request.query_params.get("next", "/"))
            return login_page(texts, after, said, openid=self._gate.openid is not None)
        if not 0 < _length(request) <= _LONGEST_FORM:
            return _refusal(413, "this is no log-in")
        form = await request.form(max_files=0, max_fields=10)
        name, password = str(form.get("username", "")), str(form.get("password", ""))
        after = own_path(str(form.get("next", "/")))
        who = (_address(request), f"name:{name}")
        if too_often := max(map(self._wrong.wait, who)):
            return _too_often(too_often)
        account = await anyio.to_thread.run_sync(self._gate.by_password, name, password)
        if account is None:
            for one in who:
                self._wrong.take(one)
            _log.warning("a log-in failed", extra={"client": _address(request)})
            if wants_page:
                openid = self._gate.openid is not None
                return login_page(texts, after, texts.wrong_log_in, status=400, openid=openid)
            return _refusal(400, "the name or the password is wrong")
        root = request.scope.get("root_path", "")
        done = (
            RedirectResponse(root + after, 303) if wants_page else JSONResponse({"success": True})
        )
        cookie = self._gate.sessions.begin(account, secure=request.url.scheme == "https")
        done.headers.append("set-cookie", cookie)
        return done

    def _log_out(self, request: Request) -> Response:
        if request.method != "POST":
            return logout_page(texts_for(request.headers.get("accept-language")))
        done = RedirectResponse(f"{request.scope.get('root_path', '')}/login", 303)
        cookie = self._gate.sessions.end(secure=request.url.scheme == "https")
        done.headers.append("set-cookie", cookie)
        return done


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _length(request: Request) -> int:
    declared = request.headers.get("content-length", "")
    return int(declared) if declared.isdecimal() else 0


def _refusal(status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    """A problem in the shape that all problems have; see `assistant.serving.problems`."""
    code = {401: "invalid_api_key", 403: "forbidden", 429: "too_often"}.get(status)
    error: dict[str, Any] = {
        "message": message,
        "type": "invalid_request_error",
        "param": None,
        "code": code,
    }
    return JSONResponse({"error": error}, status, headers)


def _too_often(seconds: int) -> Response:
    return _refusal(429, "too many attempts: wait a moment", {"retry-after": str(seconds)})
