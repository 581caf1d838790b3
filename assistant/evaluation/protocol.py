"""What the evaluation needs of the system it measures; `assistant.Assistant` fulfils it."""

from collections.abc import Collection, Iterator, Sequence
from typing import Protocol

from assistant.answer import Answer
from assistant.conversation import Turn
from index.article import Article, Passage


class SearchedIndex(Protocol):
    """The articles that questions are asked about; `index.ArticleIndex` fulfils it."""

    def get(self, article_id: str) -> Article:
        """The article of that id."""

    def passages(self, article_id: str) -> tuple[Passage, ...]:
        """All passages of that article."""

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        language: str | None = None,
        articles: Collection[str] = (),
    ) -> tuple[Passage, ...]:
        """The passages that fit best, best first."""

    def __iter__(self) -> Iterator[Article]:
        """All articles."""

    def __contains__(self, article_id: object) -> bool:
        """Whether an article of that id is there."""


class AnswersQuestions(Protocol):
    """A system that can be asked."""

    def ask(
        self, question: str, history: Sequence[Turn] = (), articles: Collection[str] = ()
    ) -> Answer:
        """Answer from the articles, or refuse."""
