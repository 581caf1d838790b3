from pathlib import Path

import pytest

from assistant.evaluation.errors import EvaluationError
from assistant.evaluation.observation import Observation
from assistant.evaluation.run_store import RunStore
from tests.unit.assistant.evaluation.scripted import refused


def test_what_was_observed_is_known_the_next_time(tmp_path: Path) -> None:
    observation = Observation(key="1", answer=refused("Who?"), seconds=1.25)
    with RunStore(tmp_path / "runs" / "a.jsonl") as store:
        store.add(observation)

    assert RunStore(tmp_path / "runs" / "a.jsonl").known == {"1": observation}


def test_a_line_cut_off_by_a_kill_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with RunStore(path) as store:
        store.add(Observation(key="1", answer=refused("Who?")))
        store.add(Observation(key="2", answer=refused("Where?")))
    path.write_bytes(path.read_bytes()[:-40])

    with RunStore(path) as store:
        assert set(store.known) == {"1"}
        store.add(Observation(key="3"))

    assert set(RunStore(path).known) == {"1", "3"}


def test_forgetting_holds_for_the_next_run_too(tmp_path: Path) -> None:
    with RunStore(tmp_path / "a.jsonl") as store:
        store.add(Observation(key="1"))

    RunStore(tmp_path / "a.jsonl").forget()

    assert RunStore(tmp_path / "a.jsonl").known == {}


def test_a_place_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    store = RunStore(tmp_path / "file" / "a.jsonl")

    with pytest.raises(EvaluationError, match=r"a\.jsonl can't be written"), store:
        pass


def test_a_place_that_can_t_be_read_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="can't be read"):
        RunStore(tmp_path)
