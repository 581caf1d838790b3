"""Closing Chroma's clients, but for one that would hang.

Closing one can hang for ever, with Python's lock held: in its pool of SQLite connections a counter
can fall below zero when a client is opened, and a thread then counts down from there (sqlx issue
3645, mended after the version that Chroma has). Such a client is left alone, not closed.

Clients are opened and closed one at a time in a process; whoever does so sees to that.
"""

import ctypes
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from index.threads import find_spinning, threads_named

_WORKER = "tokio-rt-worker"
_workers: dict[str, frozenset[int]] = {}
"""Threads of each embedded client, by its folder: it shares them with others of that folder."""

_log = logging.getLogger(__name__)


class Client(Protocol):
    """What is needed of a client of Chroma."""

    def close(self) -> None:
        """Let go of what it shares with other clients; the last one frees it."""


@contextmanager
def noting_threads(folder: str) -> Iterator[None]:
    """Note which threads belong to the folder that is opened meanwhile."""
    before = threads_named(_WORKER)
    yield
    if own := threads_named(_WORKER) - before:
        _workers[folder] = own


def close_client(client: Client, place: str) -> None:
    """Close a client, unless that would hang.

    Args:
        client: of a server, or of a folder.
        place: the folder, or the server, which has no threads here.
    """
    workers = _workers.get(place, frozenset())
    if find_spinning(workers) is None:
        client.close()
        if not workers & threads_named(_WORKER):  # nobody else had the folder open
            _workers.pop(place, None)
        return
    _log.warning("the vectors in %s can't be closed; they stay open until the process ends", place)
    # Never freed, not even when the interpreter ends: whoever frees it waits for that thread.
    shared = getattr(client, "_server", client)
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(getattr(shared, "bindings", client)))
    client.close()
