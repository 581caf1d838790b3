import json
from pathlib import Path

import pytest

from assistant.answerability import Calibration, Signals, signal_names
from assistant.evaluation.report import write_json
from tests.unit.assistant.evaluation.rows import NOWHERE, WHERE
from tests.unit.assistant.evaluation.runs import report
from tests.unit.assistant.evaluation.scripted import STUDIO, answered, cite
from training import refusal

ANSWER = answered(
    WHERE.question, "The studio stands in Atlanta.", cite(STUDIO, "Das Studio steht in Atlanta.")
)


def _report(path: Path, shift: float) -> Path:
    """Ten questions of each kind whose log-odds tell them apart."""
    rows, answers = [], {}
    for row, sign in ((WHERE, 1), (NOWHERE, -1)):
        for step in range(10):
            name = f"{row.id}-{step}"
            rows.append(row.model_copy(update={"id": name}))
            best = shift + sign * (2.0 + 0.1 * step)
            signals = dict.fromkeys(signal_names(), 0.5) | {"best": best}
            answers[name] = ANSWER.model_copy(update={"signals": signals})
    write_json(report(tuple(rows), answers), path)
    return path


def test_questions_of_several_reports_are_fitted_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reports = [_report(tmp_path / "one.json", 0.0), _report(tmp_path / "two.json", 0.2)]
    into = tmp_path / "weights.json"
    assert refusal.main([*map(str, reports), "--into", str(into), "--about", "ours"]) == 0
    made = Calibration.model_validate(json.loads(into.read_text())["fitted"])
    assert made.fitted_on.startswith("ours: 20 answerable and 20 unanswerable questions")
    assert made.chance(Signals(best=3.0)) > 0.7 > 0.3 > made.chance(Signals(best=-3.0))
    printed = capsys.readouterr().out.splitlines()
    assert printed[1].startswith("one (20)")
    assert "0.45: 0.00 1.00" in printed[2]


def test_report_that_cannot_be_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refusal.main([str(tmp_path / "none.json")]) == 1
    assert "none.json can't be read" in capsys.readouterr().err
