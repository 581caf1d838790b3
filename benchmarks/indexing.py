"""Measures what a sync costs beside embedding, when nothing has changed, and in memory.

    python -m benchmarks.indexing [--articles 60] [--files 5000] [--growing 2000 8000]

Figures by name; articles are made up, of some 300 words each:

- `sync_efficiency`: seconds that the bare embedder takes for the passages, over those of a sync of
  the same articles, of which some are pages and some lines of JSON; first the one, then the other.
- `resync_cost`: seconds of a sync that finds nothing to do, over those of walking through the
  folder and hashing each file, with the standard library alone; by turns as well.
- `peak_rss_mib_N`: most memory, at one moment, of a process that syncs N articles with an embedder
  that costs nothing, and of the processes that it starts.
"""

import argparse
import hashlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.hashed_words import HashedWords
from benchmarks.results import keep
from benchmarks.synthetic_articles import write_articles, write_mixed
from benchmarks.vitals import tree_megabytes
from index.article_index import ArticleIndex
from index.context import embedded_text
from index.embedding import EmbeddedE5, embed_passages

_ROUNDS = 4  # half of them in the other order
_LOOK_EVERY = 0.05  # seconds
_SYNC = """
import sys
from pathlib import Path
from benchmarks.hashed_words import HashedWords
from index.article_index import ArticleIndex
place = Path(sys.argv[1])
with ArticleIndex.open(place / "index", embeddings=HashedWords(), cache=place / "cache") as index:
    index.sync(sys.argv[2])
"""


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock seconds of a call."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def sync_efficiency(scratch: Path, articles: int) -> float:
    """Return the embedder's share of a first sync, the median of some rounds."""
    model = EmbeddedE5()
    embed_passages(model, ["warm up"])
    return statistics.median(
        _efficiency(model, scratch / f"round-{number}", articles, seed=number + 1)
        for number in range(_ROUNDS)
    )


def _efficiency(model: EmbeddedE5, place: Path, articles: int, *, seed: int) -> float:
    folder = place / "articles"
    write_mixed(folder, articles, seed=seed)
    texts = _texts(folder, place / "before")
    with ArticleIndex.open(place / "index", embeddings=model, cache=place / "cache") as index:
        synced, bare = by_turns(
            lambda: index.sync(folder), lambda: embed_passages(model, texts), seed
        )
        if sum(len(index.passages(each.id)) for each in index) != len(texts):
            raise AssertionError("the sync has embedded something else")
    print(
        f"  {len(texts)} passages: embedded in {bare:.1f} s, synced in {synced:.1f} s", flush=True
    )
    return bare / synced


def _texts(folder: Path, place: Path) -> list[str]:
    """Return what is embedded of the articles of a folder."""
    with ArticleIndex.open(
        place / "index", embeddings=HashedWords(), cache=place / "cache"
    ) as index:
        index.sync(folder)
        return [embedded_text(each) for one in index for each in index.passages(one.id)]


def by_turns(
    one: Callable[[], object], other: Callable[[], object], number: int
) -> tuple[float, float]:
    """Return the seconds of two calls; which comes first changes with the round's number."""
    if number % 2:
        first = seconds(one)
        return first, seconds(other)
    second = seconds(other)
    return seconds(one), second


def resync_cost(scratch: Path, files: int) -> float:
    """Return what a sync without changes takes, over listing and hashing alone."""
    folder = scratch / "articles"
    write_articles(folder, files, words=60)
    place, cache = scratch / "index", scratch / "cache"
    with ArticleIndex.open(place, embeddings=HashedWords(), cache=cache) as index:
        first = seconds(lambda: index.sync(folder))
        print(f"  {files} files synced in {first:.1f} s")
        found = []
        for number in range(_ROUNDS):
            again, bare = by_turns(lambda: index.sync(folder), lambda: hash_all(folder), number)
            print(f"  synced again in {again:.2f} s, listed and hashed in {bare:.2f} s")
            found.append(again / bare)
    return statistics.median(found)


def hash_all(folder: Path) -> list[bytes]:
    """Return the digest of every file below a folder: the least that tells what has changed."""
    found = []
    for above, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(above, name), "rb") as file:  # noqa: PTH118, PTH123 - the least
                found.append(hashlib.sha256(file.read()).digest())
    return found


def peak_memory(scratch: Path, articles: int) -> float:
    """Return the most memory that syncing so many articles takes, in MiB."""
    write_mixed(scratch / "articles", articles)
    command = [sys.executable, "-c", _SYNC, str(scratch), str(scratch / "articles")]
    most = 0.0
    with subprocess.Popen(command) as process:  # noqa: S603 - our own code
        while process.poll() is None:
            most = max(most, tree_megabytes(process.pid))
            time.sleep(_LOOK_EVERY)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return most


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=60, help="for sync_efficiency")
    parser.add_argument("--files", type=int, default=5000, help="for resync_cost")
    parser.add_argument("--growing", type=int, nargs="*", default=[2000, 8000], help="for memory")
    options = parser.parse_args()
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        figures["sync_efficiency"] = sync_efficiency(scratch / "efficiency", options.articles)
        figures["resync_cost"] = resync_cost(scratch / "again", options.files)
        for articles in options.growing:
            figures[f"peak_rss_mib_{articles}"] = peak_memory(
                scratch / f"memory-{articles}", articles
            )
    for name, value in figures.items():
        print(f"{name:24}{value:10.2f}")
    keep(figures)


if __name__ == "__main__":
    main()
