import errno
import os
import resource
import socket
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from index.errors import ArticleIndexError, FolderUnavailableError, ReadError
from index.folder import check_folder, digest, file_names, named_folder
from index.readers.file_access import is_of_system
from index.report import Failure

SUFFIXES = frozenset({".txt", ".md"})


def names(folder: Path, without: Path | None = None) -> list[str]:
    failed: list[Failure] = []
    found = list(file_names(folder, SUFFIXES, failed=failed.append, without=without))
    assert failed == []
    return found


def write(path: Path, text: str = "text") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_articles_of_any_depth_are_found_under_their_relative_path(tmp_path: Path) -> None:
    write(tmp_path / "b.md")
    write(tmp_path / "2024" / "deep" / "a.TXT")
    write(tmp_path / "image.png")
    assert names(tmp_path) == ["2024/deep/a.TXT", "b.md"]


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path / ".secret.md")
    write(tmp_path / ".git" / "a.md")
    assert names(tmp_path) == []


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside" / "private.md")
    folder = tmp_path / "articles"
    inside = write(folder / "inside.md")
    (folder / "out.md").symlink_to(outside)
    (folder / "elsewhere").symlink_to(outside.parent)
    (folder / "in.md").symlink_to(inside)
    (folder / "gone.md").symlink_to(folder / "nothing.md")
    (folder / "loop").symlink_to(folder)
    (folder / "up.md").symlink_to(Path("..") / "outside" / "private.md")
    (folder / "itself.md").symlink_to("itself.md")
    (folder / "there.md").symlink_to("back.md")
    (folder / "back.md").symlink_to("there.md")
    assert names(folder) == ["in.md", "inside.md"]


def test_a_linked_folder_may_be_named_itself(tmp_path: Path) -> None:
    write(tmp_path / "articles" / "a.md")
    (tmp_path / "link").symlink_to(tmp_path / "articles")
    assert names(tmp_path / "link") == ["a.md"]


def test_pipes_sockets_and_folders_with_the_name_of_a_file_are_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "link.md").symlink_to("pipe.md")
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "zero.md").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as opened:
        here = Path.cwd()
        os.chdir(tmp_path)  # the names of sockets are short
        try:
            opened.bind("socket.md")
        finally:
            os.chdir(here)
        write(tmp_path / "a.md")
        assert names(tmp_path) == ["a.md"]


def test_a_pipe_in_the_place_of_a_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(ReadError, match="is not a file"):
        digest(tmp_path / "pipe.md")


def test_folders_nested_deeper_than_calls_are_walked(tmp_path: Path) -> None:
    depth = 1_500
    here = Path.cwd()
    os.chdir(tmp_path)
    try:
        for _ in range(depth):
            Path("d").mkdir()
            os.chdir("d")
        Path("a.md").write_text("text", encoding="utf-8")
        (found,) = names(tmp_path)
        Path("a.md").unlink()
        for _ in range(depth):  # nobody else could remove them
            os.chdir("..")
            Path("d").rmdir()
    finally:
        os.chdir(here)
    assert found == "d/" * depth + "a.md"


def test_a_folder_that_can_not_be_listed_is_told_and_the_others_are_walked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "closed" / "a.md")
    write(tmp_path / "gone" / "b.md")
    write(tmp_path / "open" / "c.md")
    listed = os.scandir

    def scandir(path: Path) -> object:
        if path.name == "closed":
            raise PermissionError(13, "Permission denied")
        if path.name == "gone":
            raise FileNotFoundError(2, "No such file or directory")
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    failed: list[Failure] = []
    found = list(file_names(tmp_path, SUFFIXES, failed=failed.append))
    assert found == ["open/c.md"]
    assert [failure.path for failure in failed] == ["closed"]
    assert "permission denied" in failed[0].reason


def test_a_disk_that_fails_is_no_folder_that_can_be_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = write(tmp_path / "closed" / "a.md")

    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", fail)
        with pytest.raises(FolderUnavailableError, match="input/output error"):
            list(file_names(tmp_path, SUFFIXES, failed=list[Failure]().append))
    monkeypatch.setattr(os, "open", fail)
    with pytest.raises(FolderUnavailableError, match=r"a\.md can't be read"):
        digest(closed)


