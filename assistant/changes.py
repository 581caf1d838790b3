"""Changes of a library, each of some files: what is to be done, how far it is, what became of it.

A change is applied to the folder, the index is synced with it, and then it is settled; where the
sync fails it is undone. `assistant.library` does that in a thread of its own, while others follow
the change.
"""

import logging
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Condition
from typing import Literal

from assistant.article_folder import AddedFile, ArticleFolder, MayRead, RemovedFile
from assistant.errors import AssistantError, LibraryError
from index.article_index import ArticleIndex
from index.errors import ArticleNotFoundError
from index.report import SyncProgress, SyncReport

_log = logging.getLogger(__name__)
Stage = Literal["waiting", "reading", "indexing", "done", "failed"]


@dataclass
class FileChange:
    """What becomes of one file."""

    name: str
    """What its owner calls it, or the title of its article."""
    stage: Stage = "waiting"
    id: str = ""
    """Of its article, once that is known; of a file with many, what their ids begin with."""
    articles: int = 0
    """How many articles it brought or took, once that is known."""
    left_out: tuple[str, ...] = ()
    """What of it could not be read, where other articles of it could."""
    is_marked: bool = False
    """Whether its id has something added that its name has not, whatever other files there are."""
    is_new: bool = True
    """False for a file that turned out to be there already."""
    problem: AssistantError | None = None
    """Why it failed."""


class Change(ABC):
    """A change of the library; safe to look at from any thread while it happens."""

    def __init__(self, names: Sequence[str]) -> None:
        self.files = [FileChange(name) for name in names]
        self.problem: AssistantError | None = None
        """Why all of it failed, and the library is as it was."""
        self.passages = 0
        """How many passages have been embedded so far."""
        self.finished = False
        self._news = Condition()
        self._count = 0  # of the news so far

    @abstractmethod
    def apply(self, folder: ArticleFolder, index: ArticleIndex) -> bool:
        """Change the files; return whether any was changed, and note those that could not be."""

    @abstractmethod
    def undo(self, folder: ArticleFolder) -> None:
        """Take back whatever `apply` has done."""

    def settle(self, report: SyncReport, folder: ArticleFolder) -> None:
        """Note what the sync made of the files."""
        del folder  # only what was added can have failed
        found = _articles_by_file(report, {file.id for file in self.files if file.id})
        for file in self.files:
            if file.stage == "indexing":
                file.stage = "done"
                file.articles = file.articles or found[file.id]

    @property
    def articles(self) -> int:
        """How many articles came or went."""
        return sum(file.articles for file in self.files if file.stage == "done")

    def heed(self, progress: SyncProgress) -> None:
        """Note how far the sync is."""
        self.passages = max(self.passages, progress.passages)
        self._tell()

    def fail(self, problem: AssistantError) -> None:
        """Note why nothing came of the change."""
        self.problem = problem
        for file in self.files:
            if file.stage != "failed":
                file.stage, file.problem = "failed", problem

    def finish(self) -> None:
        """Let those who follow the change know that it is over."""
        self.finished = True
        self._tell()

    def follow(self) -> Iterator[None]:
        """Yield whenever there is news, and a last time when the change is over."""
        seen = -1
        while True:
            with self._news:
                while self._count == seen and not self.finished:
                    self._news.wait()
                seen, over = self._count, self.finished
            yield
            if over:
                return

    def wait(self) -> None:
        """Return when the change is over."""
        for _ in self.follow():
            pass

    def _tell(self) -> None:
        with self._news:
            self._count += 1
            self._news.notify_all()

    def _step(self, file: FileChange, stage: Stage) -> None:
        file.stage = stage
        self._tell()


