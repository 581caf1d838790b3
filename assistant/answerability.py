"""Whether the articles answer a question at all, decided apart from writing the answer.

Several weak signals, combined by a logistic model whose weights are in a readable file beside this
one, fitted on questions with known answerability (docs/quality.md says which, and how).
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Literal

from assistant.answer import probability
from assistant.asked_for import holds_kind
from assistant.checking.coverage import share_named
from assistant.likeness import Embed
from index.article import Passage
from index.frozen import Frozen

Way = Literal["judged", "fitted", "composed"]
"""How an answer came about: sentence by sentence, judged by the model as it is or by one that was
fitted to judging; or from all evidence at once."""

_FURTHEST = 4.0  # standard deviations
_FILE = Path(__file__).with_name("calibration.json")


@dataclass(frozen=True)
class Signals:
    """What speaks for or against the question being answered; see `Calibration` for weights."""

    best: float = 0.0
    """Log-odds that the sentence judged surest answers; of a draft, that the model stands by it."""
    named: float = 0.0
    """Share of the question's names and numbers that stand in that sentence or its title."""
    fitting: float = 0.0
    """1 where the told quotes hold the kind of thing asked for (a number, a date, a name)."""
    copied: float | None = None
    """Log-odds that words of that sentence answer just this question (`assistant.copying`); None
    where the model was not asked: the others decide alone, or it is not fitted to copying."""

    near: float | None = None
    """Score by which that sentence was found, where it is in another language than the question:
    there the verdict sees less, and what is far from the question hardly answers. None where it is
    in the question's."""

    def known(self) -> dict[str, float]:
        """Those that are known, by name."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def observe(
    question: str,
    language: str,
    verdict: float,
    read: Sequence[Passage],
    told: Sequence[Passage],
    embed: Embed | None = None,
) -> Signals:
    """The signals of one question.

    Args:
        question: as it was searched.
        language: of the question, ISO 639-1.
        verdict: log-odds that it is answered.
        read: the quotes that the verdict is about.
        told: the quotes that are told.
        embed: gives the vector of a text, of length 1; see `share_named`.
    """
    return Signals(
        best=verdict,
        named=share_named(question, language, read, embed),
        fitting=float(any(holds_kind(question, quote.text, quote.language) for quote in told)),
        near=_nearness(language, read),
    )


def _nearness(language: str, read: Sequence[Passage]) -> float | None:
    """The score of what was read in another language alone; None where none was, or none scored."""
    if any(quote.language == language for quote in read):
        return None
    return max((quote.score for quote in read), default=0.0) or None


class Calibration(Frozen):
    """A logistic model over standardised signals; one that is not known counts as its mean.

    Signals that came after it was fitted do not count.
    """

    fitted_on: str
    mean: dict[str, float]
    scale: dict[str, float]
    weight: dict[str, float]
    intercept: float

    def chance(self, signals: Signals) -> float:
        """Chance in 0..1 that the articles answer the question."""
        total = self.intercept + sum(
            self.weight[name] * _bounded((value - self.mean[name]) / self.scale[name])
            for name, value in signals.known().items()
            if name in self.weight
        )
        return probability(total)


def _bounded(standardised: float) -> float:
    """A signal further out than those that were fitted to, as of another embedder, says no more."""
    return max(-_FURTHEST, min(_FURTHEST, standardised))


def signal_names() -> tuple[str, ...]:
    """Names of all signals, in a fixed order."""
    return tuple(field.name for field in fields(Signals))


@cache
def calibration(way: Way) -> Calibration:
    """The weights that ship with the product, for one way of answering."""
    return Calibration.model_validate(json.loads(_FILE.read_text(encoding="utf-8"))[way])
