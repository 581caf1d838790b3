"""All sentences of data sets, and of which questions each is the answer.

What questions are embedded by is fitted to these (`training.questions`).
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.evaluation.evaldata import CORPUS_FILE, Question, file_name
from assistant.evaluation.gold import GoldRow, GoldSet, parse_object, read_lines
from assistant.evaluation.sources import load_gold
from assistant.evidence import one_line
from index.sentences import split_sentences
from training.dossiers import dossiers
from training.examples import (
    OUR_QUESTIONS,
    TRANSLATED,
    document_key,
    is_held_out_document,
    news_articles,
    news_rows,
    row_of,
    translated,
    twins,
)

_LONGEST_DOCUMENT = 1200  # characters, about those of a passage

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]
"""Passages to vectors of length 1, one row each."""


class Wanted(NamedTuple):
    """A question with the sentences that answer it."""

    question: str
    sentences: tuple[int, ...]
    document: int
    held_out: bool


class Bank(NamedTuple):
    """All sentences of a data set in one language, with the questions on them."""

    name: str
    sentences: Vectors
    """One row a sentence, of length 1."""
    documents: Vectors
    wanted: tuple[Wanted, ...]


class Text(NamedTuple):
    """A document, and the questions on it."""

    name: str
    language: str
    text: str
    rows: tuple[GoldRow, ...]


def banks(folders: Sequence[Path], embed: Embed) -> Iterator[Bank]:
    """The sentences of our articles and of some data sets, with the questions on them.

    Args:
        folders: of the data sets.
        embed: passages to vectors.
    """
    yield bank_of("news", list(_news()), embed)
    yield bank_of("dossiers", list(_dossiers()), embed)
    left_out = twins(folders)
    for folder in folders:
        texts: dict[str, list[Text]] = {}
        for each in _texts(folder, left_out.get(folder.name, frozenset())):
            texts.setdefault(each.language, []).append(each)
        for language, some in texts.items():
            yield bank_of(f"{folder.name}, {language}", some, embed)


def _news() -> Iterator[Text]:
    for name, article in news_articles():
        rows = news_rows(file_name(name), article)
        answerable = tuple(row for row in rows if row.answerable)
        yield Text(name, article.lang, article.text, answerable)


def _dossiers() -> Iterator[Text]:
    """The articles of our dossiers, with the questions that only they answer."""
    for articles, rows in dossiers():
        for name, article in articles.items():
            answered = tuple(row for row in rows if row.articles == (file_name(name),))
            yield Text(name, article.lang, article.text, answered)


def _texts(folder: Path, left_out: frozenset[str]) -> Iterator[Text]:
    """The documents of a data set; those that another one holds out have no questions here."""
    gold = load_gold([folder])
    rows: dict[str, list[GoldRow]] = {}
    for row in _rows(folder, gold):
        if row.quotes:
            rows.setdefault(row.quotes[0].article, []).append(row)
    for number, line in read_lines(folder / CORPUS_FILE):
        document = parse_object(line, f"{folder / CORPUS_FILE}:{number}")
        name = str(document["doc_id"])
        asked = rows.get(file_name(name), [])
        if document_key(name) in left_out and not is_held_out_document(name):
            asked = []
        text = gold.documents[file_name(name)]
        yield Text(name, str(document["lang"]), text, tuple(asked))


def _rows(folder: Path, gold: GoldSet) -> Iterator[GoldRow]:
    """A data set's questions that can be answered, ours on it, and those that we translated."""
    own = {row.id: row for row in gold.rows if row.answerable and row.kind != "heading"}
    yield from own.values()
    path = OUR_QUESTIONS / f"{folder.name}.jsonl"
    if path.is_file():
        for _, line in read_lines(path):
            yield row_of(Question.model_validate_json(line), gold)
    path = TRANSLATED / f"{folder.name}.jsonl"
    if path.is_file():
        for number, line in read_lines(path):
            asked = parse_object(line, f"{path}:{number}")
            if str(asked["qid"]) in own:
                yield translated(own[str(asked["qid"])], asked)


def bank_of(name: str, texts: Sequence[Text], embed: Embed) -> Bank:
    """The sentences of some documents, and which of them answer the questions on each."""
    sentences: list[str] = []
    wanted = []
    for place, each in enumerate(texts):
        spans = split_sentences(each.text, each.language)
        first = len(sentences)
        sentences += [one_line(each.text[span.start : span.end]) for span in spans]
        for row in each.rows:
            asked = [
                (each.text.index(quote.text) if quote.start is None else quote.start, quote)
                for quote in row.quotes
            ]
            answer = tuple(
                first + number
                for number, span in enumerate(spans)
                if any(span.start < at + len(quote.text) and at < span.end for at, quote in asked)
            )
            if answer:
                question = " ".join(row.question.split())
                wanted.append(Wanted(question, answer, place, is_held_out_document(each.name)))
    documents = [" ".join(each.text.split())[:_LONGEST_DOCUMENT] for each in texts]
    return Bank(name, embed(sentences), embed(documents), tuple(wanted))
