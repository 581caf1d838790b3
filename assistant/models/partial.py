"""A model file while it is being fetched: appended to, hashed as it grows, gone on with later."""

import errno
import hashlib
import shutil
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.errors import DownloadError
from assistant.models.catalogue import CatalogueEntry

_BLOCK = 1 << 20
_SPARE = 64 << 20  # bytes that are left free on the disk


class DiskFullError(DownloadError):
    """There is no room for the model, whichever place it comes from."""


def require_space(folder: Path, needed: int) -> None:
    """Make sure that `needed` bytes, and some to spare, can be written to the folder.

    Raises:
        DiskFullError: they can't.
    """
    free = shutil.disk_usage(folder).free
    if free < needed + _SPARE:
        raise DiskFullError(
            f"{folder} has {free / 1e9:.1f} GB free and {(needed + _SPARE) / 1e9:.1f} GB are "
            "needed; free some, or name another folder in ASSISTANT_CACHE"
        )


class NotOfficialError(DownloadError):
    """What came is not the official file, and has been deleted."""


class PartialFile:
    """The growing file; what an interrupted fetch has left in it is kept.

    Example:
        with PartialFile(entry, path) as partial:
            partial.append(block)
            partial.require_official()
    """

    def __init__(self, entry: CatalogueEntry, path: Path, keep: int | None = None) -> None:
        """Open the file, keeping its first `keep` bytes (all, where None).

        Args:
            entry: what the file is to become.
            path: the file; created where absent.
            keep: bytes known to be whole; a tail beyond them is cut off.
        """
        self.path = path
        self._entry = entry
        self._digest = hashlib.sha256()
        self.size = 0
        path.touch()
        self._file = path.open("r+b")
        limit = path.stat().st_size if keep is None else keep
        if limit > entry.size:
            limit = 0
        while self.size < limit and (block := self._file.read(min(_BLOCK, limit - self.size))):
            self._digest.update(block)
            self.size += len(block)
        self._file.truncate(self.size)
        self._file.seek(self.size)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def restart(self) -> None:
        """Throw away what is there."""
        self._file.seek(0)
        self._file.truncate()
        self._digest = hashlib.sha256()
        self.size = 0

    def append(self, block: bytes) -> None:
        """Add bytes.

        Raises:
            DiskFullError: the disk has no room for them.
            DownloadError: they would make the file longer than the official one.
        """
        if self.size + len(block) > self._entry.size:
            raise DownloadError(f"more than {self._entry.size:,} bytes came")
        try:
            self._file.write(block)
        except OSError as error:
            raise _explained(error, self.path) from error
        self._digest.update(block)
        self.size += len(block)

    def flush(self) -> None:
        """Hand everything to the operating system, so that `size` bytes are in the file."""
        try:
            self._file.flush()
        except OSError as error:
            raise _explained(error, self.path) from error

    def require_official(self) -> None:
        """Compare size and SHA-256 with the catalogue's; on a difference the bytes are deleted.

        Raises:
            NotOfficialError: what came is not the official file.
        """
        self.flush()
        if self.size == self._entry.size and self._digest.hexdigest() == self._entry.sha256:
            return
        came, digest = self.size, self._digest.hexdigest()
        self.restart()
        raise NotOfficialError(
            f"what came is not the official file ({came:,} bytes, SHA-256 {digest[:12]}…)"
        )


def _explained(error: OSError, path: Path) -> DownloadError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFullError(
            f"the disk of {path.parent} is full; free some and run again, what came is kept"
        )
    return DownloadError(f"{path} can't be written: {error.strerror}")
