"""Sets of vectors in collections of a Chroma server, changed in place."""

import secrets
from contextlib import closing
from typing import TYPE_CHECKING

from index.chroma_server import ChromaServer
from index.errors import ArticleIndexError
from index.importing import IMPORTING

if TYPE_CHECKING:
    from index.store import ChromaStore
    from index.vectors import NextSet

# Seconds in which a server that restarts may come back: a search is waited for, a sync is long.
_SEARCHING = 8.0
_SYNCING = 60.0
# Most that one answer may take.
_SEARCHING_SECONDS = 20.0
_SYNCING_SECONDS = 120.0


class ServerSets:
    """Sets in collections of a Chroma server: `NAME-1-RANDOM`, the next number when rebuilt.

    Of two processes that begin a set at once, because one of them has lost its right to write
    without knowing, neither finds what the other puts into its own.
    """

    in_place = True

    def __init__(self, server: ChromaServer, collection: str, owner: str) -> None:
        self._server = server
        self._collection = collection
        self._owner = owner

    def whole(self, name: str) -> bool:
        """Tell whether the collection is there; what is in it is the server's."""
        return self.usable(name)

    def usable(self, name: str) -> bool:
        """Tell whether the collection is there."""
        if not name:
            return False
        try:
            self.open(name).close()
        except ArticleIndexError as error:
            if "there are no vectors" in str(error):
                return False
            raise
        return True

    def open(self, name: str) -> "ChromaStore":
        """Open a collection for reading."""
        with IMPORTING:
            from index.store import ChromaStore

        server = self._server._replace(patience=_SEARCHING, seconds=_SEARCHING_SECONDS)
        return ChromaStore.server(server, name, owner=self._owner)

    def answers(self) -> bool:
        """Tell whether the server answers at once."""
        return self._server.answers()

    def begin(self, current: str, generation: int, *, fresh: bool) -> "tuple[str, NextSet]":
        """Go on with the collection at hand, or make the next one."""
        name = current
        if fresh or not current:
            name = f"{self._collection}-{generation}-{secrets.token_hex(4)}"
        with IMPORTING:
            from index.store import ChromaStore

        server = self._server._replace(patience=_SYNCING, seconds=_SYNCING_SECONDS)
        return name, ChromaStore.server(server, name, owner=self._owner, create=True)

    def apart(self, name: str, store: "NextSet") -> "NextSet":  # noqa: ARG002 - other sets need it
        """Return the set as it is: a server changes it, and Python's lock is free meanwhile."""
        return store

    def seal(self, name: str, store: "NextSet") -> None:
        """Do nothing: what a server has answered it holds."""

    def keep_only(self, *names: str) -> None:
        """Delete the other collections of this index."""
        with IMPORTING:
            from index.store import ChromaStore

        server = self._server._replace(patience=_SYNCING, seconds=_SYNCING_SECONDS)
        for name in ChromaStore.collections(server, self._owner):
            if name not in names:
                with closing(self.open(name)) as store:
                    store.drop()
