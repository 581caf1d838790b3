import gzip
import json
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.article_folder import REMOVED, ArticleFolder
from assistant.errors import LibraryError
from index.folder import file_names
from index.readers import SUFFIXES

TEXT = "# The bridge\n\nThe bridge opened in 1901.\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    return folder


@pytest.fixture
def folder(root: Path) -> Iterator[ArticleFolder]:
    with ArticleFolder(root, most_bytes=1000) as opened:
        yield opened


@pytest.fixture
def upload(tmp_path: Path) -> Path:
    path = tmp_path / "upload"
    path.write_text(TEXT, encoding="utf-8")
    path.chmod(0o600)
    return path


def read(root: Path) -> list[str]:
    """What a sync would read."""
    return list(file_names(root, SUFFIXES, failed=lambda _: None))


def everything(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*"))


def test_file_is_added_under_its_name(folder: ArticleFolder, root: Path, upload: Path) -> None:
    added = folder.add(upload, "Bridge.md")
    assert added.id == "Bridge.md"
    assert added.is_new
    assert (root / "Bridge.md").read_text(encoding="utf-8") == TEXT
    assert everything(root) == ["Bridge.md"]
    assert upload.exists()
    assert stat.S_IMODE((root / "Bridge.md").stat().st_mode) & 0o400


@pytest.mark.parametrize(
    "name", ["../outside.md", "/etc/outside.md", "..\\outside.md", ".removed/outside.md"]
)
def test_name_cannot_lead_out_of_the_folder(
    folder: ArticleFolder, root: Path, upload: Path, name: str
) -> None:
    assert folder.add(upload, name).path == root / "outside.md"


def test_hidden_name_becomes_one_that_is_read(
    folder: ArticleFolder, root: Path, upload: Path
) -> None:
    folder.add(upload, ".secret.md")
    assert read(root) == ["secret.md"]


def test_taken_name_is_numbered_and_the_other_file_left_alone(
    folder: ArticleFolder, root: Path, upload: Path
) -> None:
    (root / "bridge.md").write_text("Another text.", encoding="utf-8")
    assert folder.add(upload, "bridge.md").id == "bridge 2.md"
    assert (root / "bridge.md").read_text(encoding="utf-8") == "Another text."
    assert folder.add(upload, "Bridge.md").id == "Bridge 3.md"  # as one name on some file systems


def test_same_file_is_not_added_twice(folder: ArticleFolder, root: Path, upload: Path) -> None:
    folder.add(upload, "bridge.md")
    again = folder.add(upload, "bridge.md")
    assert not again.is_new
    folder.take_back(again)
    assert read(root) == ["bridge.md"]


def test_name_of_a_folder_is_taken_too(folder: ArticleFolder, root: Path, upload: Path) -> None:
    (root / "bridge.md").mkdir()
    assert folder.add(upload, "bridge.md").id == "bridge 2.md"


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("letter.pages", b"PK\x03\x04", "format"),
        ("letter.docx", b"PK\x03\x04", "content"),
        ("many.zip", b"PK\x03\x04", "content"),
        ("program", TEXT.encode(), "format"),
        ("large.txt", b"word " * 201, "size"),
        ("binary.txt", bytes(range(256)), "content"),
        ("empty.md", b" \n", "content"),
    ],
)
def test_what_is_no_article_is_refused_and_leaves_nothing_behind(
    folder: ArticleFolder, root: Path, upload: Path, name: str, content: bytes, problem: str
) -> None:
    upload.write_bytes(content)
    with pytest.raises(LibraryError, match=name) as raised:
        folder.add(upload, name)
    assert raised.value.problem == problem
    assert "\n" not in str(raised.value)
    assert everything(root) == []


def test_reason_of_the_reader_is_told(folder: ArticleFolder, upload: Path) -> None:
    upload.write_bytes(b"%PDF-1.7 and more")
    with pytest.raises(LibraryError) as raised:
        folder.add(upload, "paper.txt")
    assert raised.value.detail.startswith("is a PDF, not text")


