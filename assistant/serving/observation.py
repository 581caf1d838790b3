"""Each request in the log and in the metrics."""

import logging
import re
import time
from collections.abc import Collection

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.serving.metrics import Metrics
from assistant.web.patience import CLIENT_GONE

_log = logging.getLogger(__name__)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Of what else there is: a name for all, since clients may ask for any path.
_PAGE = "page"
# A page is known by what stands there, and what it shows with it.
_HEARTBEAT = re.compile(r"(/heartbeat/).+")


class Observation:
    """ASGI middleware: tells log and metrics of each request once it has its response.

    Args:
        app: what answers the requests.
        metrics: counts them.
        routes: paths, as routes write them, that are counted each by its own name.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, routes: Collection[str]) -> None:
        self._app = app
        self._metrics = metrics
        self._routes = frozenset(routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and look at what comes back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        status = CLIENT_GONE

        async def observed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, observed)
        except Exception:
            status = 500
            raise
        finally:
            self._tell(scope, status, time.perf_counter() - begun)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        path = getattr(scope.get("route"), "path", "")
        route = path if path in self._routes else _PAGE
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._metrics.request(method, route, status, seconds)
        client = scope.get("client")
        _log.info(
            "request",
            extra={
                "method": method,
                "path": _HEARTBEAT.sub(r"\1…", scope["path"]),
                "status": status,
                "seconds": round(seconds, 4),
                "client": client[0] if client else None,
            },
        )
