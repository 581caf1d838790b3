import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import watching
from index.watching import Watch


class Watched:
    """Occasions as they come, with the seconds since the beginning."""

    def __init__(self, watch: Watch) -> None:
        self.seen: list[str] = []
        self._end = threading.Event()
        self._watch = watch
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        for occasion in self._watch.occasions():
            self.seen.append(occasion)
            if self._end.is_set():
                return

    def wait_for(self, *expected: str) -> None:
        until = time.monotonic() + 20
        while tuple(self.seen) != expected and time.monotonic() < until:
            time.sleep(0.02)
        assert tuple(self.seen) == expected

    def stop(self) -> None:
        self._end.set()
        self._watch.retry()
        self._thread.join(20)
        assert not self._thread.is_alive()


@pytest.fixture
def quiet_ms() -> int:
    """How long nothing changes after a burst."""
    return 300


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, quiet_ms: int) -> None:
    monkeypatch.setattr(watching, "_QUIET_MS", quiet_ms)
    monkeypatch.setattr(watching, "_LOOK_MS", 50)
    monkeypatch.setattr(watching, "_RETRY_SECONDS", 0.5)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "articles" / "index").mkdir(parents=True)
    return tmp_path / "articles"


@pytest.fixture
def watched(folder: Path) -> Iterator[Watched]:
    found = Watched(Watch(folder, without=folder / "index"))
    found.wait_for("begin")  # told when the system watches
    yield found
    found.stop()


@pytest.mark.parametrize("quiet_ms", [1000])  # so long is no pause between changes here
def test_a_burst_of_changes_is_one_occasion(watched: Watched, folder: Path) -> None:
    for number in range(30):
        (folder / f"{number}.md").write_text("text")
        time.sleep(0.04)
    watched.wait_for("begin", "changes")
    (folder / "3.md").unlink()
    watched.wait_for("begin", "changes", "changes")


def test_changes_of_the_index_do_not_count(watched: Watched, folder: Path) -> None:
    (folder / "index" / "articles.sqlite3").write_text("…")
    time.sleep(1.0)
    assert watched.seen == ["begin"]
    (folder / "new.md").write_text("text")
    watched.wait_for("begin", "changes")


def test_a_folder_that_goes_and_comes_back_is_watched_again(watched: Watched, folder: Path) -> None:
    folder.rename(folder.with_name("away"))
    time.sleep(0.5)
    folder.mkdir()
    until = time.monotonic() + 20
    while len(watched.seen) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(1.0)
    before = len(watched.seen)
    (folder / "new.md").write_text("text")
    watched.wait_for(*watched.seen[:before], "changes")


def test_a_retry_comes_without_any_change(folder: Path) -> None:
    watch = Watch(folder, without=folder / "index")
    seen = []
    for occasion in watch.occasions():
        seen.append(occasion)
        if len(seen) == 3:
            break
        watch.retry()
    assert seen == ["begin", "retry", "retry"]


def test_a_folder_is_looked_at_now_and_then_anyway(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_ROUTINE_SECONDS", 0.4)
    occasions = Watch(folder, without=folder / "index").occasions()
    assert [next(occasions) for _ in range(3)] == ["begin", "routine", "routine"]
