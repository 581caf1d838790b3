"""The index of a folder of articles: kept equal to the folder, and searched."""

import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from index.article import Passage
from index.chunking import ChunkingSettings
from index.consistency import differences
from index.embedding import DEFAULT_EMBEDDINGS
from index.errors import ArticleIndexError
from index.folder import check_folder, named_folder
from index.hidden import Hide
from index.language import detect_question_language
from index.last_sync import LastSync
from index.opening import Opening, check_made
from index.parts import Parts
from index.planning import planned
from index.preparing import Preparing
from index.report import SyncProgress, SyncReport
from index.searching import Asked, Searching
from index.sentence_ranking import rank_sentences
from index.stored_articles import StoredArticles
from index.sync import recorded_sync
from index.vector_file import DEFAULT_LIMIT

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding


class ArticleIndex(StoredArticles):
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
        super().__init__(parts.database)
        self._parts = parts
        self._rebuild = rebuild
        self._searching = Searching(parts)

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
        self._searching.close()
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
        spoken = language or self.question_language(query, hide=hide)
        vector = self._parts.cache.embed_search(query)
        return self._searching.passages(Asked(query, vector, spoken, limit, articles, hide, began))

    def question_language(
        self, question: str, hint: str | None = None, *, hide: Hide | None = None
    ) -> str:
        """Return the language of a question; in which articles its words stand tells a short one's.

        Args:
            question: as it is asked.
            hint: language to fall back on; see `detect_question_language`.
            hide: tells what to pass over as if it were not there.

        Raises:
            IndexMismatchError: another process has rebuilt the index with other settings.
            ArticleIndexError: the index can't be read.
        """
        return detect_question_language(
            question, hint, lambda words: self._searching.stand(words, hide)
        )

    def probe(self) -> None:
        """Look whether a search would find what it needs, be it on this machine or on servers.

        Raises:
            ArticleIndexError: the index can't be read.
        """
        self._searching.probe()

    def rank_sentences(
        self, question: str, language: str, passages: Sequence[Passage]
    ) -> tuple[Passage, ...]:
        """Return the sentences of some passages, the likeliest to answer first.

        Args:
            question: as it was searched.
            language: of the question, ISO 639-1.
            passages: as a search gave them.
        """
        cache = self._parts.cache
        near, alike = cache.embed_ranking(question), cache.embed_query(question)
        return tuple(rank_sentences(question, language, passages, near, cache.embed_texts, alike))

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question; the last ones are remembered."""
        return self._parts.cache.embed_query(text)

    def embed_texts(self, texts: Sequence[str]) -> list[list[float]]:
        """Return the vectors of passages or sentences; each distinct text is embedded once."""
        rows: list[list[float]] = self._parts.cache.embed_texts(texts).tolist()
        return rows
