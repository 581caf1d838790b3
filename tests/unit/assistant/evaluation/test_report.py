from pathlib import Path

import pytest

from assistant.evaluation.errors import EvaluationError
from assistant.evaluation.report import read_json, write_json
from tests.unit.assistant.evaluation.rows import NOWHERE, WHERE
from tests.unit.assistant.evaluation.runs import report
from tests.unit.assistant.evaluation.scripted import refused

RUN = report(
    (WHERE, NOWHERE), {"where": refused(WHERE.question), "nowhere": refused(NOWHERE.question)}
)


def test_a_report_comes_back_from_json_as_it_was(tmp_path: Path) -> None:
    write_json(RUN, tmp_path / "new" / "run.json")

    assert read_json(tmp_path / "new" / "run.json") == RUN


def test_a_file_that_is_no_report_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text("{}", encoding="utf-8")

    with pytest.raises(EvaluationError, match="no report of this version"):
        read_json(tmp_path / "run.json")
    with pytest.raises(EvaluationError, match="can't be read"):
        read_json(tmp_path / "missing.json")


def test_a_place_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="can't be written"):
        write_json(RUN, tmp_path)


def test_figures_stand_by_language_kind_direction_and_stage() -> None:
    summary = RUN.summary

    assert summary.all["over_refusal"].value == 1.0
    assert summary.by_language["en"] == summary.all
    assert set(summary.by_kind) == {"fact", "unanswerable"}
    assert summary.by_kind["unanswerable"]["refusal_recall"].value == 1.0
    assert set(summary.by_direction) == {"en→de"}
    assert summary.seconds["search"].median == 0.01
