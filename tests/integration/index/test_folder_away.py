"""A folder of articles that goes away, fails, or can't be listed in part."""

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.hashed_words import HashedWords
from index.article_index import ArticleIndex
from index.errors import ArticleIndexError, FolderUnavailableError
from index.readers import articles as readers
from index.readers import lines
from index.repair import repair
from index.report import SyncProgress
from tests.integration.index.conftest import ARTICLES

Happen = Callable[[SyncProgress], None]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[ArticleIndex]:
    with ArticleIndex.open(tmp_path / "index", embeddings=HashedWords()) as opened:
        yield opened


def in_phase(phase: str, work: Callable[[], object]) -> Happen:
    """Do something once, when a sync is in a phase."""
    done: list[object] = []

    def happen(progress: SyncProgress) -> None:
        if progress.phase == phase and not done:
            done.append(work())

    return happen


def whole(index: ArticleIndex) -> bool:
    return index.generation == 1 and [each.id for each in index] == sorted(ARTICLES)


@pytest.mark.parametrize("phase", ["comparing", "embedding"])
@pytest.mark.parametrize("replaced", [True, False])
def test_a_folder_that_goes_away_leaves_the_index_as_it_was(
    index: ArticleIndex, folder: Path, tmp_path: Path, phase: str, replaced: bool
) -> None:
    index.sync(folder)
    (folder / "bread.txt").write_text("Bread is baked on Monday and eaten on Sunday.", "utf-8")
    (folder / "2024" / "perry.md").write_text("The studio is built after all.", "utf-8")

    def go() -> None:
        folder.rename(tmp_path / "elsewhere")
        if replaced:  # as the place where a drive was mounted is, with something in it
            folder.mkdir()
            (folder / "bread.txt").write_text(ARTICLES["bread.txt"], "utf-8")

    with pytest.raises(FolderUnavailableError, match=str(folder)):
        index.sync(folder, progress=in_phase(phase, go))
    assert whole(index)
    assert index.search("a loaf stays fresh")[0].article_id == "bread.txt"


def too_long(folder: Path) -> Path:
    return folder / ("n" * 300)


def loop(folder: Path) -> Path:
    (folder / "loop").symlink_to("loop")
    return folder / "loop"


def no_text(folder: Path) -> Path:
    named = Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9"))
    try:
        named.mkdir()
    except OSError:
        pytest.skip("this file system refuses such names")
    (named / "a.md").write_text("Owls hunt at night.", "utf-8")
    return named


@pytest.mark.parametrize("place", [too_long, loop, no_text])
def test_a_folder_that_can_not_be_indexed_is_told_before_anything_is_done(
    index: ArticleIndex, folder: Path, tmp_path: Path, place: Callable[[Path], Path]
) -> None:
    index.sync(folder)
    other = place(tmp_path)
    told: list[SyncProgress] = []
    for work in (index.sync, index.plan, index.check):
        with pytest.raises(ArticleIndexError, match=f"^the folder {tmp_path}"):
            work(other, progress=told.append)
    with pytest.raises(ArticleIndexError, match=f"^the folder {tmp_path}"):
        repair(index.folder, other, embeddings=HashedWords())
    assert not told
    assert whole(index)
    last = index.last_sync()
    assert last is not None
    assert (last.state, str(last.error)[:10]) == ("failed", "the folder")


def test_a_plan_does_not_take_a_folder_away_for_removals(
    index: ArticleIndex, folder: Path, tmp_path: Path
) -> None:
    index.sync(folder)
    go = in_phase("comparing", lambda: folder.rename(tmp_path / "elsewhere"))
    with pytest.raises(FolderUnavailableError):
        index.plan(folder, progress=go)


