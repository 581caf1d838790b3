"""What goes wrong, as clients are told: a status and an error object as OpenAI's API has it."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from assistant.errors import AssistantError, ModelError, QuestionError
from assistant.web.answers import BusyError, TooOftenError
from assistant.web.patience import CLIENT_GONE, ClientGoneError, ModelSilentError, TimeLimitError
from index.errors import ArticleIndexError, ArticleNotFoundError

_log = logging.getLogger(__name__)
_INVALID = "invalid_request_error"


class Problem(BaseModel):
    """What went wrong, and what to do."""

    message: str
    type: str = Field(description="Whose fault it is, such as invalid_request_error.")
    param: str | None = Field(default=None, description="The field of the request that is wrong.")
    code: str | None = Field(default=None, description="Which problem it is.")


class ProblemBody(BaseModel):
    """The body of every response that is no success."""

    error: Problem


class RequestError(AssistantError):
    """A request that can't be honoured.

    Args:
        message: what is wrong with it, and what to do.
        param: the field that is wrong.
        code: which problem it is.
        status: of the response.
    """

    def __init__(
        self, message: str, *, param: str | None = None, code: str | None = None, status: int = 400
    ) -> None:
        super().__init__(message)
        self.param, self.code, self.status = param, code, status


_DESCRIPTIONS = {
    400: "The request can't be honoured.",
    401: "No valid key or log-in, where one is required.",
    403: "The key or account may not do this.",
    404: "There is no such article or model.",
    408: "The body of the request took too long to come.",
    413: "The body of the request is too large.",
    422: "The request is malformed.",
    429: "Too many requests of this account; `Retry-After` says when to come back.",
    500: "Something went wrong; the log of the server says more.",
    503: "Too many questions wait, or the model or the index can't be reached; `Retry-After`, "
    "where it is given, says when to come back.",
    504: "The answer took too long.",
}

Documented = dict[int | str, dict[str, Any]]


def documented(*statuses: int) -> Documented:
    """The problems of an endpoint, for its OpenAPI description."""
    return {
        status: {"model": ProblemBody, "description": _DESCRIPTIONS[status]}
        for status in (401, *statuses, 429)
    }


def problem_under_way(error: Exception) -> Problem:
    """The error object for an error after the response has begun; an unforeseen one is logged."""
    status, problem = problem_of(error)
    if status == 500:
        _log.error("a request failed", exc_info=error)
    return problem


def problem_of(error: Exception) -> tuple[int, Problem]:
    """Status and error object for an error."""
    match error:
        case RequestError():
            problem = Problem(message=str(error), type=_INVALID, param=error.param, code=error.code)
            return error.status, problem
        case QuestionError():
            return 400, Problem(message=str(error), type=_INVALID, code="question")
        case ArticleNotFoundError():
            problem = Problem(
                message=str(error), type=_INVALID, param="articles", code="article_not_found"
            )
            return 404, problem
        case BusyError():
            return 503, Problem(message=str(error), type="server_error", code="busy")
        case TooOftenError():
            problem = Problem(message=str(error), type=_INVALID, code="rate_limit_exceeded")
            return 429, problem
        case TimeLimitError() | ModelSilentError():
            return 504, Problem(message=str(error), type="server_error", code="timeout")
        case ModelError():
            return 503, Problem(message=str(error), type="server_error", code="model")
        case ArticleIndexError():
            return 503, Problem(message=str(error), type="server_error", code="index")
        case ClientGoneError():
            return CLIENT_GONE, Problem(message=str(error), type=_INVALID)
        case AssistantError():
            return 500, Problem(message=str(error), type="server_error")
    return 500, Problem(message=_DESCRIPTIONS[500], type="server_error", code="internal_error")


def response_to(error: Exception) -> Response:
    """The response for an error."""
    status, problem = problem_of(error)
    headers = {}
    if isinstance(error, BusyError | TooOftenError):
        headers["retry-after"] = str(error.retry_after)
    return _response(status, problem, headers)


def add_handlers(app: FastAPI) -> None:
    """Have an application tell every problem as a `ProblemBody`."""

    async def told(_: Request, error: Exception) -> Response:
        return response_to(error)

    async def invalid(request: Request, error: Exception) -> Response:
        # As OpenAI's API has it, where its clients look.
        status = 400 if request.url.path.startswith("/v1/") else 422
        return _response(status, _malformed(cast(RequestValidationError, error)), {})

    async def http(_: Request, error: Exception) -> Response:
        refused = cast(HTTPException, error)
        problem = Problem(message=str(refused.detail), type=_INVALID)
        return _response(refused.status_code, problem, dict(refused.headers or {}))

    handlers: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
        AssistantError: told,
        RequestValidationError: invalid,
        HTTPException: http,
        Exception: told,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def _malformed(error: RequestValidationError) -> Problem:
    """The first thing that is wrong; what was sent is not sent back."""
    problem = error.errors()[0]
    place = ".".join(str(part) for part in problem["loc"] if part != "body")
    message = f"{place}: {problem['msg']}" if place else str(problem["msg"])
    return Problem(message=message, type=_INVALID, param=place or None, code=str(problem["type"]))


def _response(status: int, problem: Problem, headers: dict[str, str]) -> Response:
    return JSONResponse(ProblemBody(error=problem).model_dump(), status, headers=headers)
