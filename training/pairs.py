"""Translations of ours that the rendering adapter is fitted to."""

import hashlib
import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from assistant.evaluation.evaldata import file_name
from assistant.evaluation.gold import read_lines
from assistant.evaluation.sources import load_gold

OUR_TRANSLATIONS = Path(__file__).parent / "translations"
"""Our own, by the name of the data set whose sentences they translate."""

_HELD = 10
_OTHER_WAYS = (("fr", "en"), ("en", "fr"), ("fr", "de"), ("en", "de"))


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
    path = OUR_TRANSLATIONS / "articles.jsonl"
    lines = [Triple.model_validate_json(line) for _, line in read_lines(path)]
    for line, (source, into) in zip(lines, itertools.cycle(_OTHER_WAYS)):
        yield Pair(line.de, "en", line.en, line.de)
        yield Pair(line.de, "fr", line.fr, line.de)
        yield Pair(getattr(line, source), into, getattr(line, into), line.de)


def in_other_ways() -> Iterator[Pair]:
    """The same sentences once more from German into French, which is the weakest, and new ways.

    Those are from French into English, where that is not their other way already.
    """
    path = OUR_TRANSLATIONS / "articles.jsonl"
    lines = [Triple.model_validate_json(line) for _, line in read_lines(path)]
    for line, way in zip(lines, itertools.cycle(_OTHER_WAYS)):
        yield Pair(line.de, "fr", line.fr, line.de)
        if way != ("fr", "en"):
            yield Pair(line.fr, "en", line.en, line.de)


def _rows(path: Path) -> list[Translation]:
    if not path.is_file():
        return []
    return [Translation.model_validate_json(line) for _, line in read_lines(path)]


def is_held_out_pair(pair: Pair) -> bool:
    """Whether a pair is for measuring only, by its document."""
    digest = hashlib.md5(pair.document.encode(), usedforsecurity=False).hexdigest()
    return int(digest, 16) % _HELD == 0
