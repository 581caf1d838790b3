"""An index that machines share: PostgreSQL and a Chroma server, both real, and no folder."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from uuid import uuid4

import pytest

from index.article_index import ArticleIndex
from index.chunking import ChunkingSettings
from index.embedding import EmbeddedE5
from index.errors import ArticleIndexError, IndexLockedError, IndexMismatchError
from index.repair import repair
from tests.chroma_server import ChromaServer


@pytest.fixture
def store(chroma: ChromaServer) -> str:
    return f"{chroma.address}/shared-{uuid4().hex[:8]}"


@pytest.fixture
def shared(postgres_url: str, store: str, counting: EmbeddedE5) -> Iterator[ArticleIndex]:
    with ArticleIndex.open(postgres_url, store=store, embeddings=counting) as opened:
        yield opened


def state(index: ArticleIndex) -> object:
    """Return all that readers see, but for where the files lie."""
    return [
        (article.model_copy(update={"path": ""}), index.passages(article.id)) for article in index
    ]


def test_articles_are_added_updated_removed_and_found(
    shared: ArticleIndex, postgres_url: str, store: str, folder: Path
) -> None:
    with ArticleIndex.open(postgres_url, store=store, create=False) as reader:
        report = shared.sync(folder)
        assert len(report.added) == 3
        assert reader.search("How long does bread stay fresh?")[0].article_id == "bread.txt"
        (folder / "bread.txt").write_text("Owls hunt at night.", encoding="utf-8")
        (folder / "festival.md").unlink()
        report = shared.sync(folder)
        assert (report.updated, report.removed) == (("bread.txt",), ("festival.md",))
        assert reader.search("How do owls hunt?")[0].article_id == "bread.txt"
        found = {passage.article_id for passage in reader.search("festival", limit=50)}
        assert found == {"bread.txt", "2024/perry.md"}
        assert shared.check(folder) == ()
        assert shared.sync(folder).changed is False


def test_it_equals_an_index_in_a_folder(
    shared: ArticleIndex, index: ArticleIndex, folder: Path
) -> None:
    shared.sync(folder)
    index.sync(folder)
    assert state(shared) == state(index)
    assert shared.summaries() == index.summaries()
    for question in (
        "How long does bread stay fresh?",
        "Tyler Perry",
        "Quel festival en octobre ?",
    ):
        one, other = shared.search(question), index.search(question)
        assert [each.id for each in one] == [each.id for each in other]
        assert [each.score for each in one] == pytest.approx([each.score for each in other])
        scoped = shared.search(question, articles=["festival.md"])
        assert {each.article_id for each in scoped} == {"festival.md"}


def test_a_second_writer_is_told_who_writes(
    shared: ArticleIndex, postgres_url: str, store: str, folder: Path
) -> None:
    with ArticleIndex.open(postgres_url, store=store) as other:

        def meanwhile(_: object) -> None:
            with pytest.raises(IndexLockedError, match="being written by process"):
                other.sync(folder)

        shared.sync(folder, progress=_once(meanwhile))
        assert other.sync(folder).changed is False


def _once(work: Callable[[object], None]) -> Callable[[object], None]:
    done: list[bool] = []

    def do(progress: object) -> None:
        if not done:
            done.append(True)
            work(progress)

    return do


def test_a_sync_that_fails_changes_nothing(
    shared: ArticleIndex, folder: Path, write: Callable[[Mapping[str, str]], Path]
) -> None:
    shared.sync(folder)
    before = state(shared)
    write({"new.md": "Something new."})

    def fail(progress: object) -> None:
        if getattr(progress, "phase", "") == "storing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        shared.sync(folder, progress=fail)
    assert state(shared) == before
    assert shared.search("How long does bread stay fresh?")[0].article_id == "bread.txt"
    last = shared.last_sync()
    assert last is not None
    assert last.state == "failed"
    assert shared.sync(folder).added == ("new.md",)
    assert shared.check(folder) == ()


def test_other_settings_are_refused_until_the_index_is_rebuilt(
    shared: ArticleIndex, postgres_url: str, store: str, folder: Path
) -> None:
    shared.sync(folder)
    small = ChunkingSettings(max_tokens=32, min_tokens=0)
    with pytest.raises(IndexMismatchError, match="assistant index FOLDER --rebuild"):
        ArticleIndex.open(postgres_url, store=store, chunking=small)
    with ArticleIndex.open(postgres_url, store=store, chunking=small, rebuild=True) as again:
        again.sync(folder)
        assert again.check(folder) == ()
        assert again.search("How long does bread stay fresh?")[0].article_id == "bread.txt"
    with pytest.raises(IndexMismatchError):
        shared.search("bread")


def test_rows_that_differ_are_found_and_mended(
    shared: ArticleIndex, postgres_url: str, store: str, folder: Path
) -> None:
    import psycopg

    shared.sync(folder)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        schema = connection.execute(
            "SELECT schemaname FROM pg_tables WHERE tablename = 'lexical'"
        ).fetchone()
        assert schema is not None
        connection.execute(b"SELECT set_config('search_path', %s, false)", schema)
        connection.execute("""UPDATE lexical SET terms = '{"en_owl": 1}'""")
    assert any(line.startswith("full text: ") for line in shared.check(folder))
    repair(postgres_url, folder, store=store)
    assert shared.check(folder) == ()


def test_an_index_that_is_not_there_and_a_store_that_can_not_be_shared_are_told(
    postgres_url: str, store: str, tmp_path: Path
) -> None:
    with pytest.raises(ArticleIndexError, match="there is no index"):
        ArticleIndex.open(postgres_url, store=store, create=False)
    for unshared in (None, str(tmp_path)):
        with pytest.raises(ArticleIndexError, match="set store to http://host:port/collection"):
            ArticleIndex.open(postgres_url, store=unshared)


def test_two_indexes_of_one_database_stay_apart(
    shared: ArticleIndex, postgres_url: str, chroma: ChromaServer, folder: Path
) -> None:
    shared.sync(folder)
    other = f"{chroma.address}/other-{uuid4().hex[:8]}"
    with ArticleIndex.open(postgres_url, store=other) as index:
        assert len(index) == 0
    assert len(shared) == 3


def test_no_article_has_an_id_that_postgresql_can_not_hold(
    shared: ArticleIndex, folder: Path
) -> None:
    shared.sync(folder)
    assert "bread.txt\x00" not in shared
    assert shared.search("bread\x00 fresh")[0].article_id == "bread.txt"


def test_planning_changes_nothing(shared: ArticleIndex, folder: Path) -> None:
    assert len(shared.plan(folder).added) == 3
    assert len(shared) == 0
