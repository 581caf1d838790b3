"""The files of a folder of articles: which there are, and whether they changed."""

import hashlib
import os
import stat
import unicodedata
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Self

from index.errors import ArticleIndexError, FolderUnavailableError, ReadError
from index.readers.file_access import (
    folder_fails,
    is_of_system,
    open_descriptor,
    reason_of,
    shown,
)
from index.readers.reading import UnreadableError
from index.report import Failure

_PIECE = 2**18  # bytes of a file in memory at once


class ArticleFile(NamedTuple):
    """A file that may hold an article."""

    id: str
    """Path relative to the folder, with forward slashes, as Unicode composes it (NFC)."""
    name: str
    """The same as the file system spells it."""
    path: Path

    @classmethod
    def of(cls, name: str, root: Path) -> Self:
        """Return the file of a name below a folder."""
        return cls(unicodedata.normalize("NFC", name), name, root / name)


class FolderIdentity(NamedTuple):
    """What tells a folder from another that stands at its path later."""

    device: int
    number: int

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Return that of the folder that is there now.

        Raises:
            FolderUnavailableError: there is none, or it can't be reached.
        """
        try:
            status = folder.stat()
        except OSError as error:
            raise folder_fails(folder, error) from error
        return cls(status.st_dev, status.st_ino)

    def check(self, folder: Path) -> None:
        """Make sure that the folder has been there all the time.

        Raises:
            FolderUnavailableError: it has gone, or is another by now.
        """
        if FolderIdentity.of(folder) != self:
            raise FolderUnavailableError(
                f"the folder {folder} was replaced while it was read, or its drive was detached; "
                "see that it is there, and try again"
            )


def named_folder(name: str | Path) -> Path:
    """Return the path that a name stands for; one of nobody's home stays as it is."""
    folder = Path(name)
    with suppress(RuntimeError):
        return folder.expanduser()
    return folder


def check_folder(folder: Path) -> None:
    """Make sure that there is a folder, and that an index can note where it is.

    Raises:
        ArticleIndexError: it is missing, a file, out of reach, or below a name that is no text.
        FolderUnavailableError: the disk fails.
    """
    named = shown(str(folder))
    try:
        is_folder = stat.S_ISDIR(folder.stat().st_mode)
        place = str(folder.resolve())
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ArticleIndexError(f"the folder {named} does not exist; check the path") from error
    except (OSError, RuntimeError, ValueError) as error:
        if is_of_system(error):
            raise folder_fails(folder, error) from error
        raise ArticleIndexError(
            f"the folder {named} can't be reached ({reason_of(error)}); check the path and its "
            "permissions"
        ) from error
    if not is_folder:
        raise ArticleIndexError(f"{named} is a file; name the folder that holds the articles")
    try:
        place.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ArticleIndexError(
            f"the folder {shown(place)}, or one above it, has a name that is not valid text; "
            "rename it"
        ) from error


def file_names(
    folder: Path,
    suffixes: Collection[str],
    *,
    failed: Callable[[Failure], None],
    without: Path | None = None,
) -> Iterator[str]:
    """Yield the names of the readable files below a folder in the order of their paths.

    A name is the path relative to the folder, with forward slashes, as the file system spells it.
    Hidden files and folders are passed over, and so are links to folders, links to files outside
    the folder, pipes and devices: what is not in the folder does not become part of the index.

    Args:
        folder: where to look, at any depth.
        suffixes: of the files to yield, lower case, with the dot.
        failed: told of each folder further down that can't be listed.
        without: a folder to pass over, such as the index itself.

    Raises:
        ArticleIndexError: the folder is missing, no folder, or can't be reached or listed.
        FolderUnavailableError: the disk fails.
    """
    check_folder(folder)
    root = folder.resolve()
    passed_over = str(without.resolve()) if without else ""
    endings = tuple(suffixes)
    # Strings, since a `Path` a file would take longer than hashing one. Not recursive: folders may
    # be nested deeper than calls.
    waiting = [("", _entries(root, root, failed))]
    while waiting:
        above, entries = waiting[-1]
        for entry in entries:
            name = entry.name
            if name.startswith(".") or entry.path == passed_over:
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append((f"{above}{name}/", _entries(Path(entry.path), root, failed)))
                break
            if name.lower().endswith(endings) and _belongs(entry, root):
                yield above + name
        else:
            waiting.pop()


def _entries(
    folder: Path, root: Path, failed: Callable[[Failure], None]
) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return iter(sorted(found, key=lambda entry: entry.name))
    except FileNotFoundError:
        if folder != root:
            return iter(())  # removed while its neighbours were listed
        reason = "it is gone"
    except OSError as error:
        if is_of_system(error):
            raise folder_fails(folder, error) from error
        reason = reason_of(error)
    if folder == root:
        raise ArticleIndexError(
            f"the folder {folder} can't be listed: {reason}; check its permissions"
        )
    name = shown(folder.relative_to(root).as_posix())
    failed(Failure(path=name, reason=f"can't be listed ({reason}); check its permissions"))
    return iter(())


def _belongs(entry: os.DirEntry[str], root: Path) -> bool:
    """Whether an entry is a regular file of the folder, or a link to one."""
    try:
        if not entry.is_symlink():
            return entry.is_file()
        target = Path(entry.path).resolve()
        return target.is_file() and target.is_relative_to(root)
    except (OSError, RuntimeError) as error:  # links in a circle
        if is_of_system(error):
            raise folder_fails(entry.path, error) from error
        return False


def digest(path: Path | str) -> bytes:
    """Return the SHA-256 of a file's bytes.

    Raises:
        ReadError: the file can't be read.
        FolderUnavailableError: the disk fails.
    """
    try:
        # Without a file object, which takes longer to make than an article to hash.
        descriptor = open_descriptor(path)
        try:
            found = hashlib.sha256()
            while piece := os.read(descriptor, _PIECE):
                found.update(piece)
            return found.digest()
        finally:
            os.close(descriptor)
    except UnreadableError as error:
        raise ReadError(str(error)) from error
    except OSError as error:
        if is_of_system(error):
            raise folder_fails(path, error) from error
        raise ReadError(
            f"can't be read ({reason_of(error)}); check that it is there and yours to read"
        ) from error
