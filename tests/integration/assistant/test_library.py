"""Articles added and removed while they are asked: the files, the index, and what is told."""

import json
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from assistant.article_folder import REMOVED
from assistant.errors import LibraryError
from assistant.library import Library, fixed_place, place_of
from index.article_index import ArticleIndex
from index.errors import ArticleIndexError
from index.giving_way import NICE
from index.lock import writing
from index.report import SyncProgress, SyncReport

Progress = Callable[[SyncProgress], None]

BRIDGE = "# The bridge\n\nThe bridge opened in 1901 and closed in 2021.\n"
HARBOUR = "# The harbour\n\nThe harbour has four cranes and a lighthouse.\n"
LATER = "# The station\n\nThe station is heated by the river.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "bridge.md").write_text(BRIDGE, encoding="utf-8")
    (articles / "harbour.md").write_text(HARBOUR, encoding="utf-8")
    return articles


@pytest.fixture
def index(tmp_path: Path, folder: Path) -> Iterator[ArticleIndex]:
    with ArticleIndex.open(tmp_path / "index") as opened:
        opened.sync(folder)
        yield opened


@pytest.fixture
def library(index: ArticleIndex, folder: Path) -> Iterator[Library]:
    with closing(Library(index, fixed_place(folder), patience=0.0)) as opened:
        yield opened


