"""The bundled questions fit the bundled articles, as the readers read them."""

from collections import Counter
from pathlib import Path

import pytest

from assistant.evaluation.gold import read_gold
from assistant.evaluation.gold_check import main
from assistant.resources import resource_dir

GOLD = resource_dir("corpus") / "gold"
UNSEEN = resource_dir("corpus") / "unseen"


@pytest.mark.parametrize("questions", [GOLD, UNSEEN], ids=lambda folder: folder.name)
def test_every_quote_is_exact_and_every_answer_is_quoted(
    questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main([str(questions), str(resource_dir("corpus") / "articles")])

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


def test_unseen_questions_are_of_all_languages_and_some_have_no_answer() -> None:
    rows = read_gold([UNSEEN])
    assert Counter(row.language for row in rows) == {"de": 23, "en": 24, "fr": 24}
    assert sum(not row.answerable for row in rows) == 18
    asked = {row.question.casefold() for row in read_gold([GOLD]) if not row.history}
    assert asked.isdisjoint(row.question.casefold() for row in rows)
