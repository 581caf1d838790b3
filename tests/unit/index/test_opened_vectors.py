"""What searches are told while the server of their vectors is away, and when it is back."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event as Gate
from typing import cast

import pytest

from index.errors import StoreUnavailableError
from index.opened_vectors import OpenedVectors
from index.store import ChromaStore
from index.vectors import VectorSets

SEARCHES = 8
LONG = 30.0


class Server:
    """Sets on a server that is away until it is told to be back; opening waits at the gate."""

    in_place = True

    def __init__(self) -> None:
        self.away = True
        self.gate = Gate()
        self.begun = Gate()
        self.openings = 0
        self.looks = 0

    def open(self, _: str) -> "Server":
        self.openings += 1
        self.begun.set()
        assert self.gate.wait(LONG)
        if self.away:
            raise StoreUnavailableError("the server can't be reached")
        return self

    def answers(self) -> bool:
        self.looks += 1
        return not self.away

    def close(self) -> None:
        """Let go of nothing."""


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def vectors(server: Server) -> OpenedVectors:
    return OpenedVectors(cast(VectorSets, server))


def searches(search: Callable[[], ChromaStore], server: Server) -> list[Future[ChromaStore]]:
    """Many at once, all of them begun before the first has an outcome."""
    with ThreadPoolExecutor(SEARCHES) as threads:
        found = [threads.submit(search) for _ in range(SEARCHES)]
        assert server.begun.wait(LONG)
        server.gate.set()
    return found


def test_searches_that_wait_for_a_server_fail_with_the_first_of_them(
    server: Server, vectors: OpenedVectors
) -> None:
    began = time.monotonic()
    for search in searches(lambda: vectors.get("set", began), server):
        with pytest.raises(StoreUnavailableError, match="can't be reached"):
            search.result()
    assert (server.openings, server.looks) == (1, 0)


def test_searches_that_wait_for_a_server_share_what_one_has_opened(
    server: Server, vectors: OpenedVectors
) -> None:
    server.away = False
    began = time.monotonic()
    waiting = searches(lambda: vectors.get("set", began), server)
    opened: set[object] = {search.result() for search in waiting}
    assert opened == {server}
    assert server.openings == 1


def test_who_comes_later_only_looks_until_the_server_is_back(
    server: Server, vectors: OpenedVectors
) -> None:
    server.gate.set()
    for looks in range(3):
        with pytest.raises(StoreUnavailableError, match="can't be reached"):
            vectors.get("set", time.monotonic())
        assert (server.openings, server.looks) == (1, looks)
    server.away = False
    assert cast(object, vectors.get("set", time.monotonic())) is server
    assert (server.openings, server.looks) == (2, 3)
    vectors.forget()
    vectors.get("set", time.monotonic())
    assert (server.openings, server.looks) == (3, 3)


def test_server_that_goes_away_while_it_is_searched_is_found_away_once(
    server: Server, vectors: OpenedVectors
) -> None:
    server.gate.set()
    server.away = False
    first, second = time.monotonic(), time.monotonic()
    vectors.get("set", first)
    server.away = True
    failure = StoreUnavailableError("the server does not answer")
    for _ in range(2):  # each search that fails says so
        vectors.forget(failure)
    with pytest.raises(StoreUnavailableError, match="does not answer"):
        vectors.get("set", second)
    assert (server.openings, server.looks) == (1, 0)
    server.away = False
    assert cast(object, vectors.get("set", time.monotonic())) is server
