"""Measures a sync on a Ray cluster against one on this machine alone.

    python -m benchmarks.cluster [--articles 60] [--nodes 1 2]

Each node is a Ray node of its own on this machine, with one processor; alone, a sync may use as
many threads as the largest cluster has nodes. Articles are made up, of some 300 words each. Figures
by name:

- `ray_efficiency_N`: seconds alone over those on N nodes, where both have as many processors.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.results import keep
from benchmarks.synthetic_articles import write_articles
from index.article_index import ArticleIndex

# Ray reads it as it is imported: nodes listen on loopback alone.
os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"

_ALONE = """
import sys, time
from index.article_index import ArticleIndex
from index.embedding import EmbeddedE5
place, folder = sys.argv[1:]
EmbeddedE5().get_query_embedding("warm up")
with ArticleIndex.open(place + "/index", cache=place + "/cache") as index:
    begun = time.perf_counter()
    index.sync(folder)
    print(time.perf_counter() - begun)
"""


def alone(place: Path, folder: Path, processors: int) -> float:
    """Return the seconds of a sync in a process of its own with so many threads."""
    found = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-c", _ALONE, str(place), str(folder)],
        env=os.environ | {"OMP_NUM_THREADS": str(processors)},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(found.stdout)


def on_cluster(place: Path, folder: Path, nodes: int) -> float:
    """Return the seconds of a sync on so many nodes of one processor, their models loaded."""
    import ray
    from ray.cluster_utils import Cluster

    node: dict[str, Any] = {"num_cpus": 1, "object_store_memory": 10**8}
    cluster: Any = Cluster(initialize_head=True, head_node_args=node | {"include_dashboard": False})
    try:
        for _ in range(nodes - 1):
            cluster.add_node(**node)
        ray.init(address=cluster.address, log_to_driver=False)
        write_articles(place / "warm", 2 * nodes, seed=99)
        with ArticleIndex.open(place / "warm-index", cache=place / "warm-cache") as index:
            index.sync(place / "warm", ray=cluster.address)
        with ArticleIndex.open(place / "index", cache=place / "cache") as index:
            begun = time.perf_counter()
            index.sync(folder, ray=cluster.address)
            return time.perf_counter() - begun
    finally:
        ray.shutdown()
        cluster.shutdown()


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--nodes", type=int, nargs="*", default=[1, 2])
    options = parser.parse_args()
    figures = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "articles"
        write_articles(folder, options.articles)
        for nodes in options.nodes:
            here = alone(Path(scratch) / f"alone-{nodes}", folder, nodes)
            there = on_cluster(Path(scratch) / f"cluster-{nodes}", folder, nodes)
            print(f"  {nodes} processors: alone {here:.1f} s, on the cluster {there:.1f} s")
            figures[f"ray_efficiency_{nodes}"] = here / there
    for name, value in figures.items():
        print(f"{name:24}{value:10.2f}")
    keep(figures)


if __name__ == "__main__":
    main()
