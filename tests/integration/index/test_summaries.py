"""Articles listed without their texts."""

import sqlite3
from contextlib import closing
from pathlib import Path

from index.article_index import ArticleIndex
from index.database import FILE


def test_summaries_say_what_the_articles_say_and_how_many_passages_they_have(
    index: ArticleIndex, folder: Path
) -> None:
    index.sync(folder)
    found = index.summaries()
    assert [each.id for each in found] == ["2024/perry.md", "bread.txt", "festival.md"]
    for summary, article in zip(found, index, strict=True):
        told = (summary.title, summary.language, summary.published, summary.author)
        assert told == (article.title, article.language, article.published, article.author)
        assert summary.publisher == article.publisher
        assert summary.passages == len(index.passages(article.id)) > 0


def test_summaries_follow_each_sync(index: ArticleIndex, folder: Path) -> None:
    assert index.summaries() == ()
    index.sync(folder)
    (folder / "bread.txt").unlink()
    index.sync(folder)
    assert [each.id for each in index.summaries()] == ["2024/perry.md", "festival.md"]


def test_summaries_are_read_without_the_texts(index: ArticleIndex, folder: Path) -> None:
    index.sync(folder)
    with closing(sqlite3.connect(index.folder / FILE)) as connection:
        (step,) = connection.execute(
            "EXPLAIN QUERY PLAN "
            "SELECT id, title, language, published, author, publisher FROM articles ORDER BY id"
        ).fetchall()
    assert "COVERING INDEX articles_listed" in step[-1]


def test_index_knows_the_folder_that_it_was_synced_with(
    index: ArticleIndex, folder: Path, tmp_path: Path
) -> None:
    assert index.articles_folder is None
    index.sync(folder)
    assert index.articles_folder == folder
    folder.rename(tmp_path / "moved")
    index.sync(tmp_path / "moved")
    assert index.articles_folder == tmp_path / "moved"
