"""What stands before everything that is served, and lets in whom it knows."""

import base64
import binascii
import logging
from urllib.parse import quote

import anyio
from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.access.account import Account
from assistant.access.cross_site import is_cross_site
from assistant.access.gate import Gate
from assistant.access.login_page import login_page, logout_page
from assistant.access.openid import BACK, START
from assistant.access.own_path import own_path
from assistant.access.refusal import refusal
from assistant.access.sessions import COOKIE
from assistant.access.throttle import Throttle
from assistant.errors import AssistantError
from assistant.web.login_texts import login_texts
from assistant.web.texts import texts_for

_log = logging.getLogger(__name__)
# They hold nothing of articles, readers or settings.
_OPEN = frozenset({"/healthz", "/readyz", "/favicon.ico"})
_OPEN_BELOW = ("/assets/", "/static/", "/web/")
_UPLOADS = "/gradio_api/upload"
_WRONG_A_MINUTE = 10  # passwords and keys, from one address or for one name
_LONGEST_FORM = 10_000  # bytes
# Each takes 64 MiB and all cores for a moment, whoever wants it.
_PASSWORDS_AT_ONCE = 2


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
        self._passwords = anyio.CapacityLimiter(_PASSWORDS_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request pass, or answer it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            request = Request(scope, receive)
            try:
                response = await self._response(request)
            except _TooOftenError as error:
                response = _too_often(error.seconds)
            except AssistantError as error:  # the accounts can't be read
                _log.error("%s", error)
                response = refusal(503, "accounts can't be read now: try again in a while")
            await (response or self._app)(scope, receive, send)
        else:  # nothing here speaks over websockets
            await send({"type": "websocket.close", "code": 1008})

    async def _response(self, request: Request) -> ASGIApp | None:
        """What answers; None where the request may pass."""
        path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
        if path in _OPEN or path.startswith(_OPEN_BELOW):
            return None
        if is_cross_site(request):
            return refusal(403, "this comes from another site's page")
        if path == "/login":
            return await self._log_in(request)
        if path == "/logout":
            return self._log_out(request)
        if path in {START, BACK} and self._gate.openid is not None:
            return self._gate.openid.application
        # Who is logged in is not held up by those who guess from the same address.
        if "authorization" in request.headers:
            self._refuse_who_guesses(_address(request))
        account = await self._account(request)
        if account is None:
            return self._stranger(request, path)
        if path == _UPLOADS and not account.may_edit:
            return refusal(403, f"{account.name} may read, and not add articles")
        request.state.account = account
        return None

    async def _account(self, request: Request) -> Account | None:
        header = self._gate.user_header
        if header and (name := request.headers.get(header)):  # see `TrustedProxies`
            return await anyio.to_thread.run_sync(self._gate.by_proxy, name)
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            account = await anyio.to_thread.run_sync(self._gate.by_key, given.strip())
        elif scheme.lower() == "basic" and (named := _basic(given)):
            return await self._by_password(*named, request)
        elif scheme.lower() == "basic":
            account = None
        else:
            cookie = request.cookies.get(COOKIE, "")
            return await anyio.to_thread.run_sync(self._gate.by_session, cookie)
        if account is None:
            self._wrong.take(_address(request))
        return account

    async def _by_password(self, name: str, password: str, request: Request) -> Account | None:
        """The account of that name and password; a wrong one counts for the name and the address.

        Whoever tries many at once waits in a line, and the next is tried only once the last wrong
        one has counted.

        Raises:
            _TooOftenError: there were too many wrong ones in the last minute.
        """
        who = (_address(request), f"name:{name}")

        self._refuse_who_guesses(*who)
        async with self._passwords:
            self._refuse_who_guesses(*who)
            account = await anyio.to_thread.run_sync(self._gate.by_password, name, password)
            if account is None:
                for one in who:
                    self._wrong.take(one)
        return account

    def _refuse_who_guesses(self, *who: str) -> None:
        if seconds := max(map(self._wrong.wait, who)):
            raise _TooOftenError(seconds)

    def _stranger(self, request: Request, path: str) -> Response:
        if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
            wanted = path + (f"?{request.url.query}" if request.url.query else "")
            root = request.scope.get("root_path", "")
            return RedirectResponse(f"{root}/login?next={quote(wanted)}", 303)
        # A browser that is asked for Basic opens a window of its own over the page.
        scheme = "Basic" if path == "/mcp" else "Bearer"
        challenge = {"www-authenticate": f'{scheme} realm="Article Assistant", charset="UTF-8"'}
        return refusal(401, "log in, or send a key of yours as a Bearer token", challenge)

    async def _log_in(self, request: Request) -> Response:
        texts = texts_for(request.headers.get("accept-language"))
        wants_page = "text/html" in request.headers.get("accept", "")
        if request.method != "POST":
            said = login_texts(texts).openid_failed if "failed" in request.query_params else ""
            after = own_path(request.query_params.get("next", "/"))
            return login_page(texts, after, said, openid=self._gate.openid is not None)
        if not 0 < _length(request) <= _LONGEST_FORM:
            return refusal(413, "this is no log-in")
        form = await _form(request)
        if form is None:
            return refusal(400, "this is no log-in")
        name, password = str(form.get("username", "")), str(form.get("password", ""))
        after = own_path(str(form.get("next", "/")))
        account = await self._by_password(name, password, request)
        if account is None:
            _log.warning("a log-in failed", extra={"client": _address(request)})
            if wants_page:
                openid = self._gate.openid is not None
                return login_page(
                    texts, after, login_texts(texts).wrong_log_in, status=400, openid=openid
                )
            return refusal(400, "the name or the password is wrong")
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


class _TooOftenError(Exception):
    """Somebody has guessed too often, and may try again after so many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def _basic(given: str) -> tuple[str, str] | None:
    """Name and password as HTTP's Basic has them; None where it is none."""
    try:
        name, _, password = base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    return name, password


async def _form(request: Request) -> FormData | None:
    """What a form to log in says; None where it can't be read, brings files or never ends."""
    try:
        return await request.form(max_files=0, max_fields=10)
    except (MultiPartException, ValueError):  # the latter where its encoding is none
        return None
    except ClientDisconnect:  # nobody hears the answer
        return None


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _length(request: Request) -> int:
    declared = request.headers.get("content-length", "")
    return int(declared) if declared.isdecimal() else 0


def _too_often(seconds: int) -> Response:
    return refusal(429, "too many attempts: wait a moment", {"retry-after": str(seconds)})
