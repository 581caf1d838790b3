"""What an index says of itself: what made it, its state, and which vectors belong to that."""

from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from index.connection import Connection
from index.errors import IndexMismatchError
from index.failures import damaged, named

# Raise it whenever the tables, the terms, the ids, the text that is embedded or what the readers
# extract change, so that an index made before is rebuilt and never mixed.
FORMAT = 6


class Meta(NamedTuple):
    """What an index says of itself."""

    format: int
    name: str
    """Random name of this index, so that two indexes can't share one collection of a server."""
    generation: int
    """Grows by one with each committed change."""
    embedding: str
    """Fingerprint of the embedding model."""
    chunking: str
    """Fingerprint of the chunking settings."""
    folder: str
    """Absolute path of the folder last synced; empty before the first sync."""
    vectors: str
    """Name of the set of vectors that belongs to this state; empty before the first sync."""
    deleted: int
    """Vectors deleted since that set was built afresh."""
    passages: int
    """Number of passages."""

    @property
    def state(self) -> str:
        """Name of the state: another for each index, and after each change."""
        return f"{self.name}:{self.generation}"


def new_meta(embedding: str, chunking: str) -> Meta:
    """Return the meta data of an index without articles."""
    return Meta(FORMAT, uuid4().hex, 0, embedding, chunking, "", "", 0, 0)


def read_meta(connection: Connection, place: Path | str) -> Meta:
    """Read what the index says of itself.

    Raises:
        IndexMismatchError: another version of this program made the index.
    """
    rows = _rows(connection)
    made_by = int(rows.get("format", 0))
    if made_by != FORMAT:
        raise mismatch(place, f"has format {made_by}, and this version needs format {FORMAT}")
    if missing := [name for name in Meta._fields if name not in rows]:
        raise damaged(place, f"it does not say its {missing[0]}")
    return Meta(*(kind(rows[name]) for name, kind in Meta.__annotations__.items()))


def remains(connection: Connection, fresh: Meta) -> Meta:
    """Return `fresh` with what outlives a rebuild, whatever version made the index."""
    rows = _rows(connection)
    return fresh._replace(
        name=rows.get("name", fresh.name),
        generation=int(rows.get("generation", 0)),
        vectors=rows.get("vectors", ""),
    )


def same_vectors(connection: Connection, fresh: Meta) -> bool:
    """Tell whether the index was made with the vectors that it would be made with now."""
    rows = _rows(connection)
    return rows.get("format") == str(FORMAT) and rows.get("embedding") == fresh.embedding


def _rows(connection: Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT key, value FROM meta").fetchall())


def mismatch(place: Path | str, reason: str) -> IndexMismatchError:
    """Return the error for an index that other settings made."""
    return IndexMismatchError(
        f"the index {place} {reason}; rebuild it: assistant index FOLDER{named(place)} --rebuild"
    )


def write_meta(connection: Connection, meta: Meta) -> None:
    """Replace what the index says of itself."""
    connection.executemany(
        "INSERT INTO meta (key, value) VALUES (?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        [(name, str(value)) for name, value in meta._asdict().items()],
    )
