"""The ASGI application of `assistant serve`: endpoints for programs, and the page beside them."""

import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any

from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.access.gate import Gate
from assistant.access.own_hosts import guarded
from assistant.serving.chat_completions import chat_completions
from assistant.serving.desk import Desk
from assistant.serving.health import health
from assistant.serving.json_endpoints import json_endpoints
from assistant.serving.metrics import Metrics
from assistant.serving.observation import Observation
from assistant.serving.problems import RequestError, add_handlers
from assistant.version import __version__
from assistant.web.body_limit import BodyLimit
from assistant.web.services import Services

_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")


def build_application(
    services: Services,
    metrics: Metrics,
    gate: Gate | None,
    page: FastAPI | None = None,
    on_end: Callable[[], None] = lambda: None,
) -> ASGIApp:
    """The application, to be served by any ASGI server.

    Args:
        services: what answers and searches.
        metrics: counts that.
        gate: knows who may ask; None lets everybody.
        page: the web chat, which gets every path that is no endpoint's.
        on_end: called when it has served its last request.
    """
    app = FastAPI(
        title="Article Assistant",
        version=__version__,
        summary="Answers from a folder of articles, each sentence with checked quotes.",
        docs_url=None,  # FastAPI's pages load their scripts from elsewhere
        redoc_url=None,
        lifespan=_lifespan_of(page, on_end),
        redirect_slashes=False,
    )
    settings = services.settings
    desk = Desk(services.assistant, services.answers, most_seconds=settings.request_seconds)
    app.include_router(json_endpoints(desk, services.searches))
    app.include_router(chat_completions(desk, since=int(time.time())))
    app.include_router(health(services.assistant, services.answers, services.warming, metrics))
    add_handlers(app)
    _describe_as_it_is(app)
    if page is not None:
        app.router.default = _beside(page)
    else:
        app.add_api_route("/", _no_page, include_in_schema=False)
    paths = app.openapi()["paths"]
    behind = guarded(app, gate, settings)
    observed = Observation(BodyLimit(behind), metrics, paths)
    return CorrelationIdMiddleware(
        observed, validator=lambda given: bool(_REQUEST_ID.fullmatch(given))
    )


def _beside(page: FastAPI) -> ASGIApp:
    """The page, for all paths but those of OpenAI's API, whose clients know one kind of error."""

    async def default(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith("/v1/"):
            raise RequestError(
                "there is no such endpoint: see /openapi.json for those that there are", status=404
            )
        await page(scope, receive, send)

    return default


async def _no_page() -> None:
    raise RequestError(
        "workers serve no page: for readers, run `assistant serve` with one worker", status=404
    )


def _lifespan_of(
    page: FastAPI | None, on_end: Callable[[], None]
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.callback(on_end)
            if page is not None:
                await stack.enter_async_context(page.router.lifespan_context(page))
            yield

    return lifespan


def _describe_as_it_is(app: FastAPI) -> None:
    """Leave FastAPI's own 422 out of the description of endpoints that answer 400 instead."""
    made = app.openapi

    def described() -> dict[str, Any]:
        schema = made()
        for path, operations in schema["paths"].items():
            if path.startswith("/v1/"):
                for operation in operations.values():
                    operation["responses"].pop("422", None)
        return schema

    app.openapi = described  # type: ignore[method-assign]  # as FastAPI's documentation has it
