"""Data sets of questions over a corpus of their own, read as gold rows.

A data set is a folder of `corpus.jsonl` (`doc_id`, `lang`, `title`, `text`) and one or more
`questions*.jsonl` (`qid`, `lang`, `question`, `answers`, `doc_id`, `spans`, `answerable`, and
optionally `pair_id` and `target_lang`). Spans are code points into the document's text.

Rows that share a `pair_id` ask the same thing, so the answers of all of them are accepted for
each: an answer in the question's language is right although the article says it in another.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from assistant.evaluation.errors import GoldError
from assistant.evaluation.gold import (
    GoldQuote,
    GoldRow,
    GoldSet,
    Language,
    Text,
    parse_object,
    read_lines,
)
from assistant.evaluation.matching import tokens
from assistant.fingerprint import digest
from index.durable import replace_file

CORPUS_FILE = "corpus.jsonl"
QUESTION_FILES = "questions*.jsonl"

Record = TypeVar("Record", bound=BaseModel)


class Document(BaseModel):
    """One document of a data set; fields that it has beyond these are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    doc_id: Text
    lang: str
    text: str


class Question(BaseModel):
    """One question of a data set; fields that it has beyond these are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    qid: Text
    lang: Language
    question: Text
    answers: tuple[str, ...] = ()
    doc_id: str = ""
    spans: tuple[tuple[int, int], ...] = ()
    answerable: bool = True
    pair_id: str = ""
    target_lang: str = ""

    @model_validator(mode="after")
    def _names_its_document(self) -> Self:
        if self.answerable and not self.doc_id:
            raise ValueError("an answerable question names its doc_id")
        return self


def is_dataset(folder: Path) -> bool:
    """Whether the folder holds a data set."""
    return (folder / CORPUS_FILE).is_file() and any(folder.glob(QUESTION_FILES))


def read_dataset(
    folder: Path, questions: Sequence[Path] = (), *, one_pool: bool = False
) -> GoldSet:
    """Read a data set, or only some of its question files.

    A question with a `target_lang` is asked of the documents of that language alone, unless
    `one_pool`: then all documents are searched, and those of all rows of its pair count as right.

    Raises:
        GoldError: a file can't be read or contradicts itself; names file and line.
    """
    documents = _documents(folder)
    files = sorted(folder.glob(QUESTION_FILES))
    languages = {document.lang for document in documents.values()}
    by_file = {path: _questions(path, documents, None if one_pool else languages) for path in files}
    wanted = [path.resolve() for path in questions]
    chosen = [
        question
        for path, rows in by_file.items()
        if not wanted or path.resolve() in wanted
        for question in rows
    ]
    pairs: dict[str, list[Question]] = defaultdict(list)
    for rows in by_file.values():
        for question in rows:
            pairs[question.pair_id or question.qid].append(question)
    _refuse_duplicates(chosen, folder)
    return GoldSet(
        name=folder.name,
        rows=tuple(
            _row(question, pairs[question.pair_id or question.qid], documents, one_pool)
            for question in chosen
        ),
        scopes=_scopes(documents.values()),
        documents={file_name(document.doc_id): document.text for document in documents.values()},
    )


def file_name(doc_id: str) -> str:
    """Name of the text file that a document becomes, and so its article id."""
    return re.sub(r"[^\w.-]", "_", doc_id) + ".txt"


def write_corpus(documents: Mapping[str, str], folder: Path) -> None:
    """Write documents (text by file name) as text files, for `ArticleIndex.sync`.

    Files that are there already are left alone, so that nobody who reads them sees half of one.
    Titles are left out: they would move the offsets, and in one data set they are the questions.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in documents.items():
        path, content = folder / name, text.encode()
        if not path.is_file() or path.read_bytes() != content:
            replace_file(path, content, through=False)


def corpus_fingerprint(documents: Mapping[str, str]) -> str:
    """SHA-256 of all names and texts, in hexadecimal."""
    return digest(part for name in sorted(documents) for part in (name, documents[name]))


