"""Vectors on a Chroma server, started here on loopback."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from index.article_index import ArticleIndex
from index.chunking import ChunkingSettings
from index.errors import ArticleIndexError
from index.store import ChromaStore

_SECONDS = 60


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = tmp_path_factory.mktemp("server")
    code = "from chromadb.cli.cli import app; app()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "run", "--host", "127.0.0.1", "--port", str(port),
         "--path", str(data)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=data,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    until = time.monotonic() + _SECONDS
    while True:
        try:
            httpx.get(f"{address}/api/v2/heartbeat", timeout=5).raise_for_status()
            break
        except httpx.HTTPError:
            if process.poll() is not None or time.monotonic() > until:
                process.kill()
                pytest.fail("the Chroma server did not start")
            time.sleep(0.1)  # between two looks at a process that is starting
    yield address
    process.terminate()
    process.wait(timeout=_SECONDS)


def test_articles_are_added_updated_removed_and_found(
    server: str, tmp_path: Path, folder: Path
) -> None:
    store = f"{server}/life"
    with (
        ArticleIndex.open(tmp_path / "index", store=store) as index,
        ArticleIndex.open(tmp_path / "index", store=store) as reader,
    ):
        index.sync(folder)
        assert reader.search("How long does bread stay fresh?")[0].article_id == "bread.txt"
        (folder / "bread.txt").write_text("Owls hunt at night.", encoding="utf-8")
        (folder / "festival.md").unlink()
        index.sync(folder)
        assert reader.search("How do owls hunt?")[0].article_id == "bread.txt"
        found = {passage.article_id for passage in reader.search("festival", limit=50)}
        assert found == {"bread.txt", "2024/perry.md"}
        assert index.check(folder) == ()
        passages = sum(len(index.passages(article.id)) for article in index)
    assert not (tmp_path / "index" / "chroma").exists()
    with closing(ChromaStore.server(server, "life-1")) as stored:
        assert stored.count() == passages


def test_what_a_killed_sync_left_is_never_found_and_goes_with_the_next(
    server: str, tmp_path: Path, folder: Path
) -> None:
    with ArticleIndex.open(tmp_path / "index", store=f"{server}/killed") as index:
        index.sync(folder)
        vector = index.embed_query("How long does bread stay fresh?")
        with closing(ChromaStore.server(server, "killed-1")) as stored:
            ghosts = [f"ghost {number}" for number in range(300)]
            stored.upsert(ghosts, [vector] * 300, ["ghost.md"] * 300)
        assert index.search("How long does bread stay fresh?")[0].article_id == "bread.txt"
        (folder / "new.md").write_text("Something new.", encoding="utf-8")
        index.sync(folder)
        with closing(ChromaStore.server(server, "killed-1")) as stored:
            assert not [key for key in stored.ids() if key.startswith("ghost")]


def test_rebuilding_makes_a_new_collection_and_deletes_the_old(
    server: str, tmp_path: Path, folder: Path
) -> None:
    store = f"{server}/again"
    with ArticleIndex.open(tmp_path / "index", store=store) as index:
        index.sync(folder)
    small = ChunkingSettings(max_tokens=32, min_tokens=0)
    with ArticleIndex.open(tmp_path / "index", store=store, chunking=small, rebuild=True) as index:
        index.sync(folder)
        assert index.search("How long does bread stay fresh?")[0].article_id == "bread.txt"
        (folder / "new.md").write_text("Something new.", encoding="utf-8")
        index.sync(folder)
    with pytest.raises(ArticleIndexError, match="no vectors"):
        ChromaStore.server(server, "again-1")


def test_a_collection_of_another_index_is_not_touched(
    server: str, tmp_path: Path, folder: Path
) -> None:
    with ArticleIndex.open(tmp_path / "one", store=f"{server}/shared") as one:
        one.sync(folder)
    with (
        ArticleIndex.open(tmp_path / "two", store=f"{server}/shared") as two,
        pytest.raises(ArticleIndexError, match="belongs to another index"),
    ):
        two.sync(folder)
    with ArticleIndex.open(tmp_path / "one", store=f"{server}/shared") as one:
        assert one.search("How long does bread stay fresh?")[0].article_id == "bread.txt"


def test_a_server_that_is_away_is_named_and_the_index_stays(
    server: str, tmp_path: Path, folder: Path
) -> None:
    with ArticleIndex.open(tmp_path / "index", store=f"{server}/away") as index:
        index.sync(folder)
    away = "http://127.0.0.1:9/away"
    with ArticleIndex.open(tmp_path / "index", store=away) as index:
        with pytest.raises(ArticleIndexError, match=r"127\.0\.0\.1:9 can't be reached"):
            index.search("bread")
        (folder / "new.md").write_text("Something new.", encoding="utf-8")
        with pytest.raises(ArticleIndexError, match=r"127\.0\.0\.1:9 can't be reached"):
            index.sync(folder)
        assert len(index) == 3
