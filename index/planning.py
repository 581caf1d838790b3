"""What a sync would do: the folder compared and read, nothing embedded and nothing written."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from index.article import Article
from index.comparison import (
    Changed,
    changed_files,
    compare,
    old_failures,
    removed_files,
    staying_file_of,
    unchanged_articles,
)
from index.connection import Connection
from index.context import embedded_text
from index.errors import ReaderFailedError, ReadError
from index.file_sync import taken_id, told_uncut, why_uncut
from index.folder import check_folder
from index.meta import read_meta
from index.opening import check_settings
from index.parts import Parts
from index.preparing import cut_article
from index.readers import IsolatedReader
from index.readers.file_access import shown
from index.records import find_article, ids_of_file
from index.report import Failure, SyncProgress, SyncReport, by_path, moved_apart
from index.steps import Steps


def planned(
    parts: Parts,
    articles: Path,
    progress: Callable[[SyncProgress], None] | None,
    *,
    rebuild: bool,
) -> SyncReport:
    """Return the report that a sync would end with, as far as reading tells.

    Args:
        parts: the index.
        articles: folder of the articles.
        progress: called as the folder is read.
        rebuild: take every file for a new one.

    Raises:
        IndexMismatchError: other settings made the index, and it is not to be rebuilt.
        ArticleIndexError: the folder is missing or can't be listed, or the index can't be read.
    """
    check_folder(articles)
    steps = Steps(progress)
    with parts.database.reading() as connection, IsolatedReader() as reader:
        if not rebuild:
            place = parts.database.place
            check_settings(read_meta(connection, place), parts.fresh, place)
        plan = _Plan(parts, connection, reader, articles.resolve(), rebuild=rebuild)
        found = compare(
            connection, articles, steps, without=parts.database.folder, ignore_index=rebuild
        )
        steps.begin("reading", found.changed, found.changed_bytes)
        size = 0
        for number, change in enumerate(changed_files(connection, articles), start=1):
            try:
                steps.failed += plan.read(change)
            except ReadError as error:
                steps.fail(change.file, error)
                plan.lose(change)
            size += change.size
            steps.tell(number, size, plan.passages, item=change.file.id, passages=plan.passages)
        found.folder.check(articles)
        if not rebuild:
            plan.removed += [
                each for name in removed_files(connection) for each in ids_of_file(connection, name)
            ]
            plan.unchanged += unchanged_articles(connection)
            steps.failed += old_failures(connection)
        return plan.report(steps)


class _Plan:
    """Sorts the articles of changed files by what would become of them."""

    def __init__(
        self,
        parts: Parts,
        connection: Connection,
        reader: IsolatedReader,
        root: Path,
        *,
        rebuild: bool,
    ) -> None:
        self._parts = parts
        self._connection = connection
        self._reader = reader
        self._root = root
        self._rebuild = rebuild
        self._added: list[str] = []
        self._new: set[str] = set()
        self._updated: list[str] = []
        self.removed: list[str] = []
        self.unchanged: list[str] = []
        self.passages = 0
        connection.execute("CREATE TEMP TABLE new_texts (digest TEXT PRIMARY KEY)")

    def read(self, change: Changed) -> list[Failure]:
        """Read a file, all of it or nothing; return what of it can't be read."""
        failures: list[Failure] = []
        uncut: list[str] = []
        by_kind: dict[str, list[str]] = {"added": [], "updated": [], "unchanged": []}
        left = set(self._known(change))
        passages = 0
        unknown: set[str] = set()
        for found in self._reader.read(change.file.path, self._root):
            if isinstance(found, Failure):
                failures.append(found.model_copy(update={"path": shown(change.file.id)}))
                continue
            kind = self._kind(found, change.file.name)
            if kind != "unchanged":
                try:
                    cut = cut_article(found, self._parts.chunking)
                except ReaderFailedError as error:
                    uncut.append(why_uncut(found.id, change.file.id, error))
                    continue
                passages += len(cut)
                unknown |= self._unknown([embedded_text(each) for each in cut])
            left.discard(found.id)
            by_kind[kind].append(found.id)
        self._added += by_kind["added"]
        self._new.update(by_kind["added"])
        self._updated += by_kind["updated"]
        self.unchanged += by_kind["unchanged"]
        self.removed += sorted(left)
        self.passages += passages
        self._connection.executemany(
            "INSERT INTO new_texts VALUES (?) ON CONFLICT DO NOTHING", ((each,) for each in unknown)
        )
        name = shown(change.file.id)
        return failures + [Failure(path=name, reason=each) for each in told_uncut(uncut)]

    def lose(self, change: Changed) -> None:
        """Note that nothing of a file can be read."""
        self.removed += self._known(change)

    def _known(self, change: Changed) -> list[str]:
        return [] if self._rebuild else ids_of_file(self._connection, change.file.name)

    def _kind(self, article: Article, file: str) -> Literal["added", "updated", "unchanged"]:
        """Tell what would become of an article.

        Raises:
            ReadError: one of another file, which stays or comes as well, has its id.
        """
        stored, source = None, None
        if not self._rebuild:
            stored = find_article(self._connection, article.id, "")
            source = staying_file_of(self._connection, article.id)
        if article.id in self._new or source not in (None, file):
            raise taken_id(article.id)
        if stored is None or source is None:
            return "added"
        same = stored == article.model_copy(update={"path": ""})
        return "unchanged" if same else "updated"

    def _unknown(self, texts: Sequence[str]) -> set[str]:
        """Return the hashes of those texts that no index of this user has embedded before."""
        known = self._parts.cache.known(texts)
        return {
            hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
            for text in texts
            if text not in known
        }

    def report(self, steps: Steps) -> SyncReport:
        """Return what a sync would say."""
        added, updated, removed = moved_apart(self._added, self._updated, self.removed)
        unknown = self._connection.execute("SELECT count(*) FROM new_texts").fetchone()[0]
        return SyncReport(
            added=tuple(added),
            updated=tuple(updated),
            removed=tuple(sorted(removed)),
            unchanged=tuple(sorted(self.unchanged)),
            failed=by_path(steps.failed),
            passages=self.passages,
            embedded=int(unknown),
        )
