"""An index as somebody sees it from whom some of its articles are hidden."""

from collections.abc import Collection, Iterator, Sequence
from threading import Lock

from index.article import Article, ArticleSummary, Passage
from index.article_index import ArticleIndex
from index.connection import Connection
from index.hidden import Hidden, IsHidden, find_hidden


class VisibleArticles:
    """The articles of an index without some, which might as well not exist.

    What it gives is what an index of the other articles would give: the same passages with the same
    scores, the same counts, and for a hidden article the error for one that is not there. It has no
    method that writes, and none that it does not answer for itself.

    What is hidden is worked out once a state of the index. Safe for threads.

    Args:
        index: of all articles.
        is_hidden: tells of an article's id whether it is hidden; the same for as long as this is
            used.
        name: of what is hidden; another for whatever hides other articles.
    """

    def __init__(self, index: ArticleIndex, is_hidden: IsHidden, name: str) -> None:
        self._index = index
        self._is_hidden = is_hidden
        self._name = name
        self._lock = Lock()
        self._known: tuple[str, Hidden] | None = None

    @property
    def generation(self) -> int:
        """Number of the index's present state."""
        return self._index.generation

    @property
    def state(self) -> str:
        """Name of the present state, and of what is hidden."""
        return f"{self._index.state}:{self._name}"

    def probe(self) -> None:
        """Look whether a search would find what it needs; see `ArticleIndex.probe`."""
        self._index.probe()

    def get(self, article_id: str) -> Article:
        """Return an article.

        Raises:
            ArticleNotFoundError: no article of that id is in the index, or it is hidden.
        """
        if self._is_hidden(article_id):
            raise self._index.not_found(article_id)
        return self._index.get(article_id)

    def __contains__(self, article_id: object) -> bool:
        if not isinstance(article_id, str) or self._is_hidden(article_id):
            return False
        return article_id in self._index

    def __len__(self) -> int:
        return self._index.count(self._hidden)

    def __iter__(self) -> Iterator[Article]:
        return (article for article in self._index if not self._is_hidden(article.id))

    def summaries(self) -> tuple[ArticleSummary, ...]:
        """Return all visible articles without their texts, in the order of their ids."""
        return tuple(each for each in self._index.summaries() if not self._is_hidden(each.id))

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        language: str | None = None,
        articles: Collection[str] = (),
    ) -> tuple[Passage, ...]:
        """Return the visible passages most likely to answer; see `ArticleIndex.search`."""
        visible = [article_id for article_id in articles if not self._is_hidden(article_id)]
        if articles and not visible:
            return ()
        return self._index.search(
            query, limit=limit, language=language, articles=visible, hide=self._hidden
        )

    def question_language(self, question: str, hint: str | None = None) -> str:
        """Return the language of a question, as visible articles tell it."""
        return self._index.question_language(question, hint, hide=self._hidden)

    def rank_sentences(
        self, question: str, language: str, passages: Sequence[Passage]
    ) -> tuple[Passage, ...]:
        """Return the sentences of passages that a search here gave."""
        return self._index.rank_sentences(question, language, passages)

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question."""
        return self._index.embed_query(text)

    def embed_texts(self, texts: Sequence[str]) -> list[list[float]]:
        """Return the vectors of passages or sentences."""
        return self._index.embed_texts(texts)

    def _hidden(self, connection: Connection, state: str) -> Hidden:
        """What is hidden in a state, which the connection sees."""
        with self._lock:
            if self._known is None or self._known[0] != state:
                self._known = state, find_hidden(connection, self._is_hidden)
            return self._known[1]
