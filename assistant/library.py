"""The articles of an index as a library that changes while it is being asked.

The article files stay the source of truth: a change is made in their folder first, and the index
is synced with it then, in a thread of its own, while searches go on in the state before.
"""

import errno
import logging
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from threading import Event, Lock, Thread

from assistant.article_folder import ArticleFolder, MayRead, RemovedFile
from assistant.changes import Addition, Change, Removal, Restoration
from assistant.errors import AssistantError, LibraryError
from assistant.own_articles import own_articles
from assistant.settings import Settings
from index.article_index import ArticleIndex
from index.errors import IndexLockedError
from index.giving_way import lower_thread_priority
from index.report import SyncProgress, SyncReport

_log = logging.getLogger(__name__)
_BETWEEN_ATTEMPTS = 0.25  # seconds
Place = Callable[[], AbstractContextManager[Path]]
"""Lends the folder of the articles for one change; what it made for it, it unmakes on an error."""


class Library:
    """Adds, removes and puts back articles, and keeps the index equal to their folder.

    Each method returns at once; the change that it returns says how far it is. Changes are made in
    their order, those that wait together with one sync. A change that fails leaves folder and index
    as they were.

    Args:
        index: of the articles.
        place: the folder that the index is synced with.
        most_bytes: how large a file may be that is added.
        patience: how long to wait for another process that is writing the index, in seconds.

    Example:
        >>> library = Library(index, fixed_place(folder))  # doctest: +SKIP
        >>> change = library.add([(Path("/tmp/upload"), "Report.md")])  # doctest: +SKIP
        >>> change.wait()  # doctest: +SKIP
        >>> change.files[0].stage, change.files[0].id  # doctest: +SKIP
        ('done', 'Report.md')
    """

    def __init__(
        self,
        index: ArticleIndex,
        place: Place,
        *,
        most_bytes: int = 50 * 2**20,
        patience: float = 10.0,
    ) -> None:
        self._index = index
        self._place = place
        self.most_bytes = most_bytes
        self._patience = patience
        self._lock = Lock()
        self._waiting: list[Change] = []
        self._thread: Thread | None = None
        self._closing = Event()

    def add(
        self,
        uploads: Sequence[tuple[Path, str]],
        may_read: MayRead | None = None,
        when_over: Callable[[], None] = lambda: None,
    ) -> Addition:
        """Add files, each named as its owner calls it; copies are made, the files left alone.

        For somebody who may not read all articles, `may_read` tells which; they learn of no other.
        `when_over` is called when the files are needed no more, also where they were not added.
        """
        change = Addition(uploads, may_read, when_over)
        self._begin(change)
        return change

    def remove(
        self, articles: Sequence[tuple[str, str]], may_read: MayRead | None = None
    ) -> Removal:
        """Remove articles, each by its id with its title; `may_read` as for `add`."""
        change = Removal(articles, may_read)
        self._begin(change)
        return change

    def restore(self, removed: Sequence[tuple[str, RemovedFile]]) -> Restoration:
        """Put removed articles back, as `Removal.removed` names them."""
        change = Restoration(removed)
        self._begin(change)
        return change

    def close(self) -> None:
        """End the change under way; its files stay in the folder for the next sync."""
        self._closing.set()
        thread = self._thread
        if thread is not None:
            thread.join()

    def _begin(self, change: Change) -> None:
        with self._lock:
            self._waiting.append(change)
            if self._thread is None:
                self._thread = Thread(target=self._run, name="library", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        lower_thread_priority()  # a reader who waits for an answer goes first
        while True:
            with self._lock:
                changes, self._waiting = self._waiting, []
                if not changes:
                    self._thread = None
                    return
            try:
                self._carry_out(changes)
            except AssistantError as error:
                _log.warning("%s", error)
                _fail(changes, error)
            except Exception as error:  # whatever a library throws, the next change is made
                _log.exception("changing the library failed")
                _fail(changes, LibraryError(f"the articles could not be changed: {error}"))
            finally:
                for change in changes:
                    change.finish()

    def _carry_out(self, changes: Sequence[Change]) -> None:
        if self._closing.is_set():
            raise _closed()
        try:
            with (
                _told_plainly(),
                self._place() as root,
                ArticleFolder(root, most_bytes=self.most_bytes) as folder,
            ):
                applied = [change for change in changes if self._apply(change, folder)]
                if not applied:
                    raise _NothingChangedError
                report = self._synced(root, applied, folder)
                for change in applied:
                    change.settle(report, folder)
        except _NothingChangedError:
            pass

    def _apply(self, change: Change, folder: ArticleFolder) -> bool:
        try:
            with _told_plainly():
                return change.apply(folder, self._index)
        except AssistantError as error:
            change.undo(folder)
            change.fail(error)
            return False

    def _synced(self, root: Path, changes: Sequence[Change], folder: ArticleFolder) -> SyncReport:
        """Sync the index, or undo the changes."""

        def heed(progress: SyncProgress) -> None:
            if self._closing.is_set():
                raise _ClosingError
            for change in changes:
                change.heed(progress)

        try:
            return self._sync(root, heed)
        except _ClosingError:
            _fail(changes, _closed())
            return SyncReport()
        except BaseException:
            for change in reversed(changes):
                change.undo(folder)
            raise

    def _sync(self, root: Path, heed: Callable[[SyncProgress], None]) -> SyncReport:
        """Sync, as soon as no other process is writing."""
        deadline = time.monotonic() + self._patience
        while True:
            try:
                return self._index.sync(root, progress=heed)
            except IndexLockedError as error:
                if time.monotonic() >= deadline or self._closing.wait(_BETWEEN_ATTEMPTS):
                    raise LibraryError(str(error), "busy") from error


def open_library(index: ArticleIndex, settings: Settings, *, named: bool) -> Library | None:
    """The library of an index; None where its articles can't be changed.

    Args:
        index: of the articles.
        settings: how large a file may be, and where the user's own articles are.
        named: whether it is an index that somebody named, with a folder of its own, or the one
            that is served otherwise.
    """
    place = place_of(index) if named else partial(own_articles, settings.articles, index.folder)
    if place is None:
        return None
    return Library(index, place, most_bytes=settings.upload_megabytes * 2**20)


def fixed_place(folder: Path) -> Place:
    """The place that always is the same folder."""
    return lambda: nullcontext(folder)


def place_of(index: ArticleIndex) -> Place | None:
    """The folder that an index was last synced with; None where it or the index can't be written.

    An index that machines share is changed where its articles are, by `assistant index`.

    What stays unknown to this question, such as a full disk, a change meets and tells.
    """
    folder = index.articles_folder
    if not isinstance(index.place, Path):  # other machines may keep other folders
        return None
    if folder is None or not all(_is_writable(each) for each in (folder, index.folder)):
        return None
    return fixed_place(folder)


def _is_writable(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.R_OK | os.W_OK | os.X_OK)


class _NothingChangedError(Exception):
    """No file was changed, so there is nothing to sync, and nothing that was made for it stays."""


class _ClosingError(Exception):
    """The library is being closed while the index is synced."""


def _closed() -> AssistantError:
    return LibraryError(
        "the server is being stopped; what was added is in the folder for the next sync"
    )


def _fail(changes: Sequence[Change], error: AssistantError) -> None:
    for change in changes:
        change.fail(error)


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Turn failures of the disk into an error that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise LibraryError("the disk is full: free some space and try again") from error
        reason = error.strerror or str(error)
        raise LibraryError(
            f"the articles' folder can't be changed ({reason}): check its permissions"
        ) from error
