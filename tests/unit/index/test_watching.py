import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from watchfiles import watch

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


def test_a_folder_too_large_for_the_system_to_watch_is_watched_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def limited(watched: Path, *, force_polling: bool, **options: int) -> Iterator[object]:
        if not force_polling:
            raise OSError("OS file watch limit reached")
        return watch(watched, force_polling=True, **cast(Any, options))

    monkeypatch.setattr(watching, "watch", limited)
    monkeypatch.setattr(watching, "_POLL_MS", 50)
    occasions = Watch(folder, without=folder / "index").occasions()
    assert next(occasions) == "begin"
    (folder / "new.md").write_text("text")
    assert next(occasions) == "changes"


def test_a_link_in_a_circle_is_a_change_like_any_other(watched: Watched, folder: Path) -> None:
    (folder / "itself.md").symlink_to("itself.md")
    watched.wait_for("begin", "changes")
    (folder / "new.md").write_text("text")
    watched.wait_for("begin", "changes", "changes")


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("new.md", True),
        ("itself.md", True),
        ("itself.md/below.md", True),
        ("to-index.md", True),
        ("2024/new.md", True),
        ("index", False),
        ("index/articles.sqlite3", False),
        ("2024/back/index/chroma", False),
    ],
)
def test_only_what_lies_in_the_index_does_not_count(folder: Path, name: str, counts: bool) -> None:
    (folder / "itself.md").symlink_to("itself.md")
    (folder / "to-index.md").symlink_to("index")
    (folder / "2024").mkdir()
    (folder / "2024" / "back").symlink_to(folder)
    assert Watch(folder, without=folder / "index")._counts(folder / name) is counts


def test_a_folder_that_can_not_be_watched_at_all_is_looked_at_every_so_often(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    polled: list[bool] = []

    def refused(*_: object, force_polling: bool, **__: object) -> Iterator[object]:
        polled.append(force_polling)
        if force_polling:
            raise RuntimeError("Too many levels of symbolic links")
        raise OSError("OS file watch limit reached")

    monkeypatch.setattr(watching, "watch", refused)
    monkeypatch.setattr(watching, "_POLL_MS", 50)
    monkeypatch.setattr(watching, "_UNWATCHED_SECONDS", 0.2)
    occasions = Watch(folder, without=folder / "index").occasions()
    assert [next(occasions) for _ in range(3)] == ["begin", "routine", "routine"]
    assert polled[:4] == [False, True, False, True]


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
