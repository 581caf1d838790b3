"""What the web chat needs of an assistant, so that any that keeps to it can stand behind it."""

from collections.abc import Collection, Iterator, Sequence
from typing import Protocol

from assistant.conversation import Turn
from assistant.events import Event
from index.article import Article, ArticleSummary, Passage


class Articles(Protocol):
    """The articles at hand."""

    def get(self, article_id: str) -> Article:
        """The article of that id.

        Raises:
            ArticleNotFoundError: there is none.
        """

    def probe(self) -> None:
        """Look whether a search would find what it needs.

        Raises:
            ArticleIndexError: the articles can't be read.
        """

    @property
    def generation(self) -> int:
        """Number of the present state; grows with each change."""

    def summaries(self) -> Sequence[ArticleSummary]:
        """All articles without their texts."""

    def __contains__(self, article_id: object) -> bool: ...

    def __iter__(self) -> Iterator[Article]: ...

    def __len__(self) -> int: ...


class ChatAssistant(Protocol):
    """An assistant: `assistant.Assistant`, or a scripted one in tests."""

    @property
    def index(self) -> Articles:
        """The articles it answers from."""

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        articles: Collection[str] = (),
        *,
        fresh: bool = False,
    ) -> Iterator[Event]:
        """The answer as it comes into being; the last event holds it.

        `fresh` makes it anew, also where the same was asked before.
        """

    def search(self, query: str, limit: int = 10) -> tuple[Passage, ...]:
        """The passages closest to the query, best first."""

    def translate(self, article_id: str, start: int, end: int, into: str) -> Iterator[Event]:
        """A stretch of an article in another language, in pieces of text."""

    def warm(self) -> None:
        """Load the model before the first question."""
