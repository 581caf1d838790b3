"""Requests whose heads are endless, or never come to an end."""

import socket
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from assistant.web import bounded_http
from assistant.web.http_server import HttpServer


async def hello(scope: Any, receive: Any, send: Callable[[Any], Awaitable[None]]) -> None:  # noqa: ANN401, ARG001 - an ASGI application
    if scope["type"] != "http":
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"hello"})


async def nothing_to_end() -> None:
    """There are no answers to wait for."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpServer]:
    monkeypatch.setattr(bounded_http, "SECONDS_FOR_HEAD", 0.5)
    with HttpServer(
        hello, host="127.0.0.1", port=0, on_start=lambda: None, on_end=nothing_to_end
    ) as running:
        yield running


def connection(server: HttpServer) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", server.port), timeout=10)
    made.settimeout(10)
    return made


def answered(server: HttpServer) -> bytes:
    with urllib.request.urlopen(server.url, timeout=10) as response:  # noqa: S310 - our own server
        body: bytes = response.read()
        return body


def flood(stranger: socket.socket) -> None:
    for _ in range(1000):
        stranger.sendall(b"a" * 16_384)
        time.sleep(0.001)


def test_headers_without_end_are_refused(server: HttpServer) -> None:
    with connection(server) as stranger:
        stranger.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ")
        with pytest.raises(OSError):  # noqa: PT011 - reset or broken pipe, as the system has it
            flood(stranger)
    assert answered(server) == b"hello"


def test_long_headers_are_told_so(server: HttpServer) -> None:
    with connection(server) as stranger:
        stranger.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 70_000)
        assert stranger.recv(1000).startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nHost: local"])
def test_connection_whose_request_never_comes_is_closed(server: HttpServer, begun: bytes) -> None:
    with connection(server) as stranger:
        stranger.sendall(begun)
        since = time.monotonic()
        assert stranger.recv(1000) == b""
        assert 0.3 < time.monotonic() - since < 5


def test_later_request_of_a_connection_has_its_own_time(server: HttpServer) -> None:
    whole = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with connection(server) as reader:
        for _ in range(2):
            reader.sendall(whole)
            assert b"hello" in reader.recv(1000)
            time.sleep(0.3)
        reader.sendall(whole[:20])
        assert reader.recv(1000) == b""


def test_large_body_behind_short_headers_passes(server: HttpServer) -> None:
    request = urllib.request.Request(server.url, data=b"x" * 500_000)  # noqa: S310 - our own
    with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310
        assert response.read() == b"hello"
