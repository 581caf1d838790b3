"""Measures speed on the bundled articles, each figure beside a baseline of the same run.

    python -m benchmarks.speed [--repeat N]

Seconds depend on the machine; the ratios are what can be compared between machines.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from assistant.bundled import bundled_articles
from index.article_index import ArticleIndex
from index.embedding import EmbeddedE5

_QUESTIONS = (
    "Why did Tyler Perry pause his studio?",
    "Was sagte Ashton Kutcher über Sora?",
    "Que veut faire Sony Pictures avec l'intelligence artificielle ?",
)


class Figure(NamedTuple):
    """What was measured, against what."""

    what: str
    seconds: float
    baseline: str
    baseline_seconds: float


def seconds(work: Callable[[], object], repeat: int = 1) -> float:
    """Median wall-clock seconds of some runs."""
    runs = []
    for _ in range(repeat):
        begun = time.perf_counter()
        work()
        runs.append(time.perf_counter() - begun)
    return statistics.median(runs)


def measure(folder: Path, repeat: int) -> list[Figure]:
    """Make an index of the bundled articles in the folder, and measure it."""
    articles = bundled_articles()
    # A cache of its own, or the articles would have been embedded before.
    with ArticleIndex.open(folder / "index", cache=folder / "cache") as index:
        index.embed_query("warm up")
        first = seconds(lambda: index.sync(articles))
        passages = [passage.text for article in index for passage in index.passages(article.id)]
        embedding = seconds(lambda: EmbeddedE5().get_text_embedding_batch(passages))
        again = seconds(lambda: index.sync(articles), repeat)
        opened = seconds(lambda: _search_once(folder / "index"))
        asked = iter(
            f"{question} {number}" for number in range(9 * repeat) for question in _QUESTIONS
        )
        embedded = seconds(lambda: index.embed_query(next(asked)), 3 * repeat)
        fresh = seconds(lambda: index.search(next(asked)), 3 * repeat)
        known = seconds(lambda: index.search(_QUESTIONS[0]), 3 * repeat)
    return [
        Figure("sync of a new folder", first, "embedding its passages alone", embedding),
        Figure("sync of an unchanged folder", again, "sync of a new folder", first),
        Figure("open and first search", opened, "search for a known question", known),
        Figure("search for a new question", fresh, "embedding a question alone", embedded),
        Figure("search for a known question", known, "search for a new question", fresh),
    ]


def _search_once(folder: Path) -> None:
    with ArticleIndex.open(folder, create=False) as index:
        index.search(_QUESTIONS[0])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeat", type=int, default=10, help="runs of the short measurements")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for figure in measure(Path(folder), options.repeat):
            ratio = figure.seconds / figure.baseline_seconds
            print(
                f"{figure.what:30}{figure.seconds * 1000:10.1f} ms  "
                f"{ratio:8.2f} times {figure.baseline}"
            )


if __name__ == "__main__":
    main()
