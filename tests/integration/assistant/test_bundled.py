import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from assistant import bundled, folder_state
from assistant.bundled import bundled_index_dir
from index.article_index import ArticleIndex
from index.report import SyncProgress


@pytest.fixture
def articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "installation" / "articles"
    folder.mkdir(parents=True)
    (folder / "bridge.md").write_text("# The bridge\n\nThe bridge opened in 1901.\n")
    monkeypatch.setattr(bundled, "bundled_articles", lambda: folder)
    return folder


def ids(folder: Path) -> list[str]:
    with ArticleIndex.open(folder, create=False) as index:
        return [article.id for article in index]


def test_index_follows_the_bundled_articles(articles: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert ids(bundled_index_dir(cache)) == ["bridge.md"]
    (articles / "pont.md").write_text("Le pont est fermé.\n")
    assert ids(bundled_index_dir(cache)) == ["bridge.md", "pont.md"]


@pytest.mark.usefixtures("articles")
def test_nothing_is_indexed_twice(tmp_path: Path) -> None:
    seen: list[SyncProgress] = []
    first = bundled_index_dir(tmp_path, on_progress=seen.append)
    assert seen
    seen.clear()
    assert bundled_index_dir(tmp_path, on_progress=seen.append) == first
    assert seen == []


@pytest.mark.parametrize("again", ["touched", "copied"])
def test_articles_that_are_the_same_after_all_are_not_indexed_again(
    articles: Path, tmp_path: Path, again: str
) -> None:
    cache, article = tmp_path / "cache", articles / "bridge.md"
    bundled_index_dir(cache)
    if again == "touched":
        article.touch()
    else:
        copy = article.with_suffix(".new")
        shutil.copy(article, copy)
        copy.replace(article)
    seen: list[SyncProgress] = []
    bundled_index_dir(cache, on_progress=seen.append)
    assert seen == []


def test_article_is_read_again_only_where_its_file_changed(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(path: Path) -> bytes:
        raise AssertionError(f"{path} was read")

    monkeypatch.setattr(folder_state, "_FRESH", -(2**62))
    cache = tmp_path / "cache"
    bundled_index_dir(cache)
    (articles / "bridge.md").touch()
    bundled_index_dir(cache)
    monkeypatch.setattr(folder_state, "digest", read)
    bundled_index_dir(cache)


@pytest.mark.usefixtures("articles")
@pytest.mark.parametrize(("cache_bytes", "kept"), [(None, True), (1, False)])
def test_shared_vectors_take_no_more_than_they_may(
    tmp_path: Path, cache_bytes: int | None, kept: bool
) -> None:
    bundled_index_dir(tmp_path / "cache", cache_bytes=cache_bytes)
    with closing(sqlite3.connect(tmp_path / "cache" / "embeddings.sqlite3")) as vectors:
        (count,) = vectors.execute("SELECT count(*) FROM vectors").fetchone()
    assert bool(count) is kept


def test_interrupted_indexing_is_done_by_the_next_use(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(progress: SyncProgress) -> None:
        del progress
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bundled_index_dir(tmp_path, on_progress=interrupt)
    del articles, monkeypatch
    assert ids(bundled_index_dir(tmp_path)) == ["bridge.md"]


def test_index_of_an_installation_that_is_gone_is_removed(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    old = bundled_index_dir(cache)
    moved = tmp_path / "newer" / "articles"
    moved.parent.mkdir()
    shutil.move(articles, moved)
    monkeypatch.setattr(bundled, "bundled_articles", lambda: moved)
    new = bundled_index_dir(cache)
    assert new.is_dir()
    assert not old.exists()


def test_real_bundled_articles_are_there() -> None:
    assert len(list(bundled.bundled_articles().glob("*.md"))) >= 5
