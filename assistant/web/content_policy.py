"""Response headers that keep a page from loading or running anything that is not its own.

They are a second wall behind the escaping: should a text of an article ever reach the page as
markup, the browser runs no script and no event handler of it and loads nothing from elsewhere.
Gradio's page has inline scripts of its own, so each is allowed by its hash (Content Security
Policy level 2, https://www.w3.org/TR/CSP2/#script-src-hash-usage).
"""

import re
from base64 import b64encode
from hashlib import sha256

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY_NAME = "content-security-policy"
_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)


class ContentPolicy:
    """ASGI middleware: adds the policy to every HTML response that has none yet."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and look at an HTML response as a whole before it leaves."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if "text/html" in Headers(scope=scope).get("accept", ""):
            scope = _uncompressed(scope)
        await self._app(scope, receive, _PolicySender(send))


class _PolicySender:
    """Sends messages on; holds an HTML response back until its scripts can be hashed."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["x-content-type-options"] = "nosniff"
            headers["referrer-policy"] = "no-referrer"
            is_html = headers.get("content-type", "").startswith("text/html")
            if is_html and POLICY_NAME not in headers and "content-encoding" not in headers:
                self._start = message
                return
        elif self._start is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            MutableHeaders(scope=self._start)[POLICY_NAME] = page_policy(self._body)
            start, self._start = self._start, None
            await self._send(start)
            message = {"type": "http.response.body", "body": self._body}
        await self._send(message)


def page_policy(html: bytes) -> str:
    """The policy of a page that may run its own files and exactly the inline scripts it has."""
    hashes = " ".join(
        f"'sha256-{b64encode(sha256(script).digest()).decode()}'"
        for script in _INLINE_SCRIPT.findall(html)
    )
    return (
        f"default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self' blob:; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'self'; object-src 'none'"
    )


def _uncompressed(scope: Scope) -> Scope:
    """The same request without leave to compress: scripts are hashed as they are read."""
    headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
    return {**scope, "headers": headers}