def _documents(folder: Path) -> dict[str, Document]:
    documents: dict[str, Document] = {}
    names: dict[str, str] = {}
    for place, document in _records(folder / CORPUS_FILE, Document):
        name = file_name(document.doc_id)
        if name in names:
            raise GoldError(f"{place}: doc_id {document.doc_id!r} was used before; rename one")
        names[name] = place
        documents[document.doc_id] = document
    return documents


def _questions(
    path: Path, documents: Mapping[str, Document], languages: Collection[str] | None
) -> list[Question]:
    """Read a file of questions; `languages` are those of the documents, where they part them."""
    questions = []
    for place, question in _records(path, Question):
        target = question.target_lang
        if target and languages is not None and target not in languages:
            raise GoldError(
                f"{place}: no document in {CORPUS_FILE} has the target_lang {target!r}; "
                "correct it, or search all documents with --one-pool"
            )
        if question.answerable and question.doc_id not in documents:
            raise GoldError(f"{place}: document {question.doc_id!r} is not in {CORPUS_FILE}")
        if question.answerable:
            _refuse_spans_without_text(question, documents[question.doc_id].text, place)
        questions.append(question)
    return questions


def _refuse_spans_without_text(question: Question, text: str, place: str) -> None:
    for start, end in question.spans:
        if not 0 <= start < end <= len(text):
            raise GoldError(f"{place}: a span lies outside document {question.doc_id!r}")
        if not text[start:end].strip():
            raise GoldError(f"{place}: a span of document {question.doc_id!r} is blank")


def _records(path: Path, model: type[Record]) -> Iterable[tuple[str, Record]]:
    for number, line in read_lines(path):
        place = f"{path}:{number}"
        try:
            yield place, model.model_validate(parse_object(line, place))
        except ValidationError as error:
            problem = error.errors()[0]
            where = ".".join(str(part) for part in problem["loc"])
            raise GoldError(f"{place}: {where}: {problem['msg']}") from error


def _refuse_duplicates(questions: Iterable[Question], folder: Path) -> None:
    seen: set[str] = set()
    for question in questions:
        if question.qid in seen:
            raise GoldError(f"{folder}: qid {question.qid!r} is used twice; rename one")
        seen.add(question.qid)


def _scopes(documents: Iterable[Document]) -> dict[str, tuple[str, ...]]:
    scopes: dict[str, list[str]] = defaultdict(list)
    for document in documents:
        scopes[document.lang].append(file_name(document.doc_id))
    return {language: tuple(names) for language, names in scopes.items()}


def _row(
    question: Question,
    pair: Sequence[Question],
    documents: Mapping[str, Document],
    one_pool: bool,
) -> GoldRow:
    if not question.answerable:
        return GoldRow(
            id=question.qid,
            language=question.lang,
            kind="unanswerable",
            question=question.question,
            answerable=False,
            scope="" if one_pool else question.target_lang,
        )
    accepted = _unique(
        answer for row in pair for answer in row.answers if row.answerable and tokens(answer)
    )
    places = [row for row in pair if row.answerable] if one_pool else [question]
    return GoldRow(
        id=question.qid,
        language=question.lang,
        kind="span" if accepted else "heading",
        question=question.question,
        answers=(accepted,) if accepted else (),
        spans=accepted,
        articles=_unique(file_name(row.doc_id) for row in places),
        quotes=_quotes(places, documents),
        scope="" if one_pool else question.target_lang,
    )


def _quotes(places: Iterable[Question], documents: Mapping[str, Document]) -> tuple[GoldQuote, ...]:
    spans = sorted({(row.doc_id, start, end) for row in places for start, end in row.spans})
    return tuple(
        GoldQuote(article=file_name(doc_id), text=documents[doc_id].text[start:end], start=start)
        for doc_id, start, end in spans
    )


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
