"""Writers and servers of a shared index are killed; readers and the next sync never notice."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from multiprocessing.context import ForkServerContext
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from benchmarks.hashed_words import HashedWords
from index import postgres as postgres_module
from index import server_sets, sync
from index.article_index import ArticleIndex
from index.errors import ArticleIndexError, StoreUnavailableError
from index.report import SyncProgress
from tests.chroma_server import ChromaServer
from tests.postgres_server import PostgresServer

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).resolve().parents[3]
PHASES = ("comparing", "embedding", "storing", "switched")

# Answers each line with the ids of what it finds, in one index that stays open.
READER = """
import json, sys
from benchmarks.hashed_words import HashedWords
from index.article_index import ArticleIndex
url, store = sys.argv[1:]
with ArticleIndex.open(url, store=store, embeddings=HashedWords(), create=False) as index:
    for line in sys.stdin:
        found = [passage.article_id for passage in index.search(line.strip())]
        print(json.dumps([index.generation, found]), flush=True)
"""


@pytest.fixture
def store(chroma: ChromaServer) -> str:
    return f"{chroma.address}/survival-{uuid4().hex[:8]}"


@pytest.fixture
def shared(postgres_url: str, store: str) -> Iterator[ArticleIndex]:
    with ArticleIndex.open(postgres_url, store=store, embeddings=HashedWords()) as opened:
        yield opened


@pytest.fixture(autouse=True)
def running(postgres: PostgresServer, chroma: ChromaServer) -> Iterator[None]:
    """Have both servers run again, however a test ended."""
    yield
    postgres.start_again()
    chroma.start_again()


def sync_and_die(
    environment: Mapping[str, str], url: str, store: str, folder: Path, phase: str
) -> None:
    """Sync, and die by SIGKILL in a phase: nothing of it can tidy up."""
    os.environ.update(environment)  # which its process has of an earlier test

    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def heed(progress: SyncProgress) -> None:
        if progress.phase == phase:
            die()

    if phase == "switched":
        setattr(sync, "drop_gone", die)  # noqa: B010 - or mypy would not have it
    with ArticleIndex.open(url, store=store, embeddings=HashedWords()) as index:
        index.sync(folder, progress=heed)


@pytest.fixture
def killed(
    processes: ForkServerContext, postgres_url: str, store: str, folder: Path
) -> Callable[[str], None]:
    """Has a sync in another process die in a phase."""

    def kill(phase: str) -> None:
        process = processes.Process(
            target=sync_and_die, args=(dict(os.environ), postgres_url, store, folder, phase)
        )
        process.start()
        process.join()
        assert process.exitcode == -signal.SIGKILL

    return kill


def state(index: ArticleIndex) -> list[object]:
    """Return all that readers see, but for where the files lie."""
    return [
        (article.model_copy(update={"path": ""}), index.passages(article.id)) for article in index
    ]


def assert_fresh(shared: ArticleIndex, folder: Path, scratch: Path) -> None:
    """Compare with an index built anew on this machine: every row, vector and search."""
    place = scratch / uuid4().hex
    with ArticleIndex.open(place, embeddings=HashedWords()) as fresh:
        fresh.sync(folder)
        assert state(shared) == state(fresh)
        for question in ("Does starch crystallise in the refrigerator?", "Namur", "owls at night"):
            found = [passage.id for passage in shared.search(question)]
            assert found == [passage.id for passage in fresh.search(question)]
    assert shared.check(folder) == ()


def change(folder: Path) -> None:
    (folder / "bread.txt").write_text("Owls hunt at night, and nobody bakes.", encoding="utf-8")
    (folder / "festival.md").unlink()
    (folder / "new.md").write_text("Something new, from Namur.", encoding="utf-8")


@pytest.mark.parametrize("phase", PHASES)
def test_a_killed_writer_leaves_a_whole_state_and_the_next_sync_completes_it(
    shared: ArticleIndex, killed: Callable[[str], None], folder: Path, tmp_path: Path, phase: str
) -> None:
    shared.sync(folder)
    before = state(shared)
    change(folder)
    killed(phase)
    if phase == "switched":
        assert state(shared) != before
    else:
        assert state(shared) == before
        last = shared.last_sync()
        assert last is not None
        assert last.interrupted
    assert shared.search("Tyler Perry")[0].article_id == "2024/perry.md"
    shared.sync(folder)
    assert_fresh(shared, folder, tmp_path)


def test_a_killed_writer_of_the_first_state_leaves_an_empty_index(
    shared: ArticleIndex, killed: Callable[[str], None], folder: Path, tmp_path: Path
) -> None:
    killed("storing")
    assert len(shared) == 0
    assert shared.search("bread") == ()
    shared.sync(folder)
    assert_fresh(shared, folder, tmp_path)


def once(phase: str, work: Callable[[], None]) -> Callable[[SyncProgress], None]:
    """Return what does something the first time that a sync is in a phase."""
    done: list[bool] = []

    def heed(progress: SyncProgress) -> None:
        if progress.phase == phase and not done:
            done.append(True)
            work()

    return heed


@pytest.mark.parametrize("phase", ["comparing", "embedding", "storing"])
def test_postgresql_killed_in_a_sync_leaves_the_state_before(
    shared: ArticleIndex, postgres: PostgresServer, folder: Path, tmp_path: Path, phase: str
) -> None:
    shared.sync(folder)
    before = state(shared)
    change(folder)

    def restart() -> None:
        postgres.stop()
        postgres.start()

    with pytest.raises(ArticleIndexError):
        shared.sync(folder, progress=once(phase, restart))
    assert state(shared) == before
    assert (
        shared.search("Does starch crystallise in the refrigerator?")[0].article_id == "bread.txt"
    )
    shared.sync(folder)
    assert_fresh(shared, folder, tmp_path)


def test_a_writer_that_lost_its_connection_changes_nothing_that_the_next_one_does(
    shared: ArticleIndex, postgres_url: str, store: str, folder: Path, tmp_path: Path
) -> None:
    shared.sync(folder)
    change(folder)

    def take_over() -> None:
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name LIKE 'article-assistant writer%'"
            )
        with ArticleIndex.open(postgres_url, store=store, embeddings=HashedWords()) as other:
            assert other.sync(folder).changed

    with pytest.raises(ArticleIndexError):
        shared.sync(folder, progress=once("storing", take_over))
    assert_fresh(shared, folder, tmp_path)


@pytest.mark.parametrize("phase", ["comparing", "embedding", "storing"])
def test_a_sync_goes_on_where_chroma_was_killed_and_started_again(
    shared: ArticleIndex, chroma: ChromaServer, folder: Path, tmp_path: Path, phase: str
) -> None:
    shared.sync(folder)
    change(folder)

    def restart() -> None:
        chroma.stop()
        chroma.start()

    shared.sync(folder, progress=once(phase, restart))
    assert_fresh(shared, folder, tmp_path)


def test_chroma_away_in_a_sync_leaves_the_state_before(
    shared: ArticleIndex,
    chroma: ChromaServer,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shared.sync(folder)
    before = state(shared)
    change(folder)
    monkeypatch.setattr(server_sets, "_SYNCING", 0.2)
    monkeypatch.setattr(server_sets, "_SEARCHING", 0.2)
    with pytest.raises(StoreUnavailableError, match="the Chroma server"):
        shared.sync(folder, progress=once("embedding", chroma.stop))
    assert state(shared) == before
    with pytest.raises(StoreUnavailableError):
        shared.search("bread")
    with pytest.raises(StoreUnavailableError):
        shared.probe()
    chroma.start()
    shared.probe()
    assert (
        shared.search("Does starch crystallise in the refrigerator?")[0].article_id == "bread.txt"
    )
    shared.sync(folder)
    assert_fresh(shared, folder, tmp_path)


def test_postgresql_that_holds_still_is_given_up_and_used_again_when_it_goes_on(
    postgres: PostgresServer,
    postgres_url: str,
    store: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(postgres_module, "_READING", (0.1, 2.0))
    with ArticleIndex.open(postgres_url, store=store, embeddings=HashedWords()) as index:
        index.sync(folder)
        postgres.freeze()
        try:
            with pytest.raises(StoreUnavailableError, match="the database postgresql://"):
                index.search("bread")
        finally:
            postgres.thaw()
        assert (
            index.search("Does starch crystallise in the refrigerator?")[0].article_id
            == "bread.txt"
        )


def test_readers_in_other_processes_see_each_state_without_a_common_folder(
    shared: ArticleIndex, postgres_url: str, store: str, folder: Path, tmp_path: Path
) -> None:
    shared.sync(folder)
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, postgres_url, store],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "ASSISTANT_CACHE": str(tmp_path / f"machine-{number}"),
            },
        )
        for number in range(2)
    ]

    def ask(question: str) -> list[object]:
        answers = []
        for reader in readers:
            assert reader.stdin is not None
            assert reader.stdout is not None
            reader.stdin.write(question + "\n")
            reader.stdin.flush()
            answers.append(json.loads(reader.stdout.readline()))
        assert answers[0] == answers[1]
        return list(answers[0])

    try:
        assert ask("Does starch crystallise in the refrigerator?")[0] == 1
        change(folder)
        shared.sync(folder)
        generation, found = ask("owls hunt at night")
        assert generation == 2
        assert isinstance(found, list)
        assert found[0] == "bread.txt"
        assert "festival.md" not in found
    finally:
        for reader in readers:
            reader.communicate()
    assert not (tmp_path / "chroma").exists()