class Addition(Change):
    """Files are added.

    Args:
        uploads: each file, with what its owner calls it.
        may_read: tells what somebody may read who may not read everything; None for others.
        when_over: called when nothing is read of the uploads any more, whatever became of them.
    """

    def __init__(
        self,
        uploads: Sequence[tuple[Path, str]],
        may_read: MayRead | None = None,
        when_over: Callable[[], None] = lambda: None,
    ) -> None:
        self._may_read = may_read
        self._when_over = when_over
        super().__init__([name for _, name in uploads])
        self._sources = [source for source, _ in uploads]
        self._added: dict[int, AddedFile] = {}

    def apply(self, folder: ArticleFolder, index: ArticleIndex) -> bool:
        """Copy those that an article can be read from into the folder."""
        del index
        for number, (file, source) in enumerate(zip(self.files, self._sources, strict=True)):
            self._step(file, "reading")
            try:
                added = folder.add(source, file.name, self._may_read)
            except LibraryError as error:
                file.problem = error
                self._step(file, "failed")
                continue
            self._added[number] = added
            file.id, file.is_new = added.id, added.is_new
            file.is_marked = added.is_new and self._may_read is not None
            self._step(file, "indexing")
        return bool(self._added)

    def heed(self, progress: SyncProgress) -> None:
        """Note how far the sync is, unless it may be busy with what somebody may not know of."""
        if self._may_read is None:
            super().heed(progress)

    def undo(self, folder: ArticleFolder) -> None:
        """Delete the copies."""
        for added in self._added.values():
            folder.take_back(added)
        self._added.clear()

    def settle(self, report: SyncReport, folder: ArticleFolder) -> None:
        """Delete the copies that the sync could not read after all."""
        reasons: dict[str, list[str]] = {}
        for failure in report.failed:
            reasons.setdefault(failure.path, []).append(failure.reason)
        found = _articles_by_file(report, reasons)
        for number, added in list(self._added.items()):
            file = self.files[number]
            if added.id not in reasons:
                continue
            if found[added.id]:
                file.left_out = tuple(reasons[added.id])
                continue
            folder.take_back(self._added.pop(number))
            file.stage, reason = "failed", reasons[added.id][0]
            file.problem = LibraryError(f"{file.name}: {reason}", "content", reason)
        super().settle(report, folder)

    def finish(self) -> None:
        """Let go of the uploads, and let those who follow the change know that it is over."""
        try:
            self._when_over()
        except Exception:  # whatever it throws, the change is over
            _log.exception("letting go of added files failed")
        super().finish()


class Removal(Change):
    """Articles are removed.

    Args:
        articles: the id of each, with its title.
        may_read: tells what somebody may read who may not read everything; None for others.
    """

    def __init__(self, articles: Sequence[tuple[str, str]], may_read: MayRead | None) -> None:
        self._may_read = may_read
        super().__init__([title for _, title in articles])
        for file, (article_id, _) in zip(self.files, articles, strict=True):
            file.id = article_id
        self._removed: dict[int, RemovedFile] = {}

    @property
    def removed(self) -> tuple[tuple[str, RemovedFile], ...]:
        """Each removed file with the title of its article; none while the change goes on."""
        if not self.finished or self.problem:
            return ()
        return tuple((self.files[n].name, removed) for n, removed in self._removed.items())

    def apply(self, folder: ArticleFolder, index: ArticleIndex) -> bool:
        """Move the files away; one that has gone by itself needs no more than the sync.

        A file of many articles goes with all of them.
        """
        if self._may_read is not None:
            beside = (each for file in self.files for each in index.beside(file.id))
            if not all(map(self._may_read, beside)):
                raise LibraryError("its file can't be removed from here; remove it in its folder")
        going: set[str] = set()
        for file in self.files:
            with_it = set(index.beside(file.id)) - going
            file.articles = len(with_it)
            going |= with_it
        if len(index) <= len(going):
            raise LibraryError("these are the only articles; add another first", "last")
        for number, file in enumerate(self.files):
            with suppress(LibraryError, ArticleNotFoundError):
                self._removed[number] = folder.remove(Path(index.get(file.id).path))
            self._step(file, "indexing")
        return True

    def undo(self, folder: ArticleFolder) -> None:
        """Put the files back."""
        for removed in self._removed.values():
            folder.restore(removed)
        self._removed.clear()


class Restoration(Change):
    """Removed articles are put back.

    Args:
        removed: as a `Removal` gave them.
    """

    def __init__(self, removed: Sequence[tuple[str, RemovedFile]]) -> None:
        super().__init__([title for title, _ in removed])
        self.removed = list(removed)
        self._added: dict[int, AddedFile] = {}

    def apply(self, folder: ArticleFolder, index: ArticleIndex) -> bool:
        """Move the files back."""
        del index
        for number, (file, (_, removed)) in enumerate(zip(self.files, self.removed, strict=True)):
            try:
                self._added[number] = folder.restore(removed)
            except LibraryError as error:
                file.problem = error
                self._step(file, "failed")
                continue
            file.id = self._added[number].id
            self._step(file, "indexing")
        return bool(self._added)

    def undo(self, folder: ArticleFolder) -> None:
        """Move the files away again; they can still be put back."""
        for number, added in self._added.items():
            if added.is_new:
                self.removed[number] = (self.files[number].name, folder.remove(added.path))
        self._added.clear()


def _articles_by_file(report: SyncReport, files: Collection[str]) -> Counter[str]:
    """How many of the articles that there are now came from each of some files."""
    known, found = frozenset(files), Counter[str]()
    for article_id in (*report.added, *report.updated, *report.unchanged):
        place = len(article_id)
        while place > 0 and article_id[:place] not in known:
            place = article_id.rfind("#", 0, place)  # behind it stands its id within the file
        if place > 0:
            found[article_id[:place]] += 1
    return found
