import gc
import weakref

import pytest

from index import chroma_closing
from index.chroma_closing import close_client, noting_threads


class Bindings:
    """What a client frees that nobody else has; that is what may hang."""


class Client:
    def __init__(self) -> None:
        self._server = self
        self.bindings: Bindings | None = Bindings()

    def close(self) -> None:
        self.bindings = None


def is_freed(spinning: int | None, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether closing frees what a client holds whose threads are as given."""
    monkeypatch.setattr(chroma_closing, "find_spinning", lambda _: spinning)
    client = Client()
    held = weakref.ref(client.bindings)
    close_client(client, "folder")
    assert client.bindings is None
    gc.collect()
    return held() is None


def test_client_is_freed_where_its_threads_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_freed(None, monkeypatch)


def test_client_whose_thread_never_rests_is_not_freed(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert not is_freed(7, monkeypatch)
    assert "can't be closed" in caplog.text


def test_threads_of_the_folder_alone_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    running = {1, 2}
    looked: list[set[int]] = []
    monkeypatch.setattr(chroma_closing, "threads_named", lambda _: frozenset(running))
    monkeypatch.setattr(chroma_closing, "find_spinning", lambda each: looked.append(set(each)))
    with noting_threads("folder"):
        running |= {3, 4}
    for place in ("other folder", "folder"):
        close_client(Client(), place)
    running -= {3, 4}  # they end with the last client of the folder
    for _ in range(2):
        close_client(Client(), "folder")
    assert looked == [set(), {3, 4}, {3, 4}, set()]
