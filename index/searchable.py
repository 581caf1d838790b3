"""What answering needs of an index, so that one can be asked of which something is hidden."""

from collections.abc import Collection, Iterator, Sequence
from typing import Protocol

from index.article import Article, ArticleSummary, Passage


class SearchableArticles(Protocol):
    """Articles that are read and searched: an `ArticleIndex`, or `VisibleArticles` of one.

    The methods are those of `ArticleIndex`.
    """

    @property
    def generation(self) -> int:
        """Number of the present state."""

    @property
    def state(self) -> str:
        """Name of all that an answer can depend on."""

    def probe(self) -> None:
        """Look whether a search would find what it needs.

        Raises:
            ArticleIndexError: the articles can't be read.
        """

    def get(self, article_id: str) -> Article:
        """Return an article.

        Raises:
            ArticleNotFoundError: there is none of that id.
        """

    def __contains__(self, article_id: object) -> bool: ...

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Article]: ...

    def summaries(self) -> tuple[ArticleSummary, ...]:
        """Return all articles without their texts."""

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        language: str | None = None,
        articles: Collection[str] = (),
    ) -> tuple[Passage, ...]:
        """Return the passages most likely to answer a question, best first."""

    def question_language(self, question: str, hint: str | None = None) -> str:
        """Return the language of a question; `hint` is that of the conversation."""

    def rank_sentences(
        self, question: str, language: str, passages: Sequence[Passage]
    ) -> tuple[Passage, ...]:
        """Return the sentences of some passages, the likeliest to answer first."""

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question."""

    def embed_texts(self, texts: Sequence[str]) -> list[list[float]]:
        """Return the vectors of passages or sentences."""
