"""The articles at hand as a list to search, sort and page through."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from threading import Lock
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, Protocol

from index.article import ArticleSummary

Order = Literal["title", "newest", "language", "passages"]
ORDERS: tuple[Order, ...] = ("title", "newest", "language", "passages")
PAGE_SIZE = 50  # articles

_NOT_A_LETTER = re.compile(r"^\W+")


class ListedArticles(Protocol):
    """What a listing needs of an index."""

    @property
    def generation(self) -> int:
        """Number of the present state."""

    def summaries(self) -> Sequence[ArticleSummary]:
        """All articles without their texts."""


class ListingPage(NamedTuple):
    """A stretch of the list."""

    articles: tuple[ArticleSummary, ...]
    number: int
    """Which page it is, counted from 0; the last one where a later one was asked for."""
    found: int
    """How many articles fit, on all pages together."""
    total: int
    """How many articles there are."""

    @property
    def start(self) -> int:
        """How many of the found articles stand on the pages before."""
        return self.number * PAGE_SIZE

    @property
    def is_last(self) -> bool:
        """Whether no further page follows."""
        return self.start + PAGE_SIZE >= self.found


class _State(NamedTuple):
    """One state of the index, with what was worked out for it."""

    generation: int
    articles: Mapping[str, ArticleSummary]
    searched: Mapping[str, str]
    """What each article is found by, folded."""
    languages: tuple[str, ...]
    ordered: dict[Order, tuple[ArticleSummary, ...]]


class ArticleListing:
    """Pages of the articles of an index, as they are at the moment.

    All articles are read, without their texts, once a state of the index: about a second for a
    hundred thousand of them, and a tenth of one for each search then (`benchmarks/listing.py`).
    Safe for threads.

    Args:
        index: has the articles.
        name: another for what others may see of them.
    """

    def __init__(self, index: ListedArticles, name: str = "") -> None:
        self._index = index
        self.name = name
        self._lock = Lock()
        self._state: _State | None = None

    @property
    def generation(self) -> int:
        """Number of the index's present state."""
        return self._index.generation

    def page(
        self, *, search: str = "", language: str = "", order: Order = "title", number: int = 0
    ) -> ListingPage:
        """One page of the articles that fit.

        Args:
            search: words that must all stand in title, author or id; case and accents do not count.
            language: ISO 639-1 of the only language to list; any, when empty.
            order: what the articles are sorted by; those without a date come after those with one.
            number: of the page, from 0.
        """
        with self._lock:
            state = self._present()
            articles = self._ordered(state, order)
        words = folded(search).split()
        found = [
            article
            for article in articles
            if (not language or article.language == language)
            and all(word in state.searched[article.id] for word in words)
        ]
        last = max(0, (len(found) - 1) // PAGE_SIZE)
        shown = max(0, min(number, last))
        rows = tuple(found[shown * PAGE_SIZE : (shown + 1) * PAGE_SIZE])
        return ListingPage(rows, shown, len(found), len(articles))

    def find(self, ids: Collection[str]) -> dict[str, ArticleSummary]:
        """Those of the articles that exist, by id, in the order that they are named in."""
        with self._lock:
            articles = self._present().articles
        return {each: articles[each] for each in ids if each in articles}

    def languages(self) -> tuple[str, ...]:
        """The languages of the articles, ISO 639-1, the most frequent first."""
        with self._lock:
            return self._present().languages

    def __len__(self) -> int:
        with self._lock:
            return len(self._present().articles)

    def _present(self) -> _State:
        generation = self._index.generation
        if self._state is None or self._state.generation != generation:
            self._state = _state(generation, self._index.summaries())
        return self._state

    @staticmethod
    def _ordered(state: _State, order: Order) -> tuple[ArticleSummary, ...]:
        if order not in state.ordered:
            # Sorting keeps the order by title where the key is the same, backwards too.
            by_title = sorted(state.articles.values(), key=_KEYS["title"])
            ordered = sorted(by_title, key=_KEYS[order], reverse=order in _LARGEST_FIRST)
            state.ordered[order] = tuple(ordered)
        return state.ordered[order]


def folded(text: str) -> str:
    """The text without what a search should not heed: case, accents and other marks."""
    lowered = text.casefold()
    if lowered.isascii():
        return lowered
    parts = unicodedata.normalize("NFKD", lowered)
    return "".join(part for part in parts if not unicodedata.combining(part))


def _state(generation: int, summaries: Sequence[ArticleSummary]) -> _State:
    counts: dict[str, int] = {}
    for article in summaries:
        counts[article.language] = counts.get(article.language, 0) + 1
    return _State(
        generation,
        MappingProxyType({article.id: article for article in summaries}),
        MappingProxyType({article.id: _searched(article) for article in summaries}),
        tuple(sorted(counts, key=lambda language: (-counts[language], language))),
        {},
    )


def _searched(article: ArticleSummary) -> str:
    return folded(f"{article.title}\n{article.author or ''}\n{article.id}")


def _by_title(article: ArticleSummary) -> tuple[str, str]:
    return _NOT_A_LETTER.sub("", folded(article.title)), article.id


_KEYS: Mapping[Order, Callable[[ArticleSummary], Any]] = MappingProxyType(
    {
        "title": _by_title,
        "newest": lambda article: article.published or "",
        "language": lambda article: article.language,
        "passages": lambda article: article.passages,
    }
)
_LARGEST_FIRST = frozenset({"newest", "passages"})
