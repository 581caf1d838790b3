from pathlib import Path
from typing import Any

import pytest

from assistant.diagnosis import trials
from assistant.diagnosis.trials import Trial, thread_counts, try_model

TOLD = (
    {"loaded": 1.0},
    {"read": 10, "seconds": 1.0, "short": False},
    {"read": 30, "seconds": 1.0, "short": True},
)


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What each trial was given."""
    given: list[float] = []

    def run(_: dict[str, Any], most: float) -> Trial:
        given.append(most)
        return Trial(TOLD)

    monkeypatch.setattr(trials, "run_trial", run)
    return given


def test_rates_are_those_of_short_prompts_where_asked() -> None:
    found = Trial(TOLD)
    assert found.rate("read") == 20.0
    assert found.rate("read", short=True) == 30.0
    assert found.rate("written") is None


def test_trials_share_the_time(seconds: list[float]) -> None:
    clock = iter([0.0, 0.0, 10.0]).__next__
    found = try_model(Path("m"), 4096, [2, 1], 40.0, clock)
    assert [one.threads for one in found] == [2, 1]
    assert seconds == [24.0, 30.0]


def test_trial_reads_with_what_the_product_reads_with(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, Any]] = []

    def run(task: dict[str, Any], _: float) -> Trial:
        given.append(task)
        return Trial(TOLD)

    monkeypatch.setattr(trials, "run_trial", run)
    try_model(
        Path("m"), 4096, [2], 40.0, adapters={"judge": Path("j.gguf")}, reader_cache=Path("cache")
    )
    try_model(Path("m"), 4096, [2], 40.0)
    assert [(task["adapters"], task["reader_cache"]) for task in given] == [
        ({"judge": "j.gguf"}, "cache"),
        ({}, ""),
    ]


def test_no_trial_is_begun_without_time_for_it(seconds: list[float]) -> None:
    clock = iter([0.0, 0.0, 39.0]).__next__
    assert len(try_model(Path("m"), 4096, [2, 1], 40.0, clock)) == 1
    assert len(seconds) == 1


def test_model_that_fails_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "run_trial", lambda *_: Trial((), failure="no model"))
    assert len(try_model(Path("m"), 4096, [2, 1], 40.0)) == 1


@pytest.mark.parametrize(
    ("configured", "usable", "cores", "counts"),
    [
        (None, 1, 1, [1]),
        (None, 2, 2, [2, 1]),
        (None, 2, 1, [2, 1]),
        (None, 8, 4, [8, 4, 7]),
        (None, 6, 6, [6, 5, 3]),
        (1, 2, 2, [1, 2]),
        (8, 2, 2, [8, 2, 1]),
    ],
)
def test_threads_that_are_used_come_first(
    monkeypatch: pytest.MonkeyPatch,
    configured: int | None,
    usable: int,
    cores: int,
    counts: list[int],
) -> None:
    monkeypatch.setattr(trials, "usable_processors", lambda: usable)
    monkeypatch.setattr(trials, "_cores", lambda _: cores)
    assert thread_counts(configured) == counts


def test_two_threads_of_a_core_are_one_core(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = [f"processor : {n}\nphysical id : 0\ncore id : {n % 2}\n" for n in range(4)]
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text("\n".join(blocks))
    monkeypatch.setattr(trials, "_CPUINFO", cpuinfo)
    monkeypatch.setattr(trials, "usable_processors", lambda: 4)
    assert thread_counts(None) == [4, 2, 3]
