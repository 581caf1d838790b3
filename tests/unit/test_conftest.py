"""The promises that tests/conftest.py makes to all other tests."""

import os
import socket
from pathlib import Path

import pytest


def test_connecting_beyond_loopback_is_refused() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock,
        pytest.raises(AssertionError, match=r"192\.0\.2\.1:80"),
    ):
        sock.connect(("192.0.2.1", 80))


def test_name_lookup_is_refused() -> None:
    with pytest.raises(AssertionError, match=r"example\.org"):
        socket.getaddrinfo("example.org", 443)


def test_loopback_and_unix_sockets_work(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname()) as client:
            assert client.getpeername() == server.getsockname()
        assert socket.getaddrinfo("localhost", 80)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        server.listen()
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(tmp_path / "s"))


def test_user_state_is_the_tests_own(user_state: Path) -> None:
    assert Path(os.environ["ASSISTANT_CACHE"]).is_relative_to(user_state)
    assert Path.home().is_relative_to(user_state)
    assert not list(Path.cwd().iterdir())


def test_folder_gives_the_marker(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("unit")
