"""What a proxy before the server says of a request, believed of proxies that are named."""

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

_HOST = b"x-forwarded-host"
_SERVER = b"x-gradio-server"  # where Gradio's page is to ask; for a kind of server that ours is not


class TrustedProxies:
    """ASGI middleware: takes X-Forwarded-For, -Proto and -Host from proxies that are trusted.

    From anybody else it takes nothing, and removes the header in which a proxy names its user.
    Gradio would have a page load from, and send its events to, whatever host anybody names.

    Args:
        app: what gets the requests.
        trusted: addresses or networks, separated by commas.
        user_header: in which a proxy names who has logged in there; None where none does.
    """

    def __init__(self, app: ASGIApp, trusted: str, user_header: str | None) -> None:
        self._forwarded = ProxyHeadersMiddleware(app, trusted)  # type: ignore[arg-type]  # uvicorn types ASGI anew
        self._user_header = user_header.lower().encode("latin-1") if user_header else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with what can be believed of it."""
        if scope["type"] == "http":
            client, removed = scope.get("client"), {_SERVER}
            if client is None or client[0] not in self._forwarded.trusted_hosts:
                removed |= {_HOST, self._user_header or _HOST}
            kept = [(name, value) for name, value in scope["headers"] if name not in removed]
            scope = {**scope, "headers": kept}
        await self._forwarded(scope, receive, send)  # type: ignore[arg-type]  # the same
