"""The chat's endpoints as a program calls them with gradio_client."""

from threading import Event as Gate
from typing import Any

import pytest
from gradio_client import Client  # type: ignore[import-untyped]  # published without types
from gradio_client.exceptions import AppError  # type: ignore[import-untyped]  # the same

from assistant.conversation import Turn
from assistant.errors import ModelError
from assistant.events import StageStarted
from assistant.settings import Settings
from assistant.web import ChatServer
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


@pytest.fixture
def client(server: ChatServer, assistant: ScriptedAssistant) -> Client:
    finished = answer(QUESTION, "A pillar had been undermined [1].", cite(1, BRIDGE, QUOTE))
    assistant.scripts[QUESTION] = script_of(finished)
    return Client(server.url, verbose=False, httpx_kwargs={"timeout": 60})


def test_ask_gives_the_answer_with_quotes_and_offsets(client: Client) -> None:
    got: dict[str, Any] = client.predict(QUESTION, api_name="/ask")
    assert got["status"] == "answered"
    assert got["text"] == "A pillar had been undermined [1]."
    (citation,) = got["citations"]
    assert BRIDGE.text[citation["start"] : citation["end"]] == citation["quote"] == QUOTE
    assert citation["article_id"] == BRIDGE.id


def test_ask_does_not_tell_where_files_lie_on_the_server(client: Client) -> None:
    assert "path" not in client.predict(QUESTION, api_name="/ask")["citations"][0]


def test_ask_takes_history_and_a_choice_of_articles(
    client: Client, assistant: ScriptedAssistant
) -> None:
    client.predict(
        question=QUESTION,
        history=[{"question": "Is it open?", "answer": "No."}],
        articles=[BRIDGE.id],
        api_name="/ask",
    )
    assert assistant.asked == [(QUESTION, (Turn("Is it open?", "No."),))]
    assert assistant.scopes == [(BRIDGE.id,)]


def test_ask_refuses_plainly_with_the_closest_passages(client: Client) -> None:
    got = client.predict("Who painted it?", api_name="/ask")
    assert got["status"] == "not_found"
    assert [passage["article_id"] for passage in got["related"]] == [BRIDGE.id, LIGHTHOUSE.id]


def test_search_finds_passages(client: Client) -> None:
    (found,) = client.predict("1863", api_name="/search")
    assert found["article_id"] == LIGHTHOUSE.id
    assert LIGHTHOUSE.text[found["start"] : found["end"]] == found["text"]


def test_articles_lists_them_without_their_text(client: Client) -> None:
    got = client.predict(api_name="/articles")
    assert [article["id"] for article in got] == [BRIDGE.id, LIGHTHOUSE.id, HOSTILE.id]
    assert got[0] == {
        "id": BRIDGE.id,
        "title": BRIDGE.title,
        "language": "de",
        "published": "2021-06-04",
        "author": "Redaktion Bauwerke",
        "publisher": None,
    }


def test_only_the_three_endpoints_are_offered(client: Client) -> None:
    offered: Any = client.view_api(return_format="dict", print_info=False)
    assert set(offered["named_endpoints"]) == {"/ask", "/search", "/articles"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"question": " "}, "the question is empty"),
        ({"question": "x" * 50_000}, "ask in at most 4,000"),
        ({"question": QUESTION, "history": [{"question": "half"}]}, "history.0.answer"),
        ({"question": QUESTION, "articles": "not a list"}, "articles"),
    ],
)
def test_bad_input_is_answered_in_one_line(
    client: Client, arguments: dict[str, Any], told: str
) -> None:
    with pytest.raises(AppError, match=told) as raised:
        client.predict(**arguments, api_name="/ask")
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("limit", [0, -1, 101])
def test_search_limit_out_of_range_is_answered_in_one_line(client: Client, limit: int) -> None:
    with pytest.raises(AppError, match="limit"):
        client.predict("1863", limit, api_name="/search")


def test_failing_model_is_told_and_the_next_question_is_answered(
    client: Client, assistant: ScriptedAssistant
) -> None:
    assistant.scripts["fails"] = [ModelError("the model can't be reached: start it")]
    with pytest.raises(AppError, match="the model can't be reached: start it"):
        client.predict("fails", api_name="/ask")
    assert client.predict(QUESTION, api_name="/ask")["status"] == "answered"


def test_answer_that_takes_too_long_is_ended_and_the_setting_named(
    assistant: ScriptedAssistant,
) -> None:
    gate = Gate()
    assistant.scripts["slow"] = [StageStarted(stage="write"), gate]
    with ChatServer(assistant, Settings.load(port=0, request_seconds=1)) as server:
        client = Client(server.url, verbose=False, httpx_kwargs={"timeout": 60})
        with pytest.raises(AppError, match=r"longer than 1 seconds.*request_seconds"):
            client.predict("slow", api_name="/ask")
        gate.set()
        assert assistant.left.wait(60)


def test_silent_model_is_told_in_one_line_that_names_the_setting(
    assistant: ScriptedAssistant,
) -> None:
    gate = Gate()
    assistant.scripts["hangs"] = [StageStarted(stage="search"), gate]
    with ChatServer(assistant, Settings.load(port=0, answer_seconds=0.5)) as impatient:
        client = Client(impatient.url, verbose=False, httpx_kwargs={"timeout": 60})
        with pytest.raises(AppError, match=r"no sign of life.*answer_seconds"):
            client.predict("hangs", api_name="/ask")
    gate.set()
