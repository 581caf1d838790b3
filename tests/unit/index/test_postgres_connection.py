"""After which errors connecting to PostgreSQL is tried again."""

import psycopg
import pytest

from index import postgres_connection, retrying
from index.postgres_connection import BoundedConnection, connect

AT = 'connection failed: connection to server at "192.0.2.5", port 5432 failed: '


def tries(monkeypatch: pytest.MonkeyPatch, error: psycopg.Error) -> int:
    """How often it is tried, where the first two attempts end with that error."""
    count = 0

    def attempt(*_: str) -> BoundedConnection:
        nonlocal count
        count += 1
        if count <= 2:
            raise error
        raise psycopg.ProgrammingError("enough")

    monkeypatch.setattr(retrying, "_LONGEST_PAUSE", 0.001)
    monkeypatch.setattr(postgres_connection, "_connect", attempt)
    with pytest.raises(psycopg.Error):
        connect("postgresql://host/database", patience=30, seconds=1)
    return count


@pytest.mark.parametrize(
    "told",
    [
        f"{AT}SSL SYSCALL error: EOF detected",
        f"{AT}SSL SYSCALL error: Connection reset by peer",
        f"{AT}SSL connection has been closed unexpectedly",
        f"{AT}Connection refused\n\tIs the server running on that host and accepting connections?",
        f"{AT}FATAL:  the database system is starting up",
        f"{AT}timeout expired",
        'connection to server at "ssl.example", port 5432 failed: Connection refused',
        'connection to server at "no-password-certificate.example" failed: Connection refused',
        'connection to server on socket "/run/pg_hba/.s.PGSQL.5432" failed: No such file',
        'could not translate host name "authentication failed" to address: Try again',
        "failed to resolve host 'certificates.example': Temporary failure in name resolution",
        f'{AT}FATAL:  database "ssl" is not currently accepting connections',
        "server closed the connection unexpectedly",
    ],
)
def test_what_may_pass_is_tried_again(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    assert tries(monkeypatch, psycopg.OperationalError(told)) == 3


@pytest.mark.parametrize(
    "told",
    [
        f'{AT}FATAL:  password authentication failed for user "ann"',
        f'{AT}FATAL:  Peer authentication failed for user "ann"',
        f'{AT}FATAL:  role "ann" does not exist',
        f'{AT}FATAL:  database "articles" does not exist',
        f'{AT}FATAL:  no pg_hba.conf entry for host "192.0.2.7", user "ann", database "x", no SSL',
        f'{AT}FATAL:  pg_hba.conf rejects connection for host "192.0.2.7", user "ann"',
        f"{AT}fe_sendauth: no password supplied",
        f"{AT}server does not support SSL, but SSL was required",
        f"{AT}SSL error: certificate verify failed: unable to get local issuer certificate",
        f'{AT}server certificate for "db" (and 1 other name) does not match host name "other"',
        f'{AT}root certificate file "/nowhere/root.crt" does not exist',
    ],
)
def test_what_trying_again_does_not_mend_is_told_at_once(
    monkeypatch: pytest.MonkeyPatch, told: str
) -> None:
    assert tries(monkeypatch, psycopg.OperationalError(told)) == 1


def test_what_is_no_matter_of_the_connection_is_told_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert tries(monkeypatch, psycopg.ProgrammingError("syntax error")) == 1
