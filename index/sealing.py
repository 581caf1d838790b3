"""The seal of a set of vectors: what its files were when they were written, and doubts since.

Chroma's HNSW files never change once they are settled, so length and CRC-32 tell whether they are
what was written. Its database changes whenever somebody opens it, by a row that holds a lock, so it
is looked at as SQLite sees it: its header here, and its pages by SQLite itself (`LocalSets`).
"""

import json
import os
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from index.durable import replace_file

DATABASE = "chroma.sqlite3"
SEAL = "sealed.json"
DOUBT = "doubted"
"""A file that a search leaves in a set which it found damaged."""

_PIECE = 2**20  # bytes of a file in memory at once
# SQLite's header (sqlite.org/fileformat2.html, section 1.3): page size, change counter, number of
# pages, and the change counter that this number belongs to.
_MAGIC = b"SQLite format 3\0"
_HEADER = 100
_PAGE_SIZE, _CHANGES, _PAGES, _PAGES_AT = slice(16, 18), slice(24, 28), slice(28, 32), slice(92, 96)
_LARGEST_PAGE = 2**16  # written as 1


def files(folder: Path) -> Iterator[Path]:
    """Yield the files of the HNSW index, in order."""
    yield from sorted(path for path in folder.glob("*/*") if path.is_file())


def seal(folder: Path) -> None:
    """Note length and CRC-32 of each file."""
    replace_file(folder / SEAL, json.dumps(_present(folder)).encode())


def has_lengths(folder: Path) -> bool:
    """Tell whether every file is there, and as long as when it was sealed."""
    sealed = _sealed(folder)
    if sealed is None or not has_header(folder / DATABASE):
        return False
    lengths = {_name(path, folder): path.stat().st_size for path in files(folder)}
    return {path: size for path, (size, _) in sealed.items()} == lengths


def has_bytes(folder: Path) -> bool:
    """Tell whether every file has the bytes that it was sealed with."""
    return has_lengths(folder) and _sealed(folder) == _present(folder)


def is_untouched(folder: Path) -> bool:
    """Tell whether no file was written since it was sealed, or found to be as it was then."""
    sealed = (folder / SEAL).stat().st_mtime_ns
    return all(path.stat().st_mtime_ns <= sealed for path in files(folder))


def note_untouched(folder: Path) -> None:
    """Have the files count as untouched, since they have the bytes they were sealed with."""
    with suppress(OSError):
        os.utime(folder / SEAL)


def size(folder: Path) -> int:
    """Return how many bytes a look at all of a set has to read."""
    return sum(path.stat().st_size for path in (*files(folder), folder / DATABASE))


def doubt(folder: Path) -> None:
    """Note that a set was found damaged, so that the next sync makes it anew."""
    with suppress(OSError):
        (folder / DOUBT).touch()


def is_doubted(folder: Path) -> bool:
    """Tell whether a set was found damaged by who used it."""
    return (folder / DOUBT).exists()


def has_header(database: Path) -> bool:
    """Tell whether a file begins as a database of SQLite's does, and is as long as it says."""
    try:
        with database.open("rb") as file:
            header = file.read(_HEADER)
        if len(header) < _HEADER or not header.startswith(_MAGIC):
            return False
        if header[_CHANGES] != header[_PAGES_AT] or _has_journal(database):
            return True  # the number of pages is not to be trusted, or about to be another
        length = database.stat().st_size  # in this order, or a reader might just have lengthened it
    except OSError:
        return False
    page = int.from_bytes(header[_PAGE_SIZE]) if header[_PAGE_SIZE] != b"\0\1" else _LARGEST_PAGE
    return length >= page * int.from_bytes(header[_PAGES])


def _has_journal(database: Path) -> bool:
    journal = database.with_name(f"{database.name}-wal")
    try:
        return journal.stat().st_size > 0
    except OSError:
        return False


def _present(folder: Path) -> dict[str, list[int]]:
    return {_name(path, folder): [path.stat().st_size, _crc(path)] for path in files(folder)}


def _sealed(folder: Path) -> dict[str, list[int]] | None:
    """Return what the set was sealed with, or None where it was not, or not by this version."""
    try:
        seals = json.loads((folder / SEAL).read_text(encoding="utf-8"))
        return {str(path): [int(size), int(crc)] for path, (size, crc) in seals.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _crc(path: Path) -> int:
    found = 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            found = zlib.crc32(piece, found)
    return found
