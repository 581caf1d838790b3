import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from chromadb.errors import InternalError
from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode
from llama_index.core.vector_stores.types import VectorStoreQuery

from index import local_sets
from index.errors import ArticleIndexError, IndexDamagedError
from index.local_sets import LocalSets
from index.node_store import ChromaNodeStore
from index.store import ChromaStore
from index.vectors import NextSet

RANDOM = np.random.default_rng(7)


def vectors(count: int) -> list[list[float]]:
    rows: list[list[float]] = RANDOM.standard_normal((count, 16)).tolist()
    return rows


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ChromaStore]:
    opened = ChromaStore.local(tmp_path / "chroma", create=True)
    yield opened
    opened.close()


def fill(store: ChromaStore | NextSet, count: int) -> list[list[float]]:
    rows = vectors(count)
    ids = [f"p{number}" for number in range(count)]
    embedded = [np.asarray(row, np.float32) for row in rows]
    store.upsert(ids, embedded, [f"article {number % 3}" for number in range(count)])
    return rows


def test_the_nearest_passage_comes_first_with_its_cosine(store: ChromaStore) -> None:
    rows = fill(store, 50)
    longer = [3 * value for value in rows[7]]
    key, similarity = store.nearest(longer, 3)[0]
    assert key == "p7"
    assert similarity == pytest.approx(1.0, abs=1e-5)


def test_storing_again_replaces_the_vector(store: ChromaStore) -> None:
    fill(store, 5)
    other = vectors(1)
    store.upsert(["p0"], other, ["article 0"])
    assert store.count() == 5
    key, similarity = store.nearest(other[0], 1)[0]
    assert key == "p0"
    assert similarity == pytest.approx(1.0, abs=1e-5)


def test_removed_vectors_are_found_no_more(store: ChromaStore) -> None:
    rows = fill(store, 10)
    store.remove(["p3", "never there"])
    store.remove([])
    assert "p3" not in [key for key, _ in store.nearest(rows[3], 10)]
    assert sorted(store.ids()) == sorted(f"p{n}" for n in range(10) if n != 3)


def test_more_vectors_than_chroma_takes_at_once(store: ChromaStore) -> None:
    fill(store, 6000)
    assert store.count() == 6000
    assert len(set(store.ids())) == 6000
    store.remove([f"p{number}" for number in range(5900)])
    assert store.count() == 100


def test_search_can_be_scoped_to_articles(store: ChromaStore) -> None:
    rows = fill(store, 9)
    found = [key for key, _ in store.nearest(rows[0], 9, articles=["article 1"])]
    assert sorted(found) == ["p1", "p4", "p7"]


def test_similarities_of_given_passages_are_exact(store: ChromaStore) -> None:
    rows = np.array(fill(store, 5))
    question = vectors(1)[0]
    found = store.similarities(question, ["p4", "p1", "unknown"])
    lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(question)
    exact = rows @ np.array(question) / lengths
    assert found == {
        "p1": pytest.approx(exact[1], abs=1e-5),
        "p4": pytest.approx(exact[4], abs=1e-5),
    }
    assert store.similarities(question, []) == {}


def test_an_empty_store_finds_nothing(store: ChromaStore) -> None:
    assert store.nearest(vectors(1)[0], 5) == []
    store.load()
    assert store.count() == 0


def test_a_small_set_that_was_loaded_is_searched_as_chroma_searches_it(
    store: ChromaStore,
) -> None:
    rows = fill(store, 300)
    some, of = ["p4", "absent", "p299"], ["article 1", "article 2"]

    def searched() -> list[dict[str, float]]:
        return [
            dict(store.nearest(rows[7], 40)),
            dict(store.nearest(rows[7], 40, articles=of)),
            store.similarities(rows[7], some),
        ]

    before = searched()
    assert store.load()
    for one, other in zip(before, searched(), strict=True):
        assert one == pytest.approx(other, abs=1e-5)
        assert other


def test_what_changes_after_a_set_was_loaded_is_found(store: ChromaStore) -> None:
    rows = fill(store, 30)
    assert store.load()
    new = vectors(1)
    store.upsert(["new"], new, ["article 9"])
    assert store.nearest(new[0], 1)[0][0] == "new"
    assert store.load()
    store.remove(["new"])
    assert "new" not in dict(store.nearest(new[0], 100))
    assert store.load()
    store.remove_article("article 1")
    assert set(dict(store.nearest(rows[0], 100))) == {f"p{n}" for n in range(30) if n % 3 != 1}


def test_a_folder_without_vectors_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArticleIndexError, match="there are no vectors in"):
        ChromaStore.local(tmp_path)


@pytest.mark.parametrize(
    ("free", "reason", "told"),
    [
        (0, "Error in compaction: Failed to apply logs to the metadata segment", "free some space"),
        (0, "error returned from database: (code: 778) disk I/O error", "free some space"),
        (2**30, "error returned from database: (code: 778) disk I/O error", r"quota .*ulimit -f"),
        (2**30, "(code: 11) database disk image is malformed", r"index my-index .* --repair"),
    ],
)
def test_a_failure_of_the_disk_says_its_cause_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, reason: str, told: str
) -> None:
    class Broken:
        def count(self) -> int:
            raise InternalError(reason)

    store = ChromaStore.local(tmp_path / "chroma", create=True, index=Path("my-index"))
    room = SimpleNamespace(total=2**40, used=0, free=free)
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "disk_usage", lambda _: room)
        patched.setattr(store, "_collection", Broken())
        with pytest.raises(ArticleIndexError, match=told) as error:
            store.count()
    store.close()
    assert isinstance(error.value, IndexDamagedError) is ("malformed" in reason)


