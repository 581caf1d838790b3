"""Measures how searching grows with the index: time, and what HNSW misses of an exact search.

    python -m benchmarks.searching [--passages 1000 10000] [--questions 200]

Each size is an index of its own of made-up articles of one passage each. Their vectors lie as real
ones do (`scattered.py`) and cost nothing, so that the time is that of searching. Figures by name:

- `search_p50_ms_N` and `search_p95_ms_N`: a search for a question that was not asked before, dense,
  lexical and fused; `search_p95_ms_in_10_N` in ten articles only.
- `dense_p95_ms_N` and `lexical_p95_ms_N`: its parts alone.
- `search_recall_N`: share of the ten nearest vectors that dense search finds, against an exact one
  (`index.held_vectors`, which is what searches the smallest indexes).
- `lexical_recall_N`: share of the ten passages that BM25 scores best that are found where no more
  than `bm25.MOST_SCORED` are scored, of questions with commoner words than the others' (`plain`).
- `fused_recall_N`: share of the ten best passages of such a search, against one whose vectors are
  compared one by one and whose words are scored in all passages that have any.
- `open_seconds_N`: from opening the index to the answer of the first search.
- `search_growth`: exponent of the p95 against the number of passages, from the smallest size to the
  largest.
"""

import argparse
import json
import math
import random
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import mean

import numpy as np
from numpy.typing import NDArray

from benchmarks.results import keep
from benchmarks.scattered import Scattered
from benchmarks.synthetic_articles import Writer, vocabulary
from index import bm25
from index.article_index import ArticleIndex
from index.connection import Connection
from index.database import Database
from index.held_vectors import HeldVectors
from index.lexical import search_names, search_terms
from index.local_sets import LocalSets
from index.meta import read_meta
from index.nearness import Dense
from index.records import passages_after
from index.retrieval import retrieve
from index.store import ChromaStore

_A_FILE = 1000  # articles in one file
_WORDS = 60
_RARE = 500  # words commoner than this are no part of a question, as function words are not
_PLAIN = 100  # the same for questions in common words
_NEAREST = 10
_EQUAL = 1e-5  # cosines of float32 vectors that differ by less are the same
_DEEP = 200  # passages that retrieval asks of dense search
_LANGUAGE = "en"


def write(folder: Path, passages: int) -> None:
    """Write so many articles of one passage each, many in a file."""
    folder.mkdir(parents=True)
    writer = Writer(seed=1, words=_WORDS)
    for first in range(0, passages, _A_FILE):
        with (folder / f"{first:08d}.jsonl").open("w", encoding="utf-8") as file:
            for number in range(first, min(first + _A_FILE, passages)):
                text = writer.article(f"Article {number}").partition("\n\n")[2]
                record = {"title": f"Article {number}", "text": text, "language": _LANGUAGE}
                file.write(json.dumps(record) + "\n")


def questions(count: int, seed: int, rare: int = _RARE) -> list[str]:
    """Return questions of a few words each, rare and less rare ones, and a number."""
    chance = random.Random(seed)  # noqa: S311 - questions, not secrets
    words = vocabulary()[rare:]
    weights = [1 / (rank + rare) for rank in range(len(words))]
    return [
        " ".join([*chance.choices(words, weights, k=6), str(chance.randrange(10**6))]).capitalize()
        + "?"
        for _ in range(count)
    ]


def milliseconds(work: Callable[[str], object], asked: Iterable[str]) -> list[float]:
    """Time a call for each question."""
    found = []
    for question in asked:
        begun = time.perf_counter()
        work(question)
        found.append((time.perf_counter() - begun) * 1000)
    return found


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value under which that share of the values lies."""
    return float(np.percentile(values, share * 100))


def recall(store: ChromaStore, vectors: NDArray[np.float32], asked: Sequence[str]) -> float:
    """Return the share of the exactly nearest vectors that HNSW finds as retrieval asks it.

    Of vectors that are equally near any counts: copies of a passage are.
    """
    right = 0
    for question in asked:
        vector = Scattered().get_query_embedding(question)
        cosines = vectors @ np.asarray(vector, np.float32)
        tenth = np.partition(cosines, -_NEAREST)[-_NEAREST] - _EQUAL
        right += sum(near >= tenth for _, near in store.nearest(vector, _DEEP)[:_NEAREST])
    return right / (_NEAREST * len(asked))


@contextmanager
def scoring(most: int) -> Iterator[None]:
    """Have a search score no more passages than that by their words."""
    before, bm25.MOST_SCORED = bm25.MOST_SCORED, most
    try:
        yield
    finally:
        bm25.MOST_SCORED = before


def shared(one: Iterable[str], other: Iterable[str]) -> float:
    """Return the share of the ten first of one that are among the ten first of the other."""
    expected, found = list(one)[:_NEAREST], set(list(other)[:_NEAREST])
    return sum(each in found for each in expected) / max(1, len(expected))


def recall_of_words(connection: Connection, passages: int, asked: Sequence[str]) -> float:
    """Return how much of what BM25 would find the bounded search finds, in the mean."""

    def found(question: str) -> dict[str, float]:
        return search_terms(connection, question, _LANGUAGE, passages, 50)

    with scoring(passages):
        expected = [found(question) for question in asked]
    return mean(shared(one, found(question)) for one, question in zip(expected, asked, strict=True))


def recall_of_both(
    connection: Connection, store: ChromaStore, exact: Dense, passages: int, asked: Sequence[str]
) -> float:
    """Return how much of what an exact search would find the whole search finds, in the mean."""

    def found(dense: Dense, question: str) -> list[str]:
        vector = Scattered().get_query_embedding(question)
        best = retrieve(
            connection, dense, question, vector, language=_LANGUAGE, passages=passages,
            limit=_NEAREST,
        )  # fmt: skip
        return [passage.id for passage in best]

    with scoring(passages):
        expected = [found(exact, question) for question in asked]
    return mean(
        shared(one, found(store, question)) for one, question in zip(expected, asked, strict=True)
    )


def all_vectors(place: Path, store: ChromaStore) -> dict[str, NDArray[np.float32]]:
    """Return every passage's vector by its id."""
    rows: dict[str, NDArray[np.float32]] = {}
    database = Database(place)
    with closing(database), database.reading() as connection:
        last = 0
        while True:
            last, passages = passages_after(connection, last, _A_FILE)
            if not passages:
                return rows
            rows |= store.vectors([each.id for each in passages])


