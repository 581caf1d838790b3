"""What a sync would do: the folder compared and read, nothing embedded and nothing written."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from index.article import Article
from index.comparison import (
    Changed,
    changed_files,
    compare,
    old_failures,
    removed_files,
    unchanged_articles,
)
from index.connection import Connection
from index.context import embedded_text
from index.errors import ReadError
from index.parts import Parts
from index.preparing import cut_article
from index.readers import IsolatedReader
from index.records import find_article, ids_of_file
from index.report import Failure, SyncProgress, SyncReport
from index.steps import Steps, shown


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
        ArticleIndexError: the folder is missing or can't be listed, or the index can't be read.
    """
    steps = Steps(progress)
    with parts.database.reading() as connection, IsolatedReader() as reader:
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
        self._updated: list[str] = []
        self.removed: list[str] = []
        self.unchanged: list[str] = []
        self.passages = self._unknown = 0

    def read(self, change: Changed) -> list[Failure]:
        """Read a file, all of it or nothing; return what of it can't be read."""
        failures: list[Failure] = []
        sorted_out: dict[str, list[str]] = {"added": [], "updated": [], "unchanged": []}
        left = set(self._known(change))
        passages = unknown = 0
        for found in self._reader.read(change.file.path, self._root):
            if isinstance(found, Failure):
                failures.append(found.model_copy(update={"path": shown(change.file.id)}))
                continue
            left.discard(found.id)
            kind = self._kind(found)
            sorted_out[kind].append(found.id)
            if kind != "unchanged":
                counts = self._count(found)
                passages, unknown = passages + counts[0], unknown + counts[1]
        self._added += sorted_out["added"]
        self._updated += sorted_out["updated"]
        self.unchanged += sorted_out["unchanged"]
        self.removed += sorted(left)
        self.passages, self._unknown = self.passages + passages, self._unknown + unknown
        return failures

    def lose(self, change: Changed) -> None:
        """Note that nothing of a file can be read."""
        self.removed += self._known(change)

    def _known(self, change: Changed) -> list[str]:
        return [] if self._rebuild else ids_of_file(self._connection, change.file.name)

    def _kind(self, article: Article) -> Literal["added", "updated", "unchanged"]:
        stored = None if self._rebuild else find_article(self._connection, article.id, "")
        if stored is None:
            return "added"
        same = stored == article.model_copy(update={"path": ""})
        return "unchanged" if same else "updated"

    def _count(self, article: Article) -> tuple[int, int]:
        """Return how many passages an article has, and how many of them are not known."""
        texts = [embedded_text(each) for each in cut_article(article, self._parts.chunking)]
        return len(texts), len(set(texts)) - len(self._parts.cache.known(texts))

    def report(self, steps: Steps) -> SyncReport:
        """Return what a sync would say."""
        return SyncReport(
            added=tuple(self._added),
            updated=tuple(self._updated),
            removed=tuple(sorted(self.removed)),
            unchanged=tuple(sorted(self.unchanged)),
            failed=tuple(steps.failed),
            passages=self.passages,
            embedded=self._unknown,
        )
