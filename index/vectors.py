"""Sets of vectors: which belong to which state of an index, and how one becomes the next.

In a folder, a set is sealed: once the database names it, nobody changes it any more. A sync copies
the set at hand, changes the copy, seals it, and the database's commit switches to it. Whatever
moment a writer is killed at, the set that the database names is whole; HNSW files that were half
written would crash the process that loads them. Readers of a sealed set never see a stale or torn
index, and may go on with it while the next one is made.

On a Chroma server, which guards its own files, a set is a collection that is changed in place:
new vectors go in before the commit, those that no longer belong go after it, and searches drop
what the database does not know.
"""

import json
import os
import re
import secrets
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from index.database import address_of
from index.errors import ArticleIndexError
from index.failures import explained
from index.store import ChromaStore

_DATABASE = "chroma.sqlite3"
_SEAL = "sealed.json"
_OPENING = "opening.lock"
_OPENING_SECONDS = 60.0


class VectorSets(Protocol):
    """Where the sets of vectors of one index live."""

    in_place: bool
    """Whether a set is changed in place, so that deleting has to wait for the commit."""

    def usable(self, name: str) -> bool:
        """Tell whether the set is there and whole."""

    def open(self, name: str) -> ChromaStore:
        """Open a set for reading."""

    def begin(self, current: str, generation: int, *, fresh: bool) -> tuple[str, ChromaStore]:
        """Return the name of the next set and the set, to be changed.

        Args:
            current: the set that the database names; empty when there is none.
            generation: the state that the set will belong to.
            fresh: begin with nothing instead of with what `current` holds.
        """

    def seal(self, name: str, store: ChromaStore) -> None:
        """End the changes; afterwards the set survives whatever happens to this process."""

    def keep_only(self, *names: str) -> None:
        """Delete all other sets of this index."""


