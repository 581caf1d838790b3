"""Whether the articles answer a question at all, decided apart from writing the answer.

Several weak signals, combined by a logistic model whose weights are in a readable file beside this
one, fitted on questions with known answerability (docs/quality.md says which, and how).
"""

import json
import math
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

_FILE = Path(__file__).with_name("calibration.json")


@dataclass(frozen=True)
class Signals:
    """What speaks for or against the question being answered; see `Calibration` for weights."""

    top: float = 0.0
    """Score of the best sentence: similarity of sentence and passage to the question."""
    margin: float = 0.0
    """How far the best sentence lies above the mean of the others."""
    yes: float = 0.0
    """Log-odds that the model calls its draft stated by the evidence; 0 where unknown."""
    fluency: float = 0.0
    """Mean log-probability of the draft's tokens; 0 where unknown."""
    support: float = 0.0
    """Cosine of question and claim with the best quote, mean over claims."""
    named: float = 0.0
    """Share of the question's names and numbers that stand in the cited quotes or their titles."""
    dropped: float = 0.0
    """Share of the draft's sentences that the checks object to."""


class Calibration(BaseModel):
    """A logistic model over standardised signals."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fitted_on: str
    mean: dict[str, float]
    scale: dict[str, float]
    weight: dict[str, float]
    intercept: float

    def chance(self, signals: Signals) -> float:
        """Chance in 0..1 that the articles answer the question."""
        total = self.intercept + sum(
            self.weight[name] * (value - self.mean[name]) / self.scale[name]
            for name, value in asdict(signals).items()
        )
        return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, total))))


def signal_names() -> tuple[str, ...]:
    """Names of all signals, in a fixed order."""
    return tuple(field.name for field in fields(Signals))


@cache
def calibration() -> Calibration:
    """The weights that ship with the product."""
    return Calibration.model_validate(json.loads(_FILE.read_text(encoding="utf-8")))
