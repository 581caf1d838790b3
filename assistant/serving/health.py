"""`/healthz`, `/readyz` and `/metrics`: what those who run the server ask of it."""

import asyncio
import logging
import time
from typing import Literal

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from assistant.serving.head_requests import with_head
from assistant.serving.metrics import Metrics
from assistant.web.answers import Answers
from assistant.web.protocols import ChatAssistant
from assistant.web.warming import Warming

_log = logging.getLogger(__name__)
_SECONDS_BETWEEN_LOOKS = 2.0  # at the index, whoever asks how often


class Health(BaseModel):
    """The process lives."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """Whether questions can be answered here."""

    ready: bool
    model: Literal["ready", "loading", "failed"]
    index: Literal["ready", "failed"]
    ending: bool = Field(description="Whether the server is about to end.")


def health(
    assistant: ChatAssistant, answers: Answers, warming: Warming, metrics: Metrics
) -> APIRouter:
    """The endpoints for those who run the server."""
    router = APIRouter(tags=["operation"])
    look = _Look(assistant)

    @router.get("/healthz")
    async def healthz() -> Health:
        """Say that the process lives and answers requests."""
        return Health()

    @router.get("/readyz", responses={503: {"model": Readiness, "description": "Not ready."}})
    async def readyz() -> Response:
        """Say whether the model is loaded and the index can be read.

        A model that could not be loaded is tried again whenever this is asked.
        """
        if warming.failure and not warming.running:
            warming.start()
        can_be_read = await look.can_be_read()
        found = Readiness(
            ready=warming.done and can_be_read and not answers.ending,
            model="ready" if warming.done else "failed" if warming.failure else "loading",
            index="ready" if can_be_read else "failed",
            ending=answers.ending,
        )
        return JSONResponse(found.model_dump(), 200 if found.ready else 503)

    @router.get(
        "/metrics",
        response_class=Response,
        responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    )
    async def figures() -> Response:
        """Tell all that was counted, in Prometheus's text format."""
        return Response(await asyncio.to_thread(metrics.text), media_type=CONTENT_TYPE_LATEST)

    return with_head(router)


class _Look:
    """Whether the index can be read, looked at once for all who ask at nearly the same time.

    Anybody may ask, and each look asks a database and a server.
    """

    def __init__(self, assistant: ChatAssistant) -> None:
        self._assistant = assistant
        self._one_at_a_time = asyncio.Lock()
        self._looked = -_SECONDS_BETWEEN_LOOKS
        self._found = False

    async def can_be_read(self) -> bool:
        """What the last look found, or a new one."""
        async with self._one_at_a_time:
            if time.monotonic() - self._looked >= _SECONDS_BETWEEN_LOOKS:
                self._found = await asyncio.to_thread(_can_be_read, self._assistant)
                self._looked = time.monotonic()
            return self._found


def _can_be_read(assistant: ChatAssistant) -> bool:
    try:
        assistant.index.probe()
    except Exception:  # whatever is wrong with it
        _log.exception("the index can't be read")
        return False
    return True
