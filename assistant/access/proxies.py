"""What a proxy before the server says of a request, believed of proxies that are named."""

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware


class TrustedProxies:
    """ASGI middleware: takes X-Forwarded-For and -Proto from proxies that are trusted.

    From anybody else it takes nothing, and removes the header in which a proxy names its user.

    Args:
        app: what gets the requests.
        trusted: addresses or networks, separated by commas.
        user_header: in which a proxy names who has logged in there; None where none does.
    """

    def __init__(self, app: ASGIApp, trusted: str, user_header: str | None = None) -> None:
        self._forwarded = ProxyHeadersMiddleware(app, trusted)  # type: ignore[arg-type]  # uvicorn types ASGI anew
        self._user_header = user_header.lower().encode("latin-1") if user_header else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with what can be believed of it."""
        if self._user_header is not None and scope["type"] == "http":
            client = scope.get("client")
            if client is None or client[0] not in self._forwarded.trusted_hosts:
                kept = [(name, v) for name, v in scope["headers"] if name != self._user_header]
                scope = {**scope, "headers": kept}
        await self._forwarded(scope, receive, send)  # type: ignore[arg-type]  # the same
