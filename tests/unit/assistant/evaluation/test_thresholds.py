import re
from pathlib import Path

import pytest

from assistant.evaluation.errors import EvaluationError
from assistant.evaluation.figures import Figure
from assistant.evaluation.metrics import METRICS
from assistant.evaluation.thresholds import missed, parse_thresholds


def figure(value: float) -> Figure:
    return Figure(value=value, low=value, high=value, rows=10)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("accuracy=0.5", "unknown metric 'accuracy'; known metrics: answer_accuracy,"),
        ("answer_accuracy", "write metric=value"),
        ("answer_accuracy=good", "'good' is no number"),
        ("answer_accuracy=75", "a share lies in 0..1"),
        ("answer_accuracy=nan", "'nan' is no number"),
        ("seconds_median=nan", "'nan' is no number"),
        ("seconds_p95=inf", "'inf' is no number"),
        ("seconds_p95=50%", "leave out the %"),
    ],
)
def test_a_threshold_that_makes_no_sense_is_refused(text: str, message: str) -> None:
    with pytest.raises(EvaluationError, match=message):
        parse_thresholds([text])


def test_a_figure_under_its_threshold_is_missed() -> None:
    thresholds = parse_thresholds(["answer_accuracy=75%"])

    assert missed(thresholds, {"answer_accuracy": figure(0.75)}) == ()
    assert missed(thresholds, {"answer_accuracy": figure(0.74)}) == (
        "answer_accuracy is 0.740, under 0.75",
    )


def test_where_less_is_better_the_threshold_is_a_maximum() -> None:
    thresholds = parse_thresholds(["over_refusal=0.1", "seconds_median=6"])

    assert missed(thresholds, {"over_refusal": figure(0.05), "seconds_median": figure(7.5)}) == (
        "seconds_median is 7.500, over 6",
    )


def test_a_figure_that_was_not_measured_is_missed() -> None:
    assert missed(parse_thresholds(["token_f1=0.5"]), {}) == (
        "token_f1 was not measured on these questions",
    )


def test_make_eval_guards_what_readers_rely_on() -> None:
    makefile = Path(__file__).resolve().parents[4] / "Makefile"
    (guard,) = re.findall(r"^GUARD \?= ((?:.*\\\n)*.*)", makefile.read_text(encoding="utf-8"), re.M)

    guarded = {one.metric: one.value for one in parse_thresholds(re.findall(r"\S+=\S+", guard))}

    assert set(guarded) == {
        "answer_accuracy",
        "rightly_cited",
        "right_article",
        "citation_precision",
        "refusal_recall",
        "over_refusal",
        "answer_language",
        "carried_over",
        "errors",
    }
    worse = {name: figure(0.0 if METRICS[name].higher_is_better else 1.0) for name in guarded}
    assert len(missed(parse_thresholds(re.findall(r"\S+=\S+", guard)), worse)) == len(guarded)
