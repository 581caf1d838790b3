"""Article files in, passages out: readers, chunking, embedding, storage, search, sync.

Importing this package loads none of the libraries behind it; each name does when it is used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.article import Article as Article
    from index.article import ArticleSummary as ArticleSummary
    from index.article import Passage as Passage
    from index.article_index import ArticleIndex as ArticleIndex
    from index.article_retriever import ArticleRetriever as ArticleRetriever
    from index.chunking import ChunkingSettings as ChunkingSettings
    from index.errors import ArticleIndexError as ArticleIndexError
    from index.errors import ArticleNotFoundError as ArticleNotFoundError
    from index.errors import IndexDamagedError as IndexDamagedError
    from index.errors import IndexLockedError as IndexLockedError
    from index.errors import IndexMismatchError as IndexMismatchError
    from index.errors import ReadError as ReadError
    from index.node_store import ChromaNodeStore as ChromaNodeStore
    from index.report import Failure as Failure
    from index.report import SyncProgress as SyncProgress
    from index.report import SyncReport as SyncReport
    from index.store import ChromaStore as ChromaStore

_HOMES = {
    "Article": "index.article",
    "ArticleIndex": "index.article_index",
    "ArticleIndexError": "index.errors",
    "ArticleNotFoundError": "index.errors",
    "ArticleRetriever": "index.article_retriever",
    "ArticleSummary": "index.article",
    "ChromaNodeStore": "index.node_store",
    "ChromaStore": "index.store",
    "ChunkingSettings": "index.chunking",
    "Failure": "index.report",
    "IndexDamagedError": "index.errors",
    "IndexLockedError": "index.errors",
    "IndexMismatchError": "index.errors",
    "Passage": "index.article",
    "ReadError": "index.errors",
    "SyncProgress": "index.report",
    "SyncReport": "index.report",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return [*globals(), *_HOMES]
