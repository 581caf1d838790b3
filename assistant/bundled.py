"""The index of the bundled articles: made in the cache on first use, and kept equal to them."""

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
    name = hashlib.sha256(f"{articles}\n{embeddings}".encode()).hexdigest()[:12]
    folder = cache / _FOLDER / name
    state = {"articles": str(articles), "fingerprint": _fingerprint(articles)}
    if folder.is_dir() and _noted(folder) == state:
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _build(folder, state, embeddings, on_progress)
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
    on_progress: "Callable[[SyncProgress], None] | None",
) -> None:
    from filelock import FileLock

    from index.article_index import ArticleIndex

    with FileLock(folder.with_name(f".{folder.name}.lock")):
        if folder.is_dir() and _noted(folder) == state:
            return  # another process was quicker
        with ArticleIndex.open(folder, embeddings=embeddings, rebuild=True) as articles:
            articles.sync(state["articles"], progress=on_progress)
        draft = _note(folder).with_suffix(".new")
        draft.write_text(json.dumps(state))
        draft.replace(_note(folder))
        for orphan in _orphans(folder.parent):
            _note(orphan).unlink(missing_ok=True)
            shutil.rmtree(orphan, ignore_errors=True)


def _fingerprint(articles: Path) -> str:
    """Of the articles and of the code that indexes them."""
    digest = hashlib.sha256(__version__.encode())
    code = Path(index_package.__file__).parent
    for root, pattern in ((articles, "*"), (code, "*.py")):
        for file in sorted(root.rglob(pattern)):
            if file.is_file():
                digest.update(file.relative_to(root).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _note(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.json")


def _noted(folder: Path) -> object:
    with suppress(OSError, ValueError):
        return json.loads(_note(folder).read_text())
    return None


def _orphans(parent: Path) -> Iterator[Path]:
    """Indexes of installations that are gone."""
    for note in parent.glob("*.json"):
        folder = note.with_suffix("")
        noted = _noted(folder)
        if isinstance(noted, dict) and not Path(noted.get("articles", parent)).exists():
            yield folder
