"""A Chroma server, and a client that never waits without end and tries again while it restarts.

Only for requests that may be repeated: what is asked, replaced under an id, or deleted.
"""

import re
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

import httpx

from index.errors import ArticleIndexError
from index.retrying import patient

_CONNECT_SECONDS = 5.0
_GLANCE_SECONDS = 2.0
# Answers of a server, or of the proxy before it, that is starting, stopping or overloaded.
_PASSING = frozenset({429, 502, 503, 504})

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,200}")


class ServerAwayError(httpx.TransportError):
    """A server, or the proxy before it, says that it can't answer for now."""


class ChromaServer(NamedTuple):
    """A Chroma server, and how it is spoken to."""

    address: str
    """`http(s)://host:port`."""
    token: str | None = None
    """What it, or the proxy before it, knows this client by: a token, sent as both ways that
    Chroma's deployments take it, or scheme and credentials as HTTP's Authorization has them."""
    patience: float = 8.0
    """Seconds in which it may come back, when it restarts."""
    seconds: float = 30.0
    """Most that one answer may take."""
    tenant: str = "default_tenant"
    database: str = "default_database"
    """Of the tenant; what it and the tenant are called where a server has but one."""

    @classmethod
    def of(cls, store: str, token: str | None = None) -> tuple[Self, str]:
        """Return the server and the name of the collection that the setting `store` names.

        Args:
            store: `http(s)://host:port/collection`, or `…/tenant/database/collection`.
            token: see above.

        Raises:
            ArticleIndexError: it is no such address.
        """
        parts = urlsplit(store)
        names = parts.path.strip("/").split("/")
        if not parts.hostname or len(names) not in (1, 3) or not all(map(_NAME.fullmatch, names)):
            raise ArticleIndexError(
                f"store {store!r} is no Chroma server; write http://host:port/collection or "
                "http://host:port/tenant/database/collection, the names in letters, digits, '.', "
                "'_' and '-'"
            )
        server = cls(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}", token)
        *where, collection = names
        if where:
            server = server._replace(tenant=where[0], database=where[1])
        return server, collection

    @property
    def headers(self) -> httpx.Headers:
        """What tells the server who asks."""
        if not self.token:
            return httpx.Headers()
        if " " in self.token:
            return httpx.Headers({"Authorization": self.token})
        return httpx.Headers(
            {"Authorization": f"Bearer {self.token}", "X-Chroma-Token": self.token}
        )

    def answers(self) -> bool:
        """Tell whether it answers at once, whatever it says."""
        glancing = self._replace(patience=0.0, seconds=_GLANCE_SECONDS)
        with glancing.client(httpx.Headers()) as client:
            try:
                client.get(f"{self.address}/api/v2/heartbeat")
            except httpx.TransportError:
                return False
            except httpx.HTTPError:
                pass  # told by whatever is asked of it next
        return True

    def client(self, headers: httpx.Headers) -> "PatientClient":
        """Return what sends requests to it, with these headers and its own."""
        return PatientClient(
            patience=self.patience,
            seconds=self.seconds,
            headers=httpx.Headers({**headers, **self.headers}),
        )


class PatientClient(httpx.Client):
    """httpx's client with limits on every wait.

    Args:
        patience: seconds in which a server that is away may come back.
        seconds: most that one answer may take.
        headers: sent with each request, never logged.
    """

    def __init__(self, *, patience: float, seconds: float, headers: httpx.Headers) -> None:
        connecting = min(seconds, _CONNECT_SECONDS)
        super().__init__(timeout=httpx.Timeout(seconds, connect=connecting), headers=headers)
        self._retrying = patient(patience, _may_pass)

    def request(self, *arguments: Any, **options: Any) -> httpx.Response:  # noqa: ANN401 - httpx's
        """Send a request, again while the server is away."""
        return self._retrying.copy()(self._once, *arguments, **options)

    def _once(self, *arguments: Any, **options: Any) -> httpx.Response:  # noqa: ANN401 - httpx's
        answer = super().request(*arguments, **options)
        if answer.status_code in _PASSING:
            raise ServerAwayError(f"{answer.status_code} {answer.reason_phrase}")
        if "json" not in answer.headers.get("content-type", ""):
            answer.raise_for_status()  # of a proxy, whose pages Chroma's client can't read
        return answer


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, httpx.TransportError) and "CERTIFICATE" not in str(error)
