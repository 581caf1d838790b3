import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from llama_index.core import MockEmbedding

from benchmarks.hashed_words import HashedWords
from index.article_index import ArticleIndex
from index.chunking import ChunkingSettings
from index.database import Database
from index.embedding import EmbeddedE5
from index.errors import ArticleIndexError, IndexMismatchError
from index.meta import read_meta, write_meta
from index.repair import repair
from index.report import SyncProgress, SyncReport

SMALL = ChunkingSettings(max_tokens=32, min_tokens=0)
OTHER = HashedWords(model_name="other-words")  # its vectors have as many dimensions


@pytest.fixture
def made(tmp_path: Path, folder: Path) -> Path:
    """An index made with the default settings."""
    with ArticleIndex.open(tmp_path / "index") as index:
        index.sync(folder)
    return tmp_path / "index"


def test_another_embedding_model_is_refused_with_the_command_that_rebuilds(made: Path) -> None:
    with pytest.raises(
        IndexMismatchError, match=r"embedding model .* assistant index FOLDER --index .* --rebuild"
    ):
        ArticleIndex.open(made, embeddings=MockEmbedding(embed_dim=8))


def test_other_chunking_is_refused(made: Path) -> None:
    with pytest.raises(IndexMismatchError, match=r"chunking .* --rebuild"):
        ArticleIndex.open(made, chunking=SMALL)


def test_another_format_is_refused_and_can_be_rebuilt(made: Path, folder: Path) -> None:
    with closing(Database(made)) as database, database.writing() as writer:
        write_meta(writer, read_meta(writer, made)._replace(format=0))
        writer.execute("ALTER TABLE passages RENAME COLUMN heading TO other")
        writer.execute("CREATE TABLE of_old (name TEXT)")
    with pytest.raises(IndexMismatchError, match=r"format 0.* --rebuild"):
        ArticleIndex.open(made)
    with ArticleIndex.open(made, rebuild=True) as index:
        assert len(index.sync(folder).added) == 3
        assert index.check(folder) == ()


def test_rebuilding_switches_at_once(made: Path, folder: Path) -> None:
    with (
        ArticleIndex.open(made) as reader,
        ArticleIndex.open(made, chunking=SMALL, rebuild=True) as writer,
    ):
        with pytest.raises(IndexMismatchError):
            writer.search("bread")
        before = reader.generation
        seen: list[int] = []

        def read_meanwhile(_: object) -> None:
            seen.append(len(reader.search("How long does bread stay fresh?")))

        report = writer.sync(folder, progress=read_meanwhile)
        assert len(report.added) == 3
        assert min(seen) > 0
        assert writer.generation > before
        assert writer.search("How long does bread stay fresh?")[0].article_id == "bread.txt"
        with pytest.raises(IndexMismatchError):
            reader.search("bread")
        assert writer.sync(folder).unchanged
    with ArticleIndex.open(made, chunking=SMALL) as index:
        assert index.check(folder) == ()


@pytest.mark.parametrize("other", [{"embeddings": OTHER}, {"chunking": SMALL}])
def test_an_open_index_that_another_rebuilt_with_other_settings_is_not_written_to(
    tmp_path: Path, folder: Path, other: dict[str, Any]
) -> None:
    place = tmp_path / "index"
    settings: dict[str, Any] = {"embeddings": HashedWords()}
    with ArticleIndex.open(place, **settings) as before:
        before.sync(folder)
        with ArticleIndex.open(place, **(settings | other), rebuild=True) as after:
            after.sync(folder)
            (folder / "new.md").write_text("Owls hunt at night.", "utf-8")
            state = after.state
            for work in (
                before.sync,
                before.plan,
                before.check,
                partial(before.mend, vectors=True, rows=False),
                partial(before.mend, vectors=False, rows=True),
            ):
                with pytest.raises(IndexMismatchError, match="--rebuild"):
                    work(folder)
            assert after.state == state
            assert after.sync(folder).added == ("new.md",)
            assert after.check(folder) == ()


def test_a_repair_does_not_write_over_what_another_rebuilds_meanwhile(
    tmp_path: Path, folder: Path
) -> None:
    place = tmp_path / "index"
    with ArticleIndex.open(place, embeddings=HashedWords()) as index:
        index.sync(folder)
    with closing(sqlite3.connect(place / "articles.sqlite3")) as connection, connection:
        connection.execute("UPDATE articles SET title = 'Another' WHERE id = 'bread.txt'")
    rebuilt: list[SyncReport] = []

    def rebuild(progress: SyncProgress) -> None:
        if progress.phase == "comparing" and not rebuilt:
            with ArticleIndex.open(place, embeddings=OTHER, rebuild=True) as other:
                rebuilt.append(other.sync(folder))

    with pytest.raises(IndexMismatchError, match="embedding model"):
        repair(place, folder, embeddings=HashedWords(), progress=rebuild)
    with ArticleIndex.open(place, embeddings=OTHER) as index:
        assert index.check(folder) == ()


def test_rebuilding_with_another_model_gives_vectors_of_its_dimensions(
    made: Path, folder: Path
) -> None:
    model = MockEmbedding(embed_dim=8)
    with ArticleIndex.open(made, embeddings=model, rebuild=True) as index:
        index.sync(folder)
        assert index.search("bread")
        assert len(index.embed_query("bread")) == 8


def test_an_index_without_articles_may_change_its_settings(tmp_path: Path, folder: Path) -> None:
    ArticleIndex.open(tmp_path / "index", embeddings=MockEmbedding(embed_dim=8)).close()
    with ArticleIndex.open(tmp_path / "index") as index:
        index.sync(folder)
    with ArticleIndex.open(tmp_path / "index", embeddings=EmbeddedE5()) as index:
        assert len(index) == 3


def test_a_missing_index_is_not_made_where_that_is_not_wanted(tmp_path: Path) -> None:
    with pytest.raises(ArticleIndexError, match="there is no index at"):
        ArticleIndex.open(tmp_path / "index", create=False)
    assert not (tmp_path / "index").exists()


def test_no_index_is_made_among_other_files(folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    with pytest.raises(ArticleIndexError, match="holds other files"):
        ArticleIndex.open(folder)
    with pytest.raises(ArticleIndexError, match="is a file"):
        ArticleIndex.open(folder / "bread.txt")
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize("path", ["", "tenant/collection", "a1/b1/c1/d1", "tenant//collection"])
def test_an_unknown_store_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(ArticleIndexError, match="http://host:port/collection") as told:
        ArticleIndex.open(tmp_path / "index", store=f"http://127.0.0.1:9/{path}")
    assert "\n" not in str(told.value)


def test_a_closed_index_says_so(made: Path) -> None:
    index = ArticleIndex.open(made)
    index.close()
    index.close()
    with pytest.raises(ArticleIndexError, match="is closed"):
        index.search("bread")
