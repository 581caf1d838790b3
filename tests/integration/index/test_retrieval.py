"""What a search leaves unread and unscored is never what it would have found."""

import json
import random
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from benchmarks.scattered import Scattered
from benchmarks.synthetic_articles import vocabulary
from index import retrieval
from index.article import Passage
from index.article_index import ArticleIndex
from index.connection import Connection
from index.database import Database
from index.errors import IndexDamagedError, StoreUnavailableError
from index.fusion import Evidence, fused_score
from index.held_vectors import HeldVectors
from index.lexical import search_names, search_terms
from index.local_sets import LocalSets
from index.meta import read_meta
from index.records import passages_after
from index.retrieval import retrieve

LANGUAGES = ("en", "de")
WORDS = vocabulary()[:400]
NAMES = ("Lund", "Perry", "Sora", "Namur", "Atlanta")


class Recording:
    """Vectors, and which of them were compared by name."""

    def __init__(self, held: HeldVectors) -> None:
        self._held = held
        self.compared: list[str] = []

    def nearest(
        self, vector: Sequence[float], limit: int, articles: Collection[str] = ()
    ) -> list[tuple[str, float]]:
        return self._held.nearest(vector, limit, articles)

    def similarities(self, vector: Sequence[float], ids: Collection[str]) -> dict[str, float]:
        self.compared += ids
        return self._held.similarities(vector, ids)


def said(chance: random.Random, words: int) -> str:
    """A text of so many words and a name and a number."""
    told = [*chance.choices(WORDS, k=words), chance.choice(NAMES), str(chance.randrange(90))]
    return " ".join(told).capitalize()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of 600 articles of a passage each, in two languages."""
    folder, chance = tmp_path_factory.mktemp("retrieval"), random.Random(4)  # noqa: S311 - texts
    articles = folder / "articles"
    articles.mkdir()
    lines = [
        json.dumps({"title": str(n), "text": said(chance, 20) + ".", "language": LANGUAGES[n % 2]})
        for n in range(600)
    ]
    (articles / "all.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with ArticleIndex.open(
        folder / "index", embeddings=Scattered(), cache=folder / "cache"
    ) as index:
        index.sync(articles)
    return folder / "index"


@pytest.fixture
def connection(place: Path) -> Iterator[Connection]:
    with closing(Database(place)) as database, database.reading() as found:
        yield found


@pytest.fixture
def dense(place: Path, connection: Connection) -> Recording:
    sets = LocalSets(place / "chroma")
    with closing(sets.open(read_meta(connection, place).vectors)) as store:
        vectors = store.vectors(list(store.ids()))
    return Recording(HeldVectors(list(vectors), np.stack(list(vectors.values()))))


def everything_scored(
    connection: Connection, dense: Recording, question: str, language: str, vector: list[float]
) -> list[Passage]:
    """All passages, each read, compared and scored, best first."""
    _, passages = passages_after(connection, 0, 10_000)
    assert {passage.language for passage in passages} >= set(LANGUAGES)
    terms = search_terms(connection, question, language, len(passages), 50)
    names = search_names(connection, question, language, len(passages), 50)
    similar = dense.similarities(vector, [passage.id for passage in passages])
    scored = []
    for passage in passages:
        evidence = Evidence(
            similar[passage.id],
            terms.get(passage.id, 0.0),
            names.get(passage.id, 0.0),
            passage.language == language,
        )
        scored.append(passage.model_copy(update={"score": fused_score(evidence)}))
    return sorted(scored, key=lambda passage: (-passage.score, passage.id))


@pytest.mark.parametrize("limit", [1, 4, 20])
def test_it_finds_what_scoring_everything_would(
    connection: Connection,
    dense: Recording,
    limit: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Most of what is found by words is then none of the nearest.
    monkeypatch.setattr(retrieval, "_DENSE", 100)
    chance, spared = random.Random(limit), 0  # noqa: S311 - questions
    for number in range(30):
        language, question = LANGUAGES[number % 2], said(chance, 4) + "?"
        vector = Scattered().get_query_embedding(question)
        expected = everything_scored(connection, dense, question, language, vector)
        dense.compared.clear()
        found = retrieve(
            connection, dense, question, vector, language=language, passages=600, limit=limit
        )
        best, copies = retrieval._without_copies(expected, limit)
        wanted = (*best, *copies)[:limit]
        assert [passage.id for passage in found] == [passage.id for passage in wanted]
        assert [passage.score for passage in found] == pytest.approx(
            [passage.score for passage in wanted]
        )
        spared += len(dense.compared) < 50
    if limit == 1:
        assert spared  # what can't come first is not compared


def test_a_failing_store_is_reported(
    connection: Connection, dense: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> list[tuple[str, float]]:
        raise StoreUnavailableError("away")

    monkeypatch.setattr(dense, "nearest", away)
    with pytest.raises(StoreUnavailableError, match="away"):
        retrieve(connection, dense, "Who?", [0.1] * 384, language="en", passages=600, limit=3)


def test_where_the_database_fails_what_ran_beside_it_has_ended(
    connection: Connection, dense: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed, ended = threading.Event(), threading.Event()

    def damaged(*_: object) -> dict[str, float]:
        failed.set()
        raise IndexDamagedError("damaged")

    def nearest(*_: object) -> list[tuple[str, float]]:
        assert failed.wait(timeout=60)
        ended.set()
        raise StoreUnavailableError("away")

    monkeypatch.setattr(retrieval, "search_terms", damaged)
    monkeypatch.setattr(dense, "nearest", nearest)
    with pytest.raises(IndexDamagedError, match="damaged"):
        retrieve(connection, dense, "Who?", [0.1] * 384, language="en", passages=600, limit=3)
    assert ended.is_set()


def test_passages_that_are_gone_are_passed_over(
    connection: Connection, dense: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retrieval, "_DENSE", 20)
    vector = Scattered().get_query_embedding("Which?")
    known = dense.nearest(vector, 600)

    def with_ghosts(
        _vector: Sequence[float], limit: int, _articles: Collection[str] = ()
    ) -> list[tuple[str, float]]:
        return [(f"ghost-{n}", 0.99) for n in range(50)][:limit] + known[: max(0, limit - 50)]

    monkeypatch.setattr(dense, "nearest", with_ghosts)
    found = retrieve(connection, dense, "Which?", vector, language="en", passages=600, limit=5)
    assert len(found) == 5
    assert all(not passage.id.startswith("ghost") for passage in found)
