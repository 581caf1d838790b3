"""An index of a data set's own corpus, kept in the cache under the fingerprint of its content."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.evaluation.errors import EvaluationError
from assistant.evaluation.evaldata import corpus_fingerprint, write_corpus
from assistant.fingerprint import digest
from assistant.settings import Settings

if TYPE_CHECKING:
    from index.article_index import ArticleIndex
    from index.report import SyncProgress

CACHE_FOLDER = "evaluation"


def open_dataset_index(
    documents: Mapping[str, str],
    settings: Settings,
    on_progress: "Callable[[SyncProgress], None] | None" = None,
) -> "ArticleIndex":
    """Open the index of these documents; the caller closes it.

    It is made when first needed, and made anew when the way of chunking has changed.

    Args:
        documents: Text by file name.
        settings: Name the embedding model and the cache.
        on_progress: Told how far indexing is.

    Raises:
        EvaluationError: the cache can't be written.
        ArticleIndexError: the index can't be made.
    """
    from index.article_index import ArticleIndex

    key = digest([corpus_fingerprint(documents), settings.embeddings])[:16]
    folder = settings.cache / CACHE_FOLDER / "corpora" / key
    articles, place = folder / "articles", folder / "index"
    try:
        write_corpus(documents, articles)
    except OSError as error:
        raise EvaluationError(
            f"{articles} can't be written: {error.strerror}; free the place or set the cache"
        ) from error
    options = settings.index_options()
    options["store"] = None
    index = ArticleIndex.open(place, rebuild=True, **options)
    try:
        _fill(index, articles, on_progress)
    except BaseException:
        index.close()
        raise
    return index


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
