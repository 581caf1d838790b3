"""A set of vectors that a process of its own fills, and a sync whose vectors it stores."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from benchmarks.hashed_words import HashedWords
from index import vector_sync
from index.article_index import ArticleIndex
from index.errors import ArticleIndexError, IndexDamagedError
from index.local_sets import LocalSets
from index.store import ChromaStore
from index.store_process import StoreProcess
from index.vector_file import Vector
from index.vectors import NextSet

ROOT = Path(__file__).resolve().parents[3]
RANDOM = np.random.default_rng(11)


def vectors(count: int) -> list[Vector]:
    return list(RANDOM.standard_normal((count, 16)).astype(np.float32))


def ids(count: int) -> list[str]:
    return [f"p{number}" for number in range(count)]


def kill(process: StoreProcess) -> None:
    process._process.kill()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A set in which nothing is yet."""
    ChromaStore.local(tmp_path / "set", create=True).close()
    return tmp_path / "set"


@pytest.fixture
def process(folder: Path) -> Iterator[StoreProcess]:
    started = StoreProcess(folder, folder.parent)
    yield started
    started.close()


def change(filled: NextSet, rows: Sequence[Vector]) -> None:
    filled.upsert(ids(40), rows[:40], ["a.md"] * 40)
    filled.upsert([*ids(5), "new"], rows[40:46], [*["a.md"] * 5, "b.md"])
    filled.remove(["p7", "absent"])
    filled.settle()


def test_it_stores_replaces_and_removes_as_a_store_here(
    tmp_path: Path, folder: Path, process: StoreProcess
) -> None:
    rows = vectors(46)
    change(process, rows)
    assert process.count() == 40
    assert set(process.ids()) == {*ids(40), "new"} - {"p7"}
    process.close()
    process.close()

    here, there = ChromaStore.local(tmp_path / "here", create=True), ChromaStore.local(folder)
    change(here, rows)
    expected, kept = (store.vectors([*ids(40), "new"]) for store in (here, there))
    assert expected.keys() == kept.keys() == {*ids(40), "new"} - {"p7"}
    assert all(np.array_equal(expected[key], kept[key]) for key in kept)
    wanted = [float(value) for value in rows[45]]
    assert there.nearest(wanted, 1, ["b.md"]) == here.nearest(wanted, 1, ["b.md"])
    assert there.nearest(wanted, 9) == here.nearest(wanted, 9)
    here.close()
    there.close()


def test_a_process_that_is_killed_is_named_and_none_of_it_is_left(process: StoreProcess) -> None:
    assert process.count() == 0
    kill(process)
    process.upsert(["p0"], vectors(1), ["a.md"])
    with pytest.raises(ArticleIndexError, match=r"can't be stored.*SIGKILL.*sync again"):
        process.count()
    process.close()
    assert process._process.poll() == -signal.SIGKILL


def test_what_it_fails_with_is_told_as_a_store_here_tells_it(tmp_path: Path, folder: Path) -> None:
    empty = StoreProcess(tmp_path / "empty", tmp_path)
    with pytest.raises(ArticleIndexError, match="have gone"):
        empty.count()
    empty.close()
    assert not (tmp_path / "empty").exists()

    (folder / "chroma.sqlite3").write_bytes(b"no database" * 1000)
    damaged = StoreProcess(folder, tmp_path)
    with pytest.raises(IndexDamagedError):
        damaged.count()
    damaged.close()


def test_closing_does_not_wait_for_what_is_under_way(process: StoreProcess) -> None:
    process.upsert(ids(3000), vectors(3000), ["a.md"] * 3000)
    process.close()
    assert process._process.poll() == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends it at once")
def test_it_ends_with_a_process_that_is_killed_whatever_it_is_doing(folder: Path) -> None:
    code = (
        "import sys, numpy; from pathlib import Path; from index.store_process import StoreProcess;"
        "process = StoreProcess(Path(sys.argv[1]), Path(sys.argv[1])); process.count();"
        "print(process._process.pid, flush=True);"
        "process.upsert(list(map(str, range(5000))), numpy.random.rand(5000, 384), ['a'] * 5000);"
        "process.count()"
    )
    command = [sys.executable, "-c", code, str(folder)]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
    assert parent.stdout is not None
    number = int(parent.stdout.readline())
    time.sleep(0.3)  # it stores by now, for seconds
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 0.5
    while is_running(number) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not is_running(number)


def is_running(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="ascii")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def test_one_that_is_killed_while_it_answers_has_ended(process: StoreProcess) -> None:
    class Partly:
        def readline(self) -> bytes:
            kill(process)
            return b'{"done": ["p1", "p'

        def close(self) -> None: ...

    process.count()
    process._process.stdout = Partly()  # type: ignore[assignment]  # what it is read by
    with pytest.raises(ArticleIndexError, match="SIGKILL"):
        list(process.ids())


