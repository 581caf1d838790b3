"""Bootstrap intervals, seeded, of ratios of sums and of quantiles over questions.

The percentile bootstrap of Efron and Tibshirani, "An Introduction to the Bootstrap" (1993): the
questions are drawn anew with replacement, the figure computed each time, and the middle 95% of
what comes out is the interval. Where all questions agree it has no width, which says nothing
about questions that were not asked.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]
    Draws: TypeAlias = NDArray[np.intp]

SEED = 20240229
RESAMPLES = 1000
COVERAGE = 0.95


class Ratio(NamedTuple):
    """Numerators and denominators of one ratio, one each a question."""

    numerators: Sequence[float]
    denominators: Sequence[float]


class Interval(NamedTuple):
    """The ends of an interval; None where the figure does not exist."""

    low: float | None
    high: float | None


def draws(questions: int) -> "Draws":
    """Which questions each resample holds: shape (RESAMPLES, questions), always the same."""
    import numpy as np

    generator = np.random.default_rng(SEED)
    return generator.integers(0, questions, size=(RESAMPLES, questions))


def ratio_value(ratios: Sequence[Ratio]) -> float | None:
    """The mean of the ratios of sums; None where a denominator is zero."""
    values = []
    for ratio in ratios:
        total = sum(ratio.denominators)
        if not total:
            return None
        values.append(sum(ratio.numerators) / total)
    return sum(values) / len(values)


def resampled_ratios(ratios: Sequence[Ratio], drawn: "Draws") -> "Floats":
    """The mean of the ratios in each resample; NaN where a denominator is zero."""
    import numpy as np

    total = np.zeros(len(drawn))
    for ratio in ratios:
        numerators = np.asarray(ratio.numerators, dtype=np.float64)[drawn].sum(axis=1)
        denominators = np.asarray(ratio.denominators, dtype=np.float64)[drawn].sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            total += np.where(denominators > 0, numerators / denominators, np.nan)
    return total / len(ratios)


def quantile_value(values: Sequence[float], quantile: float) -> float | None:
    """A quantile of the values by linear interpolation; None without values."""
    import numpy as np

    return float(np.quantile(np.asarray(values), quantile)) if values else None


def resampled_quantiles(
    values: Sequence[float | None], quantile: float, drawn: "Draws"
) -> "Floats":
    """The quantile in each resample of the questions that have a value."""
    import numpy as np

    known = np.asarray([np.nan if value is None else value for value in values], dtype=np.float64)
    sampled = known[drawn]
    filled = ~np.isnan(sampled).all(axis=1)
    result = np.full(len(drawn), np.nan)
    result[filled] = np.nanquantile(sampled[filled], quantile, axis=1)
    return result


def interval(samples: "Floats") -> Interval:
    """The middle 95% of the samples that exist."""
    import numpy as np

    known = samples[~np.isnan(samples)]
    if not len(known):
        return Interval(None, None)
    tail = (1 - COVERAGE) / 2
    low, high = np.quantile(known, [tail, 1 - tail])
    return Interval(float(low), float(high))
