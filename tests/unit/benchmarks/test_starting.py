from pathlib import Path

import pytest

from benchmarks import starting


class Process:
    """Works at full speed for some seconds of a clock that only sleeping moves."""

    def __init__(self, busy_seconds: float) -> None:
        self.now = 100.0
        self._rests = self.now + busy_seconds

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def processor_seconds(self) -> float:
        return min(self.now, self._rests)


@pytest.mark.parametrize(
    ("busy", "rested"),
    [
        (0.0, 100.0),
        (3.0, 103.0),
        (170.0, 271.0),  # beyond the two minutes that a page gets
    ],
)
def test_rest_begins_where_the_work_ends(busy: float, rested: float) -> None:
    process = Process(busy)
    found = starting.seconds_until_rest(
        process.processor_seconds, 700.0, process.clock, process.sleep
    )
    assert found == rested


def test_process_that_never_rests_is_reported_and_no_error() -> None:
    process = Process(float("inf"))
    found = starting.seconds_until_rest(
        process.processor_seconds, 700.0, process.clock, process.sleep
    )
    assert found is None
    assert process.now <= 702.0


def test_start_finds_the_model_in_both_forms_on_disk(tmp_path: Path) -> None:
    usual, cache = tmp_path / "usual", tmp_path / "cache"
    (usual / "models").mkdir(parents=True)
    (usual / "readers").mkdir()
    (usual / "index").mkdir()

    starting.prepare(cache, usual)

    assert (cache / "models").resolve() == usual / "models"
    assert (cache / "readers").resolve() == usual / "readers"
    assert not (cache / "index").exists()


def test_form_that_is_not_there_is_made_in_the_new_cache(tmp_path: Path) -> None:
    usual, cache = tmp_path / "usual", tmp_path / "cache"
    (usual / "models").mkdir(parents=True)

    starting.prepare(cache, usual)

    assert not (cache / "readers").is_symlink()
