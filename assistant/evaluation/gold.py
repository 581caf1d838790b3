"""Gold rows: questions with what a right answer states and where the articles say so.

Our own format is JSON Lines, one `GoldRow` a line; `docs/evaluation.md` describes its fields.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from assistant.evaluation.errors import GoldError
from assistant.evaluation.matching import tokens
from index.frozen import Frozen

Kind = Literal[
    "fact",
    "list",
    "why",
    "who-said",
    "number",
    "date",
    "two-articles",
    "follow-up",
    "topic-change",  # asked in a conversation about something else
    "unanswerable",
    "span",  # a data set's question whose answer is a stretch of the article
    "heading",  # a data set's heading, which is searched for and not asked
    "taken-out",  # a question whose articles are kept from the search
]

Text = Annotated[str, Field(min_length=1, pattern=r"\S")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$", description="ISO 639-1, of the question.")]


class GoldQuote(Frozen):
    """A stretch of an article that supports the answer."""

    article: Text = Field(description="Article id.")
    text: Text = Field(description="Exact substring of the article's text.")
    start: int | None = Field(
        default=None,
        ge=0,
        description="Where it stands, in code points; None means wherever the text stands.",
    )


class GoldTurn(Frozen):
    """An earlier question of the conversation, with its answer."""

    question: Text
    answer: Text


class GoldRow(Frozen):
    """One question, what a right answer states, and where the articles say so."""

    id: Text
    language: Language
    kind: Kind
    question: Text
    answers: tuple[tuple[Text, ...], ...] = Field(
        default=(), description="Groups that must all be stated, each by any of its alternatives."
    )
    articles: tuple[Text, ...] = Field(default=(), description="Ids of articles that answer.")
    quotes: tuple[GoldQuote, ...] = ()
    history: tuple[GoldTurn, ...] = ()
    answerable: bool = True
    derived: bool = Field(
        default=False,
        description="The answer is concluded from the quotes (a count, a yes) and stands in none.",
    )
    spans: tuple[Text, ...] = Field(
        default=(), description="The answer as article text, for exact match and token F1."
    )
    scope: str = Field(
        default="", description="Name of the articles that are searched; empty means all."
    )
    without: tuple[str, ...] = Field(
        default=(), description="Ids of articles that are kept from the search."
    )

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        problem = _contradiction(self)
        if problem:
            raise ValueError(problem)
        return self

    @property
    def asked(self) -> bool:
        """Whether the question is put to the assistant; otherwise it is only searched for."""
        return not self.answerable or bool(self.answers)


def _contradiction(row: GoldRow) -> str:
    if not row.answerable:
        if row.answers or row.articles or row.quotes or row.spans:
            return "an unanswerable row has no answers, articles, quotes or spans"
        return ""
    if row.kind in ("unanswerable", "taken-out"):
        return f'a row of kind {row.kind} says "answerable": false'
    if not row.articles:
        return "an answerable row names the articles that answer it"
    if not row.answers and row.kind != "heading":
        return "an answerable row has at least one group of accepted answers"
    if any(not group for group in row.answers):
        return "a group of accepted answers has at least one alternative"
    if any(not tokens(alternative) for group in row.answers for alternative in group):
        return "an accepted answer has at least one letter or digit"
    strangers = [quote.article for quote in row.quotes if quote.article not in row.articles]
    if strangers:
        return f"quoted article {strangers[0]!r} is not among the row's articles"
    if row.kind in ("follow-up", "topic-change") and not row.history:
        return f"a {row.kind} has a history"
    return ""


@dataclass(frozen=True)
class GoldSet:
    """Rows that are asked of one index, and the articles of that index where they come along."""

    name: str
    rows: tuple[GoldRow, ...]
    scopes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Article ids by the name that rows give as `scope`."""
    documents: Mapping[str, str] = field(default_factory=dict)
    """Text by file name, of a data set that brings its own corpus; else empty."""
    is_bundled: bool = False
    """Whether these are the product's own questions, about its bundled articles."""


def read_gold(paths: Iterable[Path]) -> tuple[GoldRow, ...]:
    """Read gold files of our own format; a folder stands for the `*.jsonl` in it, sorted.

    Raises:
        GoldError: a file can't be read, a line is no row (the message names file and line),
            or an id occurs twice.
    """
    rows: dict[str, GoldRow] = {}
    places: dict[str, str] = {}
    for path in _files(paths):
        for number, line in read_lines(path):
            place = f"{path}:{number}"
            row = _parse(line, place)
            if row.id in places:
                raise GoldError(f"{place}: id {row.id!r} was used before, at {places[row.id]}")
            rows[row.id] = row
            places[row.id] = place
    if not rows:
        names = ", ".join(str(path) for path in paths)
        raise GoldError(f"no gold rows in {names}; name a .jsonl file or a folder of them")
    return tuple(rows.values())


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(path.glob("*.jsonl"))
        else:
            yield path


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line number (from 1) and text of each line that is not blank.

    Raises:
        GoldError: the file can't be read or is not UTF-8.
    """
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield number, line
    except UnicodeDecodeError as error:
        raise GoldError(f"{path} is not UTF-8; save it as UTF-8") from error
    except OSError as error:
        raise GoldError(f"{path} can't be read: {error.strerror}; check the path") from error


def parse_object(line: str, place: str) -> dict[str, object]:
    """Parse one line as a JSON object.

    Raises:
        GoldError: it is none; the message begins with `place`.
    """
    try:
        value = json.loads(line)
        if "\\u" in line:  # half of a surrogate pair is no text
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise GoldError(f"{place}: not JSON: {error}") from error
    if not isinstance(value, dict):
        raise GoldError(f"{place}: not a JSON object")
    return value


def _parse(line: str, place: str) -> GoldRow:
    try:
        return GoldRow.model_validate(parse_object(line, place))
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"])
        message = problem["msg"].removeprefix("Value error, ")
        raise GoldError(f"{place}: {where + ': ' if where else ''}{message}") from error


def without_articles(row: GoldRow) -> GoldRow | None:
    """The same question with its articles kept from the search, to be refused.

    None for a row that can't be turned: one that is unanswerable anyway or only searched for.
    """
    if not row.answerable or not row.asked:
        return None
    return GoldRow(
        id=f"{row.id}:without",
        language=row.language,
        kind="taken-out",
        question=row.question,
        history=row.history,
        answerable=False,
        scope=row.scope,
        without=row.articles,
    )
