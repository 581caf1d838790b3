"""Figures that a run must reach: `--fail-under metric=value`."""

import math
from collections.abc import Iterable
from typing import NamedTuple

from assistant.evaluation.errors import EvaluationError
from assistant.evaluation.figures import Figures
from assistant.evaluation.metrics import METRICS


class Threshold(NamedTuple):
    """A metric and the worst value that passes: the lowest, or the highest where less is better."""

    metric: str
    value: float


def parse_thresholds(texts: Iterable[str]) -> tuple[Threshold, ...]:
    """Read thresholds written `metric=value`, where `75%` is 0.75.

    >>> parse_thresholds(["answer_accuracy=75%", "over_refusal=0.1"])
    (Threshold(metric='answer_accuracy', value=0.75), Threshold(metric='over_refusal', value=0.1))

    Raises:
        EvaluationError: the metric is unknown or the value no number.
    """
    return tuple(_parse(text) for text in texts)


def _parse(text: str) -> Threshold:
    name, equals, written = (part.strip() for part in text.partition("="))
    if not equals:
        raise EvaluationError(f"--fail-under {text!r}: write metric=value")
    if name not in METRICS:
        raise EvaluationError(
            f"--fail-under: unknown metric {name!r}; known metrics: {', '.join(METRICS)}"
        )
    per_cent = written.endswith("%")
    try:
        value = float(written.removesuffix("%"))
    except ValueError as error:
        raise EvaluationError(f"--fail-under {text!r}: {written!r} is no number") from error
    if not math.isfinite(value):  # no figure is ever under or over it
        raise EvaluationError(f"--fail-under {text!r}: {written!r} is no number")
    if per_cent:
        value /= 100
    if per_cent and METRICS[name].unit != "share":
        unit = METRICS[name].unit
        raise EvaluationError(f"--fail-under {text!r}: {name} is in {unit}; leave out the %")
    if METRICS[name].unit == "share" and not 0 <= value <= 1:
        raise EvaluationError(f"--fail-under {text!r}: a share lies in 0..1, or write it with %")
    return Threshold(name, value)


def missed(thresholds: Iterable[Threshold], figures: Figures) -> tuple[str, ...]:
    """One line for each threshold that the figures miss, or that was not measured at all."""
    lines = []
    for threshold in thresholds:
        figure = figures.get(threshold.metric)
        if figure is None:
            lines.append(f"{threshold.metric} was not measured on these questions")
        elif METRICS[threshold.metric].higher_is_better and figure.value < threshold.value:
            lines.append(f"{threshold.metric} is {figure.value:.3f}, under {threshold.value:g}")
        elif not METRICS[threshold.metric].higher_is_better and figure.value > threshold.value:
            lines.append(f"{threshold.metric} is {figure.value:.3f}, over {threshold.value:g}")
    return tuple(lines)
