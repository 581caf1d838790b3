"""Vectors on a Chroma server, started here on loopback."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from chromadb.api.client import AdminClient
from chromadb.config import Settings

from index import server_sets
from index.article_index import ArticleIndex
from index.chroma_server import ChromaServer as Address
from index.chunking import ChunkingSettings
from index.errors import ArticleIndexError, StoreUnavailableError
from index.store import ChromaStore
from tests.chroma_server import ChromaServer
from tests.integration.index.guarded_proxy import guarded, write_certificate

TOKEN = "only-of-the-tests"
QUESTION = "How long does bread stay fresh?"


@pytest.fixture
def server(chroma: ChromaServer) -> str:
    return chroma.address


def collections(server: str, index: ArticleIndex) -> list[str]:
    return ChromaStore.collections(Address(server), index.state.partition(":")[0])


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
        (name,) = collections(server, index)
    assert name.startswith("life-1-")
    assert not (tmp_path / "index" / "chroma").exists()
    with closing(ChromaStore.server(server, name)) as stored:
        assert stored.count() == passages


def test_what_a_killed_sync_left_is_never_found_and_goes_with_the_next(
    server: str, tmp_path: Path, folder: Path
) -> None:
    with ArticleIndex.open(tmp_path / "index", store=f"{server}/killed") as index:
        index.sync(folder)
        vector = index.embed_query("How long does bread stay fresh?")
        (name,) = collections(server, index)
        with closing(ChromaStore.server(server, name)) as stored:
            ghosts = [f"ghost {number}" for number in range(300)]
            stored.upsert(ghosts, [vector] * 300, ["ghost.md"] * 300)
        assert index.search("How long does bread stay fresh?")[0].article_id == "bread.txt"
        (folder / "new.md").write_text("Something new.", encoding="utf-8")
        index.sync(folder)
        with closing(ChromaStore.server(server, name)) as stored:
            assert not [key for key in stored.ids() if key.startswith("ghost")]


def test_rebuilding_makes_a_new_collection_and_deletes_the_old(
    server: str, tmp_path: Path, folder: Path
) -> None:
    store = f"{server}/again"
    with ArticleIndex.open(tmp_path / "index", store=store) as index:
        index.sync(folder)
        (before,) = collections(server, index)
    small = ChunkingSettings(max_tokens=32, min_tokens=0)
    with ArticleIndex.open(tmp_path / "index", store=store, chunking=small, rebuild=True) as index:
        index.sync(folder)
        assert index.search("How long does bread stay fresh?")[0].article_id == "bread.txt"
        (folder / "new.md").write_text("Something new.", encoding="utf-8")
        index.sync(folder)
        (after,) = collections(server, index)
    assert after != before
    with pytest.raises(ArticleIndexError, match="no vectors"):
        ChromaStore.server(server, before)


def test_indexes_that_name_one_collection_do_not_touch_each_other(
    server: str, tmp_path: Path, folder: Path
) -> None:
    with (
        ArticleIndex.open(tmp_path / "one", store=f"{server}/shared") as one,
        ArticleIndex.open(tmp_path / "two", store=f"{server}/shared") as two,
    ):
        one.sync(folder)
        (folder / "bread.txt").unlink()
        two.sync(folder)
        assert one.search(QUESTION)[0].article_id == "bread.txt"
        assert "bread.txt" not in {each.article_id for each in two.search(QUESTION)}
        (name,) = collections(server, one)
    with pytest.raises(ArticleIndexError, match="belongs to another index"):
        ChromaStore.server(server, name, owner="another")


def test_an_index_lives_in_the_database_of_the_tenant_that_its_store_names(
    server: str, tmp_path: Path, folder: Path
) -> None:
    host, port = server.removeprefix("http://").split(":")
    chosen = Settings(
        chroma_api_impl="chromadb.api.fastapi.FastAPI",
        chroma_server_host=host,
        chroma_server_http_port=int(port),
    )
    admin = AdminClient(chosen)
    admin.create_tenant("newsroom")
    admin.create_database("archive", "newsroom")
    store = f"{server}/newsroom/archive/life"
    there = Address(server, tenant="newsroom", database="archive")
    with ArticleIndex.open(tmp_path / "index", store=store) as index:
        index.sync(folder)
        assert index.search(QUESTION)[0].article_id == "bread.txt"
        owner = index.state.partition(":")[0]
        (name,) = ChromaStore.collections(there, owner)
        assert ChromaStore.collections(Address(server), owner) == []
    with ArticleIndex.open(tmp_path / "index", store=store, rebuild=True) as index:
        (folder / "festival.md").unlink()
        index.sync(folder)
        assert index.check(folder) == ()
    with pytest.raises(ArticleIndexError, match="no vectors"):
        ChromaStore.server(server, name)  # of the same name, in the database of everybody
    absent = f"{server}/newsroom/nowhere/life"
    with (
        ArticleIndex.open(tmp_path / "other", store=absent) as index,
        pytest.raises(ArticleIndexError, match=r"/newsroom/nowhere can't be used: .*not exist"),
    ):
        index.sync(folder)


def test_a_server_that_was_restarted_is_used_again(
    chroma: ChromaServer, tmp_path: Path, folder: Path
) -> None:
    with ArticleIndex.open(tmp_path / "index", store=f"{chroma.address}/restarted") as index:
        index.sync(folder)
        index.search(QUESTION)
        chroma.stop()
        chroma.start()
        assert index.search(QUESTION)[0].article_id == "bread.txt"


def test_a_server_that_comes_back_soon_is_waited_for_by_search_and_sync(
    chroma: ChromaServer, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_sets, "_SEARCHING", 60.0)
    with ArticleIndex.open(tmp_path / "index", store=f"{chroma.address}/awaited") as index:
        index.sync(folder)
        (folder / "new.md").write_text("Something new.", encoding="utf-8")
        for work in (lambda: index.search(QUESTION), lambda: index.sync(folder)):
            index.search(QUESTION)
            chroma.stop()
            starting = threading.Thread(target=chroma.start)
            starting.start()
            try:
                work()
            finally:
                starting.join()
        assert index.check(folder) == ()


def test_a_server_that_holds_still_is_given_up_and_used_again_when_it_goes_on(
    chroma: ChromaServer, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_sets, "_SEARCHING", 0.1)
    monkeypatch.setattr(server_sets, "_SEARCHING_SECONDS", 2.0)
    with ArticleIndex.open(tmp_path / "index", store=f"{chroma.address}/still") as index:
        index.sync(folder)
        index.search(QUESTION)
        chroma.freeze()
        try:
            with pytest.raises(StoreUnavailableError, match="can't be reached"):
                index.search(QUESTION)
        finally:
            chroma.thaw()
        assert index.search(QUESTION)[0].article_id == "bread.txt"


@pytest.mark.parametrize("searched_before", [False, True])
def test_searches_fail_together_while_a_server_is_away_and_find_it_when_it_is_back(
    chroma: ChromaServer,
    tmp_path: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    searched_before: bool,
) -> None:
    patience, searches = 2.0, 8
    monkeypatch.setattr(server_sets, "_SEARCHING", patience)
    with (
        ArticleIndex.open(tmp_path / "index", store=f"{chroma.address}/together") as index,
        ThreadPoolExecutor(searches) as threads,
    ):
        index.sync(folder)
        if searched_before:
            index.search(QUESTION)
        chroma.stop()
        try:
            began = time.monotonic()
            failures = [threads.submit(index.search, QUESTION) for _ in range(searches)]
            for failure in failures:
                assert isinstance(failure.exception(), StoreUnavailableError)
            assert time.monotonic() - began < searches * patience / 2
            began = time.monotonic()
            with pytest.raises(StoreUnavailableError, match="can't be reached"):
                index.search(QUESTION)
            assert time.monotonic() - began < patience
        finally:
            chroma.start()
        assert index.search(QUESTION)[0].article_id == "bread.txt"


@pytest.mark.parametrize(
    ("header", "value", "token"),
    [
        ("Authorization", f"Bearer {TOKEN}", TOKEN),
        ("X-Chroma-Token", TOKEN, TOKEN),
        ("Authorization", "Basic YW5uOnNlY3JldA==", "Basic YW5uOnNlY3JldA=="),
    ],
)
def test_the_token_opens_a_guarded_server(
    server: str, tmp_path: Path, folder: Path, header: str, value: str, token: str
) -> None:
    with guarded(server, header, value) as proxy:
        store = f"http://127.0.0.1:{proxy.port}/guarded"
        with ArticleIndex.open(tmp_path / "index", store=store, store_token=token) as index:
            index.sync(folder)
            assert index.search(QUESTION)[0].article_id == "bread.txt"


def test_a_wrong_token_is_told_and_never_shown(
    server: str, tmp_path: Path, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    with guarded(server, "Authorization", "Bearer another") as proxy:
        store = f"http://127.0.0.1:{proxy.port}/guarded"
        with (
            ArticleIndex.open(tmp_path / "index", store=store, store_token=TOKEN) as index,
            pytest.raises(ArticleIndexError, match="refuses this client") as told,
        ):
            index.sync(folder)
    assert "set store_token" in str(told.value)
    assert TOKEN not in str(told.value) + caplog.text


def test_a_busy_server_is_asked_again(server: str, tmp_path: Path, folder: Path) -> None:
    with guarded(server, "Authorization", f"Bearer {TOKEN}") as proxy:
        store = f"http://127.0.0.1:{proxy.port}/busy"
        with ArticleIndex.open(tmp_path / "index", store=store, store_token=TOKEN) as index:
            index.sync(folder)
            proxy.busy = 2
            assert index.search(QUESTION)[0].article_id == "bread.txt"
        assert proxy.turned_away == 2


def test_a_server_with_a_certificate_of_ones_own_authority_is_trusted_where_that_is_named(
    server: str, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = write_certificate(tmp_path / "server.pem")
    with guarded(server, "X-Chroma-Token", TOKEN, certificate) as proxy:
        store = f"https://127.0.0.1:{proxy.port}/tls"
        with ArticleIndex.open(tmp_path / "index", store=store, store_token=TOKEN) as index:
            with pytest.raises(StoreUnavailableError, match="CERTIFICATE_VERIFY_FAILED"):
                index.sync(folder)
            monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
            index.sync(folder)
            assert index.search(QUESTION)[0].article_id == "bread.txt"


def test_a_server_that_is_away_is_named_and_the_index_stays(
    server: str, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_sets, "_SEARCHING", 0.1)
    monkeypatch.setattr(server_sets, "_SYNCING", 0.1)
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
