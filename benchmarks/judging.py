"""Measures how fast quotes are judged with OpenVINO and with llama.cpp, and how verdicts differ.

    python -m benchmarks.judging [--questions 12]

Gold questions over the bundled articles, each with the quotes that its search finds; the question
is judged by both, in turns, so that both meet the same company.
Figures, also kept in benchmarks/results/latest.json:

- `judge_seconds_…`: medians of a question, for each engine; `judge_speedup` is their ratio.
- `judge_difference`: of the verdicts in the mean, log-odds; `judge_difference_most`: at most.
- `judge_mib_openvino`: memory that OpenVINO takes, MiB.
"""

import argparse
import os
import sys
import time
from statistics import mean, median
from typing import cast

from assistant.bundled import bundled_index_dir
from assistant.evaluation.sampling import sample
from assistant.evaluation.sources import load_gold
from assistant.evidence import MOST_JUDGED, near_the_best, select_evidence
from assistant.judging import judgements, make_ready
from assistant.llm.embedded import EmbeddedLLM
from assistant.llm.openvino.available import is_installed
from assistant.llm.resolve import resolve_llm
from assistant.llm.writer import writer_for
from assistant.settings import Settings
from benchmarks.results import keep
from benchmarks.vitals import vitals
from index.article import Passage
from index.article_index import ArticleIndex

_ENGINES = ("openvino", "llama.cpp")


def questions(most: int) -> list[tuple[str, str, tuple[Passage, ...]]]:
    """So many gold questions, with their languages and the quotes that would be judged."""
    settings = Settings.load()
    rows = [row for row in load_gold([]).rows if not row.history]
    place = bundled_index_dir(**settings.cached_index_options())
    found = []
    with ArticleIndex.open(place, **settings.index_options()) as index:
        for row in sample(rows, most):
            passages = index.search(row.question, limit=settings.passages, language=row.language)
            quotes = select_evidence(index, row.question, row.language, passages, most=MOST_JUDGED)
            found.append((row.question, row.language, near_the_best(quotes)))
    return found


def judged(
    llm: EmbeddedLLM, question: str, language: str, quotes: tuple[Passage, ...]
) -> list[float]:
    """The verdicts on all quotes."""
    return [each.yes for each, _ in judgements(question, language, quotes, writer_for(llm))]


def measure(most: int) -> dict[str, float]:
    """Judge, and return the figures."""
    asked = questions(most)
    models, taken = {}, {}
    for engine in _ENGINES:
        before = vitals(os.getpid()).megabytes
        settings = Settings.load(judge_engine=engine)
        models[engine] = cast("EmbeddedLLM", resolve_llm(settings.llm, settings))
        make_ready(writer_for(models[engine]))
        taken[engine] = vitals(os.getpid()).megabytes - before
    seconds: dict[str, list[float]] = {engine: [] for engine in _ENGINES}
    differences = []
    for number, (question, language, quotes) in enumerate([asked[0], *asked]):
        verdicts = []
        for engine in _ENGINES if number % 2 else reversed(_ENGINES):
            since = time.perf_counter()
            verdicts.append(judged(models[engine], question, language, quotes))
            if number:  # the first only warms them
                seconds[engine].append(time.perf_counter() - since)
        differences += [abs(one - other) for one, other in zip(*verdicts, strict=True)]
    taken_by = {engine: median(each) for engine, each in seconds.items()}
    return {
        "judge_seconds_openvino": taken_by["openvino"],
        "judge_seconds_llama_cpp": taken_by["llama.cpp"],
        "judge_speedup": taken_by["llama.cpp"] / taken_by["openvino"],
        "judge_difference": mean(differences),
        "judge_difference_most": max(differences),
        "judge_mib_openvino": taken["openvino"],
    }


def main() -> int:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--questions", type=int, default=12)
    options = parser.parse_args()
    if not is_installed():
        print("OpenVINO is not installed (extra [openvino]): nothing is compared")
        return 0
    figures = measure(options.questions)
    for name, value in figures.items():
        print(f"{name}: {value:.3g}")
    keep(figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
