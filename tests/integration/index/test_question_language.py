"""The language of keyword questions, told by the articles of an index."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from uuid import uuid4

import pytest

from benchmarks.hashed_words import HashedWords
from index.article_index import ArticleIndex
from index.visible_articles import VisibleArticles
from index.word_languages import word_languages
from tests.chroma_server import ChromaServer
from tests.postgres_server import PostgresServer

BUNDLED = Path(__file__).parents[3] / "corpus" / "articles"
ARTICLES: Mapping[str, tuple[str, str]] = {
    "halle": (
        "de",
        "Die Kosten des Ausbaus stiegen. Auch Frau Lohmann nannte den Ausbau zu teuer, wie "
        "Experten sagen. Perry legte im Studio eine Pause ein. Das Maß war voll.",
    ),
    "hall": ("en", "The costs of the studio rose, and Perry said that jobs were at risk."),
    "salle": (
        "fr",
        "La raison de la pause est simple : le studio de Perry coûte trop cher. Les emplois du "
        "côté des décors sont menacés.",
    ),
    "hal": ("fi", "Studion kulut nousivat, ja työpaikat ovat vaarassa. Perry pitää tauon."),
}
ASKED = ["Ausbau", "Lohmann", "Perry", "côté", "raison", "työpaikat", "zorblax"]


def write(folder: Path) -> Path:
    folder.mkdir()
    for name, (language, text) in ARTICLES.items():
        front = f"---\ntitle: {name}\nlanguage: {language}\n---\n\n"
        (folder / f"{name}.md").write_text(front + text + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ArticleIndex]:
    place = tmp_path_factory.mktemp("bundled")
    with ArticleIndex.open(place / "i", embeddings=HashedWords(), cache=place / "c") as index:
        index.sync(BUNDLED)
        yield index


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ArticleIndex]:
    place = tmp_path_factory.mktemp("small")
    with ArticleIndex.open(place / "i", embeddings=HashedWords(), cache=place / "c") as index:
        index.sync(write(place / "articles"))
        yield index


@pytest.fixture(scope="module")
def shared(
    tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer, chroma: ChromaServer
) -> Iterator[ArticleIndex]:
    place = tmp_path_factory.mktemp("shared")
    store = f"{chroma.address}/language-{uuid4().hex[:8]}"
    address, model = postgres.new_database(), HashedWords()
    with ArticleIndex.open(address, store=store, embeddings=model, cache=place / "c") as index:
        index.sync(write(place / "articles"))
        yield index


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Kosten des Ausbaus", "de"),
        ("Was Experten sagen", "de"),
        ("Élections 2024", "fr"),
        ("Ausbau Studio Perry", "de"),
        ("jobs Hollywood", "en"),
        ("Mira Murati", "en"),
        ("Why did Tyler Perry pause his studio?", "en"),
    ],
)
def test_keywords_are_told_by_the_bundled_articles(
    bundled: ArticleIndex, question: str, language: str
) -> None:
    assert bundled.question_language(question) == language


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("studio perry pause raison", "fr"),
        ("Perry Studio Ausbau", "de"),
        ("perry ausbau kosten", "de"),
        ("Perry Maß", "de"),
        ("Perry jobs", "en"),
        ("Perry työpaikat", "fi"),
        ("Lohmann", "en"),
        ("Lohmann Perry", "en"),
    ],
)
def test_keywords_are_told_by_articles_in_any_language_but_not_by_names(
    small: ArticleIndex, question: str, language: str
) -> None:
    assert small.question_language(question) == language


def test_words_stand_where_they_are_spelt_so_and_names_nowhere(small: ArticleIndex) -> None:
    asked = ["Ausbau", "Lohmann", "Perry", "côté", "studio", "zorblax"]
    with small._parts.database.reading() as connection:
        found = word_languages(connection, asked, ["de", "en", "fi", "fr"])
    assert found == {
        "Ausbau": {"de"},
        "Perry": {"de", "en", "fi", "fr"},
        "côté": {"fr"},
        "studio": {"de", "en", "fi", "fr"},
        "zorblax": set(),
    }


def test_an_index_follows_its_articles(tmp_path: Path) -> None:
    folder = write(tmp_path / "articles")
    with ArticleIndex.open(tmp_path / "i", embeddings=HashedWords(), cache=tmp_path / "c") as index:
        assert index.question_language("studio perry pause raison") == "en"
        index.sync(folder)
        assert index.question_language("studio perry pause raison") == "fr"
        (folder / "salle.md").unlink()
        index.sync(folder)
        assert index.question_language("studio perry pause raison") == "en"


def test_a_hidden_article_does_not_tell_the_language(small: ArticleIndex) -> None:
    visible = VisibleArticles(small, lambda article_id: article_id == "salle.md", "no French")
    assert small.question_language("studio perry pause raison") == "fr"
    assert visible.question_language("studio perry pause raison") == "en"
    assert visible.question_language("Perry Studio Ausbau") == "de"


@pytest.mark.parametrize("hidden", ["", "salle.md"])
@pytest.mark.parametrize("most_at_first", [1, 1000])
def test_a_shared_index_tells_the_same(
    small: ArticleIndex,
    shared: ArticleIndex,
    monkeypatch: pytest.MonkeyPatch,
    hidden: str,
    most_at_first: int,
) -> None:
    monkeypatch.setattr("index.postgres_text._MOST_AT_FIRST", most_at_first)
    stands = []
    for each in (small, shared):
        view = VisibleArticles(each, lambda article_id: article_id == hidden, hidden or "none")
        stands.append(each._searching.stand(ASKED, view._hidden))
        assert each.question_language("studio perry pause raison") == "fr"
    assert stands[0] == stands[1]
    assert stands[0].languages["raison"] == (frozenset() if hidden else {"fr"})
