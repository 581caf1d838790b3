"""How far a sync tells that it is."""

import gzip
import json
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from benchmarks.hashed_words import HashedWords
from index import steps
from index.article_index import ArticleIndex
from index.pace import Pace
from index.report import SyncProgress
from tests.integration.index.conftest import ARTICLES


def test_progress_is_told_in_every_phase(index: ArticleIndex, folder: Path) -> None:
    told: list[SyncProgress] = []
    index.sync(folder, progress=told.append)
    assert [*dict.fromkeys(each.phase for each in told)] == ["comparing", "embedding", "storing"]
    assert all(0 <= each.done <= each.total for each in told)
    assert {each.item for each in told if each.phase == "embedding"} >= set(ARTICLES)
    assert told[-1].done == told[-1].total


def lines(first: int, last: int) -> bytes:
    told = "The keeper of lighthouse {0} counts {0} ships by night. Each has {0} lamps and a crew."
    articles = ({"id": n, "text": told.format(n)} for n in range(first, last))
    return "".join(json.dumps(each) + "\n" for each in articles).encode()


@pytest.mark.parametrize("kind", ["one.jsonl", "one.jsonl.gz", "one.json", "mixed"])
def test_the_time_left_is_told_within_a_file_and_ends_with_the_last_passage(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    match kind:
        case "one.jsonl.gz":
            (folder / kind).write_bytes(gzip.compress(lines(0, 900)))
        case "one.json":
            (folder / kind).write_bytes(b"[" + lines(0, 900).strip().replace(b"\n", b",") + b"]")
        case "mixed":
            for number in range(300):
                (folder / f"{number}.txt").write_bytes(lines(number, number + 1))
            (folder / "one.jsonl").write_bytes(lines(300, 900))
        case _:
            (folder / kind).write_bytes(lines(0, 900))
    seconds = count()
    paced = partial(Pace, clock=lambda: float(next(seconds)))
    monkeypatch.setattr(steps, "Pace", paced)
    told: list[SyncProgress] = []
    with ArticleIndex.open(tmp_path / "index", embeddings=HashedWords()) as index:
        report = index.sync(folder, progress=told.append)
    told = [each for each in told if each.phase == "embedding" and each.passages]
    assert told[-1].passages == report.passages == 900
    assert len({each.passages for each in told}) > 10
    for each in told:
        assert (each.left == 0) is (each.passages == report.passages)
    assert sum(each.left is not None for each in told) > 0.8 * len(told)


def test_a_long_file_tells_how_far_it_is_where_nothing_of_it_changed(
    index: ArticleIndex, tmp_path: Path
) -> None:
    folder = tmp_path / "lines"
    folder.mkdir()
    (folder / "one.jsonl").write_bytes(lines(0, 200))
    index.sync(folder)
    (folder / "one.jsonl").write_bytes(lines(0, 201))
    told: list[SyncProgress] = []
    assert index.sync(folder, progress=told.append).added == ("one.jsonl#200",)
    assert len([each for each in told if each.phase == "embedding"]) > 3
