"""Evaluation: gold questions asked, answers and citations judged, figures with intervals.

Names are imported when first used, so that importing this package loads nothing heavy.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.evaluation.cli_entry import EvalOptions, run
    from assistant.evaluation.errors import EvaluationError, GoldError
    from assistant.evaluation.gold import GoldQuote, GoldRow, GoldSet, GoldTurn, read_gold

_HOME = {
    "EvalOptions": "cli_entry",
    "EvaluationError": "errors",
    "GoldError": "errors",
    "GoldQuote": "gold",
    "GoldRow": "gold",
    "GoldSet": "gold",
    "GoldTurn": "gold",
    "read_gold": "gold",
    "run": "cli_entry",
}

__all__ = [
    "EvalOptions",
    "EvaluationError",
    "GoldError",
    "GoldQuote",
    "GoldRow",
    "GoldSet",
    "GoldTurn",
    "read_gold",
    "run",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
