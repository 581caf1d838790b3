"""Fetch a model of the catalogue into the cache, from the first place that has the right file."""

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import DownloadError
from assistant.models.catalogue import CatalogueEntry
from assistant.models.folder_source import FolderSource
from assistant.models.mirror_source import MirrorSource
from assistant.models.partial import DiskFullError, NotOfficialError
from assistant.models.sources import DownloadProgress, Report, Source
from assistant.models.verification import (
    find_defect,
    forget_verified,
    model_path,
    remember_verified,
)
from assistant.models.web_source import WebSource, hub_address

_NO = {"", "0", "false", "no", "off"}

OnProgress = Callable[[DownloadProgress], None]
OnNotice = Callable[[str], None]


def ensure_model(
    entry: CatalogueEntry,
    *,
    cache: Path,
    source: str | None = None,
    on_progress: OnProgress | None = None,
    on_notice: OnNotice | None = None,
) -> Path:
    """The verified file of a model, fetched if it is not in the cache or is damaged there.

    Args:
        entry: the model; see `find_model`.
        cache: folder whose `models` folder holds the files.
        source: a folder or base address that is asked first.
        on_progress: told how far the fetch is.
        on_notice: told, in one line, what is wrong with a cached file or a place.

    Raises:
        DownloadError: no place has the official file, or there is no room for it.
    """
    return fetch_from(
        places(source), entry, cache=cache, on_progress=on_progress, on_notice=on_notice
    )


def places(source: str | None = None) -> tuple[Source, ...]:
    """Places to fetch from, in order, as far as the user wants any network at all."""
    found: list[Source] = []
    if source and "://" in source:
        base = source.rstrip("/")
        found.append(WebSource(source, lambda entry: f"{base}/{entry.file}"))
    elif source:
        found.append(FolderSource(Path(source).expanduser()))
    if _is_set("ASSISTANT_OFFLINE"):
        return tuple(place for place in found if isinstance(place, FolderSource))
    if not _is_set("HF_HUB_OFFLINE"):
        found.append(WebSource("the Hugging Face hub", hub_address))
    return (*found, MirrorSource())


def fetch_from(
    sources: Sequence[Source],
    entry: CatalogueEntry,
    *,
    cache: Path,
    on_progress: OnProgress | None = None,
    on_notice: OnNotice | None = None,
) -> Path:
    """Like `ensure_model`, from places of the caller's choice."""
    notice = on_notice or _silent
    path = model_path(entry, cache)
    if find_defect(entry, path) is None:
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DownloadError(f"{path.parent} can't be made: {error.strerror}") from error
    lock = FileLock(path.with_name(f".{path.name}.lock"))
    try:
        lock.acquire(blocking=False)
    except Timeout:
        notice(f"waiting for another process that fetches {entry.file}")
        lock.acquire()
    with lock:
        lock.release()  # `with` holds it once more; the first hold is not needed
        defect = find_defect(entry, path)
        if defect is None:
            return path
        if path.exists():
            notice(f"{path} {defect}: fetching it again")
        return _fetch_from_any(entry, path, sources, on_progress, notice)


def _fetch_from_any(
    entry: CatalogueEntry,
    path: Path,
    sources: Sequence[Source],
    on_progress: OnProgress | None,
    notice: OnNotice,
) -> Path:
    folder = path.with_name(path.name + ".coming")
    folder.mkdir(exist_ok=True)
    refusals: list[str] = []
    for source in sources:
        try:
            fetched = _fetch(source, entry, folder, _reporter(entry, source, on_progress))
        except DiskFullError:
            raise
        except DownloadError as error:
            refusals.append(f"{source.name}: {error}")
            continue
        except OSError as error:
            raise DownloadError(f"{folder} can't be written: {error.strerror}") from error
        for refusal in refusals:
            notice(refusal)
        forget_verified(path)
        fetched.replace(path)
        remember_verified(entry, path)
        shutil.rmtree(folder, ignore_errors=True)
        return path
    raise DownloadError(
        f"{entry.file} can't be fetched ({'; '.join(refusals) or 'offline'}); "
        f"connect and run `assistant models pull {entry.name}`, or put the file at {path}"
    )


def _fetch(source: Source, entry: CatalogueEntry, folder: Path, report: Report) -> Path:
    went_on = any(folder.iterdir())
    try:
        return source.fetch(entry, folder, report)
    except NotOfficialError:
        if not went_on:
            raise
    # What an earlier try had left was damaged, and is gone now.
    return source.fetch(entry, folder, report)


def _reporter(entry: CatalogueEntry, source: Source, on_progress: OnProgress | None) -> Report:
    most = 0

    def report(done: int) -> None:
        nonlocal most
        most = max(most, done)
        if on_progress:
            on_progress(DownloadProgress(entry.name, source.name, most, entry.size))

    return report


def _silent(line: str) -> None:
    del line


def _is_set(variable: str) -> bool:
    return os.environ.get(variable, "").strip().lower() not in _NO