@pytest.mark.parametrize(
    "code",
    [
        errno.EIO, errno.ESTALE, errno.ENOTCONN, errno.EMFILE, errno.EHOSTDOWN, errno.ETIMEDOUT,
        errno.ENXIO, errno.ENODEV, errno.ESHUTDOWN, errno.ENOMEM,
    ],
)  # fmt: skip
def test_a_disk_that_fails_is_not_taken_for_a_file_that_can_not_be_read(
    index: ArticleIndex, folder: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    index.sync(folder)
    opened = os.open

    def fail(path: Any, *arguments: Any) -> int:  # noqa: ANN401 - whatever os.open takes
        if str(path).endswith("bread.txt"):
            raise OSError(code, os.strerror(code))
        return opened(path, *arguments)

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", fail)
        with pytest.raises(FolderUnavailableError, match=r"bread\.txt can't be read"):
            index.sync(folder)
    assert whole(index)


@pytest.mark.parametrize("code", [errno.EACCES, errno.EPERM, errno.EBUSY, errno.ENAMETOOLONG])
def test_a_file_that_can_not_be_opened_stops_no_sync(
    index: ArticleIndex, folder: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    opened = os.open

    def fail(path: Any, *arguments: Any) -> int:  # noqa: ANN401 - whatever os.open takes
        if str(path).endswith("bread.txt"):
            raise OSError(code, os.strerror(code))
        return opened(path, *arguments)

    monkeypatch.setattr(os, "open", fail)
    report = index.sync(folder)
    assert [each.path for each in report.failed] == ["bread.txt"]
    assert len(report.added) == len(ARTICLES) - 1


@pytest.mark.parametrize("name", ["bread.txt", "list.jsonl"])
def test_a_disk_that_fails_while_a_file_is_read_stops_the_sync(
    index: ArticleIndex, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    index.sync(folder)
    line = '{"text": "It stays fresh for a week, says the baker."}\n'
    (folder / name).write_text(line * 2, "utf-8")

    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(lines, "_next_line", fail)
        patched.setattr(readers, "open_regular", fail) if name == "bread.txt" else None
        # Read here, where it can be made to fail.
        patched.setattr("index.readers.isolation.is_quick", lambda _: True)
        with pytest.raises(FolderUnavailableError, match="input/output error"):
            index.sync(folder)
    assert whole(index)


@pytest.fixture
def synced(index: ArticleIndex, folder: Path) -> ArticleIndex:
    (folder / "20245.md").write_text("A file whose name begins like that of a folder.", "utf-8")
    index.sync(folder)
    return index


@pytest.fixture
def closed(synced: ArticleIndex, monkeypatch: pytest.MonkeyPatch) -> ArticleIndex:
    """An index whose folder 2024 can't be listed any more."""
    listed = os.scandir

    def scandir(path: Any) -> object:  # noqa: ANN401 - whatever os.scandir takes
        if Path(path).name == "2024":
            raise PermissionError(errno.EACCES, "Permission denied")
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    return synced


TOLD = "2024: can't be listed (permission denied); check its permissions"


def test_what_lies_in_a_folder_that_can_not_be_listed_stays(
    closed: ArticleIndex, folder: Path
) -> None:
    (folder / "bread.txt").unlink()
    (folder / "20245.md").unlink()
    for report in (closed.plan(folder), closed.sync(folder)):
        assert report.removed == ("20245.md", "bread.txt")
        assert report.unchanged == ("2024/perry.md", "festival.md")
        assert [f"{each.path}: {each.reason}" for each in report.failed] == [TOLD]
    assert "2024/perry.md" in closed


def test_a_check_tells_of_a_folder_that_can_not_be_listed_and_goes_on(
    closed: ArticleIndex, folder: Path
) -> None:
    (folder / "bread.txt").unlink()
    gone = "bread.txt: in the index, no more in the folder"
    assert closed.check(folder) == (TOLD, gone)


@pytest.mark.parametrize("vectors", ["whole", "lost"])
def test_a_repair_keeps_what_it_can_not_list(
    closed: ArticleIndex, folder: Path, vectors: str
) -> None:
    if vectors == "lost":
        for path in (closed.folder / "chroma").glob("*/sealed.json"):
            path.unlink()
    done = repair(closed.folder, folder, embeddings=HashedWords())
    assert done.found[0] == TOLD
    assert done.report is not None
    assert "2024/perry.md" in done.report.unchanged
    assert closed.check(folder) == (TOLD,)
    assert closed.search("Tyler Perry")[0].article_id == "2024/perry.md"


def test_a_folder_of_which_nothing_can_be_listed_is_refused(
    synced: ArticleIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def scandir(_: object) -> object:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(ArticleIndexError, match="can't be listed"):
        synced.sync(folder)
