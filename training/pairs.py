"""Translations of ours that the rendering adapter is fitted to."""

import hashlib
import itertools
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict

from assistant.evaluation.evaldata import file_name
from assistant.evaluation.gold import read_lines
from assistant.evaluation.sources import load_gold
from training.examples import Example

Line = TypeVar("Line", bound=BaseModel)

OUR_TRANSLATIONS = Path(__file__).parent / "translations"
"""Our own, by the name of the data set whose sentences they translate."""

_HELD = 10
_SEED = 1
_OTHER_WAYS = (("fr", "en"), ("en", "fr"), ("fr", "de"), ("en", "de"))


class Bent(BaseModel):
    """A line of `bent.jsonl`: a German sentence of ours and what a bad rendering makes of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    de: str
    into: str
    bent: str


class Pair(NamedTuple):
    """A sentence and its translation."""

    source: str
    into: str
    """Language, ISO 639-1."""
    text: str
    document: str
    """What decides whether it is held out."""


class Translation(BaseModel):
    """A line of our translations: of a span of a document, or of a sentence of ours."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lang: str
    into: str
    text: str
    source: str = ""
    doc_id: str = ""
    span: tuple[int, int] = (0, 0)


class Triple(BaseModel):
    """A line of `articles.jsonl`: a German sentence of ours with two translations of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    de: str
    en: str
    fr: str


def translations(data: Iterable[Path]) -> Iterator[Pair]:
    """Our translations of sentences of the data sets, and of our own sentences."""
    for row in _rows(OUR_TRANSLATIONS / "news.jsonl"):
        yield Pair(row.source, row.into, row.text, row.source)
    for folder in data:
        documents = load_gold([folder]).documents
        for row in _rows(OUR_TRANSLATIONS / f"{folder.name}.jsonl"):
            start, end = row.span
            source = " ".join(documents[file_name(row.doc_id)][start:end].split())
            yield Pair(source, row.into, row.text, row.doc_id)


def in_three_languages() -> Iterator[Pair]:
    """Our sentences in the manner of the news: all from German, and in turn one other way each."""
    for line, (source, into) in zip(_lines("articles", Triple), itertools.cycle(_OTHER_WAYS)):
        yield Pair(line.de, "en", line.en, line.de)
        yield Pair(line.de, "fr", line.fr, line.de)
        yield Pair(getattr(line, source), into, getattr(line, into), line.de)


def told_apart(*, held_out: bool) -> list[Example]:
    """Sentences of ours, each with a right and a bent rendering, in a random order.

    Most are German; every fourth is the French or English of the three.

    Args:
        held_out: those for measuring, or the others.
    """
    triples = {line.de: line for line in _lines("articles", Triple)}
    made = []
    for number, line in enumerate(_lines("bent", Bent)):
        triple = triples[line.de]
        if is_held_out_pair(Pair(line.de, line.into, "", line.de)) is not held_out:
            continue
        other = "fr" if line.into == "en" else "en"
        source = getattr(triple, other) if number % 4 == 0 else line.de
        texts, answers = (getattr(triple, line.into), line.bent), (True, False)
        if number % 2:
            texts, answers = texts[::-1], answers[::-1]
        made.append(Example(source, texts, answers, line.de))
    random.Random(_SEED).shuffle(made)  # noqa: S311 - nothing secret
    return made


def _lines(name: str, kind: type[Line]) -> list[Line]:
    path = OUR_TRANSLATIONS / f"{name}.jsonl"
    return [kind.model_validate_json(line) for _, line in read_lines(path)]


def _rows(path: Path) -> list[Translation]:
    if not path.is_file():
        return []
    return [Translation.model_validate_json(line) for _, line in read_lines(path)]


def is_held_out_pair(pair: Pair) -> bool:
    """Whether a pair is for measuring only, by its document."""
    digest = hashlib.md5(pair.document.encode(), usedforsecurity=False).hexdigest()
    return int(digest, 16) % _HELD == 0
