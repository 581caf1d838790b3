"""The endpoints for programs: /ask, /search and /articles, with stable names and typed results.

Results name no file's place on the server: clients need not know it, and Gradio's client takes
whatever has a `path` for a file that it should download.
"""

from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from typing import Annotated, Any

import gradio as gr
from gradio.events import api
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from assistant.answer import Answer, Claim, Status, TokenUsage
from assistant.conversation import Turn
from assistant.errors import AssistantError
from assistant.events import AnswerReady
from assistant.web.answers import Answers
from assistant.web.protocols import ChatAssistant
from assistant.web.readers import waits_as
from index.article import Article, Passage

Limit = Annotated[int, Field(ge=1, le=100)]


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
    citations: list[QuoteResult]
    related: list[Passage]
    confidence: float | None
    timings: dict[str, float]
    usage: dict[str, TokenUsage]
    model: str


class ArticleSummary(BaseModel):
    """An article without its text."""

    id: str
    title: str
    language: str = Field(description="ISO 639-1, or 'und' where it could not be told.")
    published: str | None
    author: str | None
    publisher: str | None


def add_endpoints(assistant: ChatAssistant, answers: Answers) -> None:
    """Add the endpoints to the `gr.Blocks` that is being built; `answers` are the page's too."""

    async def ask(
        question: str,
        request: gr.Request,
        history: list[EarlierTurn] = [],  # noqa: B006 - Gradio shows it, nothing changes it
        articles: list[str] = [],  # noqa: B006 - the same
    ) -> AnswerResult:
        """Answer a question, each sentence with the quotes that support it.

        Args:
            question: in any language; the answer is in the same.
            request: whose turn it is; Gradio fills it in.
            history: earlier turns of the conversation, oldest first.
            articles: ids of the articles to answer from; all of them when empty.
        """
        turns = [
            Turn(turn.question, turn.answer)
            for turn in _checked(list[EarlierTurn], history, "history")
        ]
        scope = _checked(list[str], articles, "articles")
        asked = _checked(str, question, "question")
        reader, tab = waits_as(request), request.session_hash
        with _told_plainly():
            async with aclosing(
                answers.stream(asked, turns, scope, reader=reader, tab=tab)
            ) as events:
                async for event in events:
                    if isinstance(event, AnswerReady):
                        return result_of(event.answer)
        raise gr.Error("the answer was given up, since its client has left", print_exception=False)

    def search(query: str, limit: int = 10) -> list[Passage]:
        """Find the passages closest to a query, best first.

        Args:
            query: in any language.
            limit: most passages to return, 1 to 100.
        """
        sought, most = _checked(str, query, "query"), _checked(Limit, limit, "limit")
        with _told_plainly():
            return list(assistant.search(sought, most))

    def articles() -> list[ArticleSummary]:
        """List the articles that answers come from."""
        with _told_plainly():
            return [summary_of(article) for article in assistant.index]

    api(ask, api_name="ask", concurrency_limit=None)
    api(search, api_name="search")
    api(articles, api_name="articles")


def result_of(answer: Answer) -> AnswerResult:
    """The answer as programs get it."""
    fields = answer.model_dump(include=set(AnswerResult.model_fields))
    return AnswerResult.model_validate(fields)


def summary_of(article: Article) -> ArticleSummary:
    """The article as lists of articles have it."""
    return ArticleSummary.model_validate(
        article.model_dump(include=set(ArticleSummary.model_fields))
    )


def _checked(kind: Any, value: object, name: str) -> Any:  # noqa: ANN401 - whatever type is named
    """The value, if it is of the kind; Gradio passes on whatever a client sends."""
    try:
        return TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        problem = error.errors()[0]
        place = ".".join([name, *(str(part) for part in problem["loc"])])
        raise gr.Error(f"{place}: {problem['msg']}", print_exception=False) from error


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Lets an error that users can mend reach the client as its one line."""
    try:
        yield
    except AssistantError as error:
        raise gr.Error(str(error), print_exception=False) from error
