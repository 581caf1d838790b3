"""The vectors of the next state of an index: the last ones brought up to date, or all afresh."""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from index.article import Passage
from index.connection import Connection
from index.context import embedded_text
from index.embedding_queue import Embed, Embedded, EmbeddingQueue
from index.errors import ArticleIndexError
from index.meta import Meta
from index.parts import Parts
from index.records import known_passages, passages_after
from index.steps import Steps
from index.vector_file import Vector
from index.vectors import NextSet

if TYPE_CHECKING:
    from index.store import ChromaStore

# Passages whose texts are looked up at once among those that are known; fewer where the model has
# nothing to do, but not so often that each is looked up, embedded and kept alone where it is quick.
_LOOKED_UP = 64
_LOOKED_UP_EVERY = 0.05  # seconds
# Passages whose vectors are stored at once, and while the model works on the next: then storing
# costs no time, and little is left to be stored when the model is done.
_STORED = 1000
_STORED_MEANWHILE = 256
# Once so many are stored, a process of its own goes on with that: it takes a second to start.
MANY = 2000
# A set that has lost more vectors than this, and a larger share of those it holds than that, is
# built afresh: Chroma's HNSW index never gives back what was deleted, and slows down.
LEAST_LOST = 1000
LOST_SHARE = 0.5
# Ids that are looked up at once.
_ASKED = 900


def is_sparse(deleted: int, passages: int) -> bool:
    """Tell whether a set that lost so many vectors should be built afresh."""
    return deleted > max(LEAST_LOST, int(passages * LOST_SHARE))


class Before(NamedTuple):
    """The state that a sync begins with."""

    meta: Meta
    last: int
    """Highest number of a passage; those of the next state have higher ones."""
    usable: bool
    """Whether its vectors are there and whole."""
    recallable: bool
    """Whether they are what the same model would give for the same passages."""


