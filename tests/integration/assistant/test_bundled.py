import shutil
from pathlib import Path

import pytest

from assistant import bundled
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
