"""Making an index equal to a folder, as one switch from one complete state to the next.

While a sync runs, everything it changes is in one SQLite transaction and in a set of vectors that
no state names yet (index/vectors.py); only what it has embedded is kept at once, in a file of its
own. The commit is the switch. Killed before it, a sync has changed nothing, and the next one does
not embed again what this one had; killed after it, it leaves at most a set of vectors that nobody
uses, which the next one deletes.
"""

import sqlite3
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from index.article import Article, Passage
from index.chunking import chunk_article
from index.context import embedded_text
from index.database import Meta, clear, read_meta, remains, write_meta
from index.errors import ArticleIndexError, ReadError
from index.folder import ArticleFile, article_files, digest
from index.parts import Parts
from index.readers import SUFFIXES, read_article
from index.records import delete_file, find_article, insert_article
from index.report import Failure, SyncProgress, SyncReport
from index.vector_sync import VectorChange, drop_gone, store_vectors

# Passages embedded between two reports of progress: about a second's work.
_BATCH = 32
_READ_ATTEMPTS = 3


class _Changed(NamedTuple):
    file: ArticleFile
    digest: bytes
    known: bool


class _Read(NamedTuple):
    change: _Changed
    article: Article
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
            change = VectorChange(before, last, _gone(connection), self._progress)
            after = store_vectors(connection, self._parts, change, fresh=not usable)
            write_meta(connection, after._replace(folder=folder))
        self._current = after.vectors
        drop_gone(self._parts, after.vectors, change.gone)
        # The set before stays until the next sync, for readers that are about to open it.
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
        kept = {file.name for file in (*unchanged, *added, *updated)}
        if not kept:
            raise self._nothing()
        removed = sorted(set(known) - kept)
        for name in removed:
            self._forget(connection, name)
        return SyncReport(
            added=tuple(file.id for file in added),
            updated=tuple(file.id for file in updated),
            removed=tuple(unicodedata.normalize("NFC", name) for name in removed),
            unchanged=tuple(file.id for file in unchanged),
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
    ) -> tuple[list[_Changed], list[ArticleFile]]:
        changed: list[_Changed] = []
        unchanged: list[ArticleFile] = []
        for number, file in enumerate(files):
            self._progress(
                SyncProgress(phase="comparing", done=number, total=len(files), item=_shown(file.id))
            )
            try:
                found = digest(file.path)
            except ReadError as error:
                self._fail(file, error)
                continue
            if known.get(file.name) == found:
                unchanged.append(file)
            else:
                changed.append(_Changed(file, found, file.name in known))
        return changed, unchanged

    def _fail(self, file: ArticleFile, error: ReadError) -> None:
        shown = _shown(file.id)
        self._failed.append(Failure(path=shown, reason=str(error).removeprefix(f"{shown}: ")))

    def _read_all(
        self, connection: sqlite3.Connection, changed: list[_Changed]
    ) -> tuple[list[ArticleFile], list[ArticleFile]]:
        added: list[ArticleFile] = []
        updated: list[ArticleFile] = []
        batch: list[_Read] = []
        for number, change in enumerate(changed, start=1):
            try:
                batch.append(self._read(change))
            except ReadError as error:
                self._fail(change.file, error)
            if number < len(changed) and sum(len(read.passages) for read in batch) < _BATCH:
                continue
            self._embed(batch, number, len(changed))
            for read in batch:
                try:
                    self._insert(connection, read)
                except ReadError as error:
                    self._fail(read.change.file, error)
                else:
                    (updated if read.change.known else added).append(read.change.file)
            batch.clear()
        return added, updated

    def _read(self, change: _Changed) -> _Read:
        """Read an article with the digest of the very bytes that were read."""
        before = change.digest
        for _ in range(_READ_ATTEMPTS):
            article = read_article(change.file.path, self._articles.resolve())
            after = digest(change.file.path)
            if after == before:
                passages = chunk_article(article, self._parts.chunking)
                return _Read(change._replace(digest=after), article, passages)
            before = after
        raise ReadError("it changes while it is read; sync again when it is written")

    def _insert(self, connection: sqlite3.Connection, read: _Read) -> None:
        file, article = read.change.file, read.article
        self._forget(connection, file.name)
        if find_article(connection, article.id, "") is not None:
            raise ReadError(
                "another file has this name, its accents encoded otherwise; rename one of them"
            )
        connection.execute("INSERT INTO files VALUES (?, ?)", (file.name, read.change.digest))
        insert_article(connection, article, file.name, read.passages)

    def _embed(self, batch: list[_Read], done: int, total: int) -> None:
        """Compute the vectors, which the cache keeps until they are stored."""
        texts = [embedded_text(passage) for read in batch for passage in read.passages]
        item = batch[-1].article.id if batch else ""
        for start in range(0, len(texts), _BATCH):
            self._parts.cache.embed_texts(texts[start : start + _BATCH])
            self._embedded += len(texts[start : start + _BATCH])
            self._progress(
                SyncProgress(
                    phase="embedding", done=done, total=total, item=item, passages=self._embedded
                )
            )

    def _forget(self, connection: sqlite3.Connection, name: str) -> None:
        gone = delete_file(connection, name)
        connection.executemany("INSERT INTO gone VALUES (?)", [(each,) for each in gone])


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
