"""Which changes of a folder of articles show, and which files are read to tell."""

import errno
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import folder_state
from assistant.folder_state import FileTimes, content_of, looks_of
from index.errors import FolderUnavailableError, ReadError
from index.folder import digest

RESTING = FileTimes(number=1, size=9, modified=10**18, changed=10**18)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "bridge.md").write_text("opened in 1901")
    (tmp_path / "sub" / "pont.txt").write_text("fermé", encoding="utf-8")
    return tmp_path


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that are read."""
    names: list[str] = []

    def note(path: Path) -> bytes:
        names.append(path.name)
        return digest(path)

    monkeypatch.setattr(folder_state, "digest", note)
    return names


def fail(error: Exception) -> Callable[[Path], bytes]:
    def failing(_: Path) -> bytes:
        raise error

    return failing


def test_files_that_rest_are_not_read(
    folder: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_state, "_FRESH", -(2**62))
    assert looks_of(folder) == looks_of(folder)
    assert read == []
    content_of(folder)
    assert read == ["bridge.md", "pont.txt"]


def test_change_that_the_times_of_a_file_do_not_tell_shows_while_they_are_fresh(
    folder: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = RESTING._replace(changed=time.time_ns() + 60 * 10**9)
    monkeypatch.setattr(FileTimes, "of", lambda _: fresh)
    before = looks_of(folder)
    (folder / "bridge.md").write_text("opened in 1902")
    assert looks_of(folder) != before
    assert "bridge.md" in read


@pytest.mark.parametrize("field", FileTimes._fields)
def test_whatever_the_file_system_says_otherwise_shows(
    folder: Path, read: list[str], monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    monkeypatch.setattr(FileTimes, "of", lambda _: RESTING)
    before = looks_of(folder)
    assert looks_of(folder) == before
    other = RESTING._replace(**{field: getattr(RESTING, field) + 1})
    monkeypatch.setattr(FileTimes, "of", lambda _: other)
    assert looks_of(folder) != before
    assert read == []


@pytest.mark.parametrize("told", [looks_of, content_of])
def test_articles_that_come_go_or_are_renamed_show(
    folder: Path, told: Callable[[Path], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_state, "_FRESH", -(2**62))
    states = [told(folder)]
    (folder / "new.html").write_text("new")
    states.append(told(folder))
    (folder / "new.html").rename(folder / "newer.html")
    states.append(told(folder))
    (folder / "newer.html").unlink()
    assert told(folder) == states[0]
    assert len(set(states)) == 3


@pytest.mark.parametrize("told", [looks_of, content_of])
def test_what_is_no_article_of_the_folder_is_not_looked_at(
    folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
    read: list[str],
    told: Callable[[Path], str],
) -> None:
    before = told(folder)
    outside = tmp_path_factory.mktemp("outside") / "diary.md"
    outside.write_text("mine")
    (folder / "film.mp4").write_bytes(bytes(9))
    (folder / ".hidden.md").write_text("hidden")
    (folder / "link.md").symlink_to(outside)
    (folder / "nowhere.md").symlink_to(folder / "gone.md")
    assert told(folder) == before
    assert set(read) <= {"bridge.md", "pont.txt"}


def test_file_that_is_refused_by_its_name_shows_so_that_a_sync_names_it(folder: Path) -> None:
    before = looks_of(folder)
    (folder / "letter.doc").write_bytes(b"old")
    assert looks_of(folder) != before


def test_file_that_cannot_be_read_is_part_of_the_state(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content_of(folder)
    with monkeypatch.context() as locked:
        locked.setattr(folder_state, "digest", fail(ReadError("can't be read")))
        assert content_of(folder) == content_of(folder) != before
    assert content_of(folder) == before


def test_file_that_cannot_be_reached_is_part_of_the_state(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(path: Path) -> FileTimes:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    before = looks_of(folder)
    monkeypatch.setattr(FileTimes, "of", unreachable)
    assert looks_of(folder) == looks_of(folder) != before


def test_disk_that_fails_is_no_state(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_state, "digest", fail(FolderUnavailableError("the disk fails")))
    with pytest.raises(FolderUnavailableError):
        content_of(folder)
