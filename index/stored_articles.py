"""The articles of an index, as they are read from its database."""

from collections.abc import Iterator
from pathlib import Path

from index.article import Article, ArticleSummary, Passage
from index.connection import Connection
from index.errors import ArticleNotFoundError
from index.hidden import Hide
from index.index_database import IndexDatabase
from index.meta import read_meta
from index.read_only import rereading
from index.records import (
    articles_after,
    articles_beside,
    find_article,
    passages_of,
    summaries,
)

_PAGE = 64  # articles read at once while iterating


class StoredArticles:
    """Articles and passages of the latest state that is committed; safe for threads.

    Args:
        database: that holds the state of the index.
    """

    def __init__(self, database: IndexDatabase) -> None:
        self.place = database.place
        """Folder of the index, or the database that it is in, as messages name it."""
        self._database = database

    @property
    @rereading
    def generation(self) -> int:
        """Number of the present state; grows with each sync that changes something."""
        with self._database.reading() as connection:
            return read_meta(connection, self.place).generation

    @property
    @rereading
    def state(self) -> str:
        """Name of the present state: another for each index, and after each change."""
        with self._database.reading() as connection:
            return read_meta(connection, self.place).state

    @property
    @rereading
    def articles_folder(self) -> Path | None:
        """Absolute path of the folder last synced; None before the first sync."""
        with self._database.reading() as connection:
            folder = read_meta(connection, self.place).folder
        return Path(folder) if folder else None

    @rereading
    def get(self, article_id: str) -> Article:
        """Return an article.

        Raises:
            ArticleNotFoundError: no article of that id is in the index.
        """
        with self._database.reading() as connection:
            folder = read_meta(connection, self.place).folder
            found = find_article(connection, article_id, folder)
        if found is None:
            raise self.not_found(article_id)
        return found

    def not_found(self, article_id: str) -> ArticleNotFoundError:
        """Return the error for an article that is not there."""
        return ArticleNotFoundError(
            f"there is no article {article_id!r} in the index; an id is the file's path below the "
            "indexed folder"
        )

    @rereading
    def __contains__(self, article_id: object) -> bool:
        if not isinstance(article_id, str):
            return False
        with self._database.reading() as connection:
            found = connection.execute("SELECT 1 FROM articles WHERE id = ?", (article_id,))
            return found.fetchone() is not None

    @rereading
    def __len__(self) -> int:
        with self._database.reading() as connection:
            return _count(connection)

    @rereading
    def count(self, hide: Hide) -> int:
        """Return how many articles there are without those that are hidden."""
        with self._database.reading() as connection:
            state = read_meta(connection, self.place).state
            return _count(connection) - len(hide(connection, state).articles)

    def __iter__(self) -> Iterator[Article]:
        """Yield the articles in the order of their ids, a few at a time in memory."""
        last = ""
        while True:
            page = self._page(last)
            if not page:
                return
            yield from page
            last = page[-1].id

    @rereading
    def _page(self, last: str) -> list[Article]:
        with self._database.reading() as connection:
            folder = read_meta(connection, self.place).folder
            return articles_after(connection, last, _PAGE, folder)

    @rereading
    def summaries(self) -> tuple[ArticleSummary, ...]:
        """Return all articles without their texts, in the order of their ids."""
        with self._database.reading() as connection:
            return tuple(summaries(connection))

    @rereading
    def beside(self, article_id: str) -> tuple[str, ...]:
        """Return the ids of all articles that came from the same file, this one among them."""
        with self._database.reading() as connection:
            return tuple(articles_beside(connection, article_id))

    @rereading
    def passages(self, article_id: str) -> tuple[Passage, ...]:
        """Return the passages of an article in reading order.

        Raises:
            ArticleNotFoundError: no article of that id is in the index.
        """
        with self._database.reading() as connection:
            found = passages_of(connection, article_id)
        if not found:
            raise self.not_found(article_id)
        return tuple(found)


def _count(connection: Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])
