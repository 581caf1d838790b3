"""Draws how searching grows, from the figures of `benchmarks.searching`, for docs/speed.md.

python -m benchmarks.plot [--figures benchmarks/results/latest.json] [--to docs/images/search.svg]
"""

import argparse
import json
import re
from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl

from benchmarks.results import LATEST

mpl.use("svg")

from matplotlib import pyplot as plt

_LINES = {
    "search_p95_ms": "whole search",
    "lexical_p95_ms": "lexical alone",
    "dense_p95_ms": "dense alone",
    "search_p95_ms_in_10": "in ten articles",
}
_WANTED = 50  # milliseconds at a million passages


def series(figures: Mapping[str, float], name: str) -> list[tuple[int, float]]:
    """Return the values of a figure by number of passages, in order."""
    found = []
    for key, value in figures.items():
        if match := re.fullmatch(rf"{name}_(\d+)", key):
            found.append((int(match[1]), value))
    return sorted(found)


def draw(figures: Mapping[str, float], to: Path) -> None:
    """Write the plot.

    Args:
        figures: numbers by name.
        to: the SVG file.
    """
    plt.rcParams |= {"svg.hashsalt": "article-assistant", "font.size": 10}
    drawing, axes = plt.subplots(figsize=(7, 4))
    for name, label in _LINES.items():
        if points := series(figures, name):
            axes.plot(*zip(*points, strict=True), marker="o", label=label)
    axes.axhline(_WANTED, color="0.6", linestyle=":", label="wanted at a million")
    axes.set(xscale="log", yscale="log", xlabel="passages", ylabel="95th percentile, ms")
    axes.grid(visible=True, which="major", color="0.9")
    axes.legend(frameon=False)
    drawing.tight_layout()
    drawing.savefig(to, metadata={"Date": None}, facecolor="white")
    plt.close(drawing)


def main() -> None:
    """Read the figures and draw them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--figures", type=Path, default=LATEST)
    parser.add_argument("--to", type=Path, default=Path("docs/images/search.svg"))
    options = parser.parse_args()
    draw(json.loads(options.figures.read_text(encoding="utf-8")), options.to)


if __name__ == "__main__":
    main()
