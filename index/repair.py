"""Mending an index: whatever of it is damaged or missing is made anew from the articles."""

from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from index.article_index import ArticleIndex
from index.chunking import ChunkingSettings
from index.consistency import ROWS, VECTORS
from index.database import FILE, Database
from index.durable import flush
from index.embedding import DEFAULT_EMBEDDINGS
from index.errors import ArticleIndexError, IndexDamagedError
from index.failures import damaged, explained
from index.folder import named_folder
from index.frozen import Frozen
from index.last_sync import read_last_sync
from index.lock import writing
from index.meta import Meta
from index.opening import Opening, check_made, has_remains, is_postgres
from index.report import SyncProgress, SyncReport
from index.sync import recorded_sync
from index.vector_file import DEFAULT_LIMIT

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

_DRAFT = f"{FILE}.repaired"

Progress = Callable[[SyncProgress], None]


class Repair(Frozen):
    """What a repair found, and what it did about it."""

    found: tuple[str, ...] = Field(description="Differences, one line each; none if all was well.")
    report: SyncReport | None = Field(
        default=None, description="Of the sync that mended them; None where there was nothing."
    )


def repair(
    path: str | Path,
    folder: str | Path,
    *,
    embeddings: "str | BaseEmbedding" = DEFAULT_EMBEDDINGS,
    store: str | None = None,
    chunking: ChunkingSettings | None = None,
    cache: str | Path | None = None,
    cache_bytes: int = DEFAULT_LIMIT,
    store_token: str | None = None,
    progress: Progress | None = None,
) -> Repair:
    """Find out how an index differs from a fresh build of a folder, and make it equal.

    A database that is damaged is built anew beside the old one and then takes its place, so that
    readers have what can still be read until then. Text that was embedded before is not embedded
    again.

    Args:
        path: folder of the index, or the URL of the database that it is in.
        folder: of the articles.
        embeddings: as for `ArticleIndex.open`, like all that follows.
        store: where vectors live.
        chunking: how articles are cut.
        cache: folder of the vectors that indexes share.
        cache_bytes: most that those may take.
        store_token: what a Chroma server knows this client by.
        progress: called as the index is checked, and as the sync proceeds that mends it.

    Raises:
        IndexLockedError: another process is writing.
        IndexMismatchError: other settings made the index.
        ArticleIndexError: there is no index, or it can't be made anew.
    """
    articles = named_folder(folder)
    opening = Opening(embeddings, store, chunking, cache, cache_bytes, store_token)
    if is_postgres(path):
        with ArticleIndex.open(path, create=False, **opening._asdict()) as index:
            found = index.check(articles, progress=progress)
            report = _mended(index, articles, found, progress) if found else None
            return Repair(found=found, report=report)
    place = Path(path).expanduser()
    try:
        if has_remains(place) and not _has_bytes(place / FILE):
            raise damaged(place, "its database is missing or empty")
        with ArticleIndex.open(place, create=False, **opening._asdict()) as index:
            found = index.check(articles, progress=progress)
            if not found:
                return Repair(found=found)
            if not any(line.startswith(ROWS) for line in found):
                return Repair(found=found, report=_mended(index, articles, found, progress))
    except IndexDamagedError as error:
        found = (f"database: {error}",)
    return Repair(found=found, report=_anew(place, articles, opening, progress))


def _mended(
    index: ArticleIndex, articles: Path, found: tuple[str, ...], progress: Progress | None
) -> SyncReport:
    """Sync so that what was found is mended."""
    vectors, rows = (any(line.startswith(signs) for line in found) for signs in (VECTORS, ROWS))
    return index.mend(articles, progress, vectors=vectors, rows=rows)


def _anew(place: Path, articles: Path, opening: Opening, progress: Progress | None) -> SyncReport:
    """Build the database beside the damaged one, then put it in its place."""
    model = opening.model()
    fresh = opening.fresh(model)
    with writing(place):
        _check_still_made(place, fresh)
        _remove(place / _DRAFT)
        if last := read_last_sync(place):  # names what is still there, and goes on counting
            fresh = fresh._replace(name=last.name, generation=last.generation, vectors=last.vectors)
        database = Database(place, new=fresh, file=_DRAFT)
        try:
            parts = opening.parts(database, model, fresh)
            try:
                report = recorded_sync(parts, articles, progress, rebuild=True, recall=False)
            finally:
                parts.cache.close()
        except BaseException:
            database.close()
            _remove(place / _DRAFT)
            raise
        database.close()
        _put_in_place(place)
    return report


def _check_still_made(place: Path, fresh: Meta) -> None:
    """Refuse an index that another process rebuilt with other settings while this one compared it.

    Raises:
        IndexMismatchError: it is one.
    """
    if _has_bytes(place / FILE):
        with suppress(IndexDamagedError), closing(Database(place)) as database:
            check_made(database, fresh)


def _put_in_place(place: Path) -> None:
    with explained(place, "written"):
        if (place / f"{_DRAFT}-wal").exists():
            raise ArticleIndexError(
                f"the index {place} can't be mended: something else has opened its new database; "
                "try again"
            )
        # The journal of the old database must never be applied to the new one.
        for suffix in ("-wal", "-shm"):
            (place / (FILE + suffix)).unlink(missing_ok=True)
        flush(place)
        (place / _DRAFT).replace(place / FILE)
        flush(place)


def _has_bytes(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def _remove(database: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
