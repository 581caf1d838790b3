"""The chat's tools as an MCP client sees and calls them."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from threading import Event as Gate
from typing import Any

import httpx
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, TextContent

from assistant.access import gate as access
from assistant.conversation import Turn
from assistant.errors import AssistantError, ModelError
from assistant.events import StageStarted
from assistant.settings import Settings
from assistant.web import ChatServer
from index.article import Passage
from tests.integration.web.scripted_assistant import (
    BRIDGE,
    HOSTILE,
    LIGHTHOUSE,
    ScriptedAssistant,
    answer,
    cite,
    script_of,
)

QUESTION = "Why was the bridge closed?"
QUOTE = "Im Juni wurde die Brücke gesperrt, weil ein Pfeiler unterspült war."
LIST_TOOLS = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
ACCEPT = {"accept": "application/json, text/event-stream"}


@pytest.fixture(autouse=True)
def scripts(assistant: ScriptedAssistant) -> None:
    finished = answer(QUESTION, "A pillar had been undermined [1].", cite(1, BRIDGE, QUOTE))
    assistant.scripts[QUESTION] = script_of(finished)


def with_session(
    server: ChatServer,
    use: Callable[[ClientSession], Awaitable[Any]],
    auth: tuple[str, str] | None = None,
) -> Any:  # noqa: ANN401 - whatever `use` gives
    async def connected() -> Any:  # noqa: ANN401 - the same
        async with (
            httpx.AsyncClient(auth=auth, trust_env=False, timeout=60) as http,
            streamable_http_client(f"{server.url}mcp", http_client=http) as (read, write, *_),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            return await use(session)

    return asyncio.run(connected())


def call(
    server: ChatServer,
    tool: str,
    auth: tuple[str, str] | None = None,
    **arguments: Any,  # noqa: ANN401 - what a tool takes
) -> CallToolResult:
    result = with_session(server, lambda session: session.call_tool(tool, arguments), auth)
    assert isinstance(result, CallToolResult)
    return result


def told(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


@pytest.fixture
def server(assistant: ScriptedAssistant) -> Any:  # noqa: ANN401 - pytest wants no type here
    with ChatServer(assistant, Settings.load(port=0, mcp=True)) as running:
        yield running


def test_only_the_three_tools_are_there_typed_and_described(server: ChatServer) -> None:
    tools = with_session(server, lambda session: session.list_tools()).tools
    assert {tool.name for tool in tools} == {"ask", "search", "articles"}
    for tool in tools:
        assert tool.description
        assert tool.outputSchema["type"] == "object"
        assert all(field.get("description") for field in tool.inputSchema["properties"].values())
    (ask,) = (tool for tool in tools if tool.name == "ask")
    assert ask.inputSchema["required"] == ["question"]
    assert {"text", "status", "citations"} <= set(ask.outputSchema["properties"])


def test_ask_gives_the_answer_with_quotes_and_offsets(server: ChatServer) -> None:
    got = call(server, "ask", question=QUESTION).structuredContent
    assert got is not None
    assert got["text"] == "A pillar had been undermined [1]."
    (citation,) = got["citations"]
    assert BRIDGE.text[citation["start"] : citation["end"]] == citation["quote"] == QUOTE
    assert "path" not in citation


def test_ask_takes_history_and_a_choice_of_articles(
    server: ChatServer, assistant: ScriptedAssistant
) -> None:
    history = [{"question": "Is it open?", "answer": "No."}]
    call(server, "ask", question=QUESTION, history=history, articles=[BRIDGE.id])
    assert assistant.asked == [(QUESTION, (Turn("Is it open?", "No."),))]
    assert assistant.scopes == [(BRIDGE.id,)]


def test_search_and_articles_give_what_the_endpoints_give(server: ChatServer) -> None:
    found = call(server, "search", query="1863").structuredContent
    assert found is not None
    (passage,) = found["passages"]
    assert LIGHTHOUSE.text[passage["start"] : passage["end"]] == passage["text"]
    listed = call(server, "articles").structuredContent
    assert listed is not None
    ids = [article["id"] for article in listed["articles"]]
    assert ids == [BRIDGE.id, LIGHTHOUSE.id, HOSTILE.id]
    assert "text" not in listed["articles"][0]


@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        ("ask", {}, "question"),
        ("ask", {"question": " "}, "the question is empty"),
        ("ask", {"question": QUESTION, "model": "another"}, "model"),
        ("search", {"query": "1863", "limit": 1000}, "100"),
        ("ask_example", {}, "there are ask, search, articles"),
    ],
)
def test_wrong_call_is_told_and_harms_nothing(
    server: ChatServer, tool: str, arguments: dict[str, Any], message: str
) -> None:
    wrong = call(server, tool, **arguments)
    assert wrong.isError
    assert message in told(wrong)
    assert not call(server, "ask", question=QUESTION).isError


def test_failing_model_is_told_without_details_that_are_for_the_log(
    server: ChatServer, assistant: ScriptedAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    assistant.scripts["fails"] = [ModelError("the model can't be reached: start it")]
    assistant.scripts["breaks"] = [RuntimeError("secret detail")]
    assert "the model can't be reached: start it" in told(call(server, "ask", question="fails"))
    assert "secret detail" not in told(call(server, "ask", question="breaks"))
    assert "secret detail" in caplog.text


def test_tool_calls_wait_their_turn_with_the_page(
    assistant: ScriptedAssistant, server: ChatServer
) -> None:
    gate = Gate()
    assistant.scripts["slow"] = [StageStarted(stage="write"), gate, *assistant.scripts[QUESTION]]

    async def three_at_once(session: ClientSession) -> list[str]:
        slow = [asyncio.create_task(session.call_tool("ask", {"question": "slow"})) for _ in "12"]
        while len(assistant.asked) < 2:
            await asyncio.sleep(0.01)
        last = asyncio.create_task(session.call_tool("ask", {"question": QUESTION}))
        await session.list_tools()  # is answered meanwhile
        before = [question for question, _ in assistant.asked]
        gate.set()
        await asyncio.gather(*slow, last)
        return before

    assert with_session(server, three_at_once) == ["slow", "slow"]
    assert assistant.asked[-1][0] == QUESTION


def test_answer_that_takes_too_long_is_ended_and_the_setting_named(
    assistant: ScriptedAssistant,
) -> None:
    gate = Gate()
    assistant.scripts["slow"] = [StageStarted(stage="write"), gate]
    with ChatServer(
        assistant,
        Settings.load(port=0, mcp=True, request_seconds=1, answers_at_once=1, queue_length=1),
    ) as server:
        for question in ("slow", QUESTION):  # the second waits for its turn that long
            result = call(server, "ask", question=question)
            assert result.isError
            assert "longer than 1 seconds" in told(result)
            assert "request_seconds" in told(result)
        gate.set()
        assert assistant.left.wait(60)
        assert [question for question, _ in assistant.asked] == ["slow"]
        while (result := call(server, "ask", question=QUESTION)).isError:
            pass  # its place is about to be free
        assert told(result)


def test_searches_by_tools_have_the_bounds_of_other_searches(
    assistant: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate()
    begun: list[str] = []

    def slow(query: str, limit: int = 10) -> tuple[Passage, ...]:
        begun.append(f"{query}, {limit}")
        assert gate.wait(60)
        return ()

    async def six_at_once(session: ClientSession) -> list[CallToolResult]:
        searches = (session.call_tool("search", {"query": str(number)}) for number in range(6))
        return await asyncio.gather(*searches)

    monkeypatch.setattr(assistant, "search", slow)
    with ChatServer(assistant, Settings.load(port=0, mcp=True, request_seconds=1)) as server:
        for result in with_session(server, six_at_once):
            assert result.isError
            assert "request_seconds" in told(result)
        assert len(begun) == 4
        gate.set()
        assert not call(server, "search", query="1863").isError


def test_log_in_guards_the_tools(assistant: ScriptedAssistant) -> None:
    with ChatServer(
        assistant, Settings.load(port=0, mcp=True), gate=access.Gate(None, ("reader", "pass:word"))
    ) as server:
        address = f"{server.url}mcp"
        with httpx.Client(trust_env=False, timeout=60, headers=ACCEPT) as http:
            refused = http.post(address, json=LIST_TOOLS)
            assert refused.status_code == 401
            assert refused.headers["www-authenticate"].startswith("Basic")
            for wrong in (("reader", "guess"), ("", ""), ("other", "pass:word")):
                assert http.post(address, json=LIST_TOOLS, auth=wrong).status_code == 401
            broken = {"authorization": "Basic no-base64"}
            assert http.post(address, json=LIST_TOOLS, headers=broken).status_code == 401
            http.post(
                f"{server.url}login", data={"username": "reader", "password": "pass:word"}
            ).raise_for_status()
            assert http.post(address, json=LIST_TOOLS).status_code == 200
        got = call(server, "ask", auth=("reader", "pass:word"), question=QUESTION)
        assert not got.isError


def test_page_of_another_site_can_t_use_the_tools_of_this_machine(server: ChatServer) -> None:
    with httpx.Client(trust_env=False, timeout=60, headers=ACCEPT) as http:
        for headers in ({"host": "elsewhere.example"}, {"origin": "http://elsewhere.example"}):
            refused = http.post(f"{server.url}mcp", json=LIST_TOOLS, headers=headers)
            assert refused.status_code in {403, 421}, headers


@pytest.mark.parametrize("gate", [None, access.Gate(None, ("reader", "secret"))])
def test_tools_are_there_by_a_name_that_is_allowed(
    assistant: ScriptedAssistant, gate: access.Gate | None
) -> None:
    with (
        ChatServer(
            assistant, Settings.load(port=0, mcp=True, allowed_hosts="chat.example.org"), gate=gate
        ) as server,
        httpx.Client(
            trust_env=False, timeout=60, headers=ACCEPT, auth=("reader", "secret")
        ) as http,
    ):
        by_proxy = {"host": "chat.example.org", "origin": "https://chat.example.org"}
        done = http.post(f"{server.url}mcp", json=LIST_TOOLS, headers=by_proxy)
        assert done.status_code == 200
        other = http.post(
            f"{server.url}mcp", json=LIST_TOOLS, headers={"host": "elsewhere.example"}
        )
        assert other.status_code == 421


def test_chat_has_no_tools_unless_asked_for(assistant: ScriptedAssistant) -> None:
    with (
        ChatServer(assistant, Settings.load(port=0)) as server,
        httpx.Client(trust_env=False, timeout=60, headers=ACCEPT) as http,
    ):
        for path in ("mcp", "gradio_api/mcp"):
            assert http.post(server.url + path, json=LIST_TOOLS).status_code in {404, 405}


def test_missing_extra_names_the_command_that_installs_it(
    assistant: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server.streamable_http_manager", None)
    with pytest.raises(AssistantError, match=r"pip install 'article-assistant\[mcp\]'"):
        ChatServer(assistant, Settings.load(port=0, mcp=True))
