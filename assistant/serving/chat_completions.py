"""`POST /v1/chat/completions` and `GET /v1/models`, for clients of OpenAI's API.

Only what was checked is sent: a client of this API can't take back what it has shown, so the draft
that the web chat shows, marked as unchecked, is not streamed here. Until the answer is there, the
stream has comments that keep the connection open.
"""

import json
import re
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import Response, StreamingResponse

from assistant.answer import Answer
from assistant.events import Event
from assistant.serving.chat_messages import question_and_history, refuse_what_cant_be_done
from assistant.serving.desk import Asked, Desk
from assistant.serving.head_requests import with_head
from assistant.serving.openai_types import (
    MODEL,
    AnswerMessage,
    ChatRequest,
    Completion,
    CompletionChoice,
    CompletionUsage,
    ModelCard,
    ModelList,
    PromptDetails,
)
from assistant.serving.pings import with_pings
from assistant.serving.problems import ProblemBody, RequestError, documented, problem_under_way
from assistant.web.answers import Queued, answer_in
from assistant.web.readers import account_of, waits_as
from assistant.web.results import quotes_of

_SENTENCE = re.compile(r".+?(?:[.!?…][\"'”“»)\]]*\s+|$)", re.DOTALL)
_PING_SECONDS = 10.0  # proxies commonly give up a connection that is silent for a minute
_STREAM_HEADERS = {"cache-control": "no-cache", "x-accel-buffering": "no"}


def chat_completions(desk: Desk, since: int) -> APIRouter:
    """The endpoints, answered by a desk; `since` (seconds since 1970) is when the model is of."""
    router = APIRouter(prefix="/v1", tags=["OpenAI-compatible"])

    @router.get("/models")
    async def list_models() -> ModelList:
        """List what can be asked: the articles, by one name."""
        return ModelList(data=[ModelCard(created=since)])

    @router.get("/models/{name}", responses=documented(400, 404))
    async def find_model(name: Annotated[str, Path(max_length=1_000)]) -> ModelCard:
        """Tell of one model."""
        if name != MODEL:
            raise RequestError(
                f"there is no model {name[:100]!r}: ask {MODEL!r}",
                param="model",
                code="model_not_found",
                status=404,
            )
        return ModelCard(created=since)

    @router.post(
        "/chat/completions",
        response_model=Completion,
        responses={
            200: {
                "description": "The answer; with `stream`, chunks as server-sent events, the last "
                "of which has the citations.",
                "content": {"text/event-stream": {"schema": {"type": "string"}}},
            },
            **documented(400, 404, 408, 413, 503, 504),
        },
    )
    async def create(given: ChatRequest, request: Request) -> Any:  # noqa: ANN401 - JSON or a stream
        """Answer the last user message; the messages before it are the conversation."""
        refuse_what_cant_be_done(given)
        question, history = question_and_history(given.messages)
        asked = Asked(
            question=question,
            history=history,
            reader=waits_as(request),
            account=account_of(request),
        )
        if given.stream:
            usage_wanted = bool(given.stream_options and given.stream_options.include_usage)
            return await _streamed(desk, asked, usage_wanted=usage_wanted)
        return completion(await desk.answer(asked, request))

    return with_head(router)


def completion(answer: Answer) -> Completion:
    """An answer as a chat completion."""
    message = AnswerMessage(
        content=answer.text,
        citations=quotes_of(answer),
        status=answer.status,
        related=list(answer.related),
    )
    return Completion(
        id=_new_id(),
        created=int(time.time()),
        choices=[CompletionChoice(message=message)],
        usage=usage_of(answer),
    )


def usage_of(answer: Answer) -> CompletionUsage:
    """The tokens of all stages together."""
    stages = answer.usage.values()
    read = sum(stage.read + stage.cached for stage in stages)
    written = sum(stage.written for stage in stages)
    return CompletionUsage(
        prompt_tokens=read,
        completion_tokens=written,
        total_tokens=read + written,
        prompt_tokens_details=PromptDetails(cached_tokens=sum(stage.cached for stage in stages)),
    )


async def _streamed(desk: Desk, asked: Asked, *, usage_wanted: bool) -> Response:
    """The stream, begun once the question has its place, so that a full queue is a plain 503."""
    events = desk.events(asked)
    first = await anext(events)

    async def chunks() -> AsyncIterator[str]:
        head = {"id": _new_id(), "created": int(time.time()), "model": MODEL}
        async with aclosing(events):
            yield _chunk(head, {"role": "assistant", "content": ""})
            try:
                async for answer in with_pings(answer_in(_from(first, events)), _PING_SECONDS):
                    if answer is None:
                        yield ": the answer is under way\n\n"
                        continue
                    for line in _lines(head, answer, usage_wanted=usage_wanted):
                        yield line
            except Exception as error:  # the status is sent already, so the stream tells it
                problem = problem_under_way(error)
                yield f"data: {ProblemBody(error=problem).model_dump_json()}\n\n"
            yield "data: [DONE]\n\n"

    return StreamingResponse(chunks(), media_type="text/event-stream", headers=_STREAM_HEADERS)


async def _from(
    first: Event | Queued, rest: AsyncIterator[Event | Queued]
) -> AsyncIterator[Event | Queued]:
    yield first
    async for event in rest:
        yield event


def _lines(head: dict[str, Any], answer: Answer, *, usage_wanted: bool) -> list[str]:
    message = completion(answer).choices[0].message
    extra = message.model_dump(mode="json", include={"citations", "status", "related"})
    lines = [_chunk(head, {"content": piece}) for piece in _SENTENCE.findall(answer.text)]
    lines.append(_chunk(head, extra, finish_reason="stop"))
    if usage_wanted:
        usage = usage_of(answer).model_dump()
        lines.append(_event({**head, "object": _CHUNK, "choices": [], "usage": usage}))
    return lines


_CHUNK = "chat.completion.chunk"


def _chunk(head: dict[str, Any], delta: dict[str, Any], finish_reason: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason, "logprobs": None}
    return _event({**head, "object": _CHUNK, "choices": [choice]})


def _event(data: dict[str, Any]) -> str:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"


def _new_id() -> str:
    return f"chatcmpl-{uuid.uuid4().hex}"
