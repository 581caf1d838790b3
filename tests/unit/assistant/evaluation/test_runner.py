from collections.abc import Mapping
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.conversation import Turn
from assistant.evaluation.errors import EvaluationError
from assistant.evaluation.gold import GoldRow, GoldSet, without_articles
from assistant.evaluation.observation import Outcome
from assistant.evaluation.run_store import RunStore
from assistant.evaluation.runner import Progress, Runner
from tests.unit.assistant.evaluation.rows import BOTH, HEADING, NOWHERE, WHEN, WHERE
from tests.unit.assistant.evaluation.scripted import (
    STUDIO,
    UNION,
    InMemoryIndex,
    ScriptedAssistant,
    refused,
)

INDEX = InMemoryIndex(STUDIO, UNION)
REFUSALS = {row.question: refused(row.question) for row in (WHERE, BOTH, WHEN, NOWHERE, HEADING)}


def run(
    folder: Path,
    *rows: GoldRow,
    answers: Mapping[str, Answer] = REFUSALS,
    scopes: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[tuple[Outcome, ...], ScriptedAssistant, list[Progress]]:
    assistant = ScriptedAssistant(answers)
    progress: list[Progress] = []
    gold = GoldSet(name="test", rows=rows, scopes=scopes or {})
    with RunStore(folder / "run.jsonl") as store:
        outcomes = Runner(INDEX, gold, store, assistant, progress.append).run()
    return outcomes, assistant, progress


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    _, first, _ = run(tmp_path, WHERE, BOTH)
    outcomes, second, progress = run(tmp_path, WHERE, BOTH, NOWHERE)

    assert [asked[0] for asked in first.asked] == [WHERE.question, BOTH.question]
    assert [asked[0] for asked in second.asked] == [NOWHERE.question]
    assert [outcome.row.id for outcome in outcomes] == ["where", "both", "nowhere"]
    assert progress[-1][:3] == (3, 3, 2)
    assert progress[-1].seconds_left == 0.0


def test_gold_that_was_mended_is_judged_without_asking_again(tmp_path: Path) -> None:
    run(tmp_path, WHERE)
    mended = WHERE.model_copy(update={"answers": (("Georgia",),)})

    outcomes, assistant, _ = run(tmp_path, mended)

    assert assistant.asked == []
    assert outcomes[0].row.answers == (("Georgia",),)


def test_a_question_that_was_changed_is_asked_again(tmp_path: Path) -> None:
    run(tmp_path, WHEN)
    changed = WHEN.model_copy(update={"history": WHEN.history * 2})

    _, assistant, _ = run(tmp_path, changed)

    assert len(assistant.asked) == 1


def test_a_follow_up_is_asked_with_its_history(tmp_path: Path) -> None:
    _, assistant, _ = run(tmp_path, WHEN)

    assert assistant.asked[0][1] == (Turn("Wer streikte?", "Autoren."),)


def test_a_follow_up_is_searched_as_the_assistant_understood_it(tmp_path: Path) -> None:
    understood = refused(WHEN.question).model_copy(
        update={"standalone_question": "It ended in September."}
    )

    outcomes, _, _ = run(tmp_path, WHEN, answers={WHEN.question: understood})

    best = outcomes[0].observation.retrieved[0]
    assert outcomes[0].relevant == (best.id,)


def test_headings_are_searched_for_and_not_asked(tmp_path: Path) -> None:
    outcomes, assistant, _ = run(tmp_path, HEADING)

    assert assistant.asked == []
    assert outcomes[0].observation.retrieved[0].article_id == UNION.id
    assert len(outcomes[0].relevant) == 3


def test_a_scope_limits_what_is_searched(tmp_path: Path) -> None:
    row = WHERE.model_copy(update={"scope": "de"})

    outcomes, assistant, _ = run(tmp_path, row, scopes={"de": (STUDIO.id,)})

    assert assistant.asked[0][2] == (STUDIO.id,)
    assert {found.article_id for found in outcomes[0].observation.retrieved} == {STUDIO.id}


@pytest.mark.parametrize("scopes", [{}, {"de": (STUDIO.id,)}, {"fr": ()}])
def test_a_scope_without_articles_is_refused_before_anything_is_asked(
    tmp_path: Path, scopes: Mapping[str, tuple[str, ...]]
) -> None:
    rows = (WHERE, BOTH.model_copy(update={"scope": "fr"}))
    gold = GoldSet(name="test", rows=rows, scopes=scopes)
    assistant = ScriptedAssistant(REFUSALS)

    with (
        RunStore(tmp_path / "run.jsonl") as store,
        pytest.raises(EvaluationError, match=r"'both' is to be asked of the articles 'fr'"),
    ):
        Runner(INDEX, gold, store, assistant).run()
    assert assistant.asked == []


def test_articles_that_are_taken_out_are_not_searched(tmp_path: Path) -> None:
    row = without_articles(WHERE)
    assert row is not None

    _, assistant, _ = run(tmp_path, row)

    assert assistant.asked[0][2] == (UNION.id,)


def test_taking_out_every_article_is_refused(tmp_path: Path) -> None:
    row = without_articles(BOTH)
    assert row is not None
    assistant = ScriptedAssistant(REFUSALS)

    with (
        RunStore(tmp_path / "run.jsonl") as store,
        pytest.raises(EvaluationError, match="no article is left"),
    ):
        Runner(INDEX, GoldSet("test", (WHERE, row)), store, assistant).run()
    assert assistant.asked == []


def test_gold_about_other_articles_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    stranger = WHERE.model_copy(update={"articles": ("other.txt",), "quotes": ()})

    with pytest.raises(EvaluationError, match=r"'where' names the article 'other\.txt'"):
        run(tmp_path, stranger)


def test_a_question_that_fails_is_recorded_and_asked_again_next_time(tmp_path: Path) -> None:
    answers = {WHERE.question: refused(WHERE.question)}
    outcomes, _, _ = run(tmp_path, BOTH, WHERE, answers=answers)

    assert "no answer is written down" in outcomes[0].observation.error
    assert outcomes[1].observation.answer is not None
    _, assistant, _ = run(tmp_path, BOTH, WHERE)
    assert [asked[0] for asked in assistant.asked] == [BOTH.question]


def test_a_system_that_is_down_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="3 questions in a row failed"):
        run(tmp_path, WHERE, BOTH, WHEN, NOWHERE, answers={})


