"""The vectors of the next state of an index: the last ones brought up to date, or all afresh."""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from typing import NamedTuple

from index.context import embedded_text
from index.database import Meta
from index.errors import ArticleIndexError
from index.parts import Parts
from index.records import passages_after
from index.report import SyncProgress
from index.store import ChromaStore

# Passages whose vectors are stored at once.
_BATCH = 1000
# A set that has lost more vectors than this, and more than half of those it holds, is built afresh:
# Chroma's HNSW index never gives back what was deleted, and slows down.
_SPARSE = 1000


class VectorChange(NamedTuple):
    """From which state, and by what, the vectors change."""

    before: Meta
    last: int
    """Highest number of a passage that the last state had."""
    gone: list[str]
    """Passages of the last state that the next one does not have."""
    progress: Callable[[SyncProgress], None]


def store_vectors(
    connection: sqlite3.Connection, parts: Parts, change: VectorChange, *, fresh: bool
) -> Meta:
    """Make the set of vectors for the passages in the database, and return the next state.

    Args:
        connection: to the database, within the transaction that ends in the next state.
        parts: the index.
        change: what is new.
        fresh: there is no set to go on from.

    Raises:
        ArticleIndexError: the vectors can't be stored.
    """
    before = change.before
    state = parts.fresh._replace(
        name=before.name,
        generation=before.generation + 1,
        passages=int(connection.execute("SELECT count(*) FROM passages").fetchone()[0]),
    )
    deleted = before.deleted + len(change.gone)
    if not fresh and deleted <= max(_SPARSE, state.passages // 2):
        name = _continue(connection, parts, change, state)
        if name:
            return state._replace(vectors=name, deleted=deleted)
    return state._replace(vectors=_build(connection, parts, change, state), deleted=0)


def _continue(
    connection: sqlite3.Connection, parts: Parts, change: VectorChange, state: Meta
) -> str | None:
    """Bring the set at hand up to date; None when it does not hold what it should."""
    sets, gone = parts.sets, change.gone
    name, store = sets.begin(change.before.vectors, state.generation, fresh=False)
    with closing(store):
        if store.count() != change.before.passages:
            _drop_strangers(connection, store, gone)
        _upsert(connection, parts, store, change, state.passages, after=change.last)
        if not sets.in_place:
            store.remove(gone)
        waiting = len(gone) if sets.in_place else 0
        if store.count() != state.passages + waiting:
            return None
        sets.seal(name, store)
    return name


def _drop_strangers(connection: sqlite3.Connection, store: ChromaStore, gone: list[str]) -> None:
    """Delete what a killed sync left in a set that is changed in place."""
    known = {str(row[0]) for row in connection.execute("SELECT id FROM passages")}
    known.update(gone)
    store.remove([key for key in store.ids() if key not in known])


def _build(connection: sqlite3.Connection, parts: Parts, change: VectorChange, state: Meta) -> str:
    name, store = parts.sets.begin(change.before.vectors, state.generation, fresh=True)
    with closing(store):
        _upsert(connection, parts, store, change, state.passages, after=0)
        if store.count() != state.passages:
            raise ArticleIndexError(
                f"the vectors of the index {parts.folder} can't be stored completely; "
                "check that nothing else writes to 'store', and sync again"
            )
        parts.sets.seal(name, store)
    return name


def _upsert(
    connection: sqlite3.Connection,
    parts: Parts,
    store: ChromaStore,
    change: VectorChange,
    total: int,
    *,
    after: int,
) -> None:
    done = 0
    while True:
        after, passages = passages_after(connection, after, _BATCH)
        if not passages:
            return
        vectors = parts.cache.embed_texts([embedded_text(each) for each in passages])
        store.upsert(
            [each.id for each in passages], vectors, [each.article_id for each in passages]
        )
        done += len(passages)
        change.progress(SyncProgress(phase="storing", done=done, total=total))


def drop_gone(parts: Parts, vectors: str, gone: list[str]) -> None:
    """Delete, after the commit, what had to stay in a set that is changed in place.

    What can't be deleted now does no harm: searches drop it, and the next sync deletes it.
    """
    if parts.sets.in_place and gone:
        with suppress(ArticleIndexError), closing(parts.sets.open(vectors)) as store:
            store.remove(gone)
