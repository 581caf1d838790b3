"""A sync on a cluster of real Ray nodes on this machine."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index.article import Article
from index.article_index import ArticleIndex
from index.errors import ArticleIndexError
from index.ray_cluster import RayCluster
from index.report import Failure, SyncProgress
from index.sync import recorded_sync
from tests.conftest import REQUIRED

# Read when Ray is imported: nodes listen on loopback alone.
os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
# 200 MB, and a minute and a half: not among what every test run installs, but `make test-ray`.
if "ray" not in REQUIRED:
    pytest.importorskip("ray")
from ray.cluster_utils import Cluster

NODE: dict[str, Any] = {"object_store_memory": 10**8, "node_ip_address": "127.0.0.1"}


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    found: Any = Cluster(
        initialize_head=True,
        head_node_args={"num_cpus": 1, "include_dashboard": False, **NODE},
    )
    found.add_node(num_cpus=1, **NODE)
    yield found
    found.shutdown()


@pytest.fixture
def articles(folder: Path) -> Path:
    (folder / "list.jsonl").write_text(
        '{"id": "a", "title": "One", "text": "The first harbour was built in 1890."}\n'
        "broken\n"
        '{"id": "b", "title": "Two", "text": "Le second port date de 1901."}\n',
        encoding="utf-8",
    )
    (folder / "binary.txt").write_bytes(bytes(range(256)))
    return folder


def test_the_index_is_what_this_machine_makes_alone(
    cluster: Cluster, articles: Path, tmp_path: Path
) -> None:
    with ArticleIndex.open(tmp_path / "alone", cache=tmp_path / "cache") as alone:
        expected = alone.sync(articles)
    with ArticleIndex.open(tmp_path / "index", cache=tmp_path / "other") as index:
        report = index.sync(articles, ray=cluster.address)
        assert report == expected.model_copy(update={"seconds": report.seconds})
        assert report.embedded == report.passages > 0
        assert len(report.failed) == 2
    # With the cache of the other one, so that vectors are compared as well.
    with ArticleIndex.open(tmp_path / "index", cache=tmp_path / "cache") as index:
        assert index.check(articles) == ()


def test_what_is_known_is_not_sent_again(cluster: Cluster, articles: Path, tmp_path: Path) -> None:
    with ArticleIndex.open(tmp_path / "index", cache=tmp_path / "cache") as index:
        index.sync(articles, ray=cluster.address)
        (articles / "bread.txt").rename(articles / "loaf.txt")
        (articles / "festival.md").unlink()
        report = index.sync(articles, ray=cluster.address)
        assert report.embedded == 0
        assert report.added == ("loaf.txt",)
        assert index.check(articles) == ()


def test_vectors_that_were_dropped_are_computed_again(
    cluster: Cluster, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.ray_cluster._MOST_VECTORS", 1)
    with ArticleIndex.open(tmp_path / "index", cache=tmp_path / "cache") as index:
        report = index.sync(articles, ray=cluster.address)
        assert report.embedded == report.passages > 1
        assert index.check(articles) == ()


def test_a_file_that_changes_after_it_was_sent_is_read_again(
    cluster: Cluster, articles: Path, tmp_path: Path
) -> None:
    class Late(RayCluster):
        def read(self, path: Path, root: Path) -> Iterator[Article | Failure]:
            if path.name == "bread.txt" and not (articles / "changed").exists():
                (articles / "changed").touch()
                path.write_text("Bread again\n\nIt was frozen in 1999.", encoding="utf-8")
            return super().read(path, root)

    with ArticleIndex.open(tmp_path / "index", cache=tmp_path / "cache") as index:
        parts = index._parts
        late = Late(cluster.address, parts.cache, parts.chunking)
        recorded_sync(parts, articles, None, rebuild=False, preparing=late)
        assert "1999" in index.get("bread.txt").text
        assert index.check(articles) == ()


def test_a_node_that_dies_loses_nothing(cluster: Cluster, articles: Path, tmp_path: Path) -> None:
    for number in range(60):
        (articles / f"more-{number}.txt").write_text(
            f"Harbour {number}\n\nThe harbour of town {number} was built in {1700 + number}.",
            encoding="utf-8",
        )
    node = cluster.add_node(num_cpus=2, **NODE)
    killed: list[object] = []

    def kill(progress: SyncProgress) -> None:
        if progress.phase == "embedding" and progress.done > 10 and not killed:
            killed.append(node)
            cluster.remove_node(node, allow_graceful=False)

    with ArticleIndex.open(tmp_path / "index", cache=tmp_path / "cache") as index:
        report = index.sync(articles, progress=kill, ray=cluster.address)
        assert killed
        assert len(report.added) == 65
        assert index.check(articles) == ()


def test_a_cluster_that_is_away_leaves_the_index_as_it_was(articles: Path, tmp_path: Path) -> None:
    with ArticleIndex.open(tmp_path / "index", cache=tmp_path / "cache") as index:
        with pytest.raises(ArticleIndexError, match=r"127\.0\.0\.1:9.*no answer"):
            index.sync(articles, ray="127.0.0.1:9")
        assert len(index) == 0
