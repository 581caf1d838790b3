"""Sets of vectors in folders of an embedded Chroma, one folder a state of the index."""

import json
import secrets
import shutil
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock, Timeout

from index.database import address_of, is_writable
from index.durable import flush, replace_file
from index.errors import ArticleIndexError
from index.failures import damaged, explained
from index.store import ChromaStore

_DATABASE = "chroma.sqlite3"
_SEAL = "sealed.json"
_OPENING = "opening.lock"
_OPENING_SECONDS = 60.0
_HIDDEN = ".gone-"
_PIECE = 2**20  # bytes of a file in memory at once
_ELSEWHERE_SECONDS = 600.0  # that a process of its own may work on one database


class LocalSets:
    """Sets in folders, each sealed before a state names it.

    Args:
        folder: of the sets.
        index: folder of the index, for messages; the one above, when None.
    """

    in_place = False

    def __init__(self, folder: Path, index: Path | None = None) -> None:
        self._folder = folder
        self._index = index or folder.parent

    def usable(self, name: str) -> bool:
        """Tell whether every file of the set is as long as when it was sealed."""
        folder = self._folder / name
        sealed = _sealed(folder)
        if not name or sealed is None or not (folder / _DATABASE).is_file():
            return False
        return {path: size for path, (size, _) in sealed.items()} == _sizes(folder)

    def whole(self, name: str) -> bool:
        """Tell whether every file of the set has the bytes that it was sealed with.

        A disk that gives back other bytes would otherwise crash the process that loads them.
        """
        folder = self._folder / name
        try:
            return self.usable(name) and _sealed(folder) == _seals(folder)
        except OSError:
            return False

    def open(self, name: str) -> ChromaStore:
        """Open a set for reading, its HNSW index loaded.

        Raises:
            ArticleIndexError: the set is missing or damaged.
        """
        if not self.whole(name):
            raise self._damaged()
        if not is_writable(self._folder):
            return self._open_copy(name)
        with explained(self._index, "opened"):
            try:
                # Two processes that open one Chroma folder at once can hang for minutes.
                with FileLock(self._folder / _OPENING, timeout=_OPENING_SECONDS):
                    return self._load(self._folder / name, name)
            except Timeout as error:
                raise ArticleIndexError(
                    f"the index {self._index} can't be opened: another process has been "
                    "opening it for a minute; try again"
                ) from error

    def answers(self) -> bool:
        """Tell that a folder of this machine is there to be opened."""
        return True

    def _load(self, folder: Path, name: str) -> ChromaStore:
        """Load a folder that holds a set, or a copy of it."""
        store = self._store(folder)
        try:
            store.load()
            # An index of which something went before it was loaded finds less and says nothing.
            if not self.usable(name):
                raise self._damaged()
        except BaseException:
            store.close()
            raise
        return store

    def _store(self, folder: Path, *, create: bool = False) -> ChromaStore:
        return ChromaStore.local(folder, create=create, index=self._index)

    def _open_copy(self, name: str) -> ChromaStore:
        """Open a copy: Chroma writes to a folder that it opens, and this one is read-only."""
        with ExitStack() as stack, explained(self._index, "opened"):
            temporary = stack.enter_context(TemporaryDirectory(prefix="article-index-"))
            copy = Path(temporary, name)
            _copy_set(self._folder / name, copy)
            store = self._load(copy, name)
            store.close_with(stack.pop_all())
        return store

    def _damaged(self) -> ArticleIndexError:
        return damaged(self._index, "its vectors are missing or damaged")

    def begin(self, current: str, generation: int, *, fresh: bool) -> tuple[str, ChromaStore]:
        """Make the next set in a folder of its own; the name is never used twice."""
        name = f"{generation:08d}-{secrets.token_hex(4)}"
        folder = self._folder / name
        with explained(self._index, "written"):
            if current and not fresh:
                _copy_set(self._folder / current, folder)
                with closing(self._store(folder)) as copy:
                    copy.grow()
                return name, self._store(folder)
            folder.mkdir(parents=True)
            with closing(sqlite3.connect(folder / _DATABASE)) as connection:
                # Chroma leaves the journal as it finds it; with this one readers never wait.
                connection.execute("PRAGMA journal_mode = WAL")
            return name, self._store(folder, create=True)

    def seal(self, name: str, store: ChromaStore) -> None:
        """Write everything through to the disk, and the length and CRC-32 of each file."""
        folder = self._folder / name
        store.settle()
        store.close()
        with closing(self._store(folder)) as settled:
            settled.load()
        with explained(self._index, "written"):
            _elsewhere(_CHECKPOINT, str(folder / _DATABASE))
            for path in (*_files(folder), folder / _DATABASE):
                flush(path)
            for path in (path for path in folder.iterdir() if path.is_dir()):
                flush(path)
            replace_file(folder / _SEAL, json.dumps(_seals(folder)).encode())
            flush(self._folder)
            flush(self._folder.parent)

    def keep_only(self, *names: str) -> None:
        """Delete all other sets; one that is still held open is deleted next time.

        Each is given a hidden name first: whoever is about to load it finds all of it, or nothing.
        """
        if not self._folder.is_dir():
            return
        for path in [each for each in self._folder.iterdir() if each.name not in names]:
            if path.is_dir():
                hidden = path.name.startswith(_HIDDEN)  # left by a process that was killed
                going = path if hidden else path.with_name(_HIDDEN + path.name)
                with suppress(OSError):
                    path.rename(going)
                    shutil.rmtree(going, ignore_errors=True)


