"""Making an index equal to a folder, as one switch from one complete state to the next.

While a sync runs, everything it changes is in one SQLite transaction and in a set of vectors that
no state names yet (index/vectors.py); only what it has embedded is kept at once, in a file of its
own. The commit is the switch. Killed before it, a sync has changed nothing, and the next one does
not embed again what this one had; killed after it, it leaves at most a set of vectors that nobody
uses, which the next one deletes.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from index.article import Article, Passage
from index.chunking import ChunkingSettings, chunk_article
from index.context import embedded_text
from index.database import Database, Meta, clear, read_meta, remains, write_meta
from index.embedding_cache import EmbeddingCache
from index.errors import ArticleIndexError, ReadError
from index.folder import ArticleFile, article_files, digest
from index.readers import SUFFIXES, read_article
from index.records import delete_file, insert_article, passages_after
from index.report import Failure, SyncProgress, SyncReport
from index.store import ChromaStore
from index.vectors import VectorSets

# Passages embedded between two reports of progress: about a second's work.
_BATCH = 32
# Passages whose vectors are stored at once.
_STORED = 1000
# A set that has lost more vectors than this and than half of those it holds is built afresh:
# Chroma's HNSW index never gives back what was deleted, and slows down.
_SPARSE = 1000
_READ_ATTEMPTS = 3


class Parts(NamedTuple):
    """What a sync works on."""

    folder: Path
    """Of the index."""
    database: Database
    cache: EmbeddingCache
    sets: VectorSets
    chunking: ChunkingSettings
    fresh: Meta
    """What an index made with the present settings says of itself."""


class _Changed(NamedTuple):
    file: ArticleFile
    digest: bytes
    known: bool


class _Read(NamedTuple):
    article: Article
    digest: bytes
    passages: list[Passage]


class Sync:
    """One run over a folder; the caller holds the lock on the index.

    Args:
        parts: the index.
        articles: folder of the articles.
        rebuild: forget what is there, even what another version made.
        progress: called as the sync proceeds.
    """

    def __init__(
        self,
        parts: Parts,
        articles: Path,
        *,
        rebuild: bool,
        progress: Callable[[SyncProgress], None] | None,
    ) -> None:
        self._parts = parts
        self._articles = articles
        self._rebuild = rebuild
        self._progress = progress or (lambda _: None)
        self._failed: list[Failure] = []
        self._embedded = 0
        self._current: str | None = None

    def run(self) -> SyncReport:
        """Do it.

        Raises:
            ArticleIndexError: the folder is missing or holds no article that can be read, the disk
                is full, or the embedding model fails. The index is then as it was.
        """
        try:
            return self._switch()
        except BaseException:
            if self._current is not None:
                self._parts.sets.keep_only(self._current)
            raise

    def _switch(self) -> SyncReport:
        sets = self._parts.sets
        folder = str(self._articles.resolve())
        with self._parts.database.writing() as connection:
            before = self._before(connection)
            sets.keep_only(before.vectors)
            self._current = before.vectors
            last = _last_number(connection)
            connection.execute("CREATE TEMP TABLE gone (id TEXT)")
            report = self._take_over(connection)
            usable = not self._rebuild and sets.usable(before.vectors)
            if not report.changed and usable:
                if folder != before.folder:
                    write_meta(connection, before._replace(folder=folder))
                return report
            after = self._store(connection, before, last, fresh=not usable)
            write_meta(connection, after._replace(folder=folder))
            gone = _gone(connection)
        self._current = after.vectors
        if sets.in_place:
            with closing(sets.open(after.vectors)) as store:
                store.remove(gone)
        sets.keep_only(before.vectors, after.vectors)
        return report

    def _before(self, connection: sqlite3.Connection) -> Meta:
        if not self._rebuild:
            return read_meta(connection, self._parts.folder)
        before = remains(connection, self._parts.fresh)
        clear(connection)
        return before

    def _take_over(self, connection: sqlite3.Connection) -> SyncReport:
        """Bring articles, passages and full text up to date; vectors are computed, not stored."""
        known = {
            str(path): bytes(value)
            for path, value in connection.execute("SELECT path, digest FROM files")
        }
        files = list(article_files(self._articles, SUFFIXES, without=self._parts.folder))
        changed, unchanged = self._compare(files, known)
        added, updated = self._read_all(connection, changed)
        kept = {*unchanged, *added, *updated}
        if not kept:
            raise self._nothing()
        removed = sorted(set(known) - kept)
        for path in removed:
            self._forget(connection, path)
        return SyncReport(
            added=tuple(added),
            updated=tuple(updated),
            removed=tuple(removed),
            unchanged=tuple(unchanged),
            failed=tuple(self._failed),
        )

    def _nothing(self) -> ArticleIndexError:
        untouched = "the index is as it was"
        if self._failed:
            first = self._failed[0]
            return ArticleIndexError(
                f"no article in {self._articles} could be read ({first.path}: {first.reason}); "
                + untouched
            )
        return ArticleIndexError(
            f"there is no article in {self._articles}: files must end in "
            f"{', '.join(sorted(SUFFIXES))}; {untouched}"
        )

    def _compare(
        self, files: list[ArticleFile], known: dict[str, bytes]
    ) -> tuple[list[_Changed], list[str]]:
        changed: list[_Changed] = []
        unchanged: list[str] = []
        for number, file in enumerate(files):
            self._progress(
                SyncProgress(phase="comparing", done=number, total=len(files), item=_shown(file.id))
            )
            try:
                found = digest(file.path)
            except ReadError as error:
                self._fail(file, error)
                continue
            if known.get(file.id) == found:
                unchanged.append(file.id)
            else:
                changed.append(_Changed(file, found, file.id in known))
        return changed, unchanged

    def _fail(self, file: ArticleFile, error: ReadError) -> None:
        self._failed.append(Failure(path=_shown(file.id), reason=str(error)))

    def _read_all(
        self, connection: sqlite3.Connection, changed: list[_Changed]
    ) -> tuple[list[str], list[str]]:
        added: list[str] = []
        updated: list[str] = []
        batch: list[_Read] = []
        for number, change in enumerate(changed, start=1):
            try:
                batch.append(self._read(change))
            except ReadError as error:
                self._fail(change.file, error)
            else:
                (updated if change.known else added).append(change.file.id)
            if number == len(changed) or sum(len(read.passages) for read in batch) >= _BATCH:
                self._embed(batch, number, len(changed))
                for read in batch:
                    self._insert(connection, read)
                batch.clear()
        return added, updated

    def _insert(self, connection: sqlite3.Connection, read: _Read) -> None:
        self._forget(connection, read.article.id)
        connection.execute("INSERT INTO files VALUES (?, ?)", (read.article.id, read.digest))
        insert_article(connection, read.article, read.article.id, read.passages)

    def _read(self, change: _Changed) -> _Read:
        """Read an article with the digest of the very bytes that were read."""
        try:
            change.file.id.encode("utf-8")
        except UnicodeEncodeError as error:
            raise ReadError("its name is not valid UTF-8; rename the file") from error
        before = change.digest
        for _ in range(_READ_ATTEMPTS):
            article = read_article(change.file.path, self._articles.resolve())
            after = digest(change.file.path)
            if after == before:
                passages = chunk_article(article, self._parts.chunking)
                if not passages:
                    raise ReadError(f"{change.file.id} holds no text")
                return _Read(article, after, passages)
            before = after
        raise ReadError(f"{change.file.id} changes while it is read; sync again")

    def _embed(self, batch: list[_Read], done: int, total: int) -> None:
        """Compute the vectors, which the cache keeps until they are stored."""
        texts = [embedded_text(passage) for read in batch for passage in read.passages]
        item = _shown(batch[-1].article.id) if batch else ""
        for start in range(0, len(texts), _BATCH):
            self._parts.cache.embed_texts(texts[start : start + _BATCH])
            self._embedded += len(texts[start : start + _BATCH])
            self._progress(
                SyncProgress(
                    phase="embedding", done=done, total=total, item=item, passages=self._embedded
                )
            )

    def _forget(self, connection: sqlite3.Connection, path: str) -> None:
        gone = delete_file(connection, path)
        connection.executemany("INSERT INTO gone VALUES (?)", [(each,) for each in gone])

    def _store(
        self, connection: sqlite3.Connection, before: Meta, last: int, *, fresh: bool
    ) -> Meta:
        """Make the set of vectors of the new state, afresh where there is none to go on from."""
        gone = _gone(connection)
        deleted = before.deleted + len(gone)
        state = self._parts.fresh._replace(
            name=before.name,
            generation=before.generation + 1,
            passages=int(connection.execute("SELECT count(*) FROM passages").fetchone()[0]),
        )
        if not fresh and deleted <= max(_SPARSE, state.passages // 2):
            name = self._continue(connection, before, state, last, gone)
            if name:
                return state._replace(vectors=name, deleted=deleted)
        return state._replace(vectors=self._build(connection, before, state), deleted=0)

    def _continue(
        self,
        connection: sqlite3.Connection,
        before: Meta,
        state: Meta,
        last: int,
        gone: list[str],
    ) -> str | None:
        """Bring the set at hand up to date; None when it does not hold what it should."""
        sets = self._parts.sets
        name, store = sets.begin(before.vectors, state.generation, fresh=False)
        with closing(store):
            if store.count() != before.passages:
                _drop_strangers(connection, store, gone)
            self._upsert(connection, store, last, state.passages)
            if not sets.in_place:
                store.remove(gone)
            waiting = len(gone) if sets.in_place else 0
            if store.count() != state.passages + waiting:
                return None
            sets.seal(name, store)
        return name

    def _build(self, connection: sqlite3.Connection, before: Meta, state: Meta) -> str:
        sets = self._parts.sets
        name, store = sets.begin(before.vectors, state.generation, fresh=True)
        with closing(store):
            self._upsert(connection, store, 0, state.passages)
            if store.count() != state.passages:
                raise ArticleIndexError(
                    f"the vectors of {self._parts.folder} can't be stored completely; "
                    "check that nothing else writes to 'store', and sync again"
                )
            sets.seal(name, store)
        return name

    def _upsert(
        self, connection: sqlite3.Connection, store: ChromaStore, number: int, total: int
    ) -> None:
        done = 0
        while True:
            number, passages = passages_after(connection, number, _STORED)
            if not passages:
                return
            vectors = self._parts.cache.embed_texts([embedded_text(each) for each in passages])
            store.upsert(
                [each.id for each in passages], vectors, [each.article_id for each in passages]
            )
            done += len(passages)
            self._progress(
                SyncProgress(phase="storing", done=done, total=total, passages=self._embedded)
            )


def _shown(path: str) -> str:
    """Return a path that can be printed, whatever bytes its name is made of."""
    return path.encode("utf-8", "replace").decode("utf-8")


def _last_number(connection: sqlite3.Connection) -> int:
    found = connection.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = 'passages'")
    return int(found.fetchone()[0] or 0)


def _gone(connection: sqlite3.Connection) -> list[str]:
    """Return the passages that are no more; one that came back unchanged is not among them."""
    rows = connection.execute("SELECT id FROM gone WHERE id NOT IN (SELECT id FROM passages)")
    return [str(row[0]) for row in rows]


def _drop_strangers(connection: sqlite3.Connection, store: ChromaStore, gone: list[str]) -> None:
    """Delete what a killed sync left in a set that is changed in place."""
    known = {str(row[0]) for row in connection.execute("SELECT id FROM passages")}
    known.update(gone)
    store.remove([key for key in store.ids() if key not in known])
