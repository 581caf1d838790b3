"""Sets of vectors in collections of a Chroma server, changed in place."""

from index.errors import ArticleIndexError
from index.store import ChromaStore


class ServerSets:
    """Sets in collections of a Chroma server: `NAME-1`, and the next number when rebuilt."""

    in_place = True

    def __init__(self, address: str, collection: str, owner: str) -> None:
        self._address = address
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

    def open(self, name: str) -> ChromaStore:
        """Open a collection for reading."""
        return ChromaStore.server(self._address, name, owner=self._owner)

    def begin(self, current: str, generation: int, *, fresh: bool) -> tuple[str, ChromaStore]:
        """Go on with the collection at hand, or make the next one."""
        name = f"{self._collection}-{generation}" if fresh or not current else current
        store = ChromaStore.server(self._address, name, owner=self._owner, create=True)
        return name, store

    def seal(self, name: str, store: ChromaStore) -> None:
        """Do nothing: what a server has answered it holds."""

    def keep_only(self, *names: str) -> None:
        """Delete the other collections of this index."""
        for name in ChromaStore.collections(self._address, self._owner):
            if name not in names:
                self.open(name).drop()
