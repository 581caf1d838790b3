"""What stands before a server of this machine where nobody logs in.

A browser on this machine reaches it for any site that it shows. A site can have its own name lead
to 127.0.0.1 (DNS rebinding), and its scripts then read and change what is served as if it were
theirs; only the header Host tells. So only names that no site can have are answered, and those
that the settings add.
"""

from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.access.cross_site import is_cross_site
from assistant.access.gate import Gate
from assistant.access.guard import Guard
from assistant.access.refusal import refusal
from assistant.settings import Settings
from assistant.web.listening import is_loopback

ANY_HOST = "*"


class OwnHosts:
    """ASGI middleware: answers requests by this machine's own names, from no other site's page.

    Args:
        app: what is guarded.
        names: other hosts by whose name it may be asked, in small letters.
    """

    def __init__(self, app: ASGIApp, names: Collection[str]) -> None:
        self._app = app
        self._names = frozenset(names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request pass, or refuse it."""
        app = self._app
        if scope["type"] == "http":
            request = Request(scope, receive)
            # Every browser names a host; what does not is a program of this machine.
            if not all(map(self._knows, request.headers.getlist("host"))):
                app = refusal(
                    421,
                    "nobody asks this server by that name: ask it as localhost, or add the name to "
                    "the setting allowed_hosts",
                )
            elif is_cross_site(request):
                app = refusal(403, "this comes from another site's page")
        await app(scope, receive, send)

    def _knows(self, host: str) -> bool:
        if ANY_HOST in self._names:
            return True
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name == "localhost" or name in self._names or _is_loopback_address(name)


def guarded(app: ASGIApp, gate: Gate | None, settings: Settings) -> ASGIApp:
    """The application behind what has to stand before it.

    Args:
        app: what is served.
        gate: knows who may ask; None lets everybody.
        settings: say at which address it is served, and by which names it may be asked.
    """
    if gate is not None:
        return Guard(app, gate)
    if is_loopback(settings.host):
        return OwnHosts(app, host_names(settings.allowed_hosts))
    return app


def host_names(setting: str | None) -> frozenset[str]:
    """The names that the setting `allowed_hosts` has."""
    return frozenset(filter(None, (name.strip().lower() for name in (setting or "").split(","))))


def _is_loopback_address(name: str) -> bool:
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
