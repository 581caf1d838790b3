"""Measures searching for somebody from whom articles are hidden, against searching everything.

    python -m benchmarks.hidden_articles [--passages 20000] [--questions 60]

The index is that of `searching.py`. Figures by name, where S is the share of the articles, in
percent, that is hidden at random:

- `search_p50_ms` and `search_p95_ms`: of everything, the baseline.
- `visible_p50_ms_S` and `visible_p95_ms_S`: of what is not hidden.
- `filter_p95_ms_S`: dense search alone with Chroma's own filter for the visible articles, the way
  that was not taken; `deeper_p95_ms_S`: with what retrieval does instead.
- `worst_ms_S`: where the hidden passages are the very nearest to the question.
- `hiding_ms_S`: working out what is hidden, once a state of the index.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.results import keep
from benchmarks.scattered import Scattered
from benchmarks.searching import milliseconds, percentile, questions, write
from index.article_index import ArticleIndex
from index.hidden import find_hidden
from index.meta import read_meta
from index.nearness import Nearness
from index.retrieval import _DENSE
from index.visible_articles import VisibleArticles

_SHARES = (1, 10, 50, 90, 95)
_LANGUAGE = "en"
_WORST = 3


def searched(view: ArticleIndex | VisibleArticles) -> Callable[[str], object]:
    """Return the search that is timed."""
    return lambda question: view.search(question, language=_LANGUAGE)


def measure_share(
    index: ArticleIndex, ids: list[str], share: int, asked: list[str]
) -> dict[str, float]:
    """Measure with so many hidden."""
    chance = random.Random(share)  # noqa: S311 - a sample, no secrets
    hidden = frozenset(chance.sample(ids, len(ids) * share // 100))
    view = VisibleArticles(index, hidden.__contains__, f"share {share}")
    begun = time.perf_counter()
    len(view)
    figures = {"hiding_ms": (time.perf_counter() - begun) * 1000}
    times = milliseconds(searched(view), asked)
    figures["visible_p50_ms"] = percentile(times, 0.5)
    figures["visible_p95_ms"] = percentile(times, 0.95)
    visible = [article_id for article_id in ids if article_id not in hidden]
    with index._parts.database.reading() as connection:
        meta = read_meta(connection, index.folder)
        store = index._searching.vectors.get(meta.vectors, time.monotonic())
        found = find_hidden(connection, hidden.__contains__)

        def deeper(question: str) -> None:
            vector = Scattered().get_query_embedding(question)
            Nearness(connection, store, vector, meta.passages, (), found).of(_DENSE)

        def filtered(question: str) -> None:
            store.nearest(Scattered().get_query_embedding(question), _DENSE, visible)

        figures["deeper_p95_ms"] = percentile(milliseconds(deeper, asked[:20]), 0.95)
        figures["filter_p95_ms"] = percentile(milliseconds(filtered, asked[:20]), 0.95)
    figures["worst_ms"] = max(worst(index, ids, share, question) for question in asked[:_WORST])
    return {f"{name}_{share}": value for name, value in figures.items()}


def worst(index: ArticleIndex, ids: list[str], share: int, question: str) -> float:
    """Time a question from which the nearest passages are hidden."""
    count = len(ids) * share // 100
    with index._parts.database.reading() as connection:
        store = index._searching.vectors.get(
            read_meta(connection, index.folder).vectors, time.monotonic()
        )
        near = store.nearest(Scattered().get_query_embedding(question), count)
        hidden: set[str] = set()
        for first in range(0, len(near), 900):
            some = [key for key, _ in near[first : first + 900]]
            marks = ",".join("?" * len(some))
            rows = connection.execute(f"SELECT article FROM passages WHERE id IN ({marks})", some)  # noqa: S608 - marks
            hidden.update(row[0] for row in rows)
    view = VisibleArticles(index, hidden.__contains__, f"worst {share} {question}")
    len(view)  # works out what is hidden
    return milliseconds(searched(view), [question])[0]


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--passages", type=int, default=20_000)
    parser.add_argument("--questions", type=int, default=60)
    options = parser.parse_args()
    Scattered().get_query_embedding("Read what the vectors are made from.")
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        write(scratch / "articles", options.passages)
        with ArticleIndex.open(
            scratch / "index", embeddings=Scattered(), cache=scratch / "cache"
        ) as index:
            index.sync(scratch / "articles")
            ids = [article.id for article in index.summaries()]
            index.search("Which question comes first?", language=_LANGUAGE)
            times = milliseconds(searched(index), questions(options.questions, 1))
            figures["search_p50_ms"] = percentile(times, 0.5)
            figures["search_p95_ms"] = percentile(times, 0.95)
            for share in _SHARES:
                asked = questions(options.questions, 100 + share)
                figures |= measure_share(index, ids, share, asked)
    for name, value in figures.items():
        print(f"{name:24}{value:10.1f}")
    keep(figures)


if __name__ == "__main__":
    main()