@pytest.mark.parametrize("rows", [(WHERE,), (WHERE, BOTH)])
def test_a_run_in_which_every_question_fails_is_no_result(
    tmp_path: Path, rows: tuple[GoldRow, ...]
) -> None:
    with pytest.raises(EvaluationError, match="every question failed, the last with: no answer"):
        run(tmp_path, *rows, answers={})


def test_a_failure_beside_an_answer_that_was_known_is_a_result(tmp_path: Path) -> None:
    run(tmp_path, WHERE)
    outcomes, _, _ = run(tmp_path, WHERE, BOTH, answers={})

    assert [bool(outcome.observation.error) for outcome in outcomes] == [False, True]


def test_without_a_system_only_the_search_is_observed(tmp_path: Path) -> None:
    with RunStore(tmp_path / "run.jsonl") as store:
        outcomes = Runner(INDEX, GoldSet("test", (WHERE,)), store, None).run()

    assert outcomes[0].observation.answer is None
    assert outcomes[0].observation.retrieved


def test_evidence_is_found_in_the_article(tmp_path: Path) -> None:
    outcomes, _, _ = run(tmp_path, WHERE)

    extent = outcomes[0].evidence[0]
    assert STUDIO.text[extent.start : extent.end] == "Das Studio steht in Atlanta."
    assert outcomes[0].article_languages == ("de",)
