"""Making an index equal to a folder, as one switch from one complete state to the next.

While a sync runs, everything it changes is in one transaction of the database and in a set of
vectors that no state names yet (index/vectors.py); only what it has embedded is kept at once, in a
file of its own. The commit is the switch. Killed before it, a sync has changed nothing, and the
next one does not embed again what this one had; killed after it, it leaves at most a set of vectors
that nobody uses, which the next one deletes.

Memory does not grow with the folder: what is listed and what has changed stands in temporary
tables, and articles are read, embedded and stored some at a time. Only the ids in the report and
what Chroma holds of the vectors do.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from itertools import count
from pathlib import Path

from index.article import Article, Passage
from index.comparison import (
    Changed,
    Comparison,
    changed_files,
    compare,
    old_failures,
    removed_files,
    removed_passages,
    unchanged_articles,
)
from index.connection import Connection
from index.errors import ArticleIndexError, ReadError, StoreUnavailableError
from index.file_sync import FileChange, FileSync
from index.folder import check_folder
from index.last_sync import LastSync
from index.meta import read_meta, remains, same_vectors, write_meta
from index.opening import check_settings
from index.parts import Parts
from index.position import Position
from index.preparing import Here, Preparing
from index.readers.file_access import shown
from index.readers.formats import KINDS
from index.records import last_number
from index.report import Failure, SyncProgress, SyncReport, by_path, moved_apart
from index.steps import Steps
from index.vector_sync import Before, VectorWriter, drop_gone, is_sparse, sweep

_TOLD_EVERY = 64  # articles of a changed file that are the same


class Sync:
    """One run over a folder; the caller holds the lock on the index.

    Args:
        parts: the index.
        articles: folder of the articles.
        rebuild: forget what is there, even what another version made.
        steps: told how it goes.
        preparing: reads, cuts and embeds; None has it done here.
        recall: go on with the vectors that are there, or take them over into a rebuild.
        again: read files again whose reader failed, though that was not long ago.
    """

    def __init__(
        self,
        parts: Parts,
        articles: Path,
        *,
        rebuild: bool,
        steps: Steps,
        preparing: Preparing | None,
        recall: bool,
        again: bool,
    ) -> None:
        self._parts = parts
        self._articles = articles
        self._rebuild = rebuild
        self._steps = steps
        self._preparing = preparing or Here(parts.cache.embedder, parts.chunking)
        self._recall = recall
        self._again = again
        self._kept: tuple[str, ...] | None = None  # sets that a state names, or may name by now

    def run(self) -> SyncReport:
        """Do it.

        Raises:
            IndexMismatchError: other settings made the index, and it is not to be rebuilt.
            ArticleIndexError: the folder is missing, goes away or holds no article that can be
                read, the disk is full, or the embedding model fails. The index is then as it was.
        """
        try:
            return self._switch()
        except StoreUnavailableError:
            raise
        except BaseException:
            # Without the right to write, another process may be at work on what would go.
            if self._kept is not None and self._parts.database.still_locked():
                self._parts.sets.keep_only(*self._kept)
            raise

    def _switch(self) -> SyncReport:
        sets = self._parts.sets
        folder = str(self._articles.resolve())
        with self._parts.database.writing() as connection:
            before = self._before(connection)
            meta = before.meta
            sets.keep_only(meta.vectors)
            self._kept = (meta.vectors,)
            found = compare(
                connection,
                self._articles,
                self._steps,
                without=self._parts.database.folder,
                ignore_index=self._rebuild,
                again=self._again,
            )
            # What changed files lose is known when they are read, and counts in the next sync.
            lost = meta.deleted + removed_passages(connection)
            fresh = self._rebuild or not before.usable or is_sparse(lost, meta.passages)
            with closing(self._writer(before, fresh=fresh)) as vectors:
                change = self._take_over(connection, found, vectors)
                # What has gone with the whole folder was not removed from it.
                found.folder.check(self._articles)
                report = self._report(connection, change, vectors)
                if not (report.unchanged or report.added or report.updated):
                    raise self._nothing(report.failed)
                if before.usable and not self._rebuild and not report.changed:
                    if vectors.is_begun:  # for a file that was not taken after all
                        vectors.close()
                        sets.keep_only(meta.vectors)
                    sweep(self._parts, connection, meta)
                    if folder != meta.folder:
                        write_meta(connection, meta._replace(folder=folder))
                    return report
                after, late = vectors.finish(connection, self._steps)
            # An interruption may come just after the commit: from here on either set may be named.
            self._kept = (meta.vectors, after.vectors)
            write_meta(connection, after._replace(folder=folder))
        self._clean_up(meta.vectors, after.vectors, late)
        return report

    def _clean_up(self, before: str, after: str, gone: list[str]) -> None:
        """Delete what the commit has left behind; what stays now goes with the next sync."""
        if self._parts.database.still_locked():
            drop_gone(self._parts, after, gone)
            with suppress(StoreUnavailableError):
                # The set before stays until the next sync, for readers about to open it.
                self._parts.sets.keep_only(before, after)

    def _writer(self, before: Before, *, fresh: bool) -> VectorWriter:
        return VectorWriter(self._parts, before, self._preparing.embed, fresh=fresh)

    def _before(self, connection: Connection) -> Before:
        connection.execute("CREATE TEMP TABLE gone (id TEXT)")
        if not self._rebuild:
            meta = read_meta(connection, self._parts.database.place)
            # As it was when it was opened; another process may have rebuilt it since.
            check_settings(meta, self._parts.fresh, self._parts.database.place)
            usable = self._recall and self._parts.sets.usable(meta.vectors)
            return Before(meta, last_number(connection), usable, recallable=usable)
        meta = remains(connection, self._parts.fresh)
        usable = self._parts.sets.usable(meta.vectors)
        recallable = self._recall and usable and same_vectors(connection, self._parts.fresh)
        self._parts.database.clear(connection)
        return Before(meta, 0, usable, recallable)

    def _take_over(
        self, connection: Connection, found: Comparison, vectors: VectorWriter
    ) -> FileChange:
        """Bring articles, passages, full text and vectors up to date; return what changed."""
        total = FileChange.empty()
        position = Position(found.changed)
        same = count()
        self._steps.begin("embedding", found.changed, found.changed_bytes)

        def embed(article: Article, passages: Sequence[Passage]) -> None:
            position.read(preparing.consumed, len(passages))
            for done in vectors.add(passages):
                self._tell(position, done, article.id)
            if not passages and next(same) % _TOLD_EVERY == 0:
                self._tell(position, 0, article.id)

        with self._preparing as preparing:
            sync = FileSync(connection, preparing, self._articles.resolve(), embed)
            if not self._rebuild:  # first what is gone, whose ids others may have now
                for name in removed_files(connection):
                    total.removed.extend(sync.forget(name))
            for change in preparing.ahead(changed_files(connection, self._articles)):
                position.next(change.size)
                self._tell(position, 0, change.file.id)
                self._take(sync, change, total)
            position.end_file()
            for done in vectors.flush():
                self._tell(position, done, "")
        return total

    def _take(self, sync: FileSync, change: Changed, total: FileChange) -> None:
        """Take a file in; one that can't be read goes out, since it says something else by now."""
        try:
            taken = sync.take(change.file, change.digest)
        except ReadError as error:
            self._steps.fail(change.file, error)
            total.removed.extend(sync.forget(change.file.name))
            return
        total.add(taken)
        name = shown(change.file.id)
        self._steps.failed += [Failure(path=name, reason=reason) for reason in taken.failures]

    def _tell(self, position: Position, embedded: int, item: str) -> None:
        position.embedded(embedded)
        self._steps.tell(
            position.file, position.bytes, position.passages, item=item, passages=position.passages
        )

    def _report(
        self, connection: Connection, change: FileChange, vectors: VectorWriter
    ) -> SyncReport:
        unchanged, failed = change.unchanged, self._steps.failed
        if not self._rebuild:
            unchanged = unchanged + unchanged_articles(connection)
            failed = failed + old_failures(connection)
        added, updated, removed = moved_apart(change.added, change.updated, change.removed)
        return SyncReport(
            added=tuple(added),
            updated=tuple(updated),
            removed=tuple(sorted(removed)),
            unchanged=tuple(sorted(unchanged)),
            failed=by_path(failed),
            passages=sum(change.passages),
            embedded=vectors.embedded,
        )

    def _nothing(self, failed: Sequence[Failure]) -> ArticleIndexError:
        untouched = "the index is as it was"
        if failed:
            first = failed[0]
            return ArticleIndexError(
                f"no article in {self._articles} could be read ({first.path}: {first.reason}); "
                + untouched
            )
        return ArticleIndexError(
            f"there is no article in {self._articles}: files must end in {KINDS}; {untouched}"
        )


