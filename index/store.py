"""Vectors in Chroma: one collection, opened, changed and searched.

The only importer of chromadb. What it guards against, each reproduced with chromadb 1.5:

- `add` of a known id keeps the old vector silently: everything here is an upsert.
- A batch over `get_max_batch_size()` fails, and so does deleting no ids.
- The default distance is l2: cosine is set when a collection is made.
- The default embedding function downloads a model: none is set.
- Settings are read from any `.env` in the working folder: that is turned off.
- The registry of clients within a process is not safe for threads: it is entered one at a time.
- Of a folder whose opening failed it keeps what did not start: that is taken out of the registry.
- A database that is damaged makes it panic, which is no `Exception`: told like any other failure.
- Its client of a server waits without end: it gets one with limits, before the first request.
- Closing can hang for ever: `index.chroma_closing` leaves such a client alone.
"""

import threading
from collections.abc import Collection as Items
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import chromadb
import httpx
import numpy as np
from chromadb.api import ServerAPI
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateHNSWConfiguration
from chromadb.api.models.Collection import Collection
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import DEFAULT_DATABASE, DEFAULT_TENANT, Settings
from chromadb.errors import ChromaError, NotFoundError
from numpy.typing import NDArray

from index.chroma_closing import close_client, noting_threads
from index.chroma_server import ChromaServer
from index.errors import ArticleIndexError, StoreUnavailableError
from index.failures import brief_reason
from index.held_vectors import MOST as MOST_HELD
from index.held_vectors import HeldVectors
from index.vector_failures import vector_failure

LOCAL_COLLECTION = "passages"

# Metadata key of a passage's article, by which searches are scoped.
_ARTICLE = "article"
_OWNER = "article_index"
# ef_search is how many candidates HNSW keeps in view (Malkov and Yashunin, 2018): above the number
# of neighbours that retrieval asks for, or recall falls.
# sync_threshold is how many changes wait in Chroma's database before its HNSW files are written
# anew: each time costs as much as the files are large, and opening repeats what waits.
_GROWING = 10_000
_HNSW: CreateHNSWConfiguration = {
    "space": "cosine", "ef_construction": 200, "ef_search": 400, "sync_threshold": _GROWING,
}  # fmt: skip
_SETTLED = 2  # the least that Chroma takes
# Vectors per request: below Chroma's own limit, and small enough to keep memory flat.
_BATCH = 2000

# What Chroma and its transport raise; RuntimeError is httpx's of a client that another search has
# closed, since what it was for is no more.
_FAILURES = (ChromaError, ValueError, AttributeError, RuntimeError, httpx.HTTPError, OSError)

# What Rust raises where Chroma did not expect what it found, such as a damaged database.
_PANIC = "PanicException"

_registry = threading.RLock()


@contextmanager
def _explained(place: str, index: Path | None = None) -> Iterator[None]:
    """Turn what Chroma and its transport raise into one line.

    Args:
        place: a server, or a folder.
        index: the index that the folder belongs to; None of a server.
    """
    try:
        yield
    except httpx.TransportError as error:
        raise StoreUnavailableError(
            f"the Chroma server {place} can't be reached ({brief_reason(error)}); "
            "start it or mend 'store'"
        ) from error
    except _FAILURES as error:
        raise vector_failure(place, index, error) from error
    except BaseException as error:
        if type(error).__name__ == _PANIC:  # it can't be imported, and is no Exception
            raise vector_failure(place, index, error) from error
        raise


def _settings(api: str, **more: Any) -> Settings:  # noqa: ANN401 - Chroma's own fields
    return Settings(
        _env_file=None, anonymized_telemetry=False, allow_reset=False, chroma_api_impl=api, **more
    )


class _ServerClient(Client):
    """Chroma's client of a server, whose every request has a limit, from the first one on."""

    def __init__(self, server: ChromaServer) -> None:
        parts = urlsplit(server.address)
        secure = parts.scheme == "https"
        settings = _settings(
            "chromadb.api.fastapi.FastAPI",
            chroma_server_host=parts.hostname or "localhost",
            chroma_server_http_port=parts.port or (443 if secure else 8000),
            chroma_server_ssl_enabled=secure,
        )
        # Not `Client`'s own beginning, which asks the server who this is before anything can be
        # set; only the base is made, which asks nothing.
        SharedSystemClient.__init__(self, settings=settings)
        self.tenant, self.database = server.tenant, server.database
        self._server = self._system.instance(ServerAPI)  # type: ignore[type-abstract]  # as Chroma does
        made = getattr(self._server, "_session")  # noqa: B009 - no part of the interface
        made.close()
        session = server.client(made.headers)
        setattr(self._server, "_session", session)  # noqa: B010 - as above


def _forget_unstarted(folder: str) -> None:
    """Have the next opening of a folder start anew what did not start.

    Chroma notes what it shares among the clients of a folder before it starts it.
    """
    if folder not in SharedSystemClient._identifier_to_refcount:
        SharedSystemClient._identifier_to_system.pop(folder, None)


