"""How a sync calls the embedding model, and what becomes of the set of vectors."""

import json
import threading
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.hashed_words import HashedWords
from index import file_sync, vector_sync
from index.article_index import ArticleIndex
from index.errors import ReadError
from index.local_sets import LocalSets
from index.records import write_file
from index.report import SyncProgress
from index.vectors import NextSet

Write = Callable[[Mapping[str, str]], Path]


class Calls(HashedWords):
    """Notes what it is asked for, and fails after some calls."""

    _calls: list[list[str]]
    _most: int

    def __init__(self, most: int = 10**6) -> None:
        super().__init__()
        self._calls, self._most = [], most

    @property
    def calls(self) -> list[list[str]]:
        """The texts of each call."""
        return self._calls

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        if len(self._calls) == self._most:
            raise ConnectionError("no answer")
        self._calls.append(texts)
        return super()._get_text_embeddings(texts)


class Busy(Calls):
    """Works on the first texts until a sync tells that it has come to some file."""

    _until: threading.Event

    def __init__(self) -> None:
        super().__init__()
        self._until = threading.Event()

    def when(self, files: int) -> Callable[[SyncProgress], None]:
        """Return what has it go on when the sync has come to so many files."""

        def told(progress: SyncProgress) -> None:
            if progress.phase == "embedding" and progress.done >= files:
                self._until.set()

        return told

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        if not self._until.wait(60):
            raise TimeoutError("the sync waits for the model")
        return super()._get_text_embeddings(texts)


def articles(count: int, first: int = 0) -> dict[str, str]:
    """Articles of one passage, long and short ones by turns."""
    return {
        f"{number:04}.md": f"Story {number}. " + "It tells of a harbour. " * (number * 7 % 20)
        for number in range(first, first + count)
    }


def test_texts_of_like_length_are_embedded_together_and_read_meanwhile(
    tmp_path: Path, write: Write
) -> None:
    model, told = Busy(), list[SyncProgress]()
    go_on = model.when(files=256)

    def tell(progress: SyncProgress) -> None:
        told.append(progress)
        go_on(progress)

    folder = write(articles(256))
    with ArticleIndex.open(tmp_path / "index", embeddings=model) as index:
        index.sync(folder, progress=tell)
        assert len(index) == 256
    lengths = [[len(text) for text in call] for call in model.calls]
    assert sum(map(len, lengths)) == 256
    assert len(lengths.pop(0)) == 1  # a model without work is given what there is
    assert all(max(before) <= min(after) for before, after in pairwise(lengths))
    embedding = [each.passages for each in told if each.phase == "embedding"]
    assert len({each for each in embedding if each}) == len(model.calls) >= 4


def test_an_interrupted_sync_does_not_wait_for_the_model(tmp_path: Path, write: Write) -> None:
    model = Busy()

    def interrupt(progress: SyncProgress) -> None:
        if progress.phase == "embedding" and progress.done == 3:
            raise KeyboardInterrupt

    folder = write(articles(4))
    with ArticleIndex.open(tmp_path / "index", embeddings=model) as index:
        with pytest.raises(KeyboardInterrupt):
            index.sync(folder, progress=interrupt)
        assert not model.calls
        model.when(files=0)(SyncProgress(phase="embedding", done=0, total=0))
        assert len(index.sync(folder).added) == 4
        assert index.check(folder) == ()


def test_a_set_begun_for_a_file_that_is_not_taken_is_not_left(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(articles(1))
    with ArticleIndex.open(tmp_path / "index", embeddings=HashedWords()) as index:
        index.sync(folder)
        write(articles(2))

        def fail(*_: object, **__: object) -> None:
            monkeypatch.setattr(file_sync, "write_file", write_file)
            raise ReadError("it has gone")

        monkeypatch.setattr(file_sync, "write_file", fail)
        report = index.sync(folder)
        assert [each.reason for each in report.failed] == ["it has gone"]
        assert len(list((index.folder / "chroma").glob("0*"))) == 1
        assert index.sync(folder).added == ("0001.md",)
        assert index.check(folder) == ()


def test_known_texts_are_passed_over_until_enough_are_new(tmp_path: Path, write: Write) -> None:
    model = Busy()
    folder = write(articles(300))
    with ArticleIndex.open(tmp_path / "index", embeddings=HashedWords()) as index:
        index.sync(folder)
    with ArticleIndex.open(tmp_path / "index", embeddings=model) as index:
        # Every other article is one that was embedded before.
        for number, text in articles(250, first=1000).items():
            write({f"0{number}": text, f"1{number}": articles(300)["0007.md"]})
        index.sync(folder, progress=model.when(files=500))
    assert sorted(map(len, model.calls)) == [1, 249 % 32, *[32] * 7]


def test_what_was_embedded_before_a_failure_is_not_embedded_again(
    tmp_path: Path, write: Write
) -> None:
    folder, failing = write(articles(256)), Calls(most=3)
    with (
        ArticleIndex.open(tmp_path / "index", embeddings=failing) as index,
        pytest.raises(Exception, match="no answer"),
    ):
        index.sync(folder)
    model = Calls()
    with ArticleIndex.open(tmp_path / "index", embeddings=model) as index:
        assert len(index.sync(folder).added) == 256
    assert len(failing.calls) == 3
    assert sum(map(len, [*failing.calls, *model.calls])) == 256


def test_a_text_that_stands_in_very_many_articles_is_embedded_once(
    tmp_path: Path, write: Write
) -> None:
    line = json.dumps({"text": "The same notice stands in each of these articles."})
    model = Calls()
    folder = write({"notices.jsonl": f"{line}\n" * 1500})
    with ArticleIndex.open(tmp_path / "index", embeddings=model) as index:
        report = index.sync(folder)
        assert (report.passages, report.embedded) == (1500, 1)
        assert index.check(folder) == ()
    assert len(model.calls) == 1


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each set of vectors was begun afresh."""
    found: list[bool] = []
    begin = LocalSets.begin

    def noted(
        sets: LocalSets, current: str, generation: int, *, fresh: bool
    ) -> tuple[str, NextSet]:
        found.append(fresh)
        return begin(sets, current, generation, fresh=fresh)

    monkeypatch.setattr(LocalSets, "begin", noted)
    return found


def test_a_line_more_in_a_large_file_does_not_build_the_vectors_afresh(
    tmp_path: Path, write: Write, begun: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_sync, "LEAST_LOST", 100)  # half of the lines, as of really many
    lines = [json.dumps({"text": f"Harbour {number} was opened."}) for number in range(211)]
    folder = write({"harbours.jsonl": "\n".join(lines[:-1])})
    with ArticleIndex.open(tmp_path / "index", embeddings=HashedWords()) as index:
        index.sync(folder)
        write({"harbours.jsonl": "\n".join(lines)})
        assert index.sync(folder).added == ("harbours.jsonl#211",)
        assert begun == [True, False]
        assert index.search("Harbour 210")[0].article_id == "harbours.jsonl#211"


def test_vectors_are_built_afresh_when_changed_files_have_lost_most_of_them(
    tmp_path: Path, write: Write, begun: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_sync, "LEAST_LOST", 2)
    write(articles(4))
    with ArticleIndex.open(tmp_path / "index", embeddings=HashedWords()) as index:
        for edition in range(3):
            folder = write(dict.fromkeys(["0000.md", "0001.md", "0002.md"], f"Edition {edition}."))
            index.sync(folder)
            assert index.check(folder) == ()
    assert begun == [True, False, True]
