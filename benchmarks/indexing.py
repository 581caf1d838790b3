"""Measures what a sync costs beside embedding, when nothing has changed, and in memory.

    python -m benchmarks.indexing [--articles 60] [--files 5000] [--growing 2000 8000]

Figures by name; articles are made up, of some 300 words each:

- `sync_efficiency`: seconds that the bare embedder takes for the passages, over those of a sync of
  the same articles, in turns in one run.
- `resync_cost`: seconds of a sync that finds nothing to do, over those of listing the folder and
  hashing each file.
- `peak_rss_mib_N`: most memory of a process that syncs N articles with an embedder that costs
  nothing.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.hashed_words import HashedWords
from benchmarks.results import keep
from benchmarks.synthetic_articles import write_articles
from index.article_index import ArticleIndex
from index.context import embedded_text
from index.embedding import EmbeddedE5, embed_passages
from index.folder import article_files, digest
from index.readers import SUFFIXES

_ROUNDS = 3
_SYNC = """
import sys
from pathlib import Path
from benchmarks.hashed_words import HashedWords
from index.article_index import ArticleIndex
place = Path(sys.argv[1])
with ArticleIndex.open(place / "index", embeddings=HashedWords(), cache=place / "cache") as index:
    index.sync(sys.argv[2])
status = Path("/proc/self/status").read_text()
print(status.partition("VmHWM:")[2].split()[0])
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
    write_articles(place / "articles", articles, seed=seed)
    with ArticleIndex.open(place / "index", embeddings=model, cache=place / "cache") as index:
        synced = seconds(lambda: index.sync(place / "articles"))
        texts = [embedded_text(each) for one in index for each in index.passages(one.id)]
    bare = seconds(lambda: embed_passages(model, texts))
    print(
        f"  {len(texts)} passages: embedded in {bare:.1f} s, synced in {synced:.1f} s", flush=True
    )
    return bare / synced


def resync_cost(scratch: Path, files: int) -> float:
    """Return what a sync without changes takes, over listing and hashing alone."""
    folder = scratch / "articles"
    write_articles(folder, files, words=60)
    place, cache = scratch / "index", scratch / "cache"
    with ArticleIndex.open(place, embeddings=HashedWords(), cache=cache) as index:
        first = seconds(lambda: index.sync(folder))
        print(f"  {files} files synced in {first:.1f} s")
        found = []
        for _ in range(_ROUNDS):
            again = seconds(lambda: index.sync(folder))
            bare = seconds(lambda: [digest(file.path) for file in article_files(folder, SUFFIXES)])
            print(f"  synced again in {again:.2f} s, listed and hashed in {bare:.2f} s")
            found.append(again / bare)
    return statistics.median(found)


def peak_memory(scratch: Path, articles: int) -> float:
    """Return the most memory of a process that syncs so many articles, in MiB."""
    write_articles(scratch / "articles", articles)
    command = [sys.executable, "-c", _SYNC, str(scratch), str(scratch / "articles")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - ours
    return int(done.stdout) / 1024


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