def test_a_settings_file_in_the_working_folder_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("CHROMA_API_IMPL=nonsense\nIS_PERSISTENT=no\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    store = ChromaStore.local(tmp_path / "chroma", create=True)
    fill(store, 2)
    assert store.count() == 2
    store.close()


def test_it_stands_where_llamaindex_takes_a_vector_store(store: ChromaStore) -> None:
    rows = vectors(4)
    nodes = [
        TextNode(
            id_=f"n{number}",
            text=f"text {number}",
            embedding=row,
            relationships={
                NodeRelationship.SOURCE: RelatedNodeInfo(node_id=f"article {number % 2}")
            },
        )
        for number, row in enumerate(rows)
    ]
    node_store = ChromaNodeStore(store)
    assert node_store.add(nodes) == ["n0", "n1", "n2", "n3"]
    found = node_store.query(VectorStoreQuery(query_embedding=rows[2], similarity_top_k=2))
    assert found.ids is not None
    assert found.nodes is not None
    assert found.ids[0] == "n2"
    assert found.nodes[0].get_content() == "text 2"
    scoped = VectorStoreQuery(query_embedding=rows[2], similarity_top_k=4, doc_ids=["article 1"])
    assert sorted(node_store.query(scoped).ids or []) == ["n1", "n3"]
    node_store.delete("article 1")
    node_store.delete_nodes(["n0"])
    assert list(store.ids()) == ["n2"]


class TestLocalSets:
    def make(self, folder: Path, count: int = 20) -> tuple[LocalSets, str, list[list[float]]]:
        sets = LocalSets(folder)
        name, store = sets.begin("", 1, fresh=True)
        rows = fill(store, count)
        sets.seal(name, store)
        return sets, name, rows

    def test_a_sealed_set_is_read_as_it_was_written(self, tmp_path: Path) -> None:
        sets, name, rows = self.make(tmp_path)
        store = sets.open(name)
        assert store.nearest(rows[3], 1)[0][0] == "p3"
        store.close()

    def test_the_next_set_leaves_the_one_before_alone(self, tmp_path: Path) -> None:
        sets, name, rows = self.make(tmp_path)
        reader = sets.open(name)
        following, store = sets.begin(name, 2, fresh=False)
        store.remove(["p3"])
        sets.seal(following, store)
        assert reader.nearest(rows[3], 1)[0][0] == "p3"
        reader.close()
        later = sets.open(following)
        assert later.count() == 19
        assert later.nearest(rows[3], 1)[0][0] != "p3"
        later.close()

    def test_a_set_that_was_not_sealed_is_not_used(self, tmp_path: Path) -> None:
        sets = LocalSets(tmp_path)
        name, store = sets.begin("", 1, fresh=True)
        fill(store, 20)
        store.close()
        assert not sets.usable(name)
        with pytest.raises(ArticleIndexError, match="missing or damaged"):
            sets.open(name)

    def test_a_cut_off_file_is_noticed_before_it_is_loaded(self, tmp_path: Path) -> None:
        sets, name, _ = self.make(tmp_path, 1500)
        file = next(tmp_path.glob(f"{name}/*/data_level0.bin"))
        file.write_bytes(file.read_bytes()[:-1])
        with pytest.raises(ArticleIndexError, match="assistant index FOLDER"):
            sets.open(name)

    def test_other_sets_are_deleted(self, tmp_path: Path) -> None:
        sets, name, _ = self.make(tmp_path)
        other, store = sets.begin(name, 2, fresh=False)
        store.close()
        sets.keep_only(name)
        assert sets.usable(name)
        assert not (tmp_path / other).exists()

    def test_a_set_that_is_deleted_is_never_there_in_part(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sets, name, _ = self.make(tmp_path)
        deleted: list[str] = []

        def stop(path: Path, **_: object) -> None:
            assert not (tmp_path / name).exists()
            deleted.append(path.name)

        with monkeypatch.context() as patched:
            patched.setattr(shutil, "rmtree", stop)  # as when the process is killed
            sets.keep_only()
        assert len(deleted) == 1
        assert deleted[0].startswith(".")
        sets.keep_only()
        assert not list(tmp_path.glob(".[!.]*"))

    @pytest.mark.parametrize("lost", ["data_level0.bin", "chroma.sqlite3"])
    def test_a_set_of_which_something_goes_while_it_is_loaded_is_not_used(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: str
    ) -> None:
        sets, name, _ = self.make(tmp_path)
        load = ChromaStore.load

        def lose(store: ChromaStore) -> None:
            load(store)
            next((tmp_path / name).rglob(lost)).unlink()

        monkeypatch.setattr(ChromaStore, "load", lose)
        with pytest.raises(ArticleIndexError, match="missing or damaged"):
            sets.open(name)

    def test_a_set_that_goes_while_it_is_copied_is_told_in_one_line(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sets, name, _ = self.make(tmp_path)
        copy = shutil.copytree

        def lose(source: Path, target: Path, **options: Any) -> None:  # noqa: ANN401
            sets.keep_only()
            copy(source, target, **options)

        monkeypatch.setattr(local_sets, "is_writable", lambda _: False)
        monkeypatch.setattr(shutil, "copytree", lose)
        with pytest.raises(ArticleIndexError, match="can't be opened"):
            sets.open(name)

    def test_a_database_that_takes_too_long_is_told_in_one_line_and_the_set_before_stays(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sets, name, _ = self.make(tmp_path)
        monkeypatch.setattr(local_sets, "_ELSEWHERE_SECONDS", 0.0)
        with pytest.raises(ArticleIndexError, match=r"can't be written: .* not done after") as told:
            sets.begin(name, 2, fresh=False)
        assert "\n" not in str(told.value)
        assert sets.whole(name)
