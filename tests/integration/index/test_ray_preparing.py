"""What a sync does with what a cluster gives it, Ray's calls answered in this process."""

import gzip
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from benchmarks.hashed_words import HashedWords
from index import ray_cluster, ray_tasks
from index.article import Article, Passage
from index.article_index import ArticleIndex
from index.chunking import ChunkingSettings
from index.comparison import Changed
from index.errors import ArticleIndexError, ReaderFailedError
from index.preparing import cut_article
from index.ray_cluster import RayCluster
from index.ray_tasks import Prepared, Way
from index.report import Failure
from index.sync import recorded_sync


class _TaskError(Exception):
    def __init__(self, cause: BaseException) -> None:
        super().__init__(str(cause))
        self.cause = cause


class _Done:
    """A task that is done."""

    def __init__(self, work: Callable[..., object], given: tuple[object, ...]) -> None:
        self.failed: BaseException | None = None
        try:
            self.result = work(*given)
        except Exception as error:
            self.failed = error

    def get(self) -> object:
        if self.failed is not None:
            raise _TaskError(self.failed)
        return self.result


@pytest.fixture(autouse=True)
def ray(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ray's interface, as far as it is used; each task is done when it is sent."""

    class NeverError(Exception):
        pass

    def remote(**_: object) -> Callable[[Callable[..., object]], SimpleNamespace]:
        return lambda work: SimpleNamespace(remote=lambda *given: _Done(work, given))

    def wait(tasks: list[Any], **_: object) -> tuple[list[Any], list[Any]]:
        return tasks, []

    stub: Any = ModuleType("ray")
    stub.remote, stub.wait = remote, wait
    stub.is_initialized = lambda: True
    stub.put = lambda value: value
    stub.get = lambda task, **_: task.get()
    stub.cluster_resources = lambda: {"CPU": 2}
    stub.exceptions = SimpleNamespace(RayTaskError=_TaskError, RayError=NeverError)
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
    monkeypatch.setattr(ray_cluster, "_CHARACTERS", 8000)
    harbours(folder, 100)
    sent: list[str] = []

    class Told(RayCluster):
        def __enter__(self) -> "Told":
            entered = super().__enter__()
            prepare = self._prepare.remote

            def noted(way: object, name: str, *more: object) -> object:
                sent.append(name)
                return prepare(way, name, *more)

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


def test_an_article_that_a_node_can_not_cut_leaves_the_others_of_its_file(
    index: ArticleIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harbours(folder, 4)

    def fail(article: Article, settings: ChunkingSettings) -> list[Passage]:
        if "Harbour 2" in article.text:
            raise ReaderFailedError("can't be cut into passages")
        return cut_article(article, settings)

    monkeypatch.setattr(ray_tasks, "cut_article", fail)
    report = index.sync(folder, ray="local")
    assert len(report.added) == 6
    assert [each.reason for each in report.failed] == ["#3: can't be cut into passages"]
    assert "list.jsonl#3" not in index


@pytest.mark.parametrize("task", ["prepare", "embed"])
def test_a_node_with_another_version_of_the_program_is_refused(
    index: ArticleIndex, folder: Path, monkeypatch: pytest.MonkeyPatch, task: str
) -> None:
    work = getattr(ray_tasks, task)

    def elsewhere(*given: object) -> object:
        with monkeypatch.context() as node:
            node.setattr(ray_tasks, "program_version", lambda: "0.0.9")
            return work(*given)

    monkeypatch.setattr(ray_cluster, task, elsewhere)
    with pytest.raises(ArticleIndexError, match=r"has version 0\.0\.9.*install the same version"):
        index.sync(folder, ray="local")
    assert len(index) == 0


def packed_list(path: Path, count: int) -> bytes:
    """Write articles to a packed file that is far smaller than they are."""
    lines = (json.dumps({"id": str(each), "text": "The harbour. " * 400}) for each in range(count))
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    return path.read_bytes()


def test_articles_that_are_far_more_than_their_file_do_not_come_back_from_a_node(
    tmp_path: Path,
) -> None:
    way = Way.of(ChunkingSettings(), HashedWords())
    data = packed_list(tmp_path / "list.jsonl.gz", 20)
    assert len(data) < 2000
    kept = ray_tasks.prepare(way, "list.jsonl.gz", data, 200_000)
    assert len(kept.found) == 20
    assert ray_tasks.prepare(way, "list.jsonl.gz", data, 100_000) == Prepared([], "", exceeds=True)


def test_a_file_that_holds_too_much_for_a_node_is_read_here(
    index: ArticleIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed_list(folder / "list.jsonl.gz", 40)
    came: list[Prepared] = []

    def noted(way: Way, name: str, data: bytes, most: int) -> Prepared:
        came.append(ray_tasks.prepare(way, name, data, most))
        return came[-1]

    monkeypatch.setattr(ray_cluster, "prepare", noted)
    assert len(index.sync(folder, ray="local").added) == 43
    assert [each.exceeds for each in came].count(True) == 1
    assert index.check(folder) == ()


def test_no_more_is_on_its_way_than_may_be(
    index: ArticleIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each in range(20):
        (folder / f"more-{each}.txt").write_text("The harbour. " * 20, encoding="utf-8")
    monkeypatch.setattr(ray_cluster, "_CHARACTERS", 10_000)
    on_the_way: list[int] = []

    class Told(RayCluster):
        def _next(self) -> Changed:
            on_the_way.append(sum(file.most for file in self._files))
            return super()._next()

    parts = index._parts
    cluster = Told("local", parts.cache, parts.chunking)
    report = recorded_sync(parts, folder, None, rebuild=False, preparing=cluster)
    assert len(report.added) == 23
    assert 5_000 < max(on_the_way) <= 10_000