_CHECKPOINT = (
    "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=30); "
    "c.execute('PRAGMA wal_checkpoint(TRUNCATE)').fetchall(); c.close()"
)
_BACKUP = (
    "import sqlite3, sys; old = sqlite3.connect(sys.argv[1], uri=True, timeout=30); "
    "new = sqlite3.connect(sys.argv[2]); old.backup(new); "
    "new.execute('PRAGMA journal_mode = WAL'); new.close(); old.close()"
)


def _elsewhere(code: str, *arguments: str) -> None:
    """Work on a database of Chroma's in a process of its own.

    Chroma brings a SQLite of its own, which may have the file open or be closing it still, and two
    SQLite libraries that open one file in one process break each other's locks
    (sqlite.org/howtocorrupt.html, section 2.2.1); seen here as a bus error.

    Raises:
        sqlite3.OperationalError: what went wrong there, or that it took too long.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and code; paths are only data
            [sys.executable, "-I", "-S", "-c", code, *arguments],
            check=False,
            capture_output=True,
            text=True,
            timeout=_ELSEWHERE_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise sqlite3.OperationalError(
            f"the database of its vectors was not done after {_ELSEWHERE_SECONDS:.0f} seconds"
        ) from error
    if done.returncode != 0:
        raise sqlite3.OperationalError(done.stderr.strip().splitlines()[-1] if done.stderr else "?")


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files of the HNSW index; those of Chroma's database may change while read."""
    yield from sorted(path for path in folder.glob("*/*") if path.is_file())


def _sizes(folder: Path) -> dict[str, int]:
    return {path.relative_to(folder).as_posix(): path.stat().st_size for path in _files(folder)}


def _seals(folder: Path) -> dict[str, list[int]]:
    """Return length and CRC-32 of each file."""
    return {
        path.relative_to(folder).as_posix(): [path.stat().st_size, _crc(path)]
        for path in _files(folder)
    }


def _sealed(folder: Path) -> dict[str, list[int]] | None:
    """Return what the set was sealed with, or None where it was not, or not by this version."""
    try:
        seals = json.loads((folder / _SEAL).read_text(encoding="utf-8"))
        return {str(path): [int(size), int(crc)] for path, (size, crc) in seals.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def _crc(path: Path) -> int:
    found = 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            found = zlib.crc32(piece, found)
    return found


def _copy_set(source: Path, target: Path) -> None:
    """Copy a set; its database through SQLite, since a reader may have it open."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(f"{_DATABASE}*", _SEAL))
    _elsewhere(_BACKUP, address_of(source / _DATABASE), str(target / _DATABASE))
