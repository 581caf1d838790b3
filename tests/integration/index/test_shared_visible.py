"""What is hidden in a shared index might as well not exist: compared with one in a folder."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

import index.hidden
from benchmarks.hashed_words import HashedWords
from index.article_index import ArticleIndex
from index.visible_articles import VisibleArticles
from tests.chroma_server import ChromaServer
from tests.integration.index.test_visible_articles import (
    QUESTIONS,
    is_hidden,
    scored,
    write,
)
from tests.postgres_server import PostgresServer


@pytest.fixture(scope="module")
def indexes(
    tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer, chroma: ChromaServer
) -> Iterator[tuple[ArticleIndex, ArticleIndex]]:
    """A shared index of all articles, and one in a folder of those that are not secret."""
    place = tmp_path_factory.mktemp("shared-visible")
    write(place / "all", secret=True)
    write(place / "open", secret=False)
    store = f"{chroma.address}/visible-{uuid4().hex[:8]}"
    address, model = postgres.new_database(), HashedWords()
    with (
        ArticleIndex.open(address, store=store, embeddings=model, cache=place / "c") as every,
        ArticleIndex.open(place / "index", embeddings=model, cache=place / "c") as less,
    ):
        every.sync(place / "all")
        less.sync(place / "open")
        yield every, less


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("few", [0, 2000])
def test_search_gives_what_an_index_without_it_would_with_the_same_scores(
    indexes: tuple[ArticleIndex, ArticleIndex],
    monkeypatch: pytest.MonkeyPatch,
    question: str,
    few: int,
) -> None:
    monkeypatch.setattr(index.hidden, "FEW", few)
    every, less = indexes
    view = VisibleArticles(every, is_hidden, "secret")
    expected = scored(less.search(question, limit=30, language="en"))
    assert expected
    found = scored(view.search(question, limit=30, language="en"))
    assert found == pytest.approx(expected, abs=1e-6)
    assert scored(every.search(question, limit=30, language="en")) != expected
    some = ["open/7.md", "open/14.md", "secret/0.md"]
    within = scored(view.search(question, language="en", articles=some))
    expected = scored(less.search(question, language="en", articles=some[:2]))
    assert within == pytest.approx(expected, abs=1e-6)


def test_lists_and_counts_have_no_hidden_article(
    indexes: tuple[ArticleIndex, ArticleIndex],
) -> None:
    every, less = indexes
    view = VisibleArticles(every, is_hidden, "secret")
    assert len(view) == len(less) < len(every)
    assert view.summaries() == less.summaries()


@pytest.mark.parametrize("words", [["zorblax"], ["bakerlo", "minupra"], ["Bakerlo", "zorblax"]])
def test_words_stand_where_they_would_in_an_index_without_it(
    indexes: tuple[ArticleIndex, ArticleIndex], words: list[str]
) -> None:
    every, less = indexes
    view = VisibleArticles(every, is_hidden, "secret")
    expected = less._searching.stand(words, None)
    assert every._searching.stand(words, view._hidden) == expected
    assert every._searching.stand(words, None) != expected
