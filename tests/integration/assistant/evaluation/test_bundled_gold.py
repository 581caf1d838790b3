"""The bundled questions fit the bundled articles, as the readers read them."""

from collections import Counter

import pytest

from assistant.evaluation.gold import read_gold
from assistant.evaluation.gold_check import main
from assistant.resources import resource_dir

GOLD = resource_dir("corpus") / "gold"


def test_every_quote_is_exact_and_every_answer_is_quoted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code = main([str(GOLD), str(resource_dir("corpus") / "articles")])

    output = capsys.readouterr().out
    assert code == 0, [line for line in output.splitlines() if line.startswith("PROBLEM")]
    assert " 0 problems" in f" {output.splitlines()[-1]}"


def test_languages_have_equal_parts_and_enough_questions_have_no_answer() -> None:
    rows = read_gold([GOLD])
    languages = Counter(row.language for row in rows)

    assert len(rows) >= 150
    assert set(languages) == {"de", "en", "fr"}
    assert max(languages.values()) <= 1.2 * min(languages.values())
    assert sum(not row.answerable for row in rows) >= 45
