"""A small part of the gold set, asked of the default model: what `make eval` guards, in brief."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from assistant.evaluation.cli_entry import DONE, EvalOptions, run
from assistant.evaluation.report import read_json
from assistant.settings import Settings

pytestmark = pytest.mark.model

# Looser than `make eval`: of three questions one may come out otherwise with another build of the
# model's runtime, two do not.
LEAST = (
    "answer_accuracy=0.6",
    "rightly_cited=0.6",
    "refusal_recall=0.6",
    "answer_language=1",
    "over_refusal=0.4",
    "errors=0",
)


def test_six_gold_questions_come_out_as_agreed(tmp_path: Path) -> None:
    errors = StringIO()
    options = EvalOptions(
        settings=Settings.load(), limit=6, fresh=True, fail_under=LEAST, json=tmp_path / "run.json"
    )

    code = run(options, Console(file=StringIO()), Console(file=errors))

    report = read_json(tmp_path / "run.json")
    asked = [(row.outcome.row.language, row.outcome.row.answerable) for row in report.rows]
    assert sorted(asked) == [(name, able) for name in ("de", "en", "fr") for able in (False, True)]
    assert report.run.reused == 0
    assert code == DONE, errors.getvalue()
