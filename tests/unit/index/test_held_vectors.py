import numpy as np
import pytest

from index.held_vectors import HeldVectors

IDS = [f"passage {number}" for number in range(60)]
ROWS = np.random.default_rng(5).standard_normal((60, 16)).astype(np.float32)
ARTICLES = [f"article {number % 7}.md" for number in range(60)]
QUESTION = [float(value) for value in ROWS[11] + ROWS[12]]


@pytest.fixture
def held() -> HeldVectors:
    return HeldVectors(IDS, ROWS, ARTICLES)


def cosine(row: int) -> float:
    question = np.asarray(QUESTION)
    return float(ROWS[row] @ question / np.linalg.norm(ROWS[row]) / np.linalg.norm(question))


def test_all_are_compared_and_the_nearest_come_first(held: HeldVectors) -> None:
    found = held.nearest(QUESTION, 1000)
    assert sorted(key for key, _ in found) == sorted(IDS)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    for key, score in found:
        assert score == pytest.approx(cosine(IDS.index(key)), abs=1e-6)
    assert held.nearest(QUESTION, 3) == found[:3]


def test_a_search_can_be_scoped_to_articles(held: HeldVectors) -> None:
    some = {"article 2.md", "article 5.md"}
    found = [key for key, _ in held.nearest(QUESTION, 1000, some)]
    everything = [key for key, _ in held.nearest(QUESTION, 1000)]
    assert found == [key for key in everything if ARTICLES[IDS.index(key)] in some]
    assert held.nearest(QUESTION, 5, {"absent.md"}) == []


def test_passages_that_are_not_held_have_no_similarity(held: HeldVectors) -> None:
    found = held.similarities(QUESTION, ["passage 3", "absent", "passage 12"])
    assert list(found) == ["passage 3", "passage 12"]
    assert found["passage 3"] == pytest.approx(cosine(3), abs=1e-6)


def test_a_vector_of_nothing_is_near_to_nothing() -> None:
    held = HeldVectors(["a"], np.zeros((1, 4), np.float32), ["a.md"])
    assert held.nearest([0.0, 0.0, 0.0, 0.0], 1) == [("a", 0.0)]
