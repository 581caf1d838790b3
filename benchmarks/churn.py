"""Measures what months of changes leave behind: disk and time to search, against the first state.

    python -m benchmarks.churn [--articles 300] [--editions 20] [--questions 200]

A folder of made-up articles is synced, then each article is written anew and the folder synced
again, until each has had all its editions. Passages number as many throughout, within chance; what
grows is left over. Figures by name:

- `churn_disk_growth`: bytes on disk of the index after the last edition, over those after the
  first. A first state has one set of vectors; any later one keeps the set before beside its own, so
  some 2 is what costs nothing more.
- `churn_disk_most`: the same of the edition after which it was largest.
- `churn_search_slowdown`: p95 of a search in the last state, over that in a copy of the first; each
  question is asked of both, which of them first by turns.
"""

import argparse
import shutil
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from benchmarks.hashed_words import HashedWords
from benchmarks.indexing import by_turns
from benchmarks.results import keep
from benchmarks.searching import percentile, questions
from benchmarks.synthetic_articles import write_articles
from index.article_index import ArticleIndex

_WORDS = 150
_LANGUAGE = "en"
_BLOCK = 512  # bytes that `st_blocks` counts in, whatever the file system's own are


def bytes_on_disk(folder: Path) -> int:
    """Return the room that the files below a folder take, which is more than their lengths."""
    return sum(path.stat().st_blocks * _BLOCK for path in folder.rglob("*") if path.is_file())


def opened(place: Path) -> ArticleIndex:
    """Open the index of a place, or make it; the cache of vectors is no part of it."""
    return ArticleIndex.open(place, embeddings=HashedWords(), cache=place.with_name("cache"))


def live_through(scratch: Path, articles: int, editions: int) -> list[int]:
    """Sync edition after edition, and keep a copy of the first state in `first`.

    Args:
        scratch: folder for all of it; the index is in `index`.
        articles: how many.
        editions: of each of them.

    Returns:
        Bytes on disk of the index after each edition.
    """
    place, sizes = scratch / "index", list[int]()
    for number in range(editions):
        write_articles(scratch / "articles", articles, seed=number + 1, words=_WORDS)
        begun = time.perf_counter()
        # Each in an index opened anew, as by a command that is run now and then.
        with opened(place) as index:
            index.sync(scratch / "articles")
            held = sum(each.passages for each in index.summaries())
        sizes.append(bytes_on_disk(place))
        print(
            f"  edition {number + 1}: {held} passages, synced in "
            f"{time.perf_counter() - begun:.1f} s, {sizes[-1] / 1e6:.1f} MB",
            flush=True,
        )
        if number == 0:
            shutil.copytree(place, scratch / "first")
    return sizes


def search_slowdown(first: Path, last: Path, asked: Sequence[str]) -> float:
    """Return the p95 of a search in one index over that in another, asked by turns."""
    before, after = list[float](), list[float]()
    with opened(first) as one, opened(last) as other:
        for index in (one, other):
            index.search("Which question comes first?", language=_LANGUAGE)
        for number, question in enumerate(asked):
            seconds = by_turns(
                partial(one.search, question, language=_LANGUAGE),
                partial(other.search, question, language=_LANGUAGE),
                number,
            )
            before.append(seconds[0] * 1000)
            after.append(seconds[1] * 1000)
    old, new = percentile(before, 0.95), percentile(after, 0.95)
    print(f"  95th percentile of a search: {old:.1f} ms at first, {new:.1f} ms at last", flush=True)
    return new / old


def measure(scratch: Path, articles: int, editions: int, count: int) -> dict[str, float]:
    """Return the figures of an index that has lived through so many editions."""
    sizes = live_through(scratch, articles, editions)
    return {
        "churn_disk_growth": sizes[-1] / sizes[0],
        "churn_disk_most": max(sizes) / sizes[0],
        "churn_search_slowdown": search_slowdown(
            scratch / "first", scratch / "index", questions(count, 1)
        ),
    }


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--editions", type=int, default=20)
    parser.add_argument("--questions", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder), options.articles, options.editions, options.questions)
    for name, value in figures.items():
        print(f"{name:24}{value:10.2f}")
    keep(figures)


if __name__ == "__main__":
    main()