class LocalSets:
    """Sets in folders of an embedded Chroma, one folder a state."""

    in_place = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def usable(self, name: str) -> bool:
        """Tell whether every file of the set is as long as when it was sealed."""
        folder = self._folder / name
        try:
            sizes = json.loads((folder / _SEAL).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        return bool(name) and sizes == _sizes(folder) and (folder / _DATABASE).is_file()

    def open(self, name: str) -> ChromaStore:
        """Open a set for reading, its HNSW index loaded.

        Raises:
            ArticleIndexError: the set is missing or damaged.
        """
        if not self.usable(name):
            raise self._damaged()
        if not os.access(self._folder, os.W_OK):
            return self._open_copy(name)
        with explained(self._folder, "opened"):
            try:
                # Two processes that open one Chroma folder at once can hang for minutes.
                with FileLock(self._folder / _OPENING, timeout=_OPENING_SECONDS):
                    return self._load(self._folder / name)
            except Timeout as error:
                raise ArticleIndexError(
                    f"the index {self._folder.parent} can't be opened: another process has been "
                    "opening it for a minute; try again"
                ) from error

    def _load(self, folder: Path) -> ChromaStore:
        store = ChromaStore.local(folder)
        try:
            store.load()
            # An index whose folder went before it was loaded finds nothing and says nothing.
            if not (folder / _DATABASE).exists():
                raise self._damaged()
        except BaseException:
            store.close()
            raise
        return store

    def _open_copy(self, name: str) -> ChromaStore:
        """Open a copy: Chroma writes to a folder that it opens, and this one is read-only."""
        with ExitStack() as stack:
            temporary = stack.enter_context(TemporaryDirectory(prefix="article-index-"))
            copy = Path(temporary, name)
            _copy_set(self._folder / name, copy)
            store = self._load(copy)
            store.close_with(stack.pop_all())
        return store

    def _damaged(self) -> ArticleIndexError:
        return ArticleIndexError(
            f"the vectors of the index {self._folder.parent} are missing or damaged; "
            f"mend them: assistant index FOLDER --index {self._folder.parent}"
        )

    def begin(self, current: str, generation: int, *, fresh: bool) -> tuple[str, ChromaStore]:
        """Make the next set in a folder of its own; the name is never used twice."""
        name = f"{generation:08d}-{secrets.token_hex(4)}"
        folder = self._folder / name
        with explained(self._folder.parent, "written"):
            if current and not fresh:
                _copy_set(self._folder / current, folder)
                return name, ChromaStore.local(folder)
            folder.mkdir(parents=True)
            with closing(sqlite3.connect(folder / _DATABASE)) as connection:
                # Chroma leaves the journal as it finds it; with this one readers never wait.
                connection.execute("PRAGMA journal_mode = WAL")
            return name, ChromaStore.local(folder, create=True)

    def seal(self, name: str, store: ChromaStore) -> None:
        """Write everything through to the disk, and how long each file is."""
        folder = self._folder / name
        store.load()  # makes Chroma move what it only queued into its index
        store.close()
        with explained(self._folder.parent, "written"):
            _elsewhere(_CHECKPOINT, str(folder / _DATABASE))
            (folder / _SEAL).write_text(json.dumps(_sizes(folder)), encoding="utf-8")
            for path in (*_files(folder), folder / _DATABASE, folder / _SEAL):
                _flush(path)
            for path in (*(path for path in folder.iterdir() if path.is_dir()), folder):
                _flush(path)
            _flush(self._folder)

    def keep_only(self, *names: str) -> None:
        """Delete all other sets; one that is still held open is deleted next time."""
        if not self._folder.is_dir():
            return
        for path in self._folder.iterdir():
            if path.is_dir() and path.name not in names:
                shutil.rmtree(path, ignore_errors=True)


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
        sqlite3.OperationalError: what went wrong there.
    """
    done = subprocess.run(  # noqa: S603 - our own interpreter and code; paths are only data
        [sys.executable, "-I", "-S", "-c", code, *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=600,
    )
    if done.returncode != 0:
        raise sqlite3.OperationalError(done.stderr.strip().splitlines()[-1] if done.stderr else "?")


class ServerSets:
    """Sets in collections of a Chroma server: `NAME-1`, and the next number when rebuilt."""

    in_place = True

    def __init__(self, address: str, collection: str, owner: str) -> None:
        self._address = address
        self._collection = collection
        self._owner = owner

    def usable(self, name: str) -> bool:
        """Tell whether the collection is there."""
        if not name:
            return False
        try:
            self.open(name).close()
        except ArticleIndexError as error:
            if "there are no vectors" in str(error):
                return False
            raise
        return True

    def open(self, name: str) -> ChromaStore:
        """Open a collection for reading."""
        return ChromaStore.server(self._address, name, owner=self._owner)

    def begin(self, current: str, generation: int, *, fresh: bool) -> tuple[str, ChromaStore]:
        """Go on with the collection at hand, or make the next one."""
        name = f"{self._collection}-{generation}" if fresh or not current else current
        store = ChromaStore.server(self._address, name, owner=self._owner, create=True)
        return name, store

    def seal(self, name: str, store: ChromaStore) -> None:
        """Do nothing: what a server has answered it holds."""

    def keep_only(self, *names: str) -> None:
        """Delete the other collections of this index."""
        for name in ChromaStore.collections(self._address, self._owner):
            if name not in names:
                self.open(name).drop()


def vector_sets(folder: Path, store: str | None, owner: str) -> VectorSets:
    """Return where the vectors of an index live.

    Args:
        folder: folder of the index.
        store: a folder, or `http(s)://host:port/collection`; inside the index, when None.
        owner: random name of the index.

    Raises:
        ArticleIndexError: `store` is no such address.
    """
    if store is None:
        return LocalSets(folder / "chroma")
    address = urlsplit(store)
    if address.scheme not in ("http", "https"):
        return LocalSets(Path(store).expanduser() / f"article-index-{owner[:12]}")
    collection = address.path.strip("/")
    if not address.hostname or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{1,200}", collection):
        raise ArticleIndexError(
            f"store {store!r} is no Chroma server; write http://host:port/collection, "
            "the collection in letters, digits, '.', '_' and '-'"
        )
    return ServerSets(f"{address.scheme}://{address.netloc}", collection, owner)


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files of the HNSW index; those of Chroma's database may change while read."""
    yield from sorted(path for path in folder.glob("*/*") if path.is_file())


def _sizes(folder: Path) -> dict[str, int]:
    return {path.relative_to(folder).as_posix(): path.stat().st_size for path in _files(folder)}


def _copy_set(source: Path, target: Path) -> None:
    """Copy a set; its database through SQLite, since a reader may have it open."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(f"{_DATABASE}*", _SEAL))
    _elsewhere(_BACKUP, address_of(source / _DATABASE), str(target / _DATABASE))


def _flush(path: Path) -> None:
    """Have the operating system write a file or a folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
