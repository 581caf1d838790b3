"""What programs get: answers and lists of articles, whichever way they ask.

Results name no file's place on the server: clients need not know it, and Gradio's client takes
whatever has a `path` for a file that it should download.
"""

from pydantic import BaseModel, Field

from assistant.answer import Answer, Citation, Claim, Status, TokenUsage
from index.article import Article, Passage


class EarlierTurn(BaseModel):
    """An earlier question of the same conversation, with the text of its answer."""

    question: str
    answer: str


class QuoteResult(BaseModel):
    """A citation: an exact quote, and where in which article it stands."""

    number: int = Field(description="The number that stands in the answer's text as [number].")
    article_id: str
    title: str
    language: str = Field(description="ISO 639-1, of the quote.")
    quote: str
    start: int
    end: int
    published: str | None
    author: str | None
    page: int | None = Field(description="Page, from 1, that the quote begins on.")


class AnswerResult(BaseModel):
    """A checked answer, or a plain refusal with the closest passages."""

    question: str
    standalone_question: str
    text: str
    status: Status
    language: str
    claims: list[Claim]
    dropped: list[Claim]
    unanswered: list[str] = Field(description="Parts of the question that nothing answers.")
    citations: list[QuoteResult]
    related: list[Passage]
    confidence: float | None
    timings: dict[str, float]
    usage: dict[str, TokenUsage]
    model: str
    cached: bool = Field(description="Whether it was made before, of the same articles.")


class ArticleInfo(BaseModel):
    """An article without its text."""

    id: str
    title: str
    language: str = Field(description="ISO 639-1, or 'und' where it could not be told.")
    published: str | None
    author: str | None
    publisher: str | None


def result_of(answer: Answer) -> AnswerResult:
    """The answer as programs get it."""
    fields = answer.model_dump(include=set(AnswerResult.model_fields))
    return AnswerResult.model_validate(fields)


def info_of(article: Article) -> ArticleInfo:
    """The article as lists of articles have it."""
    return ArticleInfo.model_validate(article.model_dump(include=set(ArticleInfo.model_fields)))


def quotes_of(answer: Answer) -> list[QuoteResult]:
    """The answer's citations as programs get them."""
    return [_quote(citation) for citation in answer.citations]


def _quote(citation: Citation) -> QuoteResult:
    return QuoteResult.model_validate(citation.model_dump(include=set(QuoteResult.model_fields)))