def upload(tmp_path: Path, text: str | bytes, name: str = "upload") -> Path:
    path = tmp_path / "uploads" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def ids(index: ArticleIndex) -> list[str]:
    return [article.id for article in index.summaries()]


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.skipif(sys.platform != "linux", reason="priorities of threads are Linux's")
def test_whoever_waits_for_an_answer_goes_before_an_added_article(
    library: Library, index: ArticleIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, found = os.getpriority(os.PRIO_PROCESS, 0), []
    sync = index.sync

    def noted(*arguments: Any, **named: Any) -> SyncReport:  # noqa: ANN401 - as it is called
        found.append(os.getpriority(os.PRIO_PROCESS, 0))
        return sync(*arguments, **named)

    monkeypatch.setattr(index, "sync", noted)
    library.add([(upload(tmp_path, LATER), "Station.md")]).wait()
    assert found == [max(before, NICE)]
    assert os.getpriority(os.PRIO_PROCESS, 0) == before


def test_added_article_is_found_at_once(
    library: Library, index: ArticleIndex, folder: Path, tmp_path: Path
) -> None:
    change = library.add([(upload(tmp_path, LATER), "Station.md")])
    change.wait()
    assert [(file.stage, file.id) for file in change.files] == [("done", "Station.md")]
    assert index.search("What heats the station?")[0].article_id == "Station.md"
    assert index.check(folder) == ()


def test_bad_files_are_named_with_reasons_and_the_good_ones_go_in(
    library: Library, index: ArticleIndex, tmp_path: Path
) -> None:
    change = library.add(
        [
            (upload(tmp_path, b"\x00\x01\x02", "a"), "binary.txt"),
            (upload(tmp_path, LATER, "b"), "station.md"),
            (upload(tmp_path, "text", "c"), "letter.pages"),
            (upload(tmp_path, HARBOUR, "d"), "bridge.md"),
            (upload(tmp_path, HARBOUR, "e"), "harbour.md"),
        ]
    )
    change.wait()
    assert change.problem is None
    told = [(file.name, file.stage, file.id, file.is_new) for file in change.files]
    assert told == [
        ("binary.txt", "failed", "", True),
        ("station.md", "done", "station.md", True),
        ("letter.pages", "failed", "", True),
        ("bridge.md", "done", "bridge 2.md", True),
        ("harbour.md", "done", "harbour.md", False),
    ]
    problems = [
        file.problem.problem for file in change.files if isinstance(file.problem, LibraryError)
    ]
    assert problems == ["content", "format"]
    assert ids(index) == ["bridge 2.md", "bridge.md", "harbour.md", "station.md"]


def records(*titles: str) -> str:
    lines = [json.dumps({"id": each, "title": each, "text": f"{each}. {LATER}"}) for each in titles]
    return "\n".join(lines)


def test_file_of_many_articles_says_how_many_and_what_is_left_out(
    library: Library, index: ArticleIndex, tmp_path: Path
) -> None:
    file = upload(tmp_path, records("one", "two") + "\nno record\n" + records("three"))
    change = library.add([(file, "records.jsonl")])
    change.wait()
    (told,) = change.files
    assert (told.stage, told.id, told.articles) == ("done", "records.jsonl", 3)
    assert len(told.left_out) == 1
    assert told.left_out[0].startswith("line 3")
    assert "records.jsonl#two" in index


def test_article_of_such_a_file_is_removed_and_put_back_with_the_others(
    library: Library, index: ArticleIndex, tmp_path: Path
) -> None:
    library.add([(upload(tmp_path, records("one", "two", "three")), "records.jsonl")]).wait()
    assert index.beside("records.jsonl#two") == tuple(
        f"records.jsonl#{each}" for each in ("one", "three", "two")
    )
    removal = library.remove([("records.jsonl#two", "two"), ("records.jsonl#one", "one")])
    removal.wait()
    assert removal.articles == 3
    assert [title for title, _ in removal.removed] == ["two"]
    assert ids(index) == ["bridge.md", "harbour.md"]
    restoration = library.restore(removal.removed)
    restoration.wait()
    assert restoration.articles == 3
    assert "records.jsonl#two" in index


def test_articles_of_the_only_file_cannot_be_removed(
    library: Library, index: ArticleIndex, tmp_path: Path
) -> None:
    library.add([(upload(tmp_path, records("one", "two")), "records.jsonl")]).wait()
    library.remove([("bridge.md", "The bridge"), ("harbour.md", "The harbour")]).wait()
    removal = library.remove([("records.jsonl#one", "one")])
    removal.wait()
    assert isinstance(removal.problem, LibraryError)
    assert ids(index) == ["records.jsonl#one", "records.jsonl#two"]


def test_nothing_good_changes_nothing(
    library: Library, index: ArticleIndex, folder: Path, tmp_path: Path
) -> None:
    before, generation = files(folder), index.generation
    change = library.add([(upload(tmp_path, b""), "empty.md")])
    change.wait()
    assert change.files[0].stage == "failed"
    assert files(folder) == before
    assert index.generation == generation


def test_each_file_s_way_is_told_while_it_goes(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, index: ArticleIndex
) -> None:
    step, go_on = threading.Event(), threading.Event()
    original = index.sync

    def slowly(root: Path, *, progress: Progress) -> SyncReport:
        step.set()
        go_on.wait()
        return original(root, progress=progress)

    monkeypatch.setattr(index, "sync", slowly)
    change = library.add([(upload(tmp_path, LATER), "station.md")])
    seen = change.follow()
    next(seen)
    step.wait()
    assert change.files[0].stage == "indexing"
    assert not change.finished
    go_on.set()
    for _ in seen:
        pass
    assert change.finished
    assert change.passages >= 1


def test_removed_article_is_gone_and_comes_back_with_undo(
    library: Library, index: ArticleIndex, folder: Path
) -> None:
    removal = library.remove([("bridge.md", "The bridge")])
    removal.wait()
    assert ids(index) == ["harbour.md"]
    assert "bridge.md" not in {hit.article_id for hit in index.search("When did the bridge open?")}
    assert [name for name in files(folder) if name.startswith(REMOVED)]
    restoration = library.restore(removal.removed)
    restoration.wait()
    assert restoration.problem is None
    assert ids(index) == ["bridge.md", "harbour.md"]
    assert files(folder) == {"bridge.md": BRIDGE.encode(), "harbour.md": HARBOUR.encode()}
    assert index.check(folder) == ()


def test_last_articles_cannot_be_removed(
    library: Library, index: ArticleIndex, folder: Path
) -> None:
    before = files(folder)
    removal = library.remove([("bridge.md", "The bridge"), ("harbour.md", "The harbour")])
    removal.wait()
    assert isinstance(removal.problem, LibraryError)
    assert removal.problem.problem == "last"
    assert removal.removed == ()
    assert files(folder) == before
    assert ids(index) == ["bridge.md", "harbour.md"]


def test_article_whose_file_is_gone_already_goes_from_the_index(
    library: Library, index: ArticleIndex, folder: Path
) -> None:
    (folder / "bridge.md").unlink()
    removal = library.remove([("bridge.md", "The bridge")])
    removal.wait()
    assert removal.problem is None
    assert removal.removed == ()
    assert ids(index) == ["harbour.md"]


@pytest.mark.parametrize("what", ["add", "remove", "restore"])
def test_change_that_cannot_be_synced_leaves_all_as_it_was(
    library: Library, index: ArticleIndex, folder: Path, tmp_path: Path, what: str
) -> None:
    removed = library.remove([("harbour.md", "The harbour")])
    removed.wait()
    extra = library.add([(upload(tmp_path, LATER), "station.md")])
    extra.wait()
    before, known = files(folder), ids(index)
    with writing(index.folder):
        if what == "add":
            change: Any = library.add([(upload(tmp_path, HARBOUR), "new.md")])
        elif what == "remove":
            change = library.remove([("station.md", "The station")])
        else:
            change = library.restore(removed.removed)
        change.wait()
    assert change.problem.problem == "busy"
    assert ids(index) == known
    assert sorted(files(folder).values()) == sorted(before.values())
    visible = {name for name in before if not name.startswith(REMOVED)}
    assert {name for name in files(folder) if not name.startswith(REMOVED)} == visible


def test_restoring_can_be_tried_again_after_it_failed(
    library: Library, index: ArticleIndex
) -> None:
    removal = library.remove([("harbour.md", "The harbour")])
    removal.wait()
    with writing(index.folder):
        failed = library.restore(removal.removed)
        failed.wait()
    again = library.restore(failed.removed)
    again.wait()
    assert again.problem is None
    assert ids(index) == ["bridge.md", "harbour.md"]


def test_other_process_that_is_done_soon_is_waited_for(
    index: ArticleIndex, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with writing(index.folder):
            held.set()
            release.wait()

    other = threading.Thread(target=hold)
    other.start()
    held.wait()
    original = index.sync
    attempts: list[int] = []

    def attempt(root: Path, *, progress: Progress) -> SyncReport:
        attempts.append(1)
        if len(attempts) == 2:
            release.set()
            other.join()
        return original(root, progress=progress)

    monkeypatch.setattr(index, "sync", attempt)
    with closing(Library(index, fixed_place(folder), patience=60.0)) as library:
        change = library.add([(upload(tmp_path, LATER), "station.md")])
        change.wait()
    assert change.problem is None
    assert len(attempts) >= 2


def test_full_disk_is_told_and_leaves_all_as_it_was(
    library: Library, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(folder)

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", fail)
    change = library.add([(upload(tmp_path, LATER), "station.md")])
    change.wait()
    assert "disk is full" in str(change.problem)
    assert files(folder) == before


def test_file_that_the_sync_fails_to_read_is_taken_back(
    library: Library,
    index: ArticleIndex,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    original = index.sync

    def damage(root: Path, *, progress: Progress) -> SyncReport:
        (root / "station.md").write_bytes(b"\x00\x01\x02")
        return original(root, progress=progress)

    monkeypatch.setattr(index, "sync", damage)
    change = library.add([(upload(tmp_path, LATER), "station.md")])
    change.wait()
    assert change.files[0].stage == "failed"
    assert "binary data" in str(change.files[0].problem)
    assert sorted(files(folder)) == ["bridge.md", "harbour.md"]


def test_whatever_breaks_the_next_change_is_made(
    library: Library, index: ArticleIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(index, "sync", lambda *_, **__: 1 / 0)
        first = library.add([(upload(tmp_path, LATER), "station.md")])
        first.wait()
    assert first.problem is not None
    second = library.add([(upload(tmp_path, LATER), "station.md")])
    second.wait()
    assert second.problem is None
    assert "station.md" in index


def test_questions_are_answered_while_articles_are_indexed(
    library: Library, index: ArticleIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedded, asked = threading.Event(), threading.Event()
    original = index.sync

    def pause(root: Path, *, progress: Progress) -> SyncReport:
        def heed(told: SyncProgress) -> None:
            if told.phase == "embedding":
                embedded.set()
                asked.wait()
            progress(told)

        return original(root, progress=heed)

    monkeypatch.setattr(index, "sync", pause)
    change = library.add([(upload(tmp_path, LATER), "station.md")])
    embedded.wait()
    assert index.search("When did the bridge open?")[0].article_id == "bridge.md"
    assert index.get("bridge.md").title == "The bridge"
    assert not change.finished
    asked.set()
    change.wait()
    assert index.search("What heats the station?")[0].article_id == "station.md"


def test_changes_that_wait_together_are_made_with_one_sync(
    library: Library, index: ArticleIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go_on = threading.Event(), threading.Event()
    original = index.sync
    syncs: list[int] = []

    def count(root: Path, *, progress: Progress) -> SyncReport:
        syncs.append(1)
        began.set()
        go_on.wait()
        return original(root, progress=progress)

    monkeypatch.setattr(index, "sync", count)
    changes: list[Any] = [library.add([(upload(tmp_path, LATER, "a"), "a.md")])]
    began.wait()
    changes += [
        library.add([(upload(tmp_path, LATER, "b"), "b.md")]),
        library.remove([("bridge.md", "The bridge")]),
        library.add([(upload(tmp_path, LATER, "c"), "c.md")]),
    ]
    go_on.set()
    for change in changes:
        change.wait()
    assert ids(index) == ["a.md", "b.md", "c.md", "harbour.md"]
    assert len(syncs) == 2


def test_closing_ends_a_long_change_and_keeps_its_file_for_the_next_sync(
    index: ArticleIndex, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library(index, fixed_place(folder))
    begun = threading.Event()
    original = index.sync

    def slowly(root: Path, *, progress: Progress) -> SyncReport:
        def heed(told: SyncProgress) -> None:
            begun.set()
            library._closing.wait()
            progress(told)

        return original(root, progress=heed)

    monkeypatch.setattr(index, "sync", slowly)
    change = library.add([(upload(tmp_path, LATER), "station.md")])
    begun.wait()
    library.close()
    assert "next sync" in str(change.problem)
    assert ids(index) == ["bridge.md", "harbour.md"]
    original(folder)
    assert "station.md" in index


@pytest.mark.parametrize("what_becomes", ["done", "refused", "not synced", "closed"])
def test_added_file_is_let_go_when_all_is_over_whatever_became_of_it(
    library: Library,
    index: ArticleIndex,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    what_becomes: str,
) -> None:
    source = upload(tmp_path, LATER)
    seen: list[bool] = []

    def when_over() -> None:
        seen.append("station.md" in index)
        source.unlink()
        raise RuntimeError("it broke")  # which is no reason not to make the next change

    def fails(*_: object, **__: object) -> SyncReport:
        raise ArticleIndexError("the index is damaged")

    if what_becomes == "not synced":
        monkeypatch.setattr(index, "sync", fails)
    if what_becomes == "closed":
        library.close()
    name = "station.xyz" if what_becomes == "refused" else "station.md"
    library.add([(source, name)], when_over=when_over).wait()
    assert seen == [what_becomes == "done"]
    assert not source.exists()
    library.add([(upload(tmp_path, LATER), "later.md")]).wait()


def test_place_is_the_folder_that_was_synced_where_it_can_be_written(
    index: ArticleIndex, folder: Path, tmp_path: Path
) -> None:
    place = place_of(index)
    assert place is not None
    with place() as found:
        assert found == folder
    folder.rename(tmp_path / "elsewhere")
    assert place_of(index) is None
    with ArticleIndex.open(tmp_path / "other") as never_synced:
        assert place_of(never_synced) is None


def test_folder_that_may_not_be_written_is_told(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    change = library.remove([("bridge.md", "The bridge")])
    change.wait()
    assert "can't be changed (Permission denied)" in str(change.problem)
    assert (folder / "bridge.md").exists()


def test_error_of_the_index_reaches_those_who_wait(
    library: Library, index: ArticleIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ArticleIndexError("embedding failed: start its server")

    monkeypatch.setattr(index, "sync", fail)
    change = library.add([(upload(tmp_path, LATER), "station.md")])
    change.wait()
    assert str(change.problem) == "embedding failed: start its server"
    assert [file.stage for file in change.files] == ["failed"]
