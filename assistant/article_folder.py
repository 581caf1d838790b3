"""The files of a folder of articles: added and removed so that none is ever lost or overwritten."""

import filecmp
import os
import secrets
import shutil
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from assistant.errors import LibraryError
from assistant.file_names import numbered, safe_name
from index.article import Article
from index.errors import ReadError
from index.readers import IsolatedReader, is_read
from index.readers.formats import KINDS, refusal_of

MayRead = Callable[[str], bool]
"""Tells of an article's id whether somebody may read it."""
REMOVED = ".removed"
"""Folder of removed files, within the folder of articles; reading passes over hidden folders."""
_INCOMING = ".incoming"
_LEFT_OVER = 24 * 3600  # seconds after which nobody is copying any more


class AddedFile(NamedTuple):
    """A file that was put into the folder."""

    path: Path
    id: str
    """Of its article; of a file with many, what their ids begin with."""
    is_new: bool
    """False where the very same file was there under this name already."""


class RemovedFile(NamedTuple):
    """A file that was taken out of the folder and can be put back."""

    name: str
    """Where it was, relative to the folder."""
    kept: Path
    """Where it is."""


class ArticleFolder:
    """One folder of articles on disk. Use it in a `with` statement, in one thread.

    Args:
        folder: of the articles; it must exist.
        most_bytes: how large a file may be that is added.
    """

    def __init__(self, folder: Path, *, most_bytes: int) -> None:
        self._root = folder.resolve()
        self._most_bytes = most_bytes
        self._reader = IsolatedReader()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._reader.close()

    def add(self, source: Path, name: str, may_read: MayRead | None = None) -> AddedFile:
        """Copy a file into the folder, if an article can be read from it.

        It appears there at once and whole, under a name that is safe and free: where another file
        has the name, a number is added; where the same file has it, nothing is.

        Args:
            source: the file.
            name: what its owner calls it.
            may_read: for somebody who may not read all articles, tells of an id whether they may.
                The file then gets a name that nobody can know, so that it tells nothing of others.

        Raises:
            LibraryError: it is too large, of no kind that can be read, or holds no article.
            OSError: the folder can't be written to.
        """
        wanted = safe_name(name)
        if refusal := refusal_of(wanted):
            raise LibraryError(f"{wanted}: {refusal}", "content", refusal)
        if not is_read(wanted):
            raise LibraryError(f"{wanted}: no article file; save it as one of {KINDS}", "format")
        if source.stat().st_size > self._most_bytes:
            most = f"{self._most_bytes / 2**20:.0f}"
            raise LibraryError(f"{wanted}: larger than {most} MB; split it", "size", most)
        with self._staged(source, wanted) as staged:
            self._check_content(staged)
            if may_read is not None:
                return self._publish_apart(staged, wanted, may_read)
            return self._publish(staged, wanted)

    def take_back(self, added: AddedFile) -> None:
        """Undo an `add`."""
        if added.is_new:
            added.path.unlink(missing_ok=True)

    def remove(self, path: Path) -> RemovedFile:
        """Move a file of the folder to where readers pass over it.

        Raises:
            LibraryError: it is not in the folder any more.
            OSError: the folder can't be written to.
        """
        place = path.parent.resolve() / path.name
        if not place.is_relative_to(self._root) or not os.path.lexists(place):
            raise LibraryError(f"{path.name}: its file is gone; sync the index", "gone")
        name = place.relative_to(self._root)
        kept = self._own_folder(REMOVED) / name.name
        place.rename(kept)
        return RemovedFile(name.as_posix(), kept)

    def restore(self, removed: RemovedFile) -> AddedFile:
        """Put a removed file back, under a numbered name where another has taken its own.

        Raises:
            LibraryError: it is no more where removed files are kept.
            OSError: the folder can't be written to.
        """
        if not os.path.lexists(removed.kept):
            raise LibraryError(f"{removed.name}: its file is gone", "gone")
        added = self._publish(removed.kept, removed.name)
        removed.kept.unlink()
        _remove_if_empty(removed.kept.parent)
        return added

    def _check_content(self, staged: Path) -> None:
        try:
            for found in self._reader.read(staged, staged.parent):
                if isinstance(found, Article) and found.id != staged.name:
                    return  # a list of articles, of which the sync reads the rest
        except ReadError as error:
            reason = str(error).removeprefix(f"{staged.name}: ")
            raise LibraryError(f"{staged.name}: {reason}", "content", reason) from error

    def _publish(self, file: Path, name: str) -> AddedFile:
        """Give a file of this file system a second place, under the first name that is free."""
        wanted = self._root / name
        wanted.parent.mkdir(parents=True, exist_ok=True)
        taken = {_alike(entry.name) for entry in wanted.parent.iterdir()}
        for candidate in numbered(wanted.name):
            target = wanted.with_name(candidate)
            if _alike(candidate) not in taken:
                with suppress(FileExistsError):  # someone was quicker
                    _link(file, target)
                    return self._added(target, is_new=True)
            elif _is_same(file, target):
                return self._added(target, is_new=False)
        raise AssertionError("unreachable: numbers do not end")

    def _publish_apart(self, file: Path, name: str, may_read: MayRead) -> AddedFile:
        """As `_publish`, but what it does is the same whatever files there are that are hidden."""
        same = self._root / name
        known = self._added(same, is_new=False)
        if may_read(known.id) and _is_same(file, same):
            return known
        while True:
            marked = same.with_name(f"{same.stem}-{secrets.token_hex(4)}{same.suffix}")
            with suppress(FileExistsError):
                _link(file, marked)
                return self._added(marked, is_new=True)

    def _added(self, path: Path, *, is_new: bool) -> AddedFile:
        name = path.relative_to(self._root).as_posix()
        return AddedFile(path, unicodedata.normalize("NFC", name), is_new)

    @contextmanager
    def _staged(self, source: Path, name: str) -> Iterator[Path]:
        """A flushed copy on the same file system, which readers of the folder do not see."""
        self._forget_leftovers()
        folder = self._own_folder(_INCOMING)
        try:
            staged = folder / name
            shutil.copyfile(source, staged)
            with staged.open("rb") as file:
                os.fsync(file.fileno())
            yield staged
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            _remove_if_empty(folder.parent)

    def _forget_leftovers(self) -> None:
        """Delete what a killed process was copying."""
        with suppress(OSError):
            for left in (self._root / _INCOMING).iterdir():
                if time.time() - left.stat().st_mtime > _LEFT_OVER:
                    shutil.rmtree(left, ignore_errors=True)

    def _own_folder(self, name: str) -> Path:
        """A new folder below a hidden one, named by the time."""
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        folder = self._root / name / f"{stamp}-{secrets.token_hex(4)}"
        folder.mkdir(parents=True)
        return folder


def _link(file: Path, target: Path) -> None:
    """Make a file appear in another place of its file system; never over another file.

    Raises:
        FileExistsError: the place is taken.
    """
    try:
        os.link(file, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:  # this file system has no hard links
        with target.open("xb"):
            pass
        draft = file.with_name(f"{file.name}.copy")
        shutil.copyfile(file, draft, follow_symlinks=False)
        draft.replace(target)


def _is_same(one: Path, other: Path) -> bool:
    try:
        return filecmp.cmp(one, other, shallow=False)
    except OSError:  # a folder, or one whose name differs in case or accents
        return False


def _alike(name: str) -> str:
    """What two names have in common that some file system takes for one."""
    return unicodedata.normalize("NFC", name).casefold()


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()
