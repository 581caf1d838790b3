"""Connections to PostgreSQL that never wait without end, and that try again while it restarts.

A server that is stopped and started is away for seconds: connecting is tried again, each time after
a longer pause, until patience ends. A server that holds still answers nothing at all, not even that
it is too slow; so each statement has a limit that this side keeps.
"""

import re
import time
from collections.abc import Generator
from typing import Any, TypeVar
from urllib.parse import urlsplit

import psycopg
from psycopg.rows import TupleRow

from index.retrying import patient

# Of a connection whose other end has gone without a word, as when a machine loses its power.
_TCP: dict[str, Any] = {
    "keepalives": 1, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}  # fmt: skip
# The same for the server, which else keeps the lock of a writer whose machine has gone for hours.
_SERVER_TCP: dict[str, Any] = {
    "tcp_keepalives_idle": "30", "tcp_keepalives_interval": "10", "tcp_keepalives_count": "3",
}  # fmt: skip
_CONNECT_SECONDS = 5
# What trying again does not mend, as the server and libpq say it, without what stands in quotes: a
# host may be called anything. An "SSL SYSCALL error" is a connection that broke off, and may pass.
_FINAL = (
    'authentication failed for user ""',
    'role "" does not exist',
    'database "" does not exist',
    "no pg_hba.conf entry for",
    "pg_hba.conf rejects connection",
    "no password supplied",
    "server does not support SSL",
    "certificate verify failed",
    "requires a valid client certificate",
    'does not match host name ""',
    'certificate file "" does not exist',
    "could not read root certificate file",
    "could not open certificate file",
    "could not read certificate file",
    "could not load private SSL key",
    "certificate present, but not private key file",
    "certificate does not match private key file",
)
_QUOTED = re.compile(r'"[^"]*"')

_Result = TypeVar("_Result")


class BoundedConnection(psycopg.Connection[TupleRow]):
    """A connection each of whose statements ends within `seconds`, whatever the server does."""

    seconds: float = 30.0

    def wait(
        self,
        gen: Generator[Any, Any, _Result],
        *arguments: Any,  # noqa: ANN401 - psycopg's own
        **options: Any,  # noqa: ANN401 - the same
    ) -> _Result:
        """Have psycopg wait for the server; break the connection off when the time is over."""
        until = time.monotonic() + self.seconds
        try:
            return super().wait(_bounded(gen, until), *arguments, **options)
        except _TooSlowError:
            self.pgconn.finish()
            raise


class _TooSlowError(psycopg.OperationalError):
    """The server did not answer in time."""


def _bounded(gen: Generator[Any, Any, _Result], until: float) -> Generator[Any, Any, _Result]:
    """Go through the steps of a statement; psycopg makes one at least each tenth second."""
    try:
        step = next(gen)
        while True:
            ready = yield step
            if not ready and time.monotonic() > until:
                raise _TooSlowError("the server does not answer in time")
            step = gen.send(ready)
    except StopIteration as end:
        result: _Result = end.value
        return result


def shown_address(address: str) -> str:
    """Return the URL of a database as messages may have it: without password and options."""
    parts = urlsplit(address)
    user, at, host = parts.netloc.rpartition("@")
    return f"postgresql://{user.partition(':')[0]}{at}{host}{parts.path}"


def connect(
    address: str,
    *,
    patience: float,
    seconds: float,
    name: str = "article-assistant",
    autocommit: bool = True,
) -> BoundedConnection:
    """Connect to a database.

    Args:
        address: `postgresql://user:password@host:port/database`, with libpq's options behind `?`.
        patience: seconds in which a server that is away may come back.
        seconds: most that one statement may take.
        name: what the server lists the connection by.
        autocommit: whether each statement is a transaction of its own, unless `BEGIN` is executed.

    Raises:
        psycopg.Error: it is not possible, or not in time.
    """
    connection = patient(patience, _may_pass)(_connect, address, name)
    connection.seconds = seconds
    connection.autocommit = autocommit
    return connection


def _connect(address: str, name: str) -> BoundedConnection:
    return BoundedConnection.connect(
        "postgresql://" + address.partition("://")[2],
        autocommit=True,
        connect_timeout=_CONNECT_SECONDS,
        application_name=name,
        options=" ".join(f"-c {key}={value}" for key, value in _SERVER_TCP.items()),
        **_TCP,
    )


def _may_pass(error: BaseException) -> bool:
    told = _QUOTED.sub('""', str(error))
    return isinstance(error, psycopg.OperationalError) and not any(each in told for each in _FINAL)
