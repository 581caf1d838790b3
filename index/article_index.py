"""The index of a folder of articles: kept equal to the folder, and searched."""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from index.article import Article, ArticleSummary, Passage
from index.chunking import ChunkingSettings
from index.connection import Connection
from index.consistency import differences
from index.embedding import DEFAULT_EMBEDDINGS
from index.errors import (
    ArticleIndexError,
    ArticleNotFoundError,
    IndexMismatchError,
    StateChangedError,
    StoreUnavailableError,
)
from index.folder import check_folder, named_folder
from index.hidden import Hide
from index.language import detect_question_language
from index.last_sync import LastSync
from index.meta import Meta, read_meta
from index.opened_vectors import OpenedVectors
from index.opening import Opening, check_made, check_settings
from index.parts import Parts
from index.planning import planned
from index.preparing import Preparing
from index.read_only import rereading
from index.records import (
    articles_after,
    articles_beside,
    find_article,
    passages_of,
    summaries,
)
from index.report import SyncProgress, SyncReport
from index.retrieval import retrieve
from index.sentence_ranking import rank_sentences
from index.sync import recorded_sync
from index.vector_file import DEFAULT_LIMIT

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

_PAGE = 64  # articles read at once while iterating
_ATTEMPTS = 3


class ArticleIndex:
    """Articles of a folder, their passages, and the search over them.

    Safe for threads; any number of processes may read while one syncs, and each search sees one
    complete state, the latest that was committed when it began. Open it with `ArticleIndex.open`
    and close it, or use it in a `with` statement.

    Example:
        >>> from index import ArticleIndex
        >>> with ArticleIndex.open("my-index") as articles:  # doctest: +SKIP
        ...     articles.sync("my-articles").added
        ...     articles.search("Why did Tyler Perry pause his studio?")[0].text
    """

    def __init__(self, parts: Parts, *, rebuild: bool) -> None:
        self.place = parts.database.place
        """Folder of the index, or the database that it is in, as messages name it."""
        self._parts = parts
        self._rebuild = rebuild
        self._vectors = OpenedVectors(parts.sets)

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        embeddings: "str | BaseEmbedding" = DEFAULT_EMBEDDINGS,
        store: str | None = None,
        chunking: ChunkingSettings | None = None,
        create: bool = True,
        rebuild: bool = False,
        cache: str | Path | None = None,
        cache_bytes: int = DEFAULT_LIMIT,
        store_token: str | None = None,
    ) -> Self:
        """Open an index, or make an empty one.

        Args:
            path: folder of the index, or `postgresql://…` of a database that any number of machines
                share; the index in it is called as the collection that `store` names.
            embeddings: embedding model, by name (`index.embedding.load_embedding`) or as an object.
            store: where vectors live, `http(s)://host:port/collection` or a folder; inside the
                index, when None.
            chunking: how articles are cut; as measured to be best, when None.
            create: make the index where there is none.
            rebuild: accept an index that other settings made; the next `sync` makes it anew in one
                switch. Until then readers with the old settings see the old state.
            cache: folder of the vectors that all indexes of a user share, so that no text is
                embedded twice; the user's cache folder, when None.
            cache_bytes: most that those vectors may take; what was unused for longest goes first.
            store_token: what a Chroma server, or the proxy before it, knows this client by: a
                token, or scheme and credentials as HTTP's Authorization has them.

        Raises:
            IndexMismatchError: another embedding model, chunking or version made the index.
            IndexDamagedError: its files are not what was written; `index.repair` mends it.
            ArticleIndexError: there is no index and `create` is false, or it can't be opened.
        """
        opening = Opening(embeddings, store, chunking, cache, cache_bytes, store_token)
        model = opening.model()
        fresh = opening.fresh(model)
        database = opening.database(path, fresh if create else None)
        try:
            if not rebuild:
                check_made(database, fresh)
            parts = opening.parts(database, model, fresh)
        except BaseException:
            database.close()
            raise
        return cls(parts, rebuild=rebuild)

    def close(self) -> None:
        """Let go of files and connections; closing twice does no harm."""
        self._vectors.forget()
        self._parts.database.close()
        self._parts.cache.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def folder(self) -> Path:
        """Folder of the index.

        Raises:
            ArticleIndexError: it is in a database server, and in no folder.
        """
        if self._parts.database.folder is None:
            raise ArticleIndexError(f"the index {self.place} is in no folder")
        return self._parts.database.folder

    @property
    @rereading
    def generation(self) -> int:
        """Number of the present state; grows with each sync that changes something."""
        with self._parts.database.reading() as connection:
            return read_meta(connection, self.place).generation

    @property
    @rereading
    def state(self) -> str:
        """Name of the present state: another for each index, and after each change."""
        with self._parts.database.reading() as connection:
            return _state(read_meta(connection, self.place))

    @property
    @rereading
    def articles_folder(self) -> Path | None:
        """Absolute path of the folder last synced; None before the first sync."""
        with self._parts.database.reading() as connection:
            folder = read_meta(connection, self.place).folder
        return Path(folder) if folder else None

    def sync(
        self,
        folder: str | Path,
        *,
        progress: Callable[[SyncProgress], None] | None = None,
        ray: str | None = None,
    ) -> SyncReport:
        """Make the index equal to a folder: articles are added, updated and removed.

        A file that can't be read is reported and left out; the others go in. Killed at any moment,
        a sync leaves the last complete state, and the next one does the rest.

        Args:
            folder: of the articles, at any depth; article ids are paths relative to it.
            progress: called as the sync proceeds.
            ray: address of a Ray cluster that reads, cuts and embeds, `auto` for one that was
                started on this machine; docs/scale.md.

        Raises:
            IndexLockedError: another process is writing.
            IndexMismatchError: another process has rebuilt the index with other settings.
            ArticleIndexError: the folder is missing or has no article that can be read, the disk is
                full, the embedding model fails, or the cluster is away; the index is then as it
                was.
        """
        with self._parts.database.locked():
            report = recorded_sync(
                self._parts,
                named_folder(folder),
                progress,
                rebuild=self._rebuild,
                preparing=self._cluster(ray) if ray else None,
            )
        self._rebuild = False
        return report

    def _cluster(self, address: str) -> Preparing:
        from index.ray_cluster import RayCluster

        return RayCluster(address, self._parts.cache, self._parts.chunking)

    def mend(
        self,
        folder: str | Path,
        progress: Callable[[SyncProgress], None] | None = None,
        *,
        vectors: bool,
        rows: bool,
    ) -> SyncReport:
        """Sync as `index.repair` does, which knows what is wrong.

        Args:
            folder: of the articles.
            progress: called as the sync proceeds.
            vectors: trust no vector of the index; what the cache has not is embedded again.
            rows: trust none of its rows nor its vectors; all articles are read again.

        Raises:
            ArticleIndexError: as for `sync`.
        """
        articles = named_folder(folder)
        with self._parts.database.locked():
            # Whoever rebuilt it meanwhile had other settings in mind than those it was opened with.
            check_made(self._parts.database, self._parts.fresh)
            return recorded_sync(
                self._parts, articles, progress,
                rebuild=rows, recall=not (rows or vectors), again=True,
            )  # fmt: skip

    def plan(
        self, folder: str | Path, *, progress: Callable[[SyncProgress], None] | None = None
    ) -> SyncReport:
        """Return what `sync` would do, without doing it; files are read, nothing is embedded.

        Arguments and errors are those of `sync`.
        """
        return planned(self._parts, named_folder(folder), progress, rebuild=self._rebuild)

    def last_sync(self) -> LastSync | None:
        """Return the report of the last sync, whichever process ran it; None before the first."""
        return self._parts.database.last_sync()

    def check(
        self, folder: str | Path, *, progress: Callable[[SyncProgress], None] | None = None
    ) -> tuple[str, ...]:
        """Compare the index with what a fresh build of a folder would give.

        Args:
            folder: of the articles.
            progress: called as files, full text and vectors are compared.

        Returns:
            One line a difference; nothing when the index is as it should be.

        Raises:
            IndexMismatchError: another process has rebuilt the index with other settings.
            ArticleIndexError: the folder is missing or can't be listed.
        """
        articles = named_folder(folder)
        check_folder(articles)
        with self._parts.database.reading() as connection:
            return tuple(differences(self._parts, connection, articles, progress))

    @rereading
    def get(self, article_id: str) -> Article:
        """Return an article.

        Raises:
            ArticleNotFoundError: no article of that id is in the index.
        """
        with self._parts.database.reading() as connection:
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
        with self._parts.database.reading() as connection:
            found = connection.execute("SELECT 1 FROM articles WHERE id = ?", (article_id,))
            return found.fetchone() is not None

    @rereading
    def __len__(self) -> int:
        with self._parts.database.reading() as connection:
            return _count(connection)

    @rereading
    def count(self, hide: Hide) -> int:
        """Return how many articles there are without those that are hidden."""
        with self._parts.database.reading() as connection:
            state = _state(read_meta(connection, self.place))
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
        with self._parts.database.reading() as connection:
            folder = read_meta(connection, self.place).folder
            return articles_after(connection, last, _PAGE, folder)

    @rereading
    def summaries(self) -> tuple[ArticleSummary, ...]:
        """Return all articles without their texts, in the order of their ids."""
        with self._parts.database.reading() as connection:
            return tuple(summaries(connection))

    @rereading
    def beside(self, article_id: str) -> tuple[str, ...]:
        """Return the ids of all articles that came from the same file, this one among them."""
        with self._parts.database.reading() as connection:
            return tuple(articles_beside(connection, article_id))

    @rereading
    def passages(self, article_id: str) -> tuple[Passage, ...]:
        """Return the passages of an article in reading order.

        Raises:
            ArticleNotFoundError: no article of that id is in the index.
        """
        with self._parts.database.reading() as connection:
            found = passages_of(connection, article_id)
        if not found:
            raise self.not_found(article_id)
        return tuple(found)

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        language: str | None = None,
        articles: Collection[str] = (),
        hide: Hide | None = None,
    ) -> tuple[Passage, ...]:
        """Return the passages most likely to answer a question, in any language, best first.

        Args:
            query: the question; what is longer than 2,000 characters is cut.
            limit: how many passages at most.
            language: of the question, ISO 639-1; detected, when None.
            articles: only passages of these articles; of any, when empty.
            hide: tells what to pass over as if it were not there; see `VisibleArticles`.

        Raises:
            IndexMismatchError: another process has rebuilt the index with other settings.
            StoreUnavailableError: a server that it lives on is away; ask again when it is back.
            ArticleIndexError: the index can't be read, or the embedding model fails.
        """
        if not query.strip() or limit < 1:
            return ()
        began = time.monotonic()
        spoken = language or detect_question_language(query)
        vector = self.embed_query(query)
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return self._search(query, vector, limit, spoken, articles, hide, began)
            except (IndexMismatchError, StoreUnavailableError) as error:
                self._vectors.forget(error)
                raise
            except StateChangedError:
                if attempt == _ATTEMPTS:
                    raise
            except ArticleIndexError:
                # Two syncs may end while this one opens the vectors of the state it saw.
                self._vectors.forget()
                if attempt == _ATTEMPTS:
                    raise
        raise AssertionError("unreachable")  # the last attempt returns or raises

    def _search(
        self,
        query: str,
        vector: Sequence[float],
        limit: int,
        language: str,
        articles: Collection[str],
        hide: Hide | None,
        began: float,
    ) -> tuple[Passage, ...]:
        with self._vectors.alone(), self._parts.database.reading() as connection:
            meta = read_meta(connection, self.place)
            check_settings(meta, self._parts.fresh, self.place)
            if not meta.vectors:
                return ()
            return retrieve(
                connection,
                self._vectors.get(meta.vectors, began),
                query,
                vector,
                language=language,
                passages=meta.passages,
                limit=limit,
                articles=articles,
                hidden=hide(connection, _state(meta)) if hide else None,
            )

    @rereading
    def probe(self) -> None:
        """Look whether a search would find what it needs, be it on this machine or on servers.

        Raises:
            ArticleIndexError: the index can't be read.
        """
        began = time.monotonic()
        with self._parts.database.reading() as connection:
            vectors = read_meta(connection, self.place).vectors
        if vectors and self._parts.sets.in_place:
            try:
                self._vectors.get(vectors, began).count()
            except ArticleIndexError as error:
                self._vectors.forget(error)
                raise

    def rank_sentences(
        self, question: str, language: str, passages: Sequence[Passage]
    ) -> tuple[Passage, ...]:
        """Return the sentences of some passages, the likeliest to answer first.

        Args:
            question: as it was searched.
            language: of the question, ISO 639-1.
            passages: as a search gave them.
        """
        vector = self.embed_query(question)
        embed = self._parts.cache.embed_texts
        return tuple(rank_sentences(question, language, passages, vector, embed))

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question; the last ones are remembered."""
        return self._parts.cache.embed_query(text)

    def embed_texts(self, texts: Sequence[str]) -> list[list[float]]:
        """Return the vectors of passages or sentences; each distinct text is embedded once."""
        rows: list[list[float]] = self._parts.cache.embed_texts(texts).tolist()
        return rows


def _state(meta: Meta) -> str:
    return f"{meta.name}:{meta.generation}"


def _count(connection: Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])
