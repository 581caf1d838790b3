"""Measures how often the sentence with the answer holds the kind of thing that a question asks for.

    python -m benchmarks.kinds DATA ... [--half 0|1] [--missed]

DATA are folders of a `corpus.jsonl` (doc_id, lang, title, text) and `questions*.jsonl` (question,
doc_id, spans, answerable). For each kind two shares are printed: of the questions for it, those
with a sentence of the answer that holds one; and of the other sentences of their documents, those
that hold one, within a few sentences of the answer where the document is long. The first should be
1, since a sentence that lacks the kind is put behind; the lower the second, the more it tells.

Words are added for what one half of the titles shows (`--missed` lists it), and the other half says
what they are worth.
"""

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

from assistant.asked_for import holds_kind, kind_asked_for
from assistant.evaluation.evaldata import CORPUS_FILE, QUESTION_FILES
from index.sentences import split_sentences

_NEAR = 7  # sentences before and behind the answer


class Case(NamedTuple):
    """A question for some kind of thing, with the sentences that answer it and those around."""

    question: str
    kind: str
    language: str
    answers: list[str]
    others: list[str]


def main(arguments: Sequence[str]) -> None:
    """Measure and print one table."""
    options = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    options.add_argument("data", type=Path, nargs="+")
    options.add_argument("--half", type=int, choices=(0, 1), help="of the titles; all without it")
    options.add_argument("--missed", action="store_true", help="list answers that lack their kind")
    chosen = options.parse_args(arguments)
    asked: Counter[str] = Counter()
    held: Counter[str] = Counter()
    others: Counter[str] = Counter()
    others_held: Counter[str] = Counter()
    console = Console()
    for case in (case for folder in chosen.data for case in _cases(folder, chosen.half)):
        holding = any(holds_kind(case.question, text, case.language) for text in case.answers)
        asked[case.kind] += 1
        held[case.kind] += holding
        others[case.kind] += len(case.others)
        others_held[case.kind] += sum(
            holds_kind(case.question, text, case.language) for text in case.others
        )
        if chosen.missed and not holding:
            console.print(case.kind, case.question, *case.answers, sep="\n    ", markup=False)
    table = Table("asked for", "questions", "answers that hold one", "others", "that hold one")
    for kind in sorted(asked):
        share, rest = held[kind] / asked[kind], others_held[kind] / max(1, others[kind])
        table.add_row(kind, str(asked[kind]), f"{share:.3f}", str(others[kind]), f"{rest:.3f}")
    console.print(table)


def _cases(folder: Path, half: int | None) -> Iterator[Case]:
    documents = {row["doc_id"]: row for row in _rows(folder / CORPUS_FILE)}
    seen = set()
    for path in sorted(folder.glob(QUESTION_FILES)):
        for row in _rows(path):
            kind = kind_asked_for(row["question"])
            document = documents.get(row.get("doc_id", ""))
            asked = (row["question"], row.get("doc_id"))
            if kind is None or document is None or not row.get("spans") or asked in seen:
                continue
            seen.add(asked)
            if half is None or _half(document.get("title") or document["doc_id"]) == half:
                yield _case(row, kind, document)


def _case(row: dict[str, Any], kind: str, document: dict[str, Any]) -> Case:
    text, language = document["text"], document["lang"]
    sentences = split_sentences(text, language)
    answering = [
        at
        for at, sentence in enumerate(sentences)
        if any(sentence.start < end and start < sentence.end for start, end in row["spans"])
    ]
    near = [
        at
        for at in range(len(sentences))
        if at not in answering and any(abs(at - answer) <= _NEAR for answer in answering)
    ]
    answers, others = (
        [text[sentences[at].start : sentences[at].end] for at in some] for some in (answering, near)
    )
    return Case(row["question"], kind, language, answers, others)


def _half(title: str) -> int:
    return hashlib.md5(title.encode(), usedforsecurity=False).digest()[-1] % 2


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


if __name__ == "__main__":
    main(sys.argv[1:])
