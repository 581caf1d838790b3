"""What is hidden from somebody might as well not exist: compared with an index without it."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import index.hidden
from benchmarks.hashed_words import HashedWords
from index.article import Passage
from index.article_index import ArticleIndex
from index.errors import ArticleNotFoundError
from index.visible_articles import VisibleArticles

SYLLABLES = ("ba", "ker", "lo", "mi", "nu", "pra", "sti", "ve")
ARTICLES = 120
QUESTIONS = (
    "Who saw the zorblax at 4711?",
    "zorblax",
    "4711",
    "bakerlo minupra",
    "Wer sah Bakerlo?",
)


def is_hidden(article_id: str) -> bool:
    return article_id.startswith("secret/")


def write(folder: Path, *, secret: bool) -> None:
    """Articles of made-up words; every third is secret, and these have a word of their own."""
    chance = random.Random(7)  # noqa: S311 - made-up words, no secrets
    made = [a + b + c for a in SYLLABLES for b in SYLLABLES for c in SYLLABLES][:90]
    for number in range(ARTICLES):
        words = [chance.choice(made) for _ in range(chance.randrange(30, 200))]
        words[chance.randrange(30)] = chance.choice(made).capitalize()
        hides = number % 3 == 0
        if hides:
            words[5:7] = ["zorblax", "4711"]
        elif number % 7 == 0:
            words[9] = "4711"
        path = folder / ("secret" if hides else "open") / f"{number}.md"
        if secret or not hides:
            path.parent.mkdir(parents=True, exist_ok=True)
            front = (
                f"---\ntitle: Number {number}\nlanguage: {'de' if number % 2 else 'en'}\n---\n\n"
            )
            path.write_text(front + " ".join(words) + ".\n", encoding="utf-8")


@pytest.fixture(scope="module")
def indexes(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[ArticleIndex, ArticleIndex]]:
    """An index of all articles, and one of those that are not secret."""
    place = tmp_path_factory.mktemp("visible")
    for name, secret in (("all", True), ("open", False)):
        write(place / name, secret=secret)
    with (
        ArticleIndex.open(place / "1", embeddings=HashedWords(), cache=place / "c") as every,
        ArticleIndex.open(place / "2", embeddings=HashedWords(), cache=place / "c") as less,
    ):
        every.sync(place / "all")
        less.sync(place / "open")
        yield every, less


@pytest.fixture
def visible(indexes: tuple[ArticleIndex, ArticleIndex]) -> VisibleArticles:
    return VisibleArticles(indexes[0], is_hidden, "secret")


def scored(found: tuple[Passage, ...]) -> dict[str, float]:
    return {passage.id: passage.score for passage in found}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("few", [0, 2000])
@pytest.mark.parametrize("most_scored", [5, 60, 10_000])
def test_search_gives_what_an_index_without_it_would_with_the_same_scores(
    indexes: tuple[ArticleIndex, ArticleIndex],
    monkeypatch: pytest.MonkeyPatch,
    question: str,
    language: str,
    few: int,
    most_scored: int,
) -> None:
    monkeypatch.setattr(index.hidden, "FEW", few)
    monkeypatch.setattr("index.bm25.MOST_SCORED", most_scored)
    view = VisibleArticles(indexes[0], is_hidden, "secret")
    expected = scored(indexes[1].search(question, limit=30, language=language))
    found = scored(view.search(question, limit=30, language=language))
    assert expected
    assert found == pytest.approx(expected, abs=1e-6)
    # The index with the articles does give something else, or this would show nothing.
    assert scored(indexes[0].search(question, limit=30, language=language)) != expected


def test_search_in_some_articles_is_the_same_too(
    indexes: tuple[ArticleIndex, ArticleIndex], visible: VisibleArticles
) -> None:
    some = ["open/7.md", "open/14.md", "open/1.md"]
    expected = scored(indexes[1].search("4711", language="en", articles=some))
    assert scored(visible.search("4711", language="en", articles=[*some, "secret/0.md"])) == (
        pytest.approx(expected, abs=1e-6)
    )


def test_search_in_hidden_articles_alone_finds_nothing(visible: VisibleArticles) -> None:
    assert visible.search("zorblax", articles=["secret/0.md"]) == ()


def test_hidden_article_is_missing_like_one_that_never_was(visible: VisibleArticles) -> None:
    said = []
    for article_id in ("secret/0.md", "secret/none.md"):
        with pytest.raises(ArticleNotFoundError) as caught:
            visible.get(article_id)
        said.append(str(caught.value).replace(article_id, "ID"))
    assert said[0] == said[1]
    assert "secret/0.md" not in visible
    assert "open/1.md" in visible


def test_lists_and_counts_have_no_hidden_article(
    indexes: tuple[ArticleIndex, ArticleIndex], visible: VisibleArticles
) -> None:
    assert len(visible) == len(indexes[1]) == ARTICLES * 2 // 3
    assert visible.summaries() == indexes[1].summaries()
    assert [article.id for article in visible] == [article.id for article in indexes[1]]
    assert visible.state != indexes[0].state


def test_article_that_is_added_is_hidden_as_well(tmp_path: Path) -> None:
    write(tmp_path / "articles", secret=False)
    with ArticleIndex.open(
        tmp_path / "index", embeddings=HashedWords(), cache=tmp_path / "c"
    ) as articles:
        articles.sync(tmp_path / "articles")
        view = VisibleArticles(articles, is_hidden, "secret")
        before = len(view), scored(view.search("zorblax 4711", language="en"))
        write(tmp_path / "articles", secret=True)
        articles.sync(tmp_path / "articles")
        after = len(view), scored(view.search("zorblax 4711", language="en"))
        assert after[0] == before[0]
        assert after[1] == pytest.approx(before[1], abs=1e-6)


def test_view_has_every_method_that_reads_and_none_that_writes() -> None:
    """Whoever adds a method to the index that reads decides here whether readers need it."""
    public: Callable[[type], set[str]] = lambda kind: {n for n in dir(kind) if n[0] != "_"}  # noqa: E731
    withheld = {
        "open", "close", "sync", "mend", "plan", "check",  # of who looks after the index
        "last_sync", "articles_folder", "beside", "passages", "count", "not_found",
        "folder",
    }  # fmt: skip
    assert public(ArticleIndex) - public(VisibleArticles) == withheld
    assert public(VisibleArticles) <= public(ArticleIndex)


@pytest.mark.parametrize("words", [["zorblax"], ["bakerlo", "minupra"], ["Bakerlo", "zorblax"]])
def test_words_stand_where_they_would_in_an_index_without_it(
    indexes: tuple[ArticleIndex, ArticleIndex], visible: VisibleArticles, words: list[str]
) -> None:
    every, less = indexes
    expected = less._searching.stand(words, None)
    assert every._searching.stand(words, visible._hidden) == expected
    assert every._searching.stand(words, None) != expected
