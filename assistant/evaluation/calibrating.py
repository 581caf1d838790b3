"""Fits the chance that the articles answer to questions of which it is known.

A logistic model over the signals of `assistant.answerability`, answerable and unanswerable
questions weighing the same in total. What is reported of it is cross-validated: each question is
judged by weights that were fitted without it.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.answer import Answer, Status
from assistant.answerability import Calibration, Way, signal_names
from assistant.evaluation.errors import EvaluationError
from assistant.evaluation.observation import Outcome
from assistant.evaluation.report import require_place, write_text
from assistant.evaluation.scoring import score
from assistant.llm.adapter import adapters_of
from assistant.models.catalogue import find_model
from assistant.replies import reply

if TYPE_CHECKING:
    from rich.table import Table

    from assistant.evaluation.cli_entry import EvalOptions

_FOLDS = 5
_LEAST = 10
"""Questions of each kind, answerable and not, below which nothing is fitted."""
_RIDGE = 3.0
"""Weight of the squared weights against the log-loss, for standardised signals."""
_STEPS = 50
_CONSTANT = 1e-3
"""Standard deviation up to which a signal counts as always the same."""

Floats = NDArray[np.float64]


class Fit(NamedTuple):
    """A fitted model, and how it judges questions that it was not fitted on."""

    calibration: Calibration
    chances: tuple[float, ...]
    """Cross-validated, one for each outcome; 0 where nothing was found at all."""
    area: float
    """Cross-validated area under the curve, answerable against unanswerable."""


def fit(outcomes: Sequence[Outcome], fitted_on: str) -> Fit:
    """Fit a model to the answers of a run in which everything was answered.

    Args:
        outcomes: of questions that were asked, answerable and unanswerable ones.
        fitted_on: what they are, for the file.

    Raises:
        EvaluationError: there are too few of either kind.
    """
    answers = [outcome.observation.answer for outcome in outcomes]
    known = np.array([bool(answer and answer.signals) for answer in answers])
    x = _filled(np.array([_row(answer) for answer in answers], dtype=np.float64))
    y = np.array([float(outcome.row.answerable) for outcome in outcomes])
    refuse_too_few(y[known] == 1)
    chances = np.zeros(len(y))
    folds = _folds(y)
    for fold in range(_FOLDS):
        chances[folds == fold] = _chances(
            _fit(x[known & (folds != fold)], y[known & (folds != fold)]), x[folds == fold]
        )
    chances[~known] = 0.0
    # What was only searched for, or failed, was judged by nobody.
    judged = np.array([answer is not None for answer in answers])
    area = _area(chances[judged & (y == 1)], chances[judged & (y == 0)])
    mean, scale, weights = _fit(x[known], y[known])
    names = signal_names()
    kinds = y[known]
    numbers = f"{int(kinds.sum())} answerable and {int((1 - kinds).sum())} unanswerable questions"
    return Fit(
        Calibration(
            fitted_on=f"{fitted_on}: {numbers}; cross-validated area {area:.3f}",
            mean=dict(zip(names, mean.round(4).tolist(), strict=True)),
            scale=dict(zip(names, scale.round(4).tolist(), strict=True)),
            weight=dict(zip(names, weights[1:].round(4).tolist(), strict=True)),
            intercept=round(float(weights[0]), 4),
        ),
        tuple(chances.tolist()),
        area,
    )


def refuse_too_few(answerable: Iterable[bool]) -> None:
    """Tell whether there are enough questions to fit to, of each of which it is known.

    Raises:
        EvaluationError: there are too few of either kind.
    """
    kinds = Counter(map(bool, answerable))
    if min(kinds[True], kinds[False]) < _LEAST:
        raise EvaluationError(
            f"calibration needs at least {_LEAST} answerable and {_LEAST} unanswerable questions; "
            "add gold rows or raise --limit"
        )


def with_threshold(
    outcomes: Sequence[Outcome], fitted: Fit, threshold: float
) -> tuple[Outcome, ...]:
    """The outcomes as they are with the fitted model: refused below the threshold."""
    return tuple(
        _judged(outcome, chance, threshold)
        for outcome, chance in zip(outcomes, fitted.chances, strict=True)
    )


def way_of(options: "EvalOptions") -> Way:
    """How the system that is asked answers.

    Raises:
        EvaluationError: it is not ours, which alone has signals.
    """
    if options.system != "assistant":
        raise EvaluationError("--calibrate fits the assistant's own signals; leave out --system")
    kind, _, name = options.settings.llm.partition(":")
    if kind == "embedded" and "judge" in adapters_of(find_model(name).sha256):
        return "fitted"
    return "judged" if kind in {"embedded", "gguf"} else "composed"


def threshold_table(outcomes: Sequence[Outcome], fitted: Fit) -> "Table":
    """What answering more or refusing more costs, by the setting `answer_threshold`."""
    from rich.table import Table

    table = Table(title=f"Thresholds, cross-validated; area {fitted.area:.3f}")
    for heading in ("answer_threshold", "right", "refused wrongly", "refused rightly"):
        table.add_column(heading, justify="right")
    for step in range(1, 10):
        scores = score(with_threshold(outcomes, fitted, step / 10))
        answerable = [s for s in scores if s.answerable and s.asked]
        others = [s for s in scores if not s.answerable and s.asked]
        table.add_row(
            f"{step / 10:.1f}",
            f"{_share(s.right for s in answerable):.2f}",
            f"{_share(s.refused for s in answerable):.2f}",
            f"{_share(s.refused for s in others):.2f}",
        )
    return table


def _share(flags: Iterable[bool | None]) -> float:
    held = [bool(flag) for flag in flags]
    return sum(held) / len(held) if held else 0.0


def write_calibration(path: Path, way: Way, calibration: Calibration) -> None:
    """Put the model into a file of models by way of answering, beside those that it holds.

    Raises:
        EvaluationError: the file can't be written, or is no such file.
    """
    held = {name: one.model_dump() for name, one in held_calibrations(path).items()}
    held[way] = calibration.model_dump()
    write_text(json.dumps(held, indent=2, ensure_ascii=False) + "\n", path)


def held_calibrations(path: Path) -> dict[str, Calibration]:
    """The models that a file holds, by way of answering; none where there is no file yet.

    Raises:
        EvaluationError: the file can't be read or written, or is no such file.
    """
    require_place(path)
    if not path.exists():
        return {}
    try:
        return {
            name: Calibration.model_validate(value)
            for name, value in json.loads(path.read_text(encoding="utf-8")).items()
        }
    except (OSError, ValueError, AttributeError) as error:
        raise EvaluationError(f"--calibrate: {path} is no calibration: {error}") from error


def _judged(outcome: Outcome, chance: float, threshold: float) -> Outcome:
    answer = outcome.observation.answer
    if answer is None:
        return outcome
    update: dict[str, object] = {"confidence": chance}
    if chance < threshold and answer.status is Status.ANSWERED:
        update |= {
            "status": Status.NOT_FOUND,
            "text": reply("not_found", answer.language),
            "claims": (),
            "citations": (),
        }
    observation = outcome.observation.model_copy(
        update={"answer": answer.model_copy(update=update)}
    )
    return outcome.model_copy(update={"observation": observation})


def _row(answer: Answer | None) -> list[float]:
    signals = answer.signals if answer else {}
    return [signals.get(name, np.nan) for name in signal_names()]


def _filled(x: Floats) -> Floats:
    """The signals, those that are not known at the mean of those that are."""
    known = ~np.isnan(x)
    means = np.where(known, x, 0.0).sum(axis=0) / np.maximum(1, known.sum(axis=0))
    return np.where(known, x, means)


def _folds(y: Floats) -> NDArray[np.int64]:
    """A fold for each question, both kinds spread evenly, the same each time."""
    folds = np.zeros(len(y), dtype=np.int64)
    for kind in (0.0, 1.0):
        of_kind = np.flatnonzero(y == kind)
        folds[np.random.default_rng(0).permutation(of_kind)] = np.arange(len(of_kind)) % _FOLDS
    return folds


def _fit(x: Floats, y: Floats) -> tuple[Floats, Floats, Floats]:
    """Mean and scale of the signals, and the weights with the intercept first; Newton's method."""
    mean, spread = x.mean(axis=0), x.std(axis=0)
    scale = np.where(spread > _CONSTANT, spread, 1.0)
    z = np.column_stack([np.ones(len(x)), (x - mean) / scale])
    share = np.where(y == 1, 0.5 / max(1, y.sum()), 0.5 / max(1, (1 - y).sum())) * len(y)
    ridge = np.diag([1e-6, *[2 * _RIDGE] * x.shape[1]])
    weights = np.zeros(z.shape[1])
    for _ in range(_STEPS):
        p = 1.0 / (1.0 + np.exp(-z @ weights))
        slope = z.T @ (share * (p - y)) + ridge @ weights
        bend = (z * (share * p * (1 - p))[:, None]).T @ z + ridge
        step = np.linalg.solve(bend, slope)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return mean, scale, weights


def _chances(model: tuple[Floats, Floats, Floats], x: Floats) -> Floats:
    mean, scale, weights = model
    total = np.clip((x - mean) / scale @ weights[1:] + weights[0], -60.0, 60.0)
    return np.asarray(1.0 / (1.0 + np.exp(-total)))


def _area(positive: Floats, negative: Floats) -> float:
    above = positive[:, None] > negative
    equal = positive[:, None] == negative
    return float(np.mean(above + 0.5 * equal))
