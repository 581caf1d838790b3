"""Sets of vectors in folders of an embedded Chroma, one folder a state of the index."""

import secrets
import shutil
import sqlite3
import subprocess
import sys
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from index import sealing
from index.durable import flush
from index.errors import ArticleIndexError
from index.failures import damaged, explained, is_damage
from index.importing import IMPORTING
from index.read_only import address_of, is_writable
from index.sealing import DATABASE
from index.store_process import StoreProcess

if TYPE_CHECKING:
    from index.store import ChromaStore
    from index.vectors import NextSet

_OPENING = "opening.lock"
_OPENING_SECONDS = 60.0
_HIDDEN = ".gone-"
# A set of fewer bytes is looked at in full by each sync: that takes a tenth of a second.
_QUICKLY_READ = 2**26
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
        """Tell whether the set is whole, as far as a look tells that reads little.

        A small set is read in full, and a large one where a file was written since it was sealed.
        Else bytes that a disk has lost are found by who searches, and leave a doubt.
        """
        folder = self._folder / name
        try:
            if not name or sealing.is_doubted(folder) or not sealing.has_lengths(folder):
                return False
            if sealing.size(folder) <= _QUICKLY_READ:
                return self.whole(name)
            if not sealing.is_untouched(folder):
                if not sealing.has_bytes(folder):
                    return False
                sealing.note_untouched(folder)
        except OSError:
            return False
        return True

    def whole(self, name: str) -> bool:
        """Tell whether all of the set is what was written: its files, and its database's pages."""
        return self._has_bytes(name) and _is_sound(self._folder / name / DATABASE)

    def _has_bytes(self, name: str) -> bool:
        """Tell whether the set's files have the bytes that they were sealed with.

        A disk that gives back other bytes would otherwise crash the process that loads them.
        """
        try:
            return bool(name) and sealing.has_bytes(self._folder / name)
        except OSError:
            return False

    def _is_quickly_sound(self, name: str) -> bool:
        """Tell whether nothing is wrong with the set's database, where that takes no time.

        Chroma panics where it finds something, which a terminal shows in full.
        """
        database = self._folder / name / DATABASE
        return database.stat().st_size > _QUICKLY_READ or _is_sound(database)

    def open(self, name: str) -> "ChromaStore":
        """Open a set for reading, its HNSW index loaded.

        Raises:
            ArticleIndexError: the set is missing or damaged.
        """
        if not self._has_bytes(name) or not self._is_quickly_sound(name):
            raise self._damaged(name)
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

    def _load(self, folder: Path, name: str) -> "ChromaStore":
        """Load a folder that holds a set, or a copy of it."""
        store = self._store(folder)
        try:
            is_complete = store.load()
            # An index of which something went before it was loaded finds less and says nothing.
            if not is_complete or not sealing.has_lengths(self._folder / name):
                raise self._damaged(name)
        except BaseException:
            store.close()
            raise
        return store

    def _store(self, folder: Path, *, create: bool = False) -> "ChromaStore":
        with IMPORTING:
            from index.store import ChromaStore

        return ChromaStore.local(folder, create=create, index=self._index)

    def _open_copy(self, name: str) -> "ChromaStore":
        """Open a copy: Chroma writes to a folder that it opens, and this one is read-only."""
        with ExitStack() as stack, explained(self._index, "opened"):
            temporary = stack.enter_context(TemporaryDirectory(prefix="article-index-"))
            copy = Path(temporary, name)
            _copy_set(self._folder / name, copy)
            store = self._load(copy, name)
            store.close_with(stack.pop_all())
        return store

    def _damaged(self, name: str) -> ArticleIndexError:
        sealing.doubt(self._folder / name)
        return damaged(self._index, "its vectors are missing or damaged")

    def begin(self, current: str, generation: int, *, fresh: bool) -> "tuple[str, NextSet]":
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
            with closing(sqlite3.connect(folder / DATABASE)) as connection:
                # Chroma leaves the journal as it finds it; with this one readers never wait.
                connection.execute("PRAGMA journal_mode = WAL")
            return name, self._store(folder, create=True)

    def apart(self, name: str, store: "NextSet") -> "NextSet":
        """Go on with the set in a process of its own; in this one, where none can be started."""
        store.close()
        try:
            return StoreProcess(self._folder / name, self._index)
        except ArticleIndexError:
            return self._store(self._folder / name)

    def seal(self, name: str, store: "NextSet") -> None:
        """Write everything through to the disk, and the length and CRC-32 of each file."""
        folder = self._folder / name
        store.settle()
        store.close()
        with closing(self._store(folder)) as settled:
            if not settled.load():
                raise ArticleIndexError(
                    f"the vectors of {self._index} can't be stored completely; sync again"
                )
        with explained(self._index, "written"):
            _elsewhere(_CHECKPOINT, str(folder / DATABASE))
            for path in (*sealing.files(folder), folder / DATABASE):
                flush(path)
            for path in (path for path in folder.iterdir() if path.is_dir()):
                flush(path)
            sealing.seal(folder)
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
_CHECK = (
    "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], uri=True, timeout=30); "
    "found = c.execute('PRAGMA quick_check(1)').fetchone()[0]; c.close(); "
    "sys.exit(None if found == 'ok' else 'malformed: ' + ' '.join(found.split()))"
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


def _is_sound(database: Path) -> bool:
    """Tell whether SQLite finds nothing wrong with a database of Chroma's."""
    try:
        _elsewhere(_CHECK, address_of(database))
    except sqlite3.OperationalError as error:
        return not is_damage(str(error))  # one that is held by others may be sound
    return True


def _copy_set(source: Path, target: Path) -> None:
    """Copy a set; its database through SQLite, since a reader may have it open."""
    shutil.copytree(
        source, target, ignore=shutil.ignore_patterns(f"{DATABASE}*", sealing.SEAL, sealing.DOUBT)
    )
    _elsewhere(_BACKUP, address_of(source / DATABASE), str(target / DATABASE))
