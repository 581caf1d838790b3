"""The bundled questions searched in the bundled articles."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from assistant.evaluation.cli_entry import DONE, EvalOptions, run
from assistant.evaluation.report import read_json
from assistant.settings import Settings


@pytest.mark.parametrize("setting", ["ASSISTANT_INDEX", "ASSISTANT_STORE"])
def test_bundled_questions_are_about_the_bundled_articles_whatever_index_or_store_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    monkeypatch.setenv(setting, str(tmp_path / "of-daily-use"))
    options = EvalOptions(
        settings=Settings.load(), system="search", limit=24, json=tmp_path / "run.json"
    )

    code = run(options, Console(file=StringIO()), Console(file=StringIO()))

    report = read_json(tmp_path / "run.json")
    assert code == DONE
    assert report.run.articles == 5
    assert set(report.summary.by_language) == {"de", "en", "fr"}
    assert report.summary.all["hit@10"].value >= 0.7
