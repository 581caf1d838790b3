"""Measures what becomes of quotes rendered in another language: shown examples, and fitted.

    python -m benchmarks.renderings [PARALLEL] [--limit N]

Figures for each way, one draft alone, all in one run with the default model:

- gold quotes of the bundled articles, rendered in the language of their question: how often all
  that a right answer states is still stated;
- sentences in the manner of the news that the adapter was not fitted to (`training/translations`),
  from German into English and French: chrF++ against our translations; needs the extra [training];
- where PARALLEL is given, a data set with the same documents in English and German: chrF++ against
  its own sentences, of held-out documents (`training.examples`).

The cosine (multilingual-e5-small) of quote and rendering stands beside both.
"""

import argparse
import hashlib
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table

from assistant.drafting import fitted_render_messages, render_messages
from assistant.evaluation.evaldata import file_name
from assistant.evaluation.matching import stated_groups
from assistant.evaluation.sources import load_gold
from assistant.evidence import one_line
from assistant.likeness import likeness
from assistant.llm.resolve import resolve_llm
from assistant.llm.writer import Writer, write, writer_for
from assistant.prompts import Message
from assistant.settings import Settings
from index.embedding import embed_query, load_embedding
from index.language import detect_language
from index.sentences import split_sentences
from training.examples import is_held_out_document
from training.pairs import in_three_languages, is_held_out_pair

_TOKENS = 200
_DIRECT = ("shown examples", "fitted")
_SHORTEST, _LONGEST = 60, 260  # characters


class Task(NamedTuple):
    """A sentence to render."""

    source: str
    language: str
    into: str
    groups: tuple[tuple[str, ...], ...] = ()
    """What must be stated."""
    reference: str = ""
    """What somebody else made of it."""


class Rendering(NamedTuple):
    """What became of one."""

    text: str
    cosine: float
    seconds: float


Way = Callable[[Task], str]


def main(arguments: Sequence[str]) -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description="What becomes of rendered quotes.")
    parser.add_argument("parallel", nargs="?", type=Path)
    parser.add_argument("--limit", type=int, default=40, help="sentences of each kind")
    options = parser.parse_args(arguments)
    settings = Settings.load()
    embedding = load_embedding(settings.embeddings)
    writer = writer_for(resolve_llm(settings.llm, settings))
    ways = _ways(writer)
    kinds = {"gold quotes": _some(_gold_quotes(), options.limit)}
    for into in ("en", "fr"):
        ours = (task for task in _ours() if task.into == into)
        kinds[f"ours, de-{into}"] = _some(ours, options.limit)
    if options.parallel:
        kinds["parallel sentences"] = _some(_parallel(options.parallel), options.limit)
    table = Table(title="Renderings, first drafts")
    for heading in ("sentences", "way", "number", "stated", "chrF++", "cosine", "seconds"):
        table.add_column(heading)
    for kind, tasks in kinds.items():
        made = {
            name: [_rendered(task, way, lambda t: embed_query(embedding, t)) for task in tasks]
            for name, way in ways.items()
            if name in _DIRECT or all("en" not in (task.language, task.into) for task in tasks)
        }
        if len(made) > 1:
            made["whichever is more alike"] = [
                max(both, key=lambda each: each.cosine)
                for both in zip(made["shown examples"], made["fitted"], strict=True)
            ]
        for name, renderings in made.items():
            table.add_row(kind, name, *_figures(tasks, renderings))
    Console().print(table)


def _ways(writer: Writer) -> dict[str, Way]:
    """Shown examples; and where there is an adapter, fitted, and by way of English with either."""

    def shown(task: Task) -> str:
        return _written(writer, render_messages(task.source, task.language, task.into))

    ways: dict[str, Way] = {"shown examples": shown}
    adapted = writer.adapted("render")
    if adapted is None:
        return ways

    def fitted(task: Task) -> str:
        return _written(adapted, fitted_render_messages(task.source, task.into))

    def by_english(second: Way) -> Way:
        def both(task: Task) -> str:
            english = fitted(task._replace(into="en"))
            return second(task._replace(source=english, language="en"))

        return both

    return ways | {
        "fitted": fitted,
        "English fitted, then shown": by_english(shown),
        "English fitted, then fitted": by_english(fitted),
    }


def _written(writer: Writer, messages: Sequence[Message]) -> str:
    return one_line(write(writer, messages, max_tokens=_TOKENS).text)


def _some(tasks: Iterable[Task], most: int) -> list[Task]:
    """The same of them each time, whatever their order."""
    return sorted(tasks, key=lambda task: hashlib.sha256(repr(task).encode()).digest())[:most]


def _rendered(task: Task, way: Way, embed: Callable[[str], Sequence[float]]) -> Rendering:
    since = time.perf_counter()
    text = way(task)
    seconds = time.perf_counter() - since
    print(f"{task.language}-{task.into} {task.source}\n   {text}", file=sys.stderr, flush=True)
    return Rendering(text, likeness(embed, task.source, text), seconds)


def _figures(tasks: Sequence[Task], renderings: Sequence[Rendering]) -> tuple[str, ...]:
    pairs = [(task, made.text) for task, made in zip(tasks, renderings, strict=True)]
    stated = [all(stated_groups(text, task.groups)) for task, text in pairs if task.groups]
    return (
        str(len(tasks)),
        f"{np.mean(stated):.3f}" if stated else "",
        _chrf(pairs) if any(task.reference for task in tasks) else "",
        f"{np.mean([made.cosine for made in renderings]):.4f}",
        f"{np.median([made.seconds for made in renderings]):.1f}",
    )


def _chrf(pairs: Sequence[tuple[Task, str]]) -> str:
    from sacrebleu.metrics import CHRF

    metric = CHRF(word_order=2)
    score = metric.corpus_score(
        [text for _, text in pairs], [[task.reference for task, _ in pairs]]
    )
    return f"{score.score:.1f}"


def _gold_quotes() -> Iterator[Task]:
    """The quotes of questions in another language that one quote answers."""
    for row in load_gold([]).rows:
        if not row.answerable or row.derived or row.history or len(row.quotes) != 1:
            continue
        source = one_line(row.quotes[0].text)
        language = detect_language(source)
        if language != row.language:
            yield Task(source, language, row.language, row.answers)


def _ours() -> Iterator[Task]:
    """Sentences of ours from German that the adapter was not fitted to."""
    for pair in in_three_languages():
        if is_held_out_pair(pair) and pair.source == pair.document:
            yield Task(pair.source, "de", pair.into, reference=pair.text)


def _parallel(folder: Path) -> Iterator[Task]:
    """Sentences of documents that have as many of them in English as in German."""
    documents = load_gold([folder]).documents
    for name, german in documents.items():
        place = re.fullmatch(r"(.*)-de-(\d+-\d+)\.txt", name)
        if place is None or not is_held_out_document(place[2]):
            continue
        english = documents.get(file_name(f"{place[1]}-en-{place[2]}"), "")
        sides = [
            [
                " ".join(text[span.start : span.end].split())
                for span in split_sentences(text, language)
            ]
            for text, language in ((german, "de"), (english, "en"))
        ]
        if len(sides[0]) == len(sides[1]):
            for one, other in zip(*sides, strict=True):
                if _SHORTEST <= len(one) <= _LONGEST:
                    yield Task(one, "de", "en", reference=other)


if __name__ == "__main__":
    main(sys.argv[1:])
