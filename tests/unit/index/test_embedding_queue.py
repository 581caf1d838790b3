from collections.abc import Sequence

import pytest

from index.article import Passage
from index.embedding_queue import Embedded, EmbeddingQueue
from index.errors import ArticleIndexError


class Later:
    """Vectors that are there when the test says so; who does not wait finds none."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = list(texts)
        self.ready = self.fails = self.waited = False

    def done(self) -> bool:
        return self.ready

    def result(self) -> list[list[float]]:
        self.waited = not self.ready
        if self.fails:
            raise ArticleIndexError("no answer")
        return [[float(len(text))] for text in self.texts]


class Model:
    def __init__(self) -> None:
        self.given: list[Later] = []

    def embed(self, texts: Sequence[str]) -> Later:
        self.given.append(Later(texts))
        return self.given[-1]


@pytest.fixture
def model() -> Model:
    return Model()


@pytest.fixture
def queue(model: Model) -> EmbeddingQueue:
    return EmbeddingQueue(model.embed)


def passage(number: int) -> Passage:
    return Passage(
        id=str(number), article_id="a.md", title="A", start=0, end=1, text="A", language="en",
        heading="",
    )  # fmt: skip


def add(queue: EmbeddingQueue, *texts: str) -> list[Embedded]:
    for number, text in enumerate(texts):
        queue.add(text, passage(number))
    return list(queue.advance())


def test_a_model_without_work_is_given_what_there_is_and_a_busy_one_is_left_alone(
    model: Model, queue: EmbeddingQueue
) -> None:
    assert queue.is_idle
    assert add(queue, "one") == []
    assert not queue.is_idle
    add(queue, "three", "two", "seven")
    assert [each.texts for each in model.given] == [["one"]]
    model.given[0].ready = True
    (done,) = add(queue, "eleven")
    assert {text: list(vector) for text, vector in done.vectors.items()} == {"one": [3.0]}
    assert [each.texts for each in model.given[1:]] == [["two", "three", "seven", "eleven"]]


def test_a_text_is_embedded_once_also_while_it_is_being_embedded(
    model: Model, queue: EmbeddingQueue
) -> None:
    add(queue, "one", "one")
    add(queue, "one", "two")
    (first, second) = queue.finish()
    assert [each.texts for each in model.given] == [["one"], ["two"]]
    assert len(first.passages) == 3
    assert len(second.passages) == 1


def test_nobody_waits_until_there_is_enough_for_the_model(
    model: Model, queue: EmbeddingQueue
) -> None:
    add(queue, *(f"text {number}" for number in range(256)))
    assert len(model.given) == 8
    assert add(queue, *(f"more {number}" for number in range(255))) == []
    assert not any(each.waited for each in model.given)
    assert len(add(queue, "one more")) == 6  # two portions are left, and the next are given
    assert len(model.given) == 16


def test_one_text_of_very_many_passages_is_waited_for(model: Model, queue: EmbeddingQueue) -> None:
    add(queue, *["same"] * 999)
    assert not model.given[0].waited
    (done,) = add(queue, "same")
    assert len(done.passages) == 1000


def test_what_was_done_before_a_failure_is_not_lost(model: Model, queue: EmbeddingQueue) -> None:
    add(queue, *(f"text {number}" for number in range(96)))
    model.given[0].ready = model.given[1].ready = model.given[1].fails = True
    told = queue.finish()
    assert len(next(told).vectors) == 32
    with pytest.raises(ArticleIndexError, match="no answer"):
        next(told)
    assert list(queue.abandon()) == []


def test_what_is_given_up_yields_what_is_done_and_waits_for_nothing(
    model: Model, queue: EmbeddingQueue
) -> None:
    add(queue, *(f"text {number}" for number in range(96)))
    model.given[0].ready = model.given[2].ready = True
    assert [len(done.vectors) for done in queue.abandon()] == [32, 32]
    assert not model.given[1].waited
