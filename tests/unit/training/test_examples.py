"""What the judge is fitted to: our questions, and the examples made of questions."""

import json
from collections import Counter
from itertools import product
from pathlib import Path

import pytest

from assistant.evaluation.evaldata import Question
from training.examples import (
    OUR_QUESTIONS,
    Asked,
    Quote,
    examples,
    is_held_out,
    read_asked,
    write_asked,
)
from training.memory import give_back

FILES = sorted(OUR_QUESTIONS.glob("*.jsonl"))


def asked(*answers: bool | None, document: str = "000-001", answerable: bool = True) -> Asked:
    quotes = tuple(Quote(f"Quote {number}.", 1.0, each) for number, each in enumerate(answers))
    return Asked("q", "Why?", "en", answerable, document, quotes)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_our_questions_are_well_formed(path: Path) -> None:
    questions = [
        Question.model_validate_json(line) for line in path.read_text("utf-8").splitlines()
    ]
    assert len({question.qid for question in questions}) == len(questions)
    for question in questions:
        assert question.lang in ("de", "en", "fr")
        assert question.doc_id
        assert bool(question.spans) == question.answerable, question.qid


def test_our_questions_have_near_misses_in_all_languages() -> None:
    rows = [json.loads(line) for path in FILES for line in path.read_text("utf-8").splitlines()]
    counts = Counter((row["lang"], row["answerable"]) for row in rows)
    fewest = min(counts[each] for each in product(("de", "en", "fr"), (True, False)))
    assert fewest > 100


def test_an_answer_stands_beside_quotes_that_do_not_answer() -> None:
    (example,) = examples([asked(False, None, True, False, False)], misses=2, seed=1)
    assert sorted(zip(example.texts, example.answers, strict=True)) == [
        ("Quote 0.", False),
        ("Quote 2.", True),
        ("Quote 3.", False),
    ]


def test_the_best_ranked_quotes_of_a_near_miss_do_not_answer() -> None:
    (example,) = examples([asked(False, False, False, answerable=False)], misses=2, seed=1)
    assert sorted(example.texts) == ["Quote 0.", "Quote 1."]
    assert not any(example.answers)


def test_all_that_is_asked_of_a_document_is_held_out_or_none() -> None:
    held = {is_held_out(asked(True, document="003-007")) for _ in range(3)}
    assert len(held) == 1
    shares = [is_held_out(asked(True, document=f"{number:03}-000")) for number in range(400)]
    assert 0.15 < sum(shares) / len(shares) < 0.35


def test_questions_are_kept_with_their_quotes(tmp_path: Path) -> None:
    kept = [asked(True, None, False), asked(answerable=False)]
    write_asked(kept, tmp_path / "kept.jsonl")
    assert list(read_asked(tmp_path / "kept.jsonl")) == kept


def test_memory_can_be_given_back_everywhere() -> None:
    give_back()
