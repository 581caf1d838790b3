"""What a sync does with what a cluster gives it, Ray's calls answered in this process."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from benchmarks.hashed_words import HashedWords
from index import ray_cluster
from index.article import Article
from index.article_index import ArticleIndex
from index.ray_cluster import RayCluster
from index.report import Failure
from index.sync import recorded_sync


class _Done:
    """A task that is done."""

    def __init__(self, result: object) -> None:
        self.result = result


@pytest.fixture(autouse=True)
def ray(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ray's interface, as far as it is used; each task is done when it is sent."""

    class NeverError(Exception):
        pass

    def remote(**_: object) -> Callable[[Callable[..., object]], SimpleNamespace]:
        return lambda work: SimpleNamespace(remote=lambda *given: _Done(work(*given)))

    def wait(tasks: list[Any], **_: object) -> tuple[list[Any], list[Any]]:
        return tasks, []

    stub: Any = ModuleType("ray")
    stub.remote, stub.wait = remote, wait
    stub.is_initialized = lambda: True
    stub.put = lambda value: value
    stub.get = lambda task, **_: task.result
    stub.cluster_resources = lambda: {"CPU": 2}
    stub.exceptions = SimpleNamespace(RayTaskError=NeverError, RayError=NeverError)
    monkeypatch.setitem(sys.modules, "ray", stub)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[ArticleIndex]:
    options: dict[str, Any] = {"embeddings": HashedWords(), "cache": tmp_path / "cache"}
    with ArticleIndex.open(tmp_path / "index", **options) as opened:
        yield opened


def harbours(folder: Path, count: int) -> None:
    (folder / "list.jsonl").write_text(
        "".join(
            f'{{"text": "Harbour {each} opened in {1700 + each}."}}\n' for each in range(count)
        ),
        encoding="utf-8",
    )


def test_passages_are_those_of_the_bytes_that_were_read_last(
    index: ArticleIndex, folder: Path
) -> None:
    changed: list[Path] = []

    class Late(RayCluster):
        def read(self, path: Path, root: Path) -> Iterator[Article | Failure]:
            yield from super().read(path, root)
            if path.name == "bread.txt" and not changed:
                changed.append(path)
                path.write_text("Bread again\n\nIt was frozen in 1999.", encoding="utf-8")

    index.sync(folder)
    bread = folder / "bread.txt"
    bread.write_bytes(bread.read_bytes().replace(b"\n", b"\r\n"))  # the same article
    parts = index._parts
    late = Late("local", parts.cache, parts.chunking)
    report = recorded_sync(parts, folder, None, rebuild=False, preparing=late)
    assert report.updated == ("bread.txt",)
    assert any("1999" in passage.text for passage in index.passages("bread.txt"))
    assert index.check(folder) == ()


def test_more_passages_than_may_wait_are_all_embedded(
    index: ArticleIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ray_cluster, "_MOST_VECTORS", 4)
    harbours(folder, 5)
    assert len(index.sync(folder, ray="local").added) == 8
    assert index.check(folder) == ()


def test_a_file_too_large_for_the_way_is_read_here(
    index: ArticleIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ray_cluster, "_BYTES", 2000)
    harbours(folder, 100)
    sent: list[str] = []

    class Told(RayCluster):
        def __enter__(self) -> "Told":
            entered = super().__enter__()
            prepare = self._prepare.remote

            def noted(way: object, name: str, data: bytes) -> object:
                sent.append(name)
                return prepare(way, name, data)

            self._prepare = SimpleNamespace(remote=noted)
            return entered

    parts = index._parts
    cluster = Told("local", parts.cache, parts.chunking)
    report = recorded_sync(parts, folder, None, rebuild=False, preparing=cluster)
    assert len(report.added) == 103
    assert sorted(sent) == ["2024/perry.md", "bread.txt", "festival.md"]
    assert index.check(folder) == ()


def test_a_file_that_is_no_article_is_sent_once(index: ArticleIndex, folder: Path) -> None:
    (folder / "noise.txt").write_bytes(bytes(range(256)))
    first = index.sync(folder, ray="local")
    assert [each.path for each in first.failed] == ["noise.txt"]
    assert index.sync(folder, ray="local").failed == first.failed
