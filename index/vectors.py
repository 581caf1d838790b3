"""Sets of vectors: which belong to which state of an index, and how one becomes the next.

In a folder, a set is sealed: once the database names it, nobody changes it any more. A sync copies
the set at hand, changes the copy, seals it, and the database's commit switches to it. Whatever
moment a writer is killed at, the set that the database names is whole; HNSW files that were half
written would crash the process that loads them. Readers of a sealed set never see a stale or torn
index, and may go on with it while the next one is made.

On a Chroma server, which guards its own files, a set is a collection that is changed in place:
new vectors go in before the commit, those that no longer belong go after it, and searches drop
what the database does not know.
"""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from index.local_sets import LocalSets
from index.vector_file import Vector

if TYPE_CHECKING:
    from index.store import ChromaStore


class NextSet(Protocol):
    """A set that is being changed: a `ChromaStore`, or a `StoreProcess` that has one."""

    def upsert(
        self, ids: Sequence[str], vectors: Sequence[Vector], articles: Sequence[str]
    ) -> None:
        """Store vectors under their passage ids, replacing those that are there."""

    def remove(self, ids: Collection[str]) -> None:
        """Delete vectors; ids that are not there are no error."""

    def count(self) -> int:
        """Return the number of stored vectors."""

    def ids(self) -> Iterator[str]:
        """Yield every stored id."""

    def settle(self) -> None:
        """Have the next opening write all that waits to the HNSW files."""

    def close(self) -> None:
        """Let go of everything; closing twice does no harm."""


class VectorSets(Protocol):
    """Where the sets of vectors of one index live."""

    in_place: bool
    """Whether a set is changed in place, so that deleting has to wait for the commit."""

    def usable(self, name: str) -> bool:
        """Tell whether the set is there and nothing speaks against it; that costs little."""

    def whole(self, name: str) -> bool:
        """Tell whether the set is there and all of it what was written."""

    def open(self, name: str) -> "ChromaStore":
        """Open a set for reading."""

    def answers(self) -> bool:
        """Tell, in a moment, whether what holds the sets answers at all."""

    def begin(self, current: str, generation: int, *, fresh: bool) -> tuple[str, NextSet]:
        """Return the name of the next set and the set, to be changed.

        Args:
            current: the set that the database names; empty when there is none.
            generation: the state that the set will belong to.
            fresh: begin with nothing instead of with what `current` holds.
        """

    def apart(self, name: str, store: NextSet) -> NextSet:
        """Have the rest of a large change to the next set hold up nothing else, where it would."""

    def seal(self, name: str, store: NextSet) -> None:
        """End the changes; afterwards the set survives whatever happens to this process."""

    def keep_only(self, *names: str) -> None:
        """Delete all other sets of this index."""


def collection_of(store: str | None) -> str | None:
    """Return the name of the collection, where `store` is one of a Chroma server.

    Raises:
        ArticleIndexError: `store` is an address, and none of a collection.
    """
    if store is None or not _is_address(store):
        return None
    from index.chroma_server import ChromaServer

    return ChromaServer.of(store)[1]


def _is_address(store: str) -> bool:
    return urlsplit(store).scheme in ("http", "https")


def vector_sets(
    folder: Path | None, store: str | None, owner: str, token: str | None
) -> VectorSets:
    """Return where the vectors of an index live.

    Args:
        folder: folder of the index; None where it has none, and `store` names a server.
        store: a folder, or what `ChromaServer.of` takes; inside the index, when None.
        owner: random name of the index.
        token: what a server, or the proxy before it, knows this client by.

    Raises:
        ArticleIndexError: `store` is no such address.
    """
    if store is None and folder is not None:
        return LocalSets(folder / "chroma", folder)
    if store is not None and not _is_address(store):
        return LocalSets(Path(store).expanduser() / f"article-index-{owner[:12]}", folder)
    from index.chroma_server import ChromaServer
    from index.server_sets import ServerSets

    server, collection = ChromaServer.of(store or "", token)
    return ServerSets(server, collection, owner)
