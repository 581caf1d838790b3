"""A disk that loses what was not written through: which bytes and names a power cut may leave.

Files have the bytes that the disk surely holds, and writes that may or may not have reached it.
Folders have the names that the disk surely holds, and those that are there now. Only fsync moves
the one to the other: of a file its bytes, of a folder its names. This is what POSIX promises; most
file systems promise more.
"""

import random
from pathlib import Path
from typing import NamedTuple

_SECTOR = 512  # bytes that a disk writes whole or not at all


class Write(NamedTuple):
    """Bytes at an offset; without bytes, a new length."""

    offset: int
    content: bytes | None


class File:
    """One file: what is surely on the disk, and what was written since."""

    def __init__(self, content: bytes = b"") -> None:
        self.durable = content
        self.current = bytearray(content)
        self.pending: list[Write] = []

    def change(self, write: Write) -> None:
        """Write, or cut to a length."""
        _apply(self.current, write)
        self.pending.append(write)

    def sync(self) -> None:
        """Write everything through."""
        self.durable = bytes(self.current)
        self.pending.clear()

    def after_cut(self, chance: random.Random | None) -> bytes:
        """Return what is left: nothing that was not written through, or some of it by lot."""
        if chance is None:
            return self.durable
        content = bytearray(self.durable)
        for write in self.pending:
            if chance.random() < 0.5:
                continue
            if write.content is not None and chance.random() < 0.3:
                whole = chance.randrange(len(write.content) // _SECTOR + 1) * _SECTOR
                write = Write(write.offset, write.content[:whole])
            _apply(content, write)
        return bytes(content)


def _apply(content: bytearray, write: Write) -> None:
    if write.content is None:
        del content[write.offset :]
        content.extend(bytes(write.offset - len(content)))
        return
    content.extend(bytes(max(0, write.offset - len(content))))
    content[write.offset : write.offset + len(write.content)] = write.content


class Folder:
    """One folder: the names that are surely on the disk, and those that are there now."""

    def __init__(self) -> None:
        self.durable: dict[str, File | Folder] = {}
        self.current: dict[str, File | Folder] = {}

    def sync(self) -> None:
        """Write the names through."""
        self.durable = dict(self.current)

    def after_cut(self, chance: random.Random | None) -> "dict[str, File | Folder]":
        """Return the names that are left."""
        if chance is None:
            return self.durable
        left = dict(self.durable)
        for name in {**self.durable, **self.current}:
            if chance.random() < 0.5:
                left.pop(name, None)
                if name in self.current:
                    left[name] = self.current[name]
        return left


class Disk:
    """A folder on such a disk, by the paths of the folder that it stands for.

    Args:
        root: the folder.
        content: a copy of it, as it surely is on the disk.
    """

    def __init__(self, root: Path, content: Path) -> None:
        self.root = root
        self._folder = _read(content)

    def _find(self, path: Path) -> tuple[Folder, str]:
        """Return the folder that a path lies in, and its name there."""
        folder = self._folder
        *above, name = path.relative_to(self.root).parts or (".",)
        for part in above:
            inner = folder.current[part]
            if not isinstance(inner, Folder):
                raise NotADirectoryError(path)
            folder = inner
        return folder, name

    def get(self, path: Path) -> File | Folder | None:
        """Return what is at a path now."""
        if path == self.root:
            return self._folder
        try:
            folder, name = self._find(path)
        except (KeyError, NotADirectoryError):
            return None
        return folder.current.get(name)

    def make(self, path: Path, what: File | Folder) -> None:
        """Put a new file or folder at a path."""
        folder, name = self._find(path)
        folder.current[name] = what

    def remove(self, path: Path) -> None:
        """Take away what is at a path."""
        folder, name = self._find(path)
        folder.current.pop(name, None)

    def rename(self, old: Path, new: Path) -> None:
        """Move what is at a path to another."""
        found = self.get(old)
        if found is not None:
            self.remove(old)
            self.make(new, found)

    def leave(
        self, place: Path, chance: random.Random | None = None, *, keep: bool = False
    ) -> None:
        """Write what a power cut leaves into a new folder.

        Args:
            place: the folder, to be made.
            chance: decides what of the rest got through; nothing did, when None.
            keep: everything got through.
        """
        _write(self._folder, place, chance, keep=keep)


def is_memory(name: str) -> bool:
    """Tell whether a file is memory that SQLite's processes share: mapped, so no call writes it.

    It is made anew when the database is opened. One is left where a process ends before its
    database is closed.
    """
    return name.endswith("-shm")


def _read(place: Path) -> Folder:
    folder = Folder()
    for path in place.iterdir():
        folder.current[path.name] = _read(path) if path.is_dir() else File(path.read_bytes())
    folder.sync()
    return folder


def _write(folder: Folder, place: Path, chance: random.Random | None, *, keep: bool) -> None:
    place.mkdir()
    left = folder.current if keep else folder.after_cut(chance)
    for name, what in left.items():
        if isinstance(what, Folder):
            _write(what, place / name, chance, keep=keep)
        elif not is_memory(name):
            content = bytes(what.current) if keep else what.after_cut(chance)
            (place / name).write_bytes(content)
