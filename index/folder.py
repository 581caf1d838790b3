"""The files of a folder of articles: which there are, and whether they changed."""

import hashlib
import os
import unicodedata
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from index.errors import ArticleIndexError, ReadError


class ArticleFile(NamedTuple):
    """A file that may hold an article."""

    id: str
    """Path relative to the folder, with forward slashes, as Unicode composes it (NFC)."""
    name: str
    """The same as the file system spells it."""
    path: Path


def article_files(
    folder: Path, suffixes: Collection[str], *, without: Path | None = None
) -> Iterator[ArticleFile]:
    """Yield the readable files below a folder in the order of their paths.

    Hidden files and folders are passed over, and so are links to folders and links to files
    outside the folder: what is not in the folder does not become part of the index.

    Args:
        folder: where to look, at any depth.
        suffixes: of the files to yield, lower case, with the dot.
        without: a folder to pass over, such as the index itself.

    Raises:
        ArticleIndexError: the folder is missing, no folder, or can't be listed.
    """
    if not folder.exists():
        raise ArticleIndexError(f"the folder {folder} does not exist; check the path")
    if not folder.is_dir():
        raise ArticleIndexError(f"{folder} is a file; name the folder that holds the articles")
    root = folder.resolve()
    passed_over = without.resolve() if without else None
    yield from _below(root, root, suffixes, passed_over)


def _below(
    folder: Path, root: Path, suffixes: Collection[str], without: Path | None
) -> Iterator[ArticleFile]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        raise ArticleIndexError(
            f"the folder {folder} can't be listed: {error.strerror}; check its permissions"
        ) from error
    for entry in entries:
        path = Path(entry.path)
        if entry.name.startswith(".") or path == without:
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _below(path, root, suffixes, without)
        elif path.suffix.lower() in suffixes and _belongs(entry, root):
            name = path.relative_to(root).as_posix()
            yield ArticleFile(unicodedata.normalize("NFC", name), name, path)


def _belongs(entry: os.DirEntry[str], root: Path) -> bool:
    if not entry.is_symlink():
        return entry.is_file()
    target = Path(entry.path).resolve()
    return target.is_file() and target.is_relative_to(root)


def digest(path: Path) -> bytes:
    """Return the SHA-256 of a file's bytes.

    Raises:
        ReadError: the file can't be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ReadError(
            f"can't be read ({reason}); check that it is there and yours to read"
        ) from error