class ChromaStore:
    """One Chroma collection of passage vectors, compared by cosine.

    Made with `local` or `server`; `index.node_store` makes a LlamaIndex vector store of it.
    """

    def __init__(
        self, client: Client, collection: Collection, place: str, index: Path | None = None
    ) -> None:
        self._chroma = client
        self._collection = collection
        self._place = place
        self._index = index
        self._batch = min(_BATCH, client.get_max_batch_size())
        self._closed = False
        self._stack = ExitStack()
        self._held: HeldVectors | None = None

    @classmethod
    def local(
        cls, folder: Path, *, create: bool = False, index: Path | None = None
    ) -> "ChromaStore":
        """Open the collection of an embedded Chroma in a folder, or make it.

        Args:
            folder: Chroma's.
            create: make the collection where it is absent.
            index: folder of the index that it belongs to, for messages; the same, when None.

        Raises:
            IndexDamagedError: its files are not what was written.
            ArticleIndexError: the folder holds no such collection, or can't be used.
        """
        index = index or folder
        with _registry, _explained(str(folder), index):
            settings = _settings("chromadb.api.rust.RustBindingsAPI")
            try:
                with noting_threads(str(folder)):
                    client = cast(Client, chromadb.PersistentClient(str(folder), settings=settings))
            except BaseException:
                _forget_unstarted(str(folder))
                raise
            return cls._open(client, LOCAL_COLLECTION, str(folder), {}, create=create, index=index)

    @classmethod
    def server(
        cls, at: str | ChromaServer, collection: str, *, owner: str = "", create: bool = False
    ) -> "ChromaStore":
        """Open a collection of a Chroma server, or make it.

        Args:
            at: the server, or its address, `http(s)://host:port`.
            collection: its name, at least 3 characters.
            owner: random name of the index that the collection belongs to.
            create: make the collection where it is absent.

        Raises:
            StoreUnavailableError: the server can't be reached.
            ArticleIndexError: it refuses, there is no such collection, or another index owns it.
        """
        server = ChromaServer(at) if isinstance(at, str) else at
        address = server.address
        place = address
        if (server.tenant, server.database) != (DEFAULT_TENANT, DEFAULT_DATABASE):
            place = f"{address}/{server.tenant}/{server.database}"
        with _explained(place):
            with _registry:
                client = _ServerClient(server)
            store = cls._open(client, collection, place, {_OWNER: owner}, create=create)
        found = (store._collection.metadata or {}).get(_OWNER, owner)
        if owner and found != owner:
            store.close()
            raise ArticleIndexError(
                f"the collection {collection!r} of {address} belongs to another index; "
                "name another one in 'store'"
            )
        return store

    @classmethod
    def _open(
        cls,
        client: Client,
        name: str,
        place: str,
        metadata: Mapping[str, str],
        *,
        create: bool,
        index: Path | None = None,
    ) -> "ChromaStore":
        try:
            if create:
                collection = client.get_or_create_collection(
                    name,
                    embedding_function=None,
                    metadata={**metadata, "made_by": "article-assistant"},
                    configuration={"hnsw": _HNSW},
                )
            else:
                collection = client.get_collection(name, embedding_function=None)
        except NotFoundError as error:
            close_client(client, place)
            if create:  # the database of the tenant is missing
                raise
            raise ArticleIndexError(f"there are no vectors in {place}") from error
        except BaseException:
            close_client(client, place)
            raise
        return cls(client, collection, place, index)

    def _explained(self) -> AbstractContextManager[None]:
        return _explained(self._place, self._index)

    @staticmethod
    def collections(server: ChromaServer, owner: str) -> list[str]:
        """Return the names of the collections of a server that belong to one index."""
        with _explained(server.address):
            with _registry:
                client = _ServerClient(server)
            try:
                found = client.list_collections()
            finally:
                with _registry:
                    client.close()
        return [each.name for each in found if (each.metadata or {}).get(_OWNER) == owner]

    def upsert(
        self,
        ids: Sequence[str],
        vectors: Sequence[Sequence[float] | NDArray[np.float32]] | NDArray[np.float32],
        articles: Sequence[str],
        metadata: Sequence[Mapping[str, Any]] | None = None,
    ) -> None:
        """Store vectors under their passage ids, replacing those that are there.

        Args:
            ids: passage ids, each once.
            vectors: one an id, all of the same number of dimensions.
            articles: id of the article that each passage is from.
            metadata: what else to keep with each vector: strings, numbers and truth values.
        """
        self._held = None
        more = metadata or [{} for _ in ids]
        kept = [{**each, _ARTICLE: article} for each, article in zip(more, articles, strict=True)]
        with self._explained():
            for start in range(0, len(ids), self._batch):
                some = slice(start, start + self._batch)
                self._collection.upsert(
                    ids=list(ids[some]),
                    embeddings=cast(Any, list(vectors[some])),
                    metadatas=cast(Any, kept[some]),
                )

    def remove(self, ids: Items[str]) -> None:
        """Delete vectors; ids that are not there are no error."""
        self._held = None
        ordered = list(ids)
        with self._explained():
            for start in range(0, len(ordered), self._batch):
                self._collection.delete(ids=ordered[start : start + self._batch])

    def nearest(
        self, vector: Sequence[float], limit: int, articles: Items[str] = ()
    ) -> list[tuple[str, float]]:
        """Return the nearest passages as (id, cosine similarity), best first.

        Args:
            vector: the question's vector.
            limit: how many at most.
            articles: only passages of these articles; of any, when empty.
        """
        if self._held is not None:
            return self._held.nearest(vector, limit, articles)
        where = {_ARTICLE: {"$in": list(articles)}} if articles else None
        with self._explained():
            found = self._collection.query(
                query_embeddings=cast(Any, [list(vector)]),
                n_results=limit,
                where=cast(Any, where),
                include=["distances"],
            )
        distances = (found["distances"] or [[]])[0]
        return [(key, 1.0 - gap) for key, gap in zip(found["ids"][0], distances, strict=True)]

    def vectors(self, ids: Items[str]) -> dict[str, NDArray[np.float32]]:
        """Return the given vectors, those that are stored, by id."""
        if not ids:
            return {}
        with self._explained():
            found = self._collection.get(ids=list(ids), include=["embeddings"])
        if not found["ids"]:
            return {}
        rows = np.asarray(found["embeddings"], dtype=np.float32)
        return dict(zip(found["ids"], rows, strict=True))

    def similarities(self, vector: Sequence[float], ids: Items[str]) -> dict[str, float]:
        """Return the cosine similarity of the given passages, those that are stored, by id."""
        if self._held is not None:
            return self._held.similarities(vector, ids)
        known = self.vectors(ids)
        if not known:
            return {}
        return HeldVectors(list(known), np.stack(list(known.values()))).similarities(vector, ids)

    def ids(self) -> Iterator[str]:
        """Yield every stored id."""
        offset = 0
        while True:
            with self._explained():
                found = self._collection.get(include=[], limit=self._batch, offset=offset)["ids"]
            yield from found
            offset += len(found)
            if len(found) < self._batch:
                return

    def count(self) -> int:
        """Return the number of stored vectors."""
        with self._explained():
            return self._collection.count()

    def load(self) -> bool:
        """Have Chroma load the collection, which it otherwise puts off until the first search.

        A small one is held in memory from then on, until it is changed through this object; so
        nobody else may change it.

        Returns:
            Whether each passage of a small one has its vector.
        """
        with self._explained():
            first = self._collection.get(limit=1, include=["embeddings"])["embeddings"]
            count = self._collection.count()
        if first is not None and len(first):
            self.nearest([float(value) for value in first[0]], 1)
        return not 0 < count <= MOST_HELD or self._hold(count)

    def _hold(self, count: int) -> bool:
        """Fetch all vectors; tell whether there are as many as passages."""
        with self._explained():
            found = self._collection.get(include=["embeddings", "metadatas"])
        rows = np.asarray(found["embeddings"], dtype=np.float32)
        if len(rows) != count or len(found["ids"]) != count:
            return False
        articles = [str((each or {}).get(_ARTICLE, "")) for each in found["metadatas"] or []]
        self._held = HeldVectors(found["ids"], rows, articles)
        return True

    def settle(self) -> None:
        """Have the next opening write all that waits to the HNSW files.

        Chroma keeps up to `sync_threshold` changes in its database only, and makes the files of an
        index that has none yet anew whenever somebody opens it. Once nothing waits, opening and
        searching leave the files alone.
        """
        with self._explained():
            self._collection.modify(configuration={"hnsw": {"sync_threshold": _SETTLED}})
            if self._collection.count() < _SETTLED:
                only = self._collection.get(include=["embeddings"])
                for _ in range(_SETTLED):
                    self._collection.upsert(
                        ids=only["ids"], embeddings=cast(Any, only["embeddings"])
                    )

    def grow(self) -> None:
        """Have the next opening take many changes before it writes the HNSW files."""
        with self._explained():
            self._collection.modify(configuration={"hnsw": {"sync_threshold": _GROWING}})

    def drop(self) -> None:
        """Delete the whole collection."""
        with self._explained(), suppress(NotFoundError):  # deleted by a request repeated
            self._chroma.delete_collection(self._collection.name)

    def close_with(self, stack: ExitStack) -> None:
        """Have something else closed after the store, such as the folder of a copy."""
        self._stack = stack

    def close(self) -> None:
        """Let go of files, threads and connections; closing twice does no harm."""
        with _registry:
            if not self._closed:
                self._closed = True
                close_client(self._chroma, self._place)
                self._stack.close()

    def remove_article(self, article: str) -> None:
        """Delete every vector of one article."""
        self._held = None
        with self._explained():
            self._collection.delete(where={_ARTICLE: article})

    def metadata(self, ids: Items[str]) -> dict[str, Mapping[str, Any]]:
        """Return what is kept with the given vectors, by id."""
        if not ids:
            return {}
        with self._explained():
            found = self._collection.get(ids=list(ids), include=["metadatas"])
        return dict(zip(found["ids"], found["metadatas"] or [], strict=True))
