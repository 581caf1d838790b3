"""When to sync a folder that changes: once it has come to rest, and again where that failed."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from watchfiles import Change, watch

Occasion = Literal["begin", "changes", "retry", "routine"]

_QUIET_MS = 1000  # without a change, after which a burst is over
_LONGEST_MS = 30_000  # of a burst; one that does not end is seen to in between
_POLL_MS = 5000  # between two looks at all files, where the system does not tell of changes
_LOOK_MS = 200  # between two looks whether something else is due
_RETRY_SECONDS = 15.0
# The system's notices can be lost: from a network drive, or when there are too many at once.
_ROUTINE_SECONDS = 15 * 60.0
_UNWATCHED_SECONDS = 60.0  # between two occasions where nothing tells of changes


class Watch:
    """Tells when a folder should be synced.

    Example:
        >>> watch = Watch(Path("my-articles"), without=Path("my-index"))
        >>> for occasion in watch.occasions():  # doctest: +SKIP
        ...     try:
        ...         articles.sync("my-articles")
        ...     except ArticleIndexError:
        ...         watch.retry()

    Args:
        folder: to be watched, at any depth.
        without: a folder whose changes do not count, such as the index; None counts all.
        clock: gives seconds.
    """

    def __init__(
        self, folder: Path, *, without: Path | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._folder = folder
        self._without = without.resolve() if without else None
        self._clock = clock
        self._due: tuple[float, Occasion] = (0.0, "begin")

    def retry(self) -> None:
        """Ask for another occasion before long, whether anything changes or not."""
        self._due = self._after(_RETRY_SECONDS, "retry")

    def occasions(self) -> Iterator[Occasion]:
        """Yield at once, after each burst of changes, after a failure, and now and then anyway.

        What changes between two occasions is never missed: the folder is watched throughout, and
        another one that takes its place is watched instead.
        """
        while True:
            identity = _identity(self._folder)
            if identity is None:
                if occasion := self._occasion(changes=False):
                    yield occasion  # whoever syncs says that it is missing
                time.sleep(_LOOK_MS / 1000)
                continue
            for changes in self._changes():
                if occasion := self._occasion(changes=bool(changes)):
                    yield occasion
                if not changes and _identity(self._folder) != identity:
                    self._due = (self._clock(), "changes")
                    break

    def _changes(self) -> Iterator[set[tuple[Change, str]]]:
        try:
            yield from self._watched(polling=False)
        except FileNotFoundError:  # gone since it was looked at
            time.sleep(_LOOK_MS / 1000)
            yield set()
        except OSError:  # more folders than the system lets a user watch
            try:
                yield from self._watched(polling=True)
            except RuntimeError:  # what looks at all files fails at links in a circle
                self._due = min(self._due, self._after(_UNWATCHED_SECONDS, "routine"))
                yield set()
                time.sleep(_POLL_MS / 1000)

    def _watched(self, *, polling: bool) -> Iterator[set[tuple[Change, str]]]:
        return watch(
            self._folder,
            watch_filter=lambda _, path: self._counts(Path(path)),
            step=_QUIET_MS,
            debounce=_LONGEST_MS,
            rust_timeout=_LOOK_MS,
            yield_on_timeout=True,
            ignore_permission_denied=True,
            force_polling=polling,
            poll_delay_ms=_POLL_MS,
        )

    def _counts(self, path: Path) -> bool:
        if self._without is None:
            return True
        try:
            # What has changed may be a link, in a circle perhaps, and lies where its folder lies.
            place = path.parent.resolve() / path.name
        except (OSError, RuntimeError):
            return True
        return not place.is_relative_to(self._without)

    def _after(self, seconds: float, occasion: Occasion) -> tuple[float, Occasion]:
        return self._clock() + seconds, occasion

    def _occasion(self, *, changes: bool) -> Occasion | None:
        due, occasion = self._due
        if not changes and self._clock() < due:
            return None
        self._due = self._after(_ROUTINE_SECONDS, "routine")
        return "changes" if changes and occasion != "begin" else occasion


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
