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
from typing import TYPE_CHECKING

import index as index_package
from assistant.errors import AssistantError
from assistant.resources import resource_dir
from assistant.version import __version__

if TYPE_CHECKING:
    from index.report import SyncProgress

_FOLDER = "bundled"
DEFAULT_EMBEDDINGS = "embedded:multilingual-e5-small"


def bundled_articles() -> Path:
    """Folder of the bundled articles."""
    return resource_dir("corpus") / "articles"


def bundled_index_dir(
    cache: Path,
    *,
    embeddings: str = DEFAULT_EMBEDDINGS,
    on_progress: "Callable[[SyncProgress], None] | None" = None,
) -> Path:
    """Folder of an index that is equal to the bundled articles.

    It costs a few hashes where nothing has changed since it was last asked for. Each installation
    and each embedding model has an index of its own in the cache.

    Args:
        cache: the cache folder.
        embeddings: the embedding model, as in settings.
        on_progress: told how far the indexing is, when there is any.

    Raises:
        AssistantError: the cache can't be written to, or the articles not be indexed.
    """
    articles = bundled_articles()
    return _index_dir(cache, f"{articles}\n{embeddings}", articles, embeddings, on_progress)


def default_index_dir(
    cache: Path,
    own: Path,
    *,
    embeddings: str = DEFAULT_EMBEDDINGS,
    on_progress: "Callable[[SyncProgress], None] | None" = None,
) -> Path:
    """Folder of the index that is asked where none is named.

    It is equal to the user's own articles where there are any (`assistant.own_articles`), else to
    the bundled ones, and stays the same folder when the one becomes the other.

    Args:
        cache: the cache folder.
        own: folder of the user's own articles.
        embeddings: the embedding model, as in settings.
        on_progress: told how far the indexing is, when there is any.

    Raises:
        AssistantError: the cache can't be written to, or the articles not be indexed.
    """
    from assistant.own_articles import served_articles

    key = f"{bundled_articles()}\n{own}\n{embeddings}"
    return _index_dir(cache, key, served_articles(own), embeddings, on_progress)


def expect_changes(folder: Path) -> None:
    """Have the articles compared with their index again at the next start, whatever they are then.

    Args:
        folder: of the index, which is about to be synced by someone else.
    """
    if noted := _noted(folder):
        _write_note(folder, {**noted, "content": ""})


def _index_dir(
    cache: Path,
    key: str,
    articles: Path,
    embeddings: str,
    on_progress: "Callable[[SyncProgress], None] | None",
) -> Path:
    folder = cache / _FOLDER / hashlib.sha256(key.encode()).hexdigest()[:12]
    state = {
        "installation": str(bundled_articles()),
        "articles": str(articles),
        "code": f"{__version__} {_fingerprint(Path(index_package.__file__).parent, '*.py')}",
        "content": _fingerprint(articles, "*"),
    }
    if folder.is_dir() and _noted(folder) == state:
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _build(folder, state, embeddings, cache, on_progress)
    except OSError as error:
        raise AssistantError(
            f"{folder.parent} can't be written: {error.strerror}; "
            "name another folder in ASSISTANT_CACHE"
        ) from error
    return folder


def _build(
    folder: Path,
    state: dict[str, str],
    embeddings: str,
    cache: Path,
    on_progress: "Callable[[SyncProgress], None] | None",
) -> None:
    from filelock import FileLock

    from index.article_index import ArticleIndex

    with FileLock(folder.with_name(f".{folder.name}.lock")):
        noted = _noted(folder) if folder.is_dir() else {}
        if noted == state:
            return  # another process was quicker
        anew = noted.get("code") != state["code"]
        with ArticleIndex.open(
            folder, embeddings=embeddings, rebuild=anew, cache=cache
        ) as articles:
            articles.sync(state["articles"], progress=on_progress)
        _write_note(folder, state)
        for orphan in _orphans(folder.parent):
            _note(orphan).unlink(missing_ok=True)
            shutil.rmtree(orphan, ignore_errors=True)


def _fingerprint(root: Path, pattern: str) -> str:
    """Of the files in a folder, hidden ones left out."""
    digest = hashlib.sha256()
    for file in sorted(root.rglob(pattern)):
        name = file.relative_to(root)
        if file.is_file() and not any(part.startswith(".") for part in name.parts):
            digest.update(name.as_posix().encode("utf-8", "surrogateescape") + b"\0")
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


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
