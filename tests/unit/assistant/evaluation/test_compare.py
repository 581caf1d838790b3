import pytest

from assistant.evaluation.compare import compare
from assistant.evaluation.errors import EvaluationError
from tests.unit.assistant.evaluation.rows import BOTH, NOWHERE, WHERE
from tests.unit.assistant.evaluation.runs import report
from tests.unit.assistant.evaluation.scripted import STUDIO, answered, cite, refused

RIGHT = answered(
    WHERE.question, "It stands in Atlanta.", cite(STUDIO, "Das Studio steht in Atlanta.")
)
BEFORE = report(
    (WHERE, NOWHERE), {"where": refused(WHERE.question), "nowhere": refused(NOWHERE.question)}
)
AFTER = report(
    (WHERE, NOWHERE, BOTH),
    {
        "where": RIGHT,
        "nowhere": answered(NOWHERE.question, "Sony bought it.", cite(STUDIO, "Das Studio")),
        "both": refused(BOTH.question),
    },
)


def test_what_changed_is_told_question_by_question() -> None:
    changes = {change.id: change for change in compare(BEFORE, AFTER).changes}

    assert changes["where"].better == ("right answer", "answered")
    assert changes["where"].worse == ()
    assert changes["nowhere"].worse == ("refused",)
    assert changes["where"].after == RIGHT.text


def test_only_questions_of_both_runs_are_compared() -> None:
    comparison = compare(BEFORE, AFTER)

    assert (comparison.shared, comparison.only_before, comparison.only_after) == (2, 0, 1)
    assert comparison.differences["answer_accuracy"].after == 1.0


def test_a_difference_on_every_question_is_clear() -> None:
    difference = compare(BEFORE, AFTER).differences["answer_accuracy"]

    assert difference.change == 1.0
    assert difference.is_clear


def test_a_run_differs_from_itself_in_nothing() -> None:
    comparison = compare(AFTER, AFTER)

    assert comparison.changes == ()
    assert all(d.change == d.low == d.high == 0 for d in comparison.differences.values())
    assert not any(difference.is_clear for difference in comparison.differences.values())


def test_another_question_of_the_same_id_is_not_compared() -> None:
    other = WHERE.model_copy(update={"question": "Where does the bridge stand?"})
    after = report((other, NOWHERE), {"where": RIGHT, "nowhere": refused(NOWHERE.question)})
    comparison = compare(BEFORE, after)

    assert (comparison.shared, comparison.only_before, comparison.only_after) == (1, 1, 1)
    assert comparison.changes == ()
    with pytest.raises(EvaluationError, match="shares no question"):
        compare(BEFORE, report((other,), {"where": RIGHT}))


def test_runs_over_other_questions_can_not_be_compared() -> None:
    with pytest.raises(EvaluationError, match="shares no question"):
        compare(BEFORE, report((BOTH,), {"both": refused(BOTH.question)}))