def test_packed_file_keeps_both_its_suffixes(
    folder: ArticleFolder, root: Path, upload: Path
) -> None:
    upload.write_bytes(gzip.compress(TEXT.encode()))
    (root / "bridge.md.gz").write_bytes(gzip.compress(b"Another text."))
    folder.add(upload, "bridge.md.gz")
    assert read(root) == ["bridge 2.md.gz", "bridge.md.gz"]


def test_list_of_articles_is_added_where_one_of_them_can_be_read(
    folder: ArticleFolder, root: Path, upload: Path
) -> None:
    lines = ["no record", json.dumps({"id": "7", "title": "The bridge", "text": TEXT})]
    upload.write_text("\n".join(lines), encoding="utf-8")
    assert folder.add(upload, "records.jsonl").id == "records.jsonl"
    upload.write_text("no record\nnone either\n", encoding="utf-8")
    with pytest.raises(LibraryError) as raised:
        folder.add(upload, "others.jsonl")
    assert raised.value.problem == "content"
    assert read(root) == ["records.jsonl"]


def test_adding_can_be_taken_back(folder: ArticleFolder, root: Path, upload: Path) -> None:
    folder.take_back(folder.add(upload, "bridge.md"))
    assert everything(root) == []


def test_removed_file_is_read_no_more_and_can_be_put_back(
    folder: ArticleFolder, root: Path
) -> None:
    path = root / "2024" / "bridge.md"
    path.parent.mkdir()
    path.write_text(TEXT, encoding="utf-8")
    removed = folder.remove(path)
    assert removed.name == "2024/bridge.md"
    assert read(root) == []
    assert removed.kept.is_relative_to(root / REMOVED)
    path.parent.rmdir()
    assert folder.restore(removed).id == "2024/bridge.md"
    assert read(root) == ["2024/bridge.md"]
    assert list((root / REMOVED).iterdir()) == []


def test_put_back_beside_a_file_that_took_its_name(folder: ArticleFolder, root: Path) -> None:
    (root / "bridge.md").write_text("old", encoding="utf-8")
    removed = folder.remove(root / "bridge.md")
    (root / "bridge.md").write_text("new", encoding="utf-8")
    assert folder.restore(removed).id == "bridge 2.md"
    assert (root / "bridge.md").read_text(encoding="utf-8") == "new"
    assert (root / "bridge 2.md").read_text(encoding="utf-8") == "old"


def test_only_files_of_the_folder_are_removed(
    folder: ArticleFolder, root: Path, upload: Path
) -> None:
    for path in (upload, root / ".." / upload.name, root / "gone.md"):
        with pytest.raises(LibraryError, match="its file is gone"):
            folder.remove(path)
    assert upload.exists()


def test_removed_file_that_was_deleted_since_is_told(folder: ArticleFolder, root: Path) -> None:
    (root / "bridge.md").write_text(TEXT, encoding="utf-8")
    removed = folder.remove(root / "bridge.md")
    removed.kept.unlink()
    with pytest.raises(LibraryError, match="its file is gone"):
        folder.restore(removed)


def test_file_system_without_hard_links_does_as_well(
    folder: ArticleFolder, root: Path, upload: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    (root / "bridge.md").write_text("Another text.", encoding="utf-8")
    folder.add(upload, "bridge.md")
    assert (root / "bridge 2.md").read_text(encoding="utf-8") == TEXT
    folder.restore(folder.remove(root / "bridge 2.md"))
    assert everything(root) == [REMOVED, "bridge 2.md", "bridge.md"]


def test_what_a_killed_process_left_is_cleared_away_but_not_what_others_are_copying(
    folder: ArticleFolder, root: Path, upload: Path
) -> None:
    old, new = (root / ".incoming" / name for name in ("old", "new"))
    for left in (old, new):
        left.mkdir(parents=True)
        (left / "half.md").write_text("half", encoding="utf-8")
    days_ago = time.time() - 3 * 24 * 3600
    os.utime(old, (days_ago, days_ago))
    folder.add(upload, "bridge.md")
    assert not old.exists()
    assert new.exists()
    assert read(root) == ["bridge.md"]
