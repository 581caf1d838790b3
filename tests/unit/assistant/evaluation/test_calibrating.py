import json
from pathlib import Path

import pytest

from assistant.answer import Answer, Status
from assistant.answerability import Calibration, Signals, signal_names
from assistant.evaluation.calibrating import (
    fit,
    threshold_table,
    way_of,
    with_threshold,
    write_calibration,
)
from assistant.evaluation.cli_entry import EvalOptions
from assistant.evaluation.errors import EvaluationError
from assistant.evaluation.gold import GoldSet
from assistant.evaluation.observation import Observation, Outcome
from assistant.evaluation.run_store import RunStore
from assistant.evaluation.runner import Runner
from assistant.settings import Settings
from tests.unit.assistant.evaluation.rows import NOWHERE, WHERE
from tests.unit.assistant.evaluation.scripted import STUDIO, UNION, InMemoryIndex, answered, cite

ANSWER = answered(
    WHERE.question, "The studio stands in Atlanta.", cite(STUDIO, "Das Studio steht in Atlanta.")
)
CLEAR = [2.0 + 0.1 * step for step in range(20)]
UNCLEAR = [-2.0 - 0.1 * step for step in range(20)]


def outcomes(answerable: list[float], others: list[float]) -> list[Outcome]:
    """Answered questions whose best sentence has these log-odds."""
    runner = Runner(
        InMemoryIndex(STUDIO, UNION), GoldSet("test", ()), RunStore(Path("unused")), None
    )
    return [
        runner.outcome(row, Observation(key=f"{row.id}{best}", answer=with_best(best)))
        for row, values in ((WHERE, answerable), (NOWHERE, others))
        for best in values
    ]


def with_best(best: float) -> Answer:
    return with_signals(dict.fromkeys(signal_names(), 0.5) | {"best": best})


def with_signals(signals: dict[str, float]) -> Answer:
    return ANSWER.model_copy(update={"signals": signals})


def without(signal: str, outcome: Outcome) -> Outcome:
    """The same of an answer for which a signal was not asked."""
    answer = outcome.observation.answer
    assert answer is not None
    known = {name: value for name, value in answer.signals.items() if name != signal}
    observation = outcome.observation.model_copy(update={"answer": with_signals(known)})
    return outcome.model_copy(update={"observation": observation})


def refusals(judged: tuple[Outcome, ...]) -> list[bool]:
    answers = [outcome.observation.answer for outcome in judged]
    return [answer is not None and answer.status is Status.NOT_FOUND for answer in answers]


def test_signal_that_tells_them_apart_gets_the_weight() -> None:
    fitted = fit(outcomes(CLEAR, UNCLEAR), "a test")
    assert fitted.area == 1.0
    weights = fitted.calibration.weight
    assert weights["best"] > 10 * max(abs(weights[name]) for name in weights if name != "best")
    assert fitted.calibration.chance(Signals(best=3.0)) > 0.7
    assert fitted.calibration.chance(Signals(best=-3.0)) < 0.3
    assert "20 answerable and 20 unanswerable" in fitted.calibration.fitted_on


def test_signal_that_is_not_always_known_is_fitted_where_it_is() -> None:
    asked = outcomes(CLEAR, UNCLEAR)
    half = [without("best", each) if n % 2 else each for n, each in enumerate(asked)]
    weights = fit(half, "a test").calibration.weight
    assert weights["best"] > 10 * max(abs(weights[name]) for name in weights if name != "best")
    never = fit([without("copied", each) for each in asked], "a test").calibration
    assert (never.mean["copied"], never.weight["copied"]) == (0.0, 0.0)


def test_signal_that_says_nothing_says_nothing_of_new_questions() -> None:
    values = [0.1 * step for step in range(20)]
    assert fit(outcomes(values, values), "a test").area == pytest.approx(0.5, abs=0.15)


