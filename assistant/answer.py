"""What a question gets back: an answer made of claims, each tied to exact quotes."""

import math
from enum import StrEnum
from typing import Any, Self

from pydantic import Field, model_validator

from index.article import Passage
from index.frozen import Frozen


class Status(StrEnum):
    """Whether the articles answer the question."""

    ANSWERED = "answered"
    NOT_FOUND = "not_found"


class Citation(Frozen):
    """An exact quote: `article.text[start:end] == quote`, always."""

    number: int = Field(description="The number that stands in the answer's text as [number].")
    article_id: str
    title: str
    path: str = Field(description="Absolute path of the article's file when it was last synced.")
    language: str = Field(description="ISO 639-1, of the quote.")
    quote: str
    start: int
    end: int
    published: str | None = None
    author: str | None = None
    page: int | None = Field(
        default=None, description="Page, from 1, that the quote begins on; None without pages."
    )


class Claim(Frozen):
    """One sentence of the answer, with what was found when it was checked."""

    text: str = Field(description="The sentence, without citation markers.")
    citations: tuple[int, ...] = Field(description="Numbers of the citations that support it.")
    supported: bool
    score: float | None = Field(
        default=None, description="Support in 0..1 as the checks saw it; None where not measured."
    )
    words: str = Field(
        default="",
        description="Words of its first quote that answer and that it has not got, being a "
        "rendering; the answer's text has them behind it, in parentheses.",
    )
    meaning: str = Field(
        default="",
        description="What those words mean in the answer's language, by the model; empty where the "
        "sentence says it, or it is not known well enough.",
    )
    note: str = Field(
        default="",
        description="Why it is not supported, what was repaired, or that it has its quote's words.",
    )
    disputed_by: tuple[int, ...] = Field(
        default=(), description="Numbers of the citations, of other articles, that say otherwise."
    )
    translates: int | None = Field(
        default=None,
        description="Number of the citation whose quote it is, put in the answer's language by the "
        "model; None where it was drafted otherwise, or is in the quote's own words.",
    )


def probability(log_odds: float) -> float:
    """The chance in 0..1 that log-odds stand for."""
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, log_odds))))


class Evidence(Passage):
    """A quote that the model read to answer."""

    verdict: float | None = Field(
        default=None,
        description="Log-odds that it answers the question, judged alone; None where not judged.",
    )


class TokenUsage(Frozen):
    """Tokens that the model read and wrote in one stage."""

    read: int = 0
    cached: int = Field(default=0, description="Tokens of the prompt that came from the cache.")
    written: int = 0
    reading_seconds: float = Field(
        default=0.0,
        description="What the model took to read them, by its own clock, if it tells.",
    )
    writing_seconds: float = Field(default=0.0, description="The same for writing.")

    def __add__(self, other: "TokenUsage") -> "TokenUsage":
        """Both together."""
        return TokenUsage(
            read=self.read + other.read,
            cached=self.cached + other.cached,
            written=self.written + other.written,
            reading_seconds=round(self.reading_seconds + other.reading_seconds, 4),
            writing_seconds=round(self.writing_seconds + other.writing_seconds, 4),
        )


_RETIRED = frozenset({"translated_question"})


class Answer(Frozen):
    """A checked answer, or a plain refusal with the closest passages."""

    question: str
    standalone_question: str = Field(
        description="The question as it was searched; empty for small talk, which is declined."
    )
    text: str = Field(description="Sentences with markers such as [1]; never a dangling marker.")
    status: Status
    language: str = Field(description="ISO 639-1, of the question and so of the answer.")
    claims: tuple[Claim, ...] = ()
    unanswered: tuple[str, ...] = Field(
        default=(),
        description="Parts of the question that the articles do not answer, beside the claims.",
    )
    dropped: tuple[Claim, ...] = Field(
        default=(), description="Sentences of the draft that the checks removed."
    )
    citations: tuple[Citation, ...] = ()
    evidence: tuple[Evidence, ...] = Field(
        default=(), description="The quotes that the model read, the likeliest first."
    )
    related: tuple[Passage, ...] = Field(
        default=(), description="The closest passages, also when nothing was found."
    )
    confidence: float | None = Field(
        default=None, description="Calibrated chance in 0..1 that the articles answer the question."
    )
    signals: dict[str, float] = Field(
        default_factory=dict, description="What `confidence` was made from; see answerability."
    )
    timings: dict[str, float] = Field(
        default_factory=dict,
        description="Seconds by stage. `first_word` and `first_sentence`, the first that passed "
        "its checks, count from the question, `first_token` from the beginning of the first draft; "
        "`prefill` is what of the stages the model spent reading.",
    )
    usage: dict[str, TokenUsage] = Field(default_factory=dict, description="Tokens by stage.")
    model: str = Field(default="", description="The model that wrote it, as named in settings.")
    cached: bool = Field(
        default=False,
        description="Whether it was made for an earlier asking of the same question; timings and "
        "usage are of then.",
    )

    @model_validator(mode="before")
    @classmethod
    def _without_retired(cls, given: Any) -> Any:  # noqa: ANN401 - whatever is to be an answer
        """Leave out what answers of earlier versions say too, as those of kept conversations."""
        if isinstance(given, dict):
            return {name: value for name, value in given.items() if name not in _RETIRED}
        return given

    def without_paths(self) -> Self:
        """The same without the places of files, which are this machine's own affair."""
        citations = tuple(c.model_copy(update={"path": ""}) for c in self.citations)
        return self.model_copy(update={"citations": citations})
