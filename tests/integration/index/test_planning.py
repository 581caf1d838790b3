import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from benchmarks.editions import articles, broken_reader, put
from benchmarks.hashed_words import HashedWords
from index.article_index import ArticleIndex
from index.errors import ArticleIndexError
from index.report import SyncProgress, SyncReport

Write = Callable[[Mapping[str, str]], Path]


def plain(report: SyncReport) -> SyncReport:
    return report.model_copy(update={"seconds": 0.0})


@pytest.fixture
def made(tmp_path: Path) -> ArticleIndex:
    return ArticleIndex.open(
        tmp_path / "index", embeddings=HashedWords(), cache=tmp_path / "vectors"
    )


@pytest.mark.parametrize("first", [True, False])
def test_a_plan_is_what_the_sync_then_does(made: ArticleIndex, folder: Path, first: bool) -> None:
    with made, broken_reader():
        if not first:
            put(folder, articles(0, 7))
            made.sync(folder)
        put(folder, articles(1, 7))
        plan = made.plan(folder)
        assert plan.changed
        assert plan.embedded > 0
        assert plain(made.sync(folder)) == plain(plan)


def test_a_plan_changes_nothing(made: ArticleIndex, folder: Path, write: Write) -> None:
    with made:
        made.sync(folder)
        before = made.state, made.last_sync()
        write({"new.md": "Owls hunt at night."})
        told: list[SyncProgress] = []
        assert made.plan(folder, progress=told.append).added == ("new.md",)
        assert (made.state, made.last_sync()) == before
        assert "new.md" not in made
        assert {each.phase for each in told} == {"comparing", "reading"}


def test_text_that_is_known_counts_as_known(made: ArticleIndex, folder: Path) -> None:
    with made:
        made.sync(folder)
        (folder / "bread.txt").rename(folder / "loaf.txt")
        plan = made.plan(folder)
    assert (plan.added, plan.removed) == (("loaf.txt",), ("bread.txt",))
    assert plan.passages > 0
    assert plan.embedded == 0


def test_a_plan_counts_a_text_that_stands_in_two_files_once(
    made: ArticleIndex, folder: Path
) -> None:
    (folder / "copy.txt").write_bytes((folder / "bread.txt").read_bytes())
    with made:
        plan = made.plan(folder)
        assert plan.embedded < plan.passages
        assert plain(made.sync(folder)) == plain(plan)


def test_a_plan_knows_names_that_differ_in_their_encoding_only(
    made: ArticleIndex, folder: Path
) -> None:
    composed, decomposed = (
        folder / unicodedata.normalize(form, "Zürich.md") for form in ("NFC", "NFD")
    )
    composed.write_text("Zürich liegt an der Limmat.", "utf-8")
    decomposed.write_text("Zürich hat einen See.", "utf-8")
    with made:
        plan = made.plan(folder)
        assert len(plan.failed) == 1
        assert plain(made.sync(folder)) == plain(plan)
        again = made.plan(folder)
        assert not again.changed
        assert plain(made.sync(folder)) == plain(again)
        decomposed.unlink()  # which comes first, and went in
        other = made.plan(folder)
        assert (other.added, other.updated, other.removed) == ((), ("Zürich.md",), ())
        assert plain(made.sync(folder)) == plain(other)
        assert "Limmat" in made.get("Zürich.md").text
        assert made.check(folder) == ()


def test_a_missing_folder_is_an_error(made: ArticleIndex, folder: Path) -> None:
    with made, pytest.raises(ArticleIndexError, match="does not exist"):
        made.plan(folder / "absent")