@pytest.mark.parametrize(
    ("error", "of_system"),
    [
        (OSError(errno.EIO, "a disk that fails"), True),
        (OSError(errno.EHOSTDOWN, "a share whose server is off"), True),
        (TimeoutError(errno.ETIMEDOUT, "a share that does not answer"), True),
        (OSError(errno.ENODEV, "a drive that was pulled out"), True),
        (OSError(errno.EBADMSG, "a file system that is damaged"), True),
        (OSError(errno.ENOMEM, "a machine without memory"), True),
        (BlockingIOError(errno.EAGAIN, "a file that another holds for a moment"), True),
        (FileNotFoundError(errno.ENOENT, "removed meanwhile"), False),
        (NotADirectoryError(errno.ENOTDIR, "its folder was replaced"), False),
        (PermissionError(errno.EACCES, "not ours to read"), False),
        (OSError(errno.EINVAL, "a library that goes before the beginning"), False),
        (OSError(errno.EOVERFLOW, "a date that is none"), False),
        (OSError("damaged, says a library"), False),
        (ValueError("damaged, says another"), False),
    ],
)
def test_what_may_befall_any_file_is_not_taken_for_the_fault_of_one(
    error: Exception, of_system: bool
) -> None:
    assert is_of_system(error) is of_system


def test_where_memory_is_bounded_a_file_takes_too_much_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (2**30, 2**30))
    assert not is_of_system(OSError(errno.ENOMEM, "Cannot allocate memory"))


def test_the_index_itself_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path / "a.md")
    write(tmp_path / "index" / "b.md")
    assert names(tmp_path, without=tmp_path / "index") == ["a.md"]


def test_a_missing_folder_and_a_file_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ArticleIndexError, match="does not exist"):
        names(tmp_path / "missing")
    with pytest.raises(ArticleIndexError, match="is a file"):
        names(write(tmp_path / "a.md"))


def long_name(folder: Path) -> Path:
    return folder / ("n" * 300)


def loop(folder: Path) -> Path:
    (folder / "loop").symlink_to("loop")
    return folder / "loop"


def below_a_file(folder: Path) -> Path:
    return write(folder / "a.md") / "below"


def no_text(folder: Path) -> Path:
    named = Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9"))
    try:
        write(named / "a.md")
    except OSError:
        pytest.skip("this file system refuses such names")
    return named


def link_to_no_text(folder: Path) -> Path:
    (folder / "link").symlink_to(no_text(folder))
    return folder / "link"


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (long_name, r"n+ can't be reached \(file name too long\)"),
        (loop, r"loop can't be reached \(.*symbolic links"),
        (below_a_file, "below does not exist"),
        (no_text, r"caf\\xe9, or one above it, has a name that is not valid text; rename it"),
        (link_to_no_text, r"caf\\xe9, or one above it, has a name that is not valid text"),
        (lambda folder: folder / "\ud800", r"ud800 can't be reached"),
        (lambda folder: folder / "\0", "can't be reached .*null"),
    ],
)
def test_a_folder_that_can_not_be_indexed_is_told_by_its_name(
    tmp_path: Path, place: Callable[[Path], Path], told: str
) -> None:
    with pytest.raises(ArticleIndexError, match=told) as raised:
        check_folder(place(tmp_path))
    str(raised.value).encode()
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("code", "kind"),
    [(errno.EACCES, ArticleIndexError), (errno.EHOSTDOWN, FolderUnavailableError)],
)
def test_a_folder_that_the_system_refuses_is_told_apart_from_one_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, kind: type[Exception]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(Path, "stat", refuse)
    with pytest.raises(ArticleIndexError, match=os.strerror(code).lower()) as raised:
        check_folder(tmp_path)
    assert type(raised.value) is kind


def test_a_folder_in_nobody_s_home_is_one_that_does_not_exist() -> None:
    assert named_folder("~nobody-of-that-name/a") == Path("~nobody-of-that-name/a")
    assert named_folder("~/a") == Path.home() / "a"


def test_digest_tells_contents_apart(tmp_path: Path) -> None:
    assert digest(write(tmp_path / "a", "1")) == digest(write(tmp_path / "b", "1"))
    long = "A line of many.\n" * 40_000  # read in several pieces
    assert digest(write(tmp_path / "long", long)) == sha256(long.encode()).digest()
    assert digest(tmp_path / "a") != digest(write(tmp_path / "c", "2"))
    with pytest.raises(ReadError, match="can't be read"):
        digest(tmp_path / "missing")
