"""Whether the articles answer a question at all, decided apart from writing the answer.

Several weak signals, combined by a logistic model whose weights are in a readable file beside this
one, fitted on questions with known answerability (docs/quality.md says which, and how).
"""

import json
import math
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

Way = Literal["judged", "composed"]
"""How an answer came about: sentence by sentence (judged), or from all evidence at once."""

_FILE = Path(__file__).with_name("calibration.json")


@dataclass(frozen=True)
class Signals:
    """What speaks for or against the question being answered; see `Calibration` for weights."""

    best: float = 0.0
    """Log-odds that the best sentence answers, judged alone; the best of all sentences."""
    second: float = 0.0
    """The same of the second best."""
    top: float = 0.0
    """Score of the sentence that retrieval likes best."""
    named: float = 0.0
    """Share of the question's names and numbers that stand in the told quotes or their titles."""
    fitting: float = 0.0
    """1 where the told quotes hold the kind of thing asked for (a number, a date, a name)."""
    dropped: float = 0.0
    """Share of the drafted sentences that the checks object to."""


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
def calibration(way: Way) -> Calibration:
    """The weights that ship with the product, for one way of answering."""
    return Calibration.model_validate(json.loads(_FILE.read_text(encoding="utf-8"))[way])
