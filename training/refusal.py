"""Fits the chance that the articles answer to the questions of several runs at once.

    assistant eval DATA --json FILE        for each data set, with ASSISTANT_ANSWER_THRESHOLD=1
    python -m training.refusal REPORT... [--into FILE] [--way fitted]

`assistant eval --calibrate` fits to the questions of one set, and the weights that ship are made
so, of the bundled gold set. This shows what other questions would make of them, and how those fare;
docs/quality.md has what was found. With a threshold of 1 nothing is written, and a question
takes little longer than its quotes take to judge. Data sets cut down to what the judge was not
fitted to are made by `training.held_out`.

What is printed is cross-validated, for each report by itself.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from assistant.answerability import Way
from assistant.errors import AssistantError
from assistant.evaluation.calibrating import fit, write_calibration
from assistant.evaluation.observation import Outcome
from assistant.evaluation.report import read_json

_THRESHOLDS = (0.3, 0.4, 0.45, 0.5, 0.6)


def main(arguments: Sequence[str]) -> int:
    """Fit and print; exit code 1 where a report can't be read or holds too little."""
    parser = argparse.ArgumentParser(description=__doc__, add_help=True)
    parser.add_argument("reports", type=Path, nargs="+", help="JSON of `assistant eval --json`")
    parser.add_argument("--into", type=Path, help="file of weights, as assistant/calibration.json")
    parser.add_argument("--way", choices=get_args(Way), default="fitted")
    parser.add_argument("--about", default="", help="what the questions are, for the file")
    chosen = parser.parse_args(arguments)
    try:
        runs = {path: [row.outcome for row in read_json(path).rows] for path in chosen.reports}
        everything = [outcome for run in runs.values() for outcome in run]
        fitted = fit(everything, chosen.about or ", ".join(path.stem for path in runs))
        print(fitted.calibration.fitted_on)
        chances = iter(fitted.chances)
        for path, run in runs.items():
            print(_line(path.stem, run, [next(chances) for _ in run]))
        if chosen.into:
            write_calibration(chosen.into, chosen.way, fitted.calibration)
    except AssistantError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _line(name: str, run: Sequence[Outcome], chances: Sequence[float]) -> str:
    """What each threshold refuses of a run, wrongly and rightly."""
    parts = []
    for threshold in _THRESHOLDS:
        shares = [
            _share(
                [c < threshold for c, o in zip(chances, run, strict=True) if o.row.answerable is y]
            )
            for y in (True, False)
        ]
        parts.append(f"{threshold}: {shares[0]} {shares[1]}")
    return f"{name} ({len(run)})  refused wrongly and rightly at " + ", ".join(parts)


def _share(flags: Sequence[bool]) -> str:
    return f"{sum(flags) / len(flags):.2f}" if flags else "–"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
