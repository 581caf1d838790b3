"""A quote in the reader's language, made by the model when it is asked for."""

import json
import logging
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from assistant.access.cross_site import is_cross_site
from assistant.errors import AssistantError, QuestionError
from assistant.web.answers import Answers, BusyError, TooOftenError
from assistant.web.article_texts import article_texts
from assistant.web.patience import (
    CLIENT_GONE,
    ClientGoneError,
    ModelSilentError,
    TimeLimitError,
    while_there,
    within,
)
from assistant.web.protocols import ChatAssistant
from assistant.web.readers import waits_as
from assistant.web.sight import seen_by
from assistant.web.texts import Texts, texts_for
from index.errors import ArticleNotFoundError

_log = logging.getLogger(__name__)
_LONGEST_BODY = 10_000  # bytes


class _Wanted(NamedTuple):
    """A stretch of an article, and the language it is wanted in."""

    id: str
    start: int
    end: int
    to: str


def translation_route(assistant: ChatAssistant, answers: Answers, *, most_seconds: float) -> Route:
    """The route that a page asks: with `id`, `start`, `end` and `to` as JSON; it tells a `text`.

    A translation waits its turn with the questions, and counts as one. It ends after so many
    seconds, waiting included, or when the page is closed. What can't be had is told as an `error`,
    in the words of the interface.
    """

    async def translation(request: Request) -> Response:
        texts = texts_for(request.headers.get("accept-language"))
        if is_cross_site(request):  # another site's page would only keep the model busy
            return JSONResponse({"error": texts.failed}, status_code=403)
        try:
            wanted = await _wanted(request)
            seen = seen_by(assistant, request)
            work = answers.translation(lambda: seen.translate(*wanted), reader=waits_as(request))
            text = await while_there(request, within(most_seconds, work))
        except Exception as error:  # whatever a model or library throws, the page is told
            said, status = _told(error, texts)
            return JSONResponse({"error": said}, status_code=status)
        return JSONResponse({"text": text}, headers={"cache-control": "no-store"})

    return Route("/translation", translation, methods=["POST"])


async def _wanted(request: Request) -> _Wanted:
    """What the page asks for.

    Raises:
        QuestionError: that can't be told from it.
    """
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _LONGEST_BODY:
            raise QuestionError("what is to be translated is named in fewer words")
    try:
        given = json.loads(body)
        return _Wanted(str(given["id"]), int(given["start"]), int(given["end"]), str(given["to"]))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise QuestionError("give id, start, end and to as JSON") from error


def _told(error: Exception, texts: Texts) -> tuple[str, int]:
    """What the reader is told of a failure, and its HTTP status."""
    match error:
        case ArticleNotFoundError():
            return article_texts(texts).no_article, 404
        case QuestionError():
            return str(error), 400
        case BusyError():
            return texts.busy, 503
        case TooOftenError():
            return texts.too_often, 429
        case ModelSilentError():
            return texts.silent, 504
        case TimeLimitError():
            return texts.too_slow, 504
        case ClientGoneError():
            return str(error), CLIENT_GONE
        case AssistantError():
            _log.warning("%s", error)
            return str(error)[:1].upper() + str(error)[1:], 503
    _log.exception("translating failed", exc_info=error)
    return texts.failed, 500