def recorded_sync(
    parts: Parts,
    articles: Path,
    progress: Callable[[SyncProgress], None] | None,
    *,
    rebuild: bool,
    recall: bool = True,
    again: bool = False,
    preparing: Preparing | None = None,
) -> SyncReport:
    """Sync, keep a report of it beside the index, and give back what room it took.

    Arguments and errors are those of `Sync`; the caller holds the lock on the index.
    """
    begun = time.monotonic()
    with parts.database.reading() as connection:
        meta = remains(connection, parts.fresh)
    record = LastSync.begin(articles, meta.name, meta.generation, meta.vectors)
    parts.database.keep_last_sync(record)
    steps = Steps(progress)
    try:
        check_folder(articles)  # before the index is read or written, which is not to blame for it
        found = Sync(
            parts, articles, rebuild=rebuild, steps=steps, preparing=preparing, recall=recall,
            again=again,
        ).run()  # fmt: skip
    except BaseException as error:
        parts.database.keep_last_sync(record.stopped(error))
        raise
    report = found.model_copy(update={"seconds": round(time.monotonic() - begun, 3)})
    with parts.database.reading() as connection:
        meta = remains(connection, parts.fresh)
    parts.database.keep_last_sync(record.done(report, meta.generation, meta.vectors))
    parts.database.tidy()
    parts.cache.trim()
    return report
