"""What was seen when a question was asked, apart from any judgement of it."""

import re
from typing import NamedTuple

from pydantic import Field

from assistant.answer import Answer
from assistant.evaluation.gold import GoldRow
from index.article import Article, Passage
from index.frozen import Frozen


class Extent(Frozen):
    """A stretch of an article, in code points."""

    article_id: str
    start: int
    end: int


class Retrieved(Frozen):
    """A passage that the search returned, without its text."""

    id: str
    article_id: str
    start: int
    end: int
    score: float

    @classmethod
    def of(cls, passage: Passage) -> "Retrieved":
        """Of a passage."""
        return cls(
            id=passage.id,
            article_id=passage.article_id,
            start=passage.start,
            end=passage.end,
            score=passage.score,
        )


class Observation(Frozen):
    """What one question got back; it is kept on disk so that a run can go on after a break."""

    key: str = Field(description="Fingerprint of what was asked: question, history, scope.")
    answer: Answer | None = Field(
        default=None, description="None where the question was only searched for, or failed."
    )
    retrieved: tuple[Retrieved, ...] = Field(default=(), description="Best first.")
    seconds: float = Field(default=0.0, description="From question to answer.")
    error: str = Field(default="", description="One line where asking failed, else empty.")


class Outcome(Frozen):
    """A gold row with what was observed, and where its evidence stands in the index."""

    row: GoldRow
    observation: Observation
    evidence: tuple[Extent, ...] = Field(
        default=(), description="Every place of the row's quotes in its articles."
    )
    relevant: tuple[str, ...] = Field(
        default=(), description="Passages that hold evidence; all of the articles without quotes."
    )
    article_languages: tuple[str, ...] = Field(
        default=(), description="ISO 639-1 of the row's articles, sorted, each once."
    )


class Place(NamedTuple):
    """Start and end of a text within another, in code points."""

    start: int
    end: int


def places_of(text: str, article: Article, near: int | None) -> tuple[Place, ...]:
    """Where a text stands in an article: everywhere, or only next to `near`.

    White space may differ where the exact text stands nowhere, since readers may tidy it.

    >>> article = Article(id="a", title="", language="en", text="308 of 308")
    >>> places_of("308", article, near=6)
    (Place(start=7, end=10),)
    """
    found = _exact_places(text, article.text) or _places_whatever_the_space(text, article.text)
    if near is None or not found:
        return found
    return (min(found, key=lambda place: abs(place.start - near)),)


def _exact_places(wanted: str, text: str) -> tuple[Place, ...]:
    found: list[Place] = []
    start = text.find(wanted)
    while start >= 0:
        found.append(Place(start, start + len(wanted)))
        start = text.find(wanted, start + 1)
    return tuple(found)


def _places_whatever_the_space(wanted: str, text: str) -> tuple[Place, ...]:
    pattern = r"\s+".join(re.escape(word) for word in wanted.split())
    return tuple(Place(*match.span()) for match in re.finditer(pattern, text))
