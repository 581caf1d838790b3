"""The endpoints once more, as tools for MCP clients (https://modelcontextprotocol.io), at /mcp.

Gradio can make tools of its endpoints by itself. Those are not used, since they answer without the
log-in and connect to whatever address stands in a request's Host header.

The package `mcp`, which the extra [mcp] installs, is loaded only where tools are asked for.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from assistant.access.own_hosts import ANY_HOST, host_names
from assistant.conversation import Turn
from assistant.errors import AssistantError
from assistant.version import __version__
from assistant.web.answers import answer_in
from assistant.web.listening import is_loopback
from assistant.web.patience import within
from assistant.web.readers import waits_as
from assistant.web.results import AnswerResult, ArticleInfo, EarlierTurn, info_of, result_of
from assistant.web.search_limit import Limit
from assistant.web.services import Services
from assistant.web.sight import seen_by
from index.article import Passage

PATH = "/mcp"
_log = logging.getLogger(__name__)
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Ask(_Arguments):
    question: str = Field(description="In any language; the answer is in the same.")
    history: list[EarlierTurn] = Field(
        default=[], description="Earlier turns of the conversation, oldest first."
    )
    articles: list[str] = Field(
        default=[], description="Ids of the articles to answer from; all of them when empty."
    )


class _Search(_Arguments):
    query: str = Field(description="In any language.")
    limit: Limit = 10


class _NoArguments(_Arguments):
    pass


class _Found(BaseModel):
    passages: list[Passage]


class _Listed(BaseModel):
    articles: list[ArticleInfo]


@dataclass(frozen=True)
class _Tool:
    name: str
    description: str
    takes: type[_Arguments]
    gives: type[BaseModel]
    call: Callable[[Any, Request], Awaitable[BaseModel]]


class McpTools:
    """ASGI application of the tools `ask`, `search` and `articles`; `run` it while it serves.

    Args:
        found: what answers and searches. Where the settings have the server listen for this
            machine alone, requests by any other host's name or from another site's page are
            refused, but by names that the settings allow.

    Raises:
        AssistantError: the package `mcp` is not installed.
    """

    def __init__(self, found: Services) -> None:
        try:
            from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
            from mcp.server.transport_security import TransportSecuritySettings
        except ImportError as error:
            raise AssistantError(
                "tools for MCP clients need the extra [mcp]: pip install 'article-assistant[mcp]'"
            ) from error
        hosts = [*_LOOPBACK, *host_names(found.settings.allowed_hosts)]
        only_loopback = is_loopback(found.settings.host)
        self._manager = StreamableHTTPSessionManager(
            _server(_tools(found)),
            stateless=True,
            security_settings=TransportSecuritySettings(
                enable_dns_rebinding_protection=only_loopback and ANY_HOST not in hosts,
                allowed_hosts=[f"{host}{port}" for host in hosts for port in ("", ":*")],
                allowed_origins=[
                    f"{scheme}://{host}{port}"
                    for scheme in ("http", "https")
                    for host in hosts
                    for port in ("", ":*")
                ],
            ),
        )

    @asynccontextmanager
    async def run(self, _: object = None) -> AsyncIterator[None]:
        """Serve tool calls for as long as the context lasts; it can be entered once."""
        async with self._manager.run():
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        await self._manager.handle_request(scope, receive, send)


def _tools(found: Services) -> dict[str, _Tool]:
    assistant, answers = found.assistant, found.answers

    async def ask(given: _Ask, request: Request) -> AnswerResult:
        turns = [Turn(turn.question, turn.answer) for turn in given.history]
        stream = answers.stream(
            given.question,
            turns,
            given.articles,
            reader=waits_as(request),
            assistant=seen_by(assistant, request),
        )
        async with aclosing(stream) as events:
            return result_of(await within(found.settings.request_seconds, answer_in(events)))

    async def search(given: _Search, request: Request) -> _Found:
        passages = await found.searches.search(given.query, given.limit, request)
        return _Found(passages=list(passages))

    async def articles(_: _NoArguments, request: Request) -> _Listed:
        answers.admit(waits_as(request))
        index = seen_by(assistant, request).index
        # One after the other: the texts of all would not fit into memory.
        listed = await asyncio.to_thread(lambda: [info_of(article) for article in index])
        return _Listed(articles=listed)

    tools = (
        _Tool(
            "ask",
            "Answer a question from the articles at hand, each sentence with the exact quotes that "
            "support it; or say that they do not answer it, with the closest passages.",
            _Ask,
            AnswerResult,
            ask,
        ),
        _Tool(
            "search",
            "Find the passages of the articles closest to a query, best first.",
            _Search,
            _Found,
            search,
        ),
        _Tool(
            "articles",
            "List the articles that answers come from, with their ids.",
            _NoArguments,
            _Listed,
            articles,
        ),
    )
    return {tool.name: tool for tool in tools}


def _server(tools: dict[str, _Tool]) -> Any:  # noqa: ANN401 - its type is generic over unnamed ones
    from mcp import types
    from mcp.server.lowlevel import Server

    server: Server[Any, Request] = Server("article-assistant", __version__)

    @server.list_tools()  # type: ignore[no-untyped-call, untyped-decorator]  # published so
    async def list_tools() -> list[types.Tool]:
        reads_only = types.ToolAnnotations(readOnlyHint=True, openWorldHint=False)
        return [
            types.Tool(
                name=tool.name,
                description=tool.description,
                inputSchema=tool.takes.model_json_schema(),
                outputSchema=tool.gives.model_json_schema(mode="serialization"),
                annotations=reads_only,
            )
            for tool in tools.values()
        ]

    @server.call_tool()  # type: ignore[untyped-decorator]  # published so
    async def call_tool(
        name: str, arguments: dict[str, Any]
    ) -> tuple[list[types.TextContent], dict[str, Any]]:
        if name not in tools:
            raise AssistantError(f"no tool {name!r}; there are {', '.join(tools)}")
        request = server.request_context.request
        if request is None:
            raise AssistantError("tools are called over HTTP")
        tool = tools[name]
        try:
            given = await tool.call(tool.takes.model_validate(arguments), request)
        except AssistantError:
            raise
        except Exception as error:  # its details are for the log, not for whoever asks
            _log.exception("a tool call failed")
            raise AssistantError("something went wrong; the log of the server says more") from error
        result = given.model_dump(mode="json")
        text = json.dumps(result, ensure_ascii=False)
        return [types.TextContent(type="text", text=text)], result

    return server
