"""`POST /ask` and `POST /search`: questions and queries in, JSON out."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from assistant.asked import LONGEST_QUESTION
from assistant.conversation import Turn
from assistant.serving.desk import Asked, Desk
from assistant.serving.problems import documented
from assistant.web.readers import account_of, waits_as
from assistant.web.results import AnswerResult, result_of
from assistant.web.search_limit import Limit
from assistant.web.searches import Searches
from index.article import Passage

_MOST_TURNS = 100
_LONGEST_TURN = 20_000  # characters; longer answers are not written here
_MOST_ARTICLES = 1_000
_LONGEST_ID = 1_000

# What Python strips is no text: white space, and the characters that separate records.
_SOME_TEXT = r"[^\s\x00-\x1f\x85]"

Text = Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION, pattern=_SOME_TEXT)]
ArticleId = Annotated[str, Field(min_length=1, max_length=_LONGEST_ID)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TurnGiven(_Request):
    """An earlier question of the same conversation, with the text of its answer."""

    question: str = Field(max_length=_LONGEST_TURN)
    answer: str = Field(max_length=_LONGEST_TURN)


class AskRequest(_Request):
    """A question."""

    question: Text = Field(
        description="In any language; the answer is in the same.",
        examples=["Why did Tyler Perry pause his studio?"],
    )
    history: list[TurnGiven] = Field(
        default=[],
        max_length=_MOST_TURNS,
        description="Earlier turns of the conversation, oldest first.",
    )
    articles: list[ArticleId] = Field(
        default=[],
        max_length=_MOST_ARTICLES,
        description="Ids of the articles to answer from; all of them when empty.",
    )
    fresh: bool = Field(
        default=False,
        strict=True,
        description="Make the answer anew where one is kept from before.",
    )


class SearchRequest(_Request):
    """A query."""

    query: Text = Field(description="In any language.", examples=["Tyler Perry"])
    limit: Limit = 10


class SearchResponse(BaseModel):
    """The passages closest to a query, best first."""

    passages: tuple[Passage, ...]


def json_endpoints(desk: Desk, searches: Searches) -> APIRouter:
    """The endpoints, answered by a desk, and by what searches."""
    router = APIRouter(tags=["articles"])

    @router.post("/ask", responses=documented(400, 404, 408, 413, 422, 503, 504))
    async def ask(given: AskRequest, request: Request) -> AnswerResult:
        """Answer a question, each sentence with the exact quotes that support it.

        Where the articles do not answer, `status` is `not_found`, and `related` has the closest
        passages. A client that disconnects stops the work on its answer.
        """
        asked = Asked(
            question=given.question,
            history=[Turn(turn.question, turn.answer) for turn in given.history],
            articles=given.articles,
            fresh=given.fresh,
            reader=waits_as(request),
            account=account_of(request),
        )
        return result_of(await desk.answer(asked, request))

    @router.post("/search", responses=documented(400, 408, 413, 422, 503, 504))
    async def search(given: SearchRequest, request: Request) -> SearchResponse:
        """Find the passages closest to a query, best first."""
        found = await searches.search(given.query, given.limit, request)
        return SearchResponse(passages=found)

    return router
