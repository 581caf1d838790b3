from pathlib import Path

import pytest

from index.errors import ArticleIndexError, ReadError
from index.folder import article_files, digest

SUFFIXES = frozenset({".txt", ".md"})


def ids(folder: Path, without: Path | None = None) -> list[str]:
    return [file.id for file in article_files(folder, SUFFIXES, without=without)]


def write(path: Path, text: str = "text") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_articles_of_any_depth_are_found_under_their_relative_path(tmp_path: Path) -> None:
    write(tmp_path / "b.md")
    write(tmp_path / "2024" / "deep" / "a.TXT")
    write(tmp_path / "image.png")
    assert ids(tmp_path) == ["2024/deep/a.TXT", "b.md"]


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path / ".secret.md")
    write(tmp_path / ".git" / "a.md")
    assert ids(tmp_path) == []


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside" / "private.md")
    folder = tmp_path / "articles"
    inside = write(folder / "inside.md")
    (folder / "out.md").symlink_to(outside)
    (folder / "elsewhere").symlink_to(outside.parent)
    (folder / "in.md").symlink_to(inside)
    (folder / "gone.md").symlink_to(folder / "nothing.md")
    (folder / "loop").symlink_to(folder)
    assert ids(folder) == ["in.md", "inside.md"]


def test_the_index_itself_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path / "a.md")
    write(tmp_path / "index" / "b.md")
    assert ids(tmp_path, without=tmp_path / "index") == ["a.md"]


def test_a_missing_folder_and_a_file_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ArticleIndexError, match="does not exist"):
        ids(tmp_path / "missing")
    with pytest.raises(ArticleIndexError, match="is a file"):
        ids(write(tmp_path / "a.md"))


def test_digest_tells_contents_apart(tmp_path: Path) -> None:
    assert digest(write(tmp_path / "a", "1")) == digest(write(tmp_path / "b", "1"))
    assert digest(tmp_path / "a") != digest(write(tmp_path / "c", "2"))
    with pytest.raises(ReadError, match="can't be read"):
        digest(tmp_path / "missing")