def measure(scratch: Path, passages: int, count: int) -> dict[str, float]:
    """Make an index of so many passages in a folder, and measure it."""
    write(scratch / "articles", passages)
    place, cache = scratch / "index", scratch / "cache"
    begun = time.perf_counter()
    with ArticleIndex.open(place, embeddings=Scattered(), cache=cache) as index:
        index.sync(scratch / "articles")
        held = sum(each.passages for each in index.summaries())
        some = [article.id for article, _ in zip(index, range(_NEAREST), strict=False)]
    print(f"  {held} passages indexed in {time.perf_counter() - begun:.0f} s", flush=True)
    figures = {}
    begun = time.perf_counter()
    with ArticleIndex.open(place, embeddings=Scattered(), cache=cache) as index:
        index.search("Which question comes first?", language=_LANGUAGE)
        figures["open_seconds"] = time.perf_counter() - begun
        whole = milliseconds(lambda each: index.search(each, language=_LANGUAGE),
                             questions(count, 1))  # fmt: skip
        figures["search_p50_ms"] = percentile(whole, 0.5)
        figures["search_p95_ms"] = percentile(whole, 0.95)
        scoped = milliseconds(lambda each: index.search(each, language=_LANGUAGE, articles=some),
                              questions(count, 2))  # fmt: skip
        figures["search_p95_ms_in_10"] = percentile(scoped, 0.95)
    figures |= measure_parts(place, held, count)
    return {f"{name}_{passages}": value for name, value in figures.items()}


def measure_parts(place: Path, passages: int, count: int) -> dict[str, float]:
    """Measure dense and lexical search for themselves."""
    database, figures = Database(place), {}
    with closing(database), database.reading() as connection:

        def search_words(question: str) -> None:
            search_terms(connection, question, _LANGUAGE, passages, 50)
            search_names(connection, question, _LANGUAGE, passages, 50)

        words = milliseconds(search_words, questions(count, 3))
        figures["lexical_p95_ms"] = percentile(words, 0.95)
        name = read_meta(connection, place).vectors
    with closing(LocalSets(place / "chroma").open(name)) as store:
        near = milliseconds(
            lambda each: store.nearest(Scattered().get_query_embedding(each), _DEEP),
            questions(count, 4),
        )
        figures["dense_p95_ms"] = percentile(near, 0.95)
        figures |= measure_recall(place, store, passages, count)
    return figures


def measure_recall(place: Path, store: ChromaStore, passages: int, count: int) -> dict[str, float]:
    """Measure what is found of what an exact search would find."""
    vectors = all_vectors(place, store)
    rows = np.stack(list(vectors.values()))
    exact, plain = HeldVectors(list(vectors), rows), questions(count, 6, _PLAIN)
    database = Database(place)
    with closing(database), database.reading() as connection:
        return {
            "search_recall": recall(store, rows, questions(count, 5)),
            "lexical_recall": recall_of_words(connection, passages, plain),
            "fused_recall": recall_of_both(connection, store, exact, passages, plain),
        }


def growth(figures: dict[str, float], sizes: Sequence[int]) -> float:
    """Return the exponent with which the p95 of a search grows."""
    first, last = min(sizes), max(sizes)
    times = figures[f"search_p95_ms_{last}"] / figures[f"search_p95_ms_{first}"]
    return math.log(times) / math.log(last / first)


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--passages", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--questions", type=int, default=200)
    options = parser.parse_args()
    figures: dict[str, float] = {}
    Scattered().get_query_embedding("Read what the vectors are made from.")
    for passages in options.passages:
        with tempfile.TemporaryDirectory() as folder:
            figures |= measure(Path(folder), passages, options.questions)
    if len(set(options.passages)) > 1:
        figures["search_growth"] = growth(figures, options.passages)
    for name, value in figures.items():
        print(f"{name:32}{value:10.3f}")
    keep(figures)


if __name__ == "__main__":
    main()
