"""OpenAI's own client, and what Open WebUI sends, against a server on loopback."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from threading import Event as Gate

import httpx
import openai
import pytest

from assistant.conversation import Turn
from assistant.errors import ModelError
from assistant.events import StageStarted
from assistant.serving.server import AnswerServer
from tests.integration.serving.conftest import QUESTION, QUOTE, TEXT
from tests.integration.web.scripted_assistant import BRIDGE, ScriptedAssistant

ASKED = [{"role": "user", "content": QUESTION}]


@pytest.fixture
def client(server: AnswerServer) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(
        base_url=f"{server.url}v1",
        api_key="none",
        max_retries=0,
        http_client=httpx.Client(trust_env=False, timeout=60),
    ) as client:
        yield client


def test_models_can_be_listed_and_looked_up(client: openai.OpenAI) -> None:
    (model,) = client.models.list().data
    assert model.id == "article-assistant"
    assert client.models.retrieve(model.id).object == "model"
    with pytest.raises(openai.NotFoundError, match="article-assistant"):
        client.models.retrieve("gpt-4o")


def test_completion_has_the_answer_with_its_citations_and_tokens(client: openai.OpenAI) -> None:
    got = client.chat.completions.create(
        model="article-assistant",
        messages=[{"role": "user", "content": QUESTION}],
    )
    (choice,) = got.choices
    assert (choice.message.content, choice.finish_reason) == (TEXT, "stop")
    assert choice.message.model_extra is not None
    (citation,) = choice.message.model_extra["citations"]
    assert BRIDGE.text[citation["start"] : citation["end"]] == citation["quote"] == QUOTE
    assert choice.message.model_extra["status"] == "answered"
    assert got.usage is not None
    assert got.usage.total_tokens == got.usage.prompt_tokens + got.usage.completion_tokens


def test_stream_has_the_same_text_and_the_citations_in_its_last_chunk(
    client: openai.OpenAI,
) -> None:
    chunks = list(
        client.chat.completions.create(
            model="article-assistant",
            messages=[{"role": "user", "content": QUESTION}],
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    *told, usage = chunks
    assert "".join(chunk.choices[0].delta.content or "" for chunk in told) == TEXT
    assert [chunk.choices[0].finish_reason for chunk in told][-1] == "stop"
    extra = told[-1].choices[0].delta.model_extra
    assert extra is not None
    assert [citation["quote"] for citation in extra["citations"]] == [QUOTE]
    assert usage.choices == []
    assert usage.usage is not None
    assert len({chunk.id for chunk in chunks}) == 1


def test_stream_ends_as_clients_expect(http: httpx.Client) -> None:
    with http.stream(
        "POST",
        "v1/chat/completions",
        json={"model": "article-assistant", "messages": ASKED, "stream": True},
    ) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        lines = [line for line in response.iter_lines() if line]
    assert lines[-1] == "data: [DONE]"
    assert all("usage" not in json.loads(line[6:]) for line in lines[:-1])


def test_earlier_messages_are_the_conversation(
    client: openai.OpenAI, assistant: ScriptedAssistant
) -> None:
    client.chat.completions.create(
        model="article-assistant",
        messages=[
            {"role": "system", "content": "You are a pirate."},
            {"role": "user", "content": "Is it open?"},
            {"role": "assistant", "content": "No [1]."},
            {"role": "user", "content": [{"type": "text", "text": QUESTION}]},
        ],
    )
    assert assistant.asked == [(QUESTION, (Turn("Is it open?", "No [1]."),))]


def test_request_as_open_webui_sends_it_is_answered(http: httpx.Client) -> None:
    response = http.post(
        "v1/chat/completions",
        headers={"authorization": "Bearer sk-none", "x-openwebui-user-name": "Ann"},
        json={
            "stream": True,
            "model": "article-assistant",
            "messages": [{"role": "system", "content": "Be brief."}, *ASKED],
            "stream_options": {"include_usage": True},
            "temperature": 0.7,
            "top_p": 0.9,
            "max_tokens": 200,
            "stop": ["###"],
            "seed": 1,
            "frequency_penalty": 0.1,
            "tools": [{"type": "function", "function": {"name": "search", "parameters": {}}}],
        },
    )
    assert response.status_code == 200
    assert '"content": "A pillar' in response.text


@pytest.mark.parametrize(
    "more",
    [
        {"n": 2},
        {"tool_choice": "required"},
        {"tool_choice": {"type": "function", "function": {"name": "search"}}},
        {"function_call": {"name": "search"}},
        {"response_format": {"type": "json_object"}},
        {"logprobs": True},
        {"messages": [{"role": "system", "content": "Hello."}]},
        {"messages": [{"role": "user", "content": " "}]},
        {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}]},
        {"messages": [{"role": "user", "content": "x" * 11_000}]},
        {"messages": []},
        {"messages": "Hello"},
    ],
)
def test_what_can_t_be_honoured_is_refused_with_a_reason(
    http: httpx.Client, more: dict[str, object]
) -> None:
    given = {"model": "article-assistant", "messages": ASKED} | more
    response = http.post("v1/chat/completions", json=given)
    assert response.status_code == 400
    assert response.json()["error"]["type"] == "invalid_request_error"
    assert response.json()["error"]["message"]


def test_unknown_model_is_not_found(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as raised:
        client.chat.completions.create(
            model="gpt-4o", messages=[{"role": "user", "content": QUESTION}]
        )
    assert raised.value.code == "model_not_found"


def test_failure_of_the_model_is_an_error_of_the_client_also_in_a_stream(
    client: openai.OpenAI, assistant: ScriptedAssistant
) -> None:
    failure = ModelError("the model scripted failed: start it")
    assistant.scripts[QUESTION] = [StageStarted(stage="search"), failure]
    with pytest.raises(openai.InternalServerError, match="start it"):
        client.chat.completions.create(
            model="article-assistant", messages=[{"role": "user", "content": QUESTION}]
        )
    with pytest.raises(openai.APIError, match="start it"):
        list(
            client.chat.completions.create(
                model="article-assistant",
                messages=[{"role": "user", "content": QUESTION}],
                stream=True,
            )
        )


@pytest.mark.parametrize("stream", [True, False])
def test_client_that_leaves_stops_the_work_on_its_answer(
    http: httpx.Client, assistant: ScriptedAssistant, stream: bool
) -> None:
    first, never = Gate(), Gate()
    writing = [StageStarted(stage="write")]
    assistant.scripts[QUESTION] = [first, *writing * 1_000_000, never]
    given = {"model": "article-assistant", "messages": ASKED, "stream": stream}
    try:
        leaving = HTTPConnection(http.base_url.host, http.base_url.port or 80)
        headers = {"content-type": "application/json"}
        leaving.request("POST", "/v1/chat/completions", json.dumps(given), headers)
        assert assistant.begun.wait(60)
        leaving.close()
        first.set()
        assert assistant.left.wait(60)
        assert assistant.closed == [QUESTION]
    finally:
        never.set()
