"""The indexes that nobody names: made in the cache on first use, and kept equal to their articles.

One holds the bundled articles and nothing else, for their gold questions. The other is what is
asked where no index is named: the bundled articles too, until the user changes them.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import index as index_package
from assistant.errors import AssistantError
from assistant.fingerprint import folder_fingerprint
from assistant.folder_state import content_of, looks_of
from assistant.resources import resource_dir
from assistant.version import __version__

if TYPE_CHECKING:
    from index.report import SyncProgress, SyncReport

_FOLDER = "bundled"
DEFAULT_EMBEDDINGS = "embedded:multilingual-e5-small"


class _Making(NamedTuple):
    """How an index is made, and who is told."""

    cache: Path
    embeddings: str
    cache_bytes: int | None
    on_progress: "Callable[[SyncProgress], None] | None"
    on_report: "Callable[[SyncReport], None] | None" = None


def bundled_articles() -> Path:
    """Folder of the bundled articles."""
    return resource_dir("corpus") / "articles"


def bundled_index_dir(
    cache: Path,
    *,
    embeddings: str = DEFAULT_EMBEDDINGS,
    cache_bytes: int | None = None,
    on_progress: "Callable[[SyncProgress], None] | None" = None,
) -> Path:
    """Folder of an index that is equal to the bundled articles.

    It costs a look at each file where nothing has changed since it was last asked for. Each
    installation and each embedding model has an index of its own in the cache.

    Args:
        cache: the cache folder.
        embeddings: the embedding model, as in settings.
        cache_bytes: most that shared vectors may take; default: that of `ArticleIndex.open`.
        on_progress: told how far the indexing is, when there is any.

    Raises:
        AssistantError: the cache can't be written to, or the articles not be indexed.
    """
    articles = bundled_articles()
    making = _Making(cache, embeddings, cache_bytes, on_progress)
    return _index_dir(f"{articles}\n{embeddings}", articles, making)


def default_index_dir(
    cache: Path,
    own: Path,
    *,
    embeddings: str = DEFAULT_EMBEDDINGS,
    cache_bytes: int | None = None,
    on_progress: "Callable[[SyncProgress], None] | None" = None,
    on_report: "Callable[[SyncReport], None] | None" = None,
) -> Path:
    """Folder of the index that is asked where none is named.

    It is equal to the user's own articles where there are any (`assistant.own_articles`), else to
    the bundled ones, and stays the same folder when the one becomes the other. A file that can't
    be read is left out.

    Args:
        cache: the cache folder.
        own: folder of the user's own articles.
        embeddings: the embedding model, as in settings.
        cache_bytes: most that shared vectors may take; default: that of `ArticleIndex.open`.
        on_progress: told how far the indexing is, when there is any.
        on_report: told what the indexing did, when there was any.

    Raises:
        AssistantError: the cache can't be written to, or the articles not be indexed.
    """
    from assistant.own_articles import served_articles

    key = f"{bundled_articles()}\n{own}\n{embeddings}"
    making = _Making(cache, embeddings, cache_bytes, on_progress, on_report)
    return _index_dir(key, served_articles(own), making)


def expect_changes(folder: Path) -> None:
    """Have the articles compared with their index again at the next start, whatever they are then.

    Args:
        folder: of the index, which is about to be synced by someone else.
    """
    if noted := _noted(folder):
        _write_note(folder, {**noted, "content": ""})


def _index_dir(key: str, articles: Path, making: _Making) -> Path:
    folder = making.cache / _FOLDER / hashlib.sha256(key.encode()).hexdigest()[:12]
    noted = _noted(folder) if folder.is_dir() else {}
    code = folder_fingerprint(Path(index_package.__file__).parent, "*.py")
    state = {
        "installation": str(bundled_articles()),
        "articles": str(articles),
        "code": f"{__version__} {code}",
        "looks": looks_of(articles),  # before all else: what changes later is seen the next time
    }
    if noted.get("content") and noted | state == noted:
        return folder
    state["content"] = content_of(articles)
    if noted | {"looks": state["looks"]} == state:
        _note_looks(folder, noted, state)
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _build(folder, state, making)
    except OSError as error:
        raise AssistantError(
            f"{folder.parent} can't be written: {error.strerror}; "
            "name another folder in ASSISTANT_CACHE"
        ) from error
    return folder


def _build(folder: Path, state: dict[str, str], making: _Making) -> None:
    from filelock import FileLock

    from index.article_index import ArticleIndex
    from index.vector_file import DEFAULT_LIMIT

    with FileLock(_lock(folder)):
        noted = _noted(folder) if folder.is_dir() else {}
        if noted == state:
            return  # another process was quicker
        with ArticleIndex.open(
            folder,
            embeddings=making.embeddings,
            rebuild=noted.get("code") != state["code"],
            cache=making.cache,
            cache_bytes=DEFAULT_LIMIT if making.cache_bytes is None else making.cache_bytes,
        ) as articles:
            report = articles.sync(state["articles"], progress=making.on_progress)
        _write_note(folder, state)
        for orphan in _orphans(folder.parent):
            _note(orphan).unlink(missing_ok=True)
            shutil.rmtree(orphan, ignore_errors=True)
    if making.on_report:
        making.on_report(report)


def _note_looks(folder: Path, noted: dict[str, str], state: dict[str, str]) -> None:
    """Note how the same articles look by now, unless somebody writes; it saves reading them."""
    from filelock import FileLock

    with suppress(OSError), FileLock(_lock(folder), timeout=0):
        if _noted(folder) == noted:
            _write_note(folder, state)


def _lock(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.lock")


def _note(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.json")


def _write_note(folder: Path, state: dict[str, str]) -> None:
    draft = _note(folder).with_suffix(".new")
    draft.write_text(json.dumps(state))
    draft.replace(_note(folder))


def _noted(folder: Path) -> dict[str, str]:
    with suppress(OSError, ValueError):
        noted = json.loads(_note(folder).read_text())
        if isinstance(noted, dict):
            return noted
    return {}


def _orphans(parent: Path) -> Iterator[Path]:
    """Indexes of installations that are gone."""
    for note in parent.glob("*.json"):
        folder = note.with_suffix("")
        if not Path(_noted(folder).get("installation", parent)).exists():
            yield folder
