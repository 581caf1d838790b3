"""Figures by name in `benchmarks/results/latest.json`, which is not tracked."""

import json
from collections.abc import Mapping
from pathlib import Path

from index.durable import replace_file

LATEST = Path(__file__).resolve().parent / "results" / "latest.json"


def keep(figures: Mapping[str, float]) -> None:
    """Add figures to those of other benchmarks; the same name replaces what was there.

    Args:
        figures: numbers by name.

    Raises:
        OSError: the file can't be written.
    """
    LATEST.parent.mkdir(exist_ok=True)
    known: dict[str, float] = {}
    if LATEST.exists():
        known = json.loads(LATEST.read_text(encoding="utf-8"))
    known |= {name: round(value, 4) for name, value in figures.items()}
    text = json.dumps(dict(sorted(known.items())), indent=1) + "\n"
    replace_file(LATEST, text.encode())
