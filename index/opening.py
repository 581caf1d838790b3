"""What is checked before an index is opened, or searched, and how its parts come together."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from index.chunking import ChunkingSettings
from index.database import FILE, Database
from index.embedding import DEFAULT_EMBEDDINGS, Embedder
from index.embedding_cache import EmbeddingCache, default_cache_folder
from index.errors import ArticleIndexError
from index.index_database import IndexDatabase
from index.last_sync import FILE as LAST_SYNC
from index.meta import Meta, mismatch, new_meta, read_meta, remains
from index.parts import Parts
from index.read_only import rereading
from index.vector_file import DEFAULT_LIMIT
from index.vectors import collection_of, vector_sets

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

# What a folder may hold that is to become an index: what a killed beginning left there.
_OWN = (FILE, LAST_SYNC, f".{LAST_SYNC}", "chroma", "writer")


class Opening(NamedTuple):
    """The settings that an index is opened with."""

    embeddings: "str | BaseEmbedding" = DEFAULT_EMBEDDINGS
    store: str | None = None
    chunking: ChunkingSettings | None = None
    cache: str | Path | None = None
    cache_bytes: int = DEFAULT_LIMIT
    store_token: str | None = None

    def model(self) -> Embedder:
        """Return the embedding model; errors are those of `Embedder`."""
        return Embedder(self.embeddings)

    def fresh(self, model: Embedder) -> Meta:
        """Return what an index made with these settings says of itself."""
        return new_meta(model.fingerprint, self._cut().fingerprint)

    def database(self, place: str | Path, new: Meta | None) -> IndexDatabase:
        """Open what holds the state of an index: SQLite in a folder, or PostgreSQL.

        Args:
            place: the folder, or the URL of a database.
            new: what a new index says of itself; without it, an absent index is an error.

        Raises:
            ArticleIndexError: there is no index, or it can't be opened.
        """
        if isinstance(place, str) and is_postgres(place):
            return open_postgres(place, self.store, new)
        folder = Path(place).expanduser()
        check_place(folder)
        return Database(folder, new=new)

    @rereading
    def parts(self, database: IndexDatabase, model: Embedder, fresh: Meta) -> Parts:
        """Put the parts of an index together.

        Raises:
            ArticleIndexError: the database can't be read, or `store` is no place for vectors.
        """
        with database.reading() as connection:
            name = remains(connection, fresh).name
        sets = vector_sets(database.folder, self.store, name, self.store_token)
        place = Path(self.cache).expanduser() if self.cache else default_cache_folder()
        cache = EmbeddingCache(place, model, self.cache_bytes)
        return Parts(database, cache, sets, self._cut(), fresh)

    def _cut(self) -> ChunkingSettings:
        return self.chunking or ChunkingSettings()


def is_postgres(place: object) -> bool:
    """Tell whether a place of an index is the URL of a PostgreSQL database."""
    return isinstance(place, str) and place.startswith(
        ("postgresql://", "postgres://", "postgresql+psycopg://")
    )


def open_postgres(address: str, store: str | None, new: Meta | None) -> IndexDatabase:
    """Open an index in PostgreSQL, which is called as its collection of vectors is.

    Raises:
        ArticleIndexError: there is no index or no driver, or `store` is no collection of a server.
    """
    collection = collection_of(store)
    if collection is None:
        raise ArticleIndexError(
            "an index in PostgreSQL has its vectors on a Chroma server: set store to "
            "http://host:port/collection"
        )
    try:
        from index.postgres import PostgresDatabase
    except ImportError as error:
        raise ArticleIndexError(
            f"an index in PostgreSQL needs its driver ({error}): "
            'pip install "article-assistant[postgres]"'
        ) from error
    return PostgresDatabase(address, collection, new=new)


def check_place(folder: Path) -> None:
    """Refuse to make an index among other files.

    Raises:
        ArticleIndexError: the path is a file, or a folder of something else.
    """
    if not folder.exists() or (folder / FILE).exists():
        return
    if not folder.is_dir():
        raise ArticleIndexError(f"{folder} is a file; name a folder for the index")
    try:
        others = [path for path in folder.iterdir() if not path.name.startswith(_OWN)]
    except OSError as error:
        raise ArticleIndexError(
            f"the folder {folder} can't be listed: {error.strerror}; check its permissions"
        ) from error
    if others:
        raise ArticleIndexError(
            f"{folder} holds other files and is no index; name an empty or a new folder"
        )


def has_remains(folder: Path) -> bool:
    """Tell whether a folder holds something of an index, be it complete or not."""
    if not folder.is_dir():
        return False
    return any(path.name.startswith(_OWN) for path in folder.iterdir())


@rereading
def check_made(database: IndexDatabase, present: Meta) -> None:
    """Refuse an index that different settings made; errors are those of `check_settings`."""
    with database.reading() as connection:
        check_settings(read_meta(connection, database.place), present, database.place)


def check_settings(meta: Meta, present: Meta, place: Path | str) -> None:
    """Refuse to mix what different settings made.

    Raises:
        IndexMismatchError: the index was made with another embedding model or other chunking.
    """
    if meta.generation == 0:
        return
    for what, made, asked in (
        ("the embedding model", meta.embedding, present.embedding),
        ("the chunking", meta.chunking, present.chunking),
    ):
        if made != asked:
            raise mismatch(place, f"was made with {what} {made!r}, not with {asked!r}")
