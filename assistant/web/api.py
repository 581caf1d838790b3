"""The endpoints for programs: /ask, /search and /articles, with stable names and typed results."""

from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from typing import Any

import gradio as gr
from gradio.events import api
from pydantic import TypeAdapter, ValidationError

from assistant.conversation import Turn
from assistant.errors import AssistantError
from assistant.web.answers import Answers, answer_in
from assistant.web.patience import within
from assistant.web.protocols import ChatAssistant
from assistant.web.readers import waits_as
from assistant.web.results import AnswerResult, ArticleInfo, EarlierTurn, info_of, result_of
from assistant.web.search_limit import Limit
from assistant.web.searches import Searches
from assistant.web.sight import seen_by
from index.article import Passage


def add_endpoints(
    assistant: ChatAssistant, answers: Answers, searches: Searches, most_seconds: float
) -> None:
    """Add the endpoints to the `gr.Blocks` that is being built.

    Args:
        assistant: has the articles.
        answers: gives answers in turn, to the page's readers too.
        searches: searches within the bounds of all programs.
        most_seconds: for an answer, waiting included.
    """

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
                answers.stream(
                    asked,
                    turns,
                    scope,
                    reader=reader,
                    tab=tab,
                    assistant=seen_by(assistant, request),
                )
            ) as events:
                return result_of(await within(most_seconds, answer_in(events)))

    async def search(query: str, request: gr.Request, limit: int = 10) -> list[Passage]:
        """Find the passages closest to a query, best first.

        Args:
            query: in any language.
            request: whose search it is; Gradio fills it in.
            limit: most passages to return, 1 to 100.
        """
        sought, most = _checked(str, query, "query"), _checked(Limit, limit, "limit")
        with _told_plainly():
            return list(await searches.search(sought, most, request))

    def articles(request: gr.Request) -> list[ArticleInfo]:
        """List the articles that answers come from."""
        with _told_plainly():
            answers.admit(waits_as(request))
            return [info_of(article) for article in seen_by(assistant, request).index]

    # What bounds them is ours, and holds for all ways to ask together.
    api(ask, api_name="ask", concurrency_limit=None)
    api(search, api_name="search", concurrency_limit=None)
    api(articles, api_name="articles")


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