def test_one_whose_end_is_not_waited_for_is_killed(
    process: StoreProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        monkeypatch.undo()
        raise KeyboardInterrupt

    process.count()
    monkeypatch.setattr(process._process, "wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        process.close()
    assert process._process.poll() is not None


@pytest.fixture
def no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system starts no process any more."""

    def refused(*_: str) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("index.own_process.start", refused)


@pytest.mark.usefixtures("no_processes")
def test_a_set_is_filled_here_where_no_process_can_be_started(
    tmp_path: Path,
) -> None:
    sets = LocalSets(tmp_path, tmp_path)
    name, begun = sets.begin("", 1, fresh=True)
    apart = sets.apart(name, begun)
    apart.upsert(ids(3), vectors(3), ["a.md"] * 3)
    assert isinstance(apart, ChromaStore)
    assert apart.count() == 3
    apart.close()


@pytest.mark.usefixtures("no_processes")
def test_one_that_can_not_be_started_says_so(tmp_path: Path) -> None:
    with pytest.raises(ArticleIndexError, match="can't be started"):
        StoreProcess(tmp_path, tmp_path)


# --- syncs ----------------------------------------------------------------------------------------


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[StoreProcess]:
    """The processes of syncs that have one store all but their first vectors."""
    found: list[StoreProcess] = []

    class Noted(StoreProcess):
        def __init__(self, folder: Path, index: Path) -> None:
            super().__init__(folder, index)
            found.append(self)

    monkeypatch.setattr("index.local_sets.StoreProcess", Noted)
    for name, few in (("MANY", 8), ("_STORED", 8), ("_STORED_MEANWHILE", 8)):
        monkeypatch.setattr(vector_sync, name, few)
    return found


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder of forty articles of a passage each."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(40):
        text = f"# Harbour {number}\n\nThe harbour of town {number} was opened in {1900 + number}."
        (folder / f"{number}.md").write_text(text, encoding="utf-8")
    return folder


def found(index: ArticleIndex) -> list[tuple[str, float]]:
    return [
        (passage.id, passage.score)
        for question in ("Which harbour was opened in 1917?", "harbour of town 3")
        for passage in index.search(question, language="en")
    ]


@pytest.mark.parametrize("many", [8, 1000])
def test_an_index_is_the_same_whoever_stores_its_vectors(
    tmp_path: Path,
    articles: Path,
    started: list[StoreProcess],
    monkeypatch: pytest.MonkeyPatch,
    many: int,
) -> None:
    monkeypatch.setattr(vector_sync, "MANY", many)
    with ArticleIndex.open(tmp_path / "index", embeddings=HashedWords()) as index:
        index.sync(articles)
        (articles / "0.md").unlink()
        for number in range(1, 30):
            path = articles / f"{number}.md"
            path.write_text(path.read_text(encoding="utf-8") + "\nIt was closed.", encoding="utf-8")
        index.sync(articles)
        assert index.check(articles) == ()
        best = found(index)
    assert len(started) == (2 if many == 8 else 0)
    assert all(each._process.poll() == 0 for each in started)

    with ArticleIndex.open(tmp_path / "afresh", embeddings=HashedWords()) as index:
        index.sync(articles)
        expected = found(index)
    assert [key for key, _ in best] == [key for key, _ in expected]
    assert [score for _, score in best] == pytest.approx([score for _, score in expected])


def test_a_sync_whose_process_is_killed_fails_and_the_next_does_it_all(
    tmp_path: Path, articles: Path, started: list[StoreProcess], monkeypatch: pytest.MonkeyPatch
) -> None:
    upsert = StoreProcess.upsert

    def fatal(process: StoreProcess, *arguments: list[str]) -> None:
        kill(process)
        upsert(process, *arguments)  # type: ignore[arg-type]  # as they came

    with ArticleIndex.open(tmp_path / "index", embeddings=HashedWords()) as index:
        with monkeypatch.context() as patched:
            patched.setattr(StoreProcess, "upsert", fatal)
            with pytest.raises(ArticleIndexError, match="SIGKILL"):
                index.sync(articles)
        assert len(index) == 0
        assert not list((tmp_path / "index" / "chroma").glob("*"))
        assert len(index.sync(articles).added) == 40
        assert index.check(articles) == ()
    assert len(started) == 2


def test_an_interrupted_sync_ends_its_process(
    tmp_path: Path, articles: Path, started: list[StoreProcess]
) -> None:
    def interrupt(_: object) -> None:
        if started:
            raise KeyboardInterrupt

    with ArticleIndex.open(tmp_path / "index", embeddings=HashedWords()) as index:
        with pytest.raises(KeyboardInterrupt):
            index.sync(articles, progress=interrupt)
        assert started[0]._process.poll() is not None
        assert not list((tmp_path / "index" / "chroma").glob("*"))