class VectorWriter:
    """The set of vectors of the next state, filled while articles are read.

    It is begun with the first text that is embedded, or the first vector that is known, so that a
    sync without changes copies nothing. Close it, whatever happens.

    Args:
        parts: the index.
        before: the state to go on from.
        embed: begins to compute the vectors that are not known yet.
        fresh: begin with nothing, since there is no set to go on with or it is sparse.
    """

    def __init__(self, parts: Parts, before: Before, embed: Embed, *, fresh: bool) -> None:
        self._parts = parts
        self._queue = EmbeddingQueue(embed)
        self._before = before
        self._fresh = fresh
        self._recallable = before.recallable
        self.embedded = 0
        """Passages that the model had to embed."""
        self._old: ChromaStore | None = None
        self._waiting: list[Passage] = []
        self._ids: list[str] = []
        self._articles: list[str] = []
        self._vectors: list[Vector] = []
        self._looked_up = 0.0  # when
        self._name = ""
        self._begun: NextSet | None = None
        self._stored = 0
        self._is_apart = False

    def _begin(self) -> NextSet:
        """Return the set, begun the first time."""
        if self._begun is None:
            meta = self._before.meta
            if not self._fresh and not self._parts.sets.whole(meta.vectors):
                self._fresh, self._recallable = True, False
            self._name, self._begun = self._parts.sets.begin(
                meta.vectors, meta.generation + 1, fresh=self._fresh
            )
        return self._begun

    @property
    def is_begun(self) -> bool:
        """Whether there is anything of the set."""
        return self._begun is not None

    def close(self) -> None:
        """Keep what was embedded, and let go of the stores; what was not sealed is never used."""
        for done in self._queue.abandon():
            self._parts.cache.keep(done.vectors)
        for store in (self._begun, self._old):
            if store is not None:
                store.close()

    def add(self, passages: Sequence[Passage]) -> Iterator[int]:
        """Take passages to be embedded; the vectors of those before that are done are stored.

        Those of a file that is not taken after all do no harm: `finish` sorts them out.

        Args:
            passages: of the next state.

        Yields:
            How many were embedded, every now and then.

        Raises:
            ArticleIndexError: the model fails, or the vectors can't be stored.
        """
        self._waiting += passages
        while self._waiting and (len(self._waiting) >= _LOOKED_UP or self._is_time()):
            yield from self._take_waiting()

    def _is_time(self) -> bool:
        """Tell whether fewer passages are looked up than could be at once."""
        is_long = time.monotonic() - self._looked_up >= _LOOKED_UP_EVERY
        return is_long and self._queue.is_idle

    def flush(self) -> Iterator[int]:
        """Have all embedded that still waits; as `add`."""
        while self._waiting:
            yield from self._take_waiting()
        for done in self._queue.finish():
            yield self._take_over(done)

    def _take_waiting(self) -> Iterator[int]:
        """Take the vectors that are known, and have the others computed."""
        self._looked_up = time.monotonic()
        some, self._waiting = self._waiting[:_LOOKED_UP], self._waiting[_LOOKED_UP:]
        texts = {each.id: embedded_text(each) for each in some}
        known = self._parts.cache.known(list(texts.values()))
        recalled = self._recalled([each for each, text in texts.items() if text not in known])
        new = {texts[each]: vector for each, vector in recalled.items()}
        if new:
            self._parts.cache.keep(new)
            known |= new
        taken = 0
        for passage in some:
            text = texts[passage.id]
            if text in known:
                self._add_vector(passage, known[text])
                taken += 1
            else:
                self._queue.add(text, passage)
        yield taken
        for done in self._queue.advance():
            yield self._take_over(done)
        if not self._queue.is_idle:
            self._begin()  # copying the last set costs no time now

    def _take_over(self, done: Embedded) -> int:
        """Keep what was embedded, so that a kill does not lose it, and take the vectors."""
        self._parts.cache.keep(done.vectors)
        self.embedded += len(done.vectors)
        for passage, vector in done.passages:
            self._add_vector(passage, vector)
        return len(done.passages)

    def _add_vector(self, passage: Passage, vector: Vector) -> None:
        if self._vectors and vector.shape != self._vectors[0].shape:
            raise self._parts.cache.other_dimensions()
        self._ids.append(passage.id)
        self._articles.append(passage.article_id)
        self._vectors.append(vector)
        if len(self._ids) >= (_STORED if self._queue.is_idle else _STORED_MEANWHILE):
            self._store_waiting()

    def _recalled(self, ids: Sequence[str]) -> dict[str, Vector]:
        """Return the vectors that the last state has for the same passages."""
        if not ids or not self._fresh or not self._recallable:
            return {}
        if self._old is None:
            try:
                self._old = self._parts.sets.open(self._before.meta.vectors)
            except ArticleIndexError:  # damaged; the model has to compute them
                self._recallable = False
                return {}
        return self._old.vectors(ids)

    def _store_waiting(self) -> None:
        if self._ids:
            # A file that is read again, since it was written meanwhile, brings its passages twice.
            places = list({each: place for place, each in enumerate(self._ids)}.values())
            self._begin_apart().upsert(
                [self._ids[place] for place in places],
                [self._vectors[place] for place in places],
                [self._articles[place] for place in places],
            )
            self._stored += len(places)
        self._ids, self._articles, self._vectors = [], [], []

    def _begin_apart(self) -> NextSet:
        """Return the set as `_begin`; changed elsewhere, once much of it was."""
        begun = self._begin()
        if self._stored >= MANY and not self._is_apart:
            self._begun = begun = self._parts.sets.apart(self._name, begun)
            self._is_apart = True
        return begun

    def finish(self, connection: Connection, steps: Steps) -> tuple[Meta, list[str]]:
        """Seal the set, and return the next state and the ids that are to go after its commit.

        Args:
            connection: to the database, within the transaction that ends in the next state.
            steps: told how far it is.

        Raises:
            ArticleIndexError: the vectors can't be stored.
        """
        passages = int(connection.execute("SELECT count(*) FROM passages").fetchone()[0])
        steps.begin("storing", passages, passages)
        steps.tell(0, 0, 0)
        gone, in_place = self._gone(connection), self._parts.sets.in_place
        self._store_waiting()
        if self._fresh:
            self._copy(connection, steps, up_to=self._before.last)
        elif not in_place:
            self._begin().remove(gone)
        waiting = gone if in_place and not self._fresh else []
        if not self._holds(connection, passages, waiting) and not self._fresh:
            self._begin_anew()
            self._copy(connection, steps, up_to=None)
            waiting = []
        if self._begin().count() != passages + len(waiting):
            raise ArticleIndexError(
                f"the vectors of {self._parts.database.place} can't be stored completely; "
                "check that nothing else writes to 'store', and sync again"
            )
        self._parts.sets.seal(self._name, self._begin())
        steps.tell(passages, passages, passages)
        meta = self._before.meta
        state = self._parts.fresh._replace(
            name=meta.name,
            generation=meta.generation + 1,
            vectors=self._name,
            deleted=0 if self._fresh else meta.deleted + len(gone),
            passages=passages,
        )
        return state, waiting

    def _gone(self, connection: Connection) -> list[str]:
        """Return the passages that are no more; one that came back unchanged is not among them."""
        rows = connection.execute(
            "SELECT id FROM gone "
            "WHERE NOT EXISTS (SELECT 1 FROM passages WHERE passages.id = gone.id)"
        )
        return [str(row[0]) for row in rows]

    def _holds(self, connection: Connection, passages: int, waiting: Sequence[str]) -> bool:
        """Tell whether the set holds what it should, once what should not be there is deleted.

        That is what a killed sync left in a set that is changed in place, and the passages of files
        that changed while they were read, or failed in the middle.
        """
        expected = passages + len(waiting)
        if self._begin().count() != expected:
            kept = set(waiting)
            strangers = _unknown(connection, self._begin().ids())
            self._begin().remove([key for key in strangers if key not in kept])
        return self._begin().count() == expected

    def _begin_anew(self) -> None:
        self._begin().close()
        self._fresh, self._begun = True, None
        self._stored, self._is_apart = 0, False

    def _copy(self, connection: Connection, steps: Steps, up_to: int | None) -> None:
        """Store the vectors of passages that the last state had too; few of them are computed.

        Args:
            connection: to the database.
            steps: told how far it is.
            up_to: highest number of a passage to store; of all, when None.
        """
        after = done = 0
        while True:
            after, passages = passages_after(connection, after, _STORED, up_to)
            if not passages:
                break
            for taken in self.add(passages):
                done += taken
                steps.tell(done, done, done)
        for taken in self.flush():
            done += taken
            steps.tell(done, done, done)
        self._store_waiting()


def _unknown(connection: Connection, ids: Iterator[str]) -> Iterator[str]:
    """Yield the ids that no passage has."""
    while some := list(islice(ids, _ASKED)):
        known = known_passages(connection, some)
        yield from (key for key in some if key not in known)


def sweep(parts: Parts, connection: Connection, meta: Meta) -> None:
    """Delete what a sync that was killed after its commit has left in a set changed in place.

    Args:
        parts: the index.
        connection: to its database.
        meta: the state that the set belongs to.

    Raises:
        ArticleIndexError: the vectors can't be reached.
    """
    if meta.vectors and parts.sets.in_place:
        with closing(parts.sets.open(meta.vectors)) as store:
            if store.count() > meta.passages:
                store.remove(list(_unknown(connection, store.ids())))


def drop_gone(parts: Parts, vectors: str, gone: list[str]) -> None:
    """Delete, after the commit, what had to stay in a set that is changed in place.

    What can't be deleted now does no harm: searches drop it, and the next sync deletes it.
    """
    if gone:
        with suppress(ArticleIndexError), closing(parts.sets.open(vectors)) as store:
            store.remove(gone)
