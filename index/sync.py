"""Making an index equal to a folder, as one switch from one complete state to the next.

While a sync runs, everything it changes is in one SQLite transaction and in a set of vectors that
no state names yet (index/vectors.py); only what it has embedded is kept at once, in a file of its
own. The commit is the switch. Killed before it, a sync has changed nothing, and the next one does
not embed again what this one had; killed after it, it leaves at most a set of vectors that nobody
uses, which the next one deletes.
"""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from index.article import Article, Passage
from index.context import embedded_text
from index.database import Meta, clear, read_meta, remains, write_meta
from index.errors import ArticleIndexError, ReadError
from index.file_sync import FileChange, FileSync
from index.folder import ArticleFile, article_files, digest
from index.parts import Parts
from index.readers import REFUSED, SUFFIXES, IsolatedReader
from index.readers.formats import FORMATS, refusal_of
from index.records import failures_of
from index.report import Failure, SyncProgress, SyncReport
from index.vector_sync import VectorChange, drop_gone, store_vectors

# Passages embedded between two reports of progress: about a second's work.
_BATCH = 32


class _Changed(NamedTuple):
    file: ArticleFile
    digest: bytes


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
        self._waiting: list[str] = []  # texts to be embedded
        self._at = (0, 0)  # the file at hand, and how many there are
        self._item = ""  # the article at hand
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
        files = list(
            article_files(
                self._articles,
                SUFFIXES | REFUSED.keys(),
                without=self._parts.folder,
                failed=self._failed.append,
            )
        )
        changed, unchanged = self._compare(files, known)
        with IsolatedReader() as reader:
            sync = FileSync(
                connection, reader, self._articles.resolve(), self._parts.chunking, self._add
            )
            # First what is gone, whose ids others may have now.
            removed = self._forget(sync, set(known) - {file.name for file in files})
            kept, change = self._take_all(sync, changed)
            kept |= {file.name for file in unchanged}
            if not kept:
                raise self._nothing()
            removed += self._forget(sync, (set(known) & {file.name for file in files}) - kept)
        self._tell_old_failures(connection, unchanged)
        return SyncReport(
            added=tuple(change.added),
            updated=tuple(change.updated),
            removed=tuple(sorted(removed + change.removed)),
            unchanged=tuple(sorted(change.unchanged + _articles_of(connection, unchanged))),
            failed=tuple(self._failed),
        )

    def _forget(self, sync: FileSync, names: set[str]) -> list[str]:
        return [article_id for name in sorted(names) for article_id in sync.forget(name)]

    def _tell_old_failures(
        self, connection: sqlite3.Connection, unchanged: list[ArticleFile]
    ) -> None:
        """Tell what could not be read of files that were not read again."""
        shown = {file.name: _shown(file.id) for file in unchanged}
        self._failed += [
            Failure(path=shown[path], reason=reason)
            for path, reason in failures_of(connection)
            if path in shown
        ]

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
            f"{', '.join(suffix for kind in FORMATS for suffix in kind.suffixes)}; {untouched}"
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
                if refusal := refusal_of(file.name):
                    raise ReadError(refusal)
                found = digest(file.path)
            except ReadError as error:
                self._fail(file, error)
                continue
            if known.get(file.name) == found:
                unchanged.append(file)
            else:
                changed.append(_Changed(file, found))
        return changed, unchanged

    def _fail(self, file: ArticleFile, error: ReadError) -> None:
        shown = _shown(file.id)
        self._failed.append(Failure(path=shown, reason=str(error).removeprefix(f"{shown}: ")))

    def _take_all(self, sync: FileSync, changed: list[_Changed]) -> tuple[set[str], FileChange]:
        """Take the changed files in; return those that could be read, and what changed by them."""
        taken: set[str] = set()
        total = FileChange([], [], [], [], [])
        for number, (file, found) in enumerate(changed, start=1):
            self._at = (number, len(changed))
            try:
                change = sync.take(file, found)
            except ReadError as error:
                self._fail(file, error)
                continue
            taken.add(file.name)
            for all_ids, ids in zip(total, change, strict=True):
                all_ids += ids
            shown = _shown(file.id)
            self._failed += [Failure(path=shown, reason=reason) for reason in change.failures]
        self._embed(self._waiting)
        self._waiting.clear()
        return taken, total

    def _add(self, article: Article, passages: Sequence[Passage]) -> None:
        self._item = article.id
        self._waiting += map(embedded_text, passages)
        while len(self._waiting) >= _BATCH:
            self._embed(self._waiting[:_BATCH])
            del self._waiting[:_BATCH]

    def _embed(self, texts: list[str]) -> None:
        """Compute vectors, which the cache keeps until they are stored."""
        if not texts:
            return
        self._parts.cache.embed_texts(texts)
        self._embedded += len(texts)
        done, total = self._at
        self._progress(
            SyncProgress(
                phase="embedding",
                done=done,
                total=total,
                item=self._item,
                passages=self._embedded,
            )
        )


def _articles_of(connection: sqlite3.Connection, files: list[ArticleFile]) -> list[str]:
    """Return the ids of the articles in some files."""
    names = {file.name for file in files}
    rows = connection.execute("SELECT file, id FROM articles")
    return [str(article_id) for name, article_id in rows if name in names]


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