def test_rare_kind_weighs_as_much_as_the_common_one() -> None:
    fitted = fit(outcomes(CLEAR, UNCLEAR[:10]), "a test")
    assert fitted.calibration.chance(Signals(best=0.3)) == pytest.approx(0.5, abs=0.2)


def test_answers_under_the_threshold_become_refusals() -> None:
    asked = outcomes(CLEAR, UNCLEAR)
    fitted = fit(asked, "a test")
    assert refusals(with_threshold(asked, fitted, 0.0)) == [False] * 40
    assert refusals(with_threshold(asked, fitted, 0.5)) == [False] * 20 + [True] * 20
    refused = with_threshold(asked, fitted, 0.5)[-1].observation.answer
    assert refused is not None
    assert refused.text == "The articles do not say."
    assert refused.claims == ()
    assert refused.citations == ()


def test_thresholds_are_shown_from_answering_more_to_refusing_more() -> None:
    asked = outcomes(CLEAR, UNCLEAR)
    assert threshold_table(asked, fit(asked, "a test")).row_count == 9


def test_question_for_which_nothing_was_found_is_refused_and_not_fitted_on() -> None:
    asked = outcomes(CLEAR, UNCLEAR)
    nothing = asked[0].model_copy(
        update={
            "observation": asked[0].observation.model_copy(
                update={"answer": ANSWER.model_copy(update={"signals": {}})}
            )
        }
    )
    fitted = fit([*asked, nothing], "a test")
    assert fitted.chances[-1] == 0.0
    assert fitted.calibration.weight == fit(asked, "a test").calibration.weight


def test_questions_that_nobody_answered_count_for_nothing() -> None:
    asked = outcomes(CLEAR, UNCLEAR)
    failed = asked[0].model_copy(update={"observation": Observation(key="failed", error="away")})
    fitted = fit([*asked, *[failed] * 5], "a test")
    assert fitted.area == 1.0
    assert "20 answerable and 20 unanswerable" in fitted.calibration.fitted_on


def test_answers_have_the_chance_that_the_fitted_model_gives_them() -> None:
    asked = outcomes(CLEAR, UNCLEAR)
    fitted = fit(asked, "a test")
    answers = [each.observation.answer for each in with_threshold(asked, fitted, 0.5)]
    assert [answer and answer.confidence for answer in answers] == list(fitted.chances)


def test_too_few_questions_are_refused() -> None:
    with pytest.raises(EvaluationError, match="at least 10"):
        fit(outcomes(CLEAR, UNCLEAR[:9]), "a test")


def test_weights_are_put_beside_those_of_the_other_way(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    one = fit(outcomes(CLEAR, UNCLEAR), "one").calibration
    other = fit(outcomes(CLEAR[5:], UNCLEAR), "other").calibration
    write_calibration(path, "judged", one)
    write_calibration(path, "composed", other)
    held = json.loads(path.read_text())
    assert Calibration.model_validate(held["judged"]) == one
    assert Calibration.model_validate(held["composed"]) == other


@pytest.mark.parametrize("text", ["[1]", "no json", '{"judged": {}}'])
def test_file_that_holds_something_else_stays_as_it_is(tmp_path: Path, text: str) -> None:
    path = tmp_path / "notes.json"
    path.write_text(text)
    with pytest.raises(EvaluationError, match=r"notes\.json"):
        write_calibration(path, "judged", fit(outcomes(CLEAR, UNCLEAR), "x").calibration)
    assert path.read_text() == text


def test_only_our_own_system_is_calibrated() -> None:
    settings = Settings()
    assert way_of(EvalOptions(settings=settings)) == "fitted"
    small = settings.model_copy(update={"llm": "embedded:qwen2.5-coder-0.5b"})
    assert way_of(EvalOptions(settings=small)) == "judged"
    remote = settings.model_copy(update={"llm": "http://127.0.0.1:1/v1#m"})
    assert way_of(EvalOptions(settings=remote)) == "composed"
    with pytest.raises(EvaluationError, match="--system"):
        way_of(EvalOptions(settings=settings, system="stock"))
