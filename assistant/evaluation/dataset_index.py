"""An index of a data set's own corpus, kept in the cache under the fingerprint of its content."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import index as index_package
from assistant.evaluation.errors import EvaluationError
from assistant.evaluation.evaldata import corpus_fingerprint, write_corpus
from assistant.fingerprint import digest, folder_fingerprint
from assistant.settings import Settings
from index.durable import replace_file

if TYPE_CHECKING:
    from index.article_index import ArticleIndex
    from index.report import SyncProgress

CACHE_FOLDER = "evaluation"
_MADE_BY = "made-by"


def open_dataset_index(
    documents: Mapping[str, str],
    settings: Settings,
    on_progress: "Callable[[SyncProgress], None] | None" = None,
) -> "ArticleIndex":
    """Open the index of these documents; the caller closes it.

    It is made when first needed, and made anew when the code that makes it has changed, be it only
    for a try. Where two evaluations want one at once, the second waits for the first.

    Args:
        documents: Text by file name.
        settings: Name the embedding model and the cache.
        on_progress: Told how far indexing is.

    Raises:
        EvaluationError: the cache can't be written.
        ArticleIndexError: the index can't be made.
    """
    from filelock import FileLock

    key = digest([corpus_fingerprint(documents), settings.embeddings])[:16]
    folder = settings.cache / CACHE_FOLDER / "corpora" / key
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock"):
            write_corpus(documents, folder / "articles")
            return _open(folder, settings, on_progress)
    except OSError as error:
        raise EvaluationError(
            f"{folder} can't be written: {error.strerror}; free the place or set the cache"
        ) from error


def _open(
    folder: Path, settings: Settings, on_progress: "Callable[[SyncProgress], None] | None"
) -> "ArticleIndex":
    from index.article_index import ArticleIndex

    made_by = folder / _MADE_BY
    code = folder_fingerprint(Path(index_package.__file__).parent, "*.py")
    anew = _read(made_by) != code
    options = settings.index_options()
    options["store"] = None
    index = ArticleIndex.open(folder / "index", rebuild=anew, **options)
    try:
        _fill(index, folder / "articles", on_progress)
        if anew:
            replace_file(made_by, code.encode())
    except BaseException:
        index.close()
        raise
    return index


def _read(path: Path) -> str:
    with suppress(OSError, UnicodeDecodeError):
        return path.read_text("utf-8")
    return ""


def _fill(
    index: "ArticleIndex", articles: Path, on_progress: "Callable[[SyncProgress], None] | None"
) -> None:
    report = index.sync(articles, progress=on_progress)
    if report.failed:
        first = report.failed[0]
        raise EvaluationError(
            f"{len(report.failed)} documents of the data set can't be indexed, the first "
            f"{first.path}: {first.reason}"
        )
