"""`/ask`, `/search` and what those who run the server ask of it."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event as Gate

import httpx
import pytest
from gradio_client import Client  # type: ignore[import-untyped]  # published without types

from assistant.conversation import Turn
from assistant.errors import AssistantError
from assistant.events import StageStarted
from assistant.serving.server import AnswerServer
from assistant.settings import Settings
from index.article import Passage
from index.errors import ArticleNotFoundError
from tests.integration.serving.conftest import QUESTION, QUOTE, TEXT
from tests.integration.web.scripted_assistant import (
    BRIDGE,
    LIGHTHOUSE,
    ScriptedAssistant,
    answer,
    script_of,
)


def test_ask_gives_the_answer_with_exact_quotes_and_no_path_of_the_server(
    http: httpx.Client,
) -> None:
    got = http.post("ask", json={"question": QUESTION}).json()
    assert (got["status"], got["text"]) == ("answered", TEXT)
    (citation,) = got["citations"]
    assert BRIDGE.text[citation["start"] : citation["end"]] == citation["quote"] == QUOTE
    assert "path" not in citation


def test_ask_takes_history_articles_and_fresh(
    http: httpx.Client, assistant: ScriptedAssistant
) -> None:
    given = {
        "question": QUESTION,
        "history": [{"question": "Is it open?", "answer": "No."}],
        "articles": [BRIDGE.id],
        "fresh": True,
    }
    assert http.post("ask", json=given).status_code == 200
    assert assistant.asked == [(QUESTION, (Turn("Is it open?", "No."),))]
    assert assistant.scopes == [(BRIDGE.id,)]
    assert assistant.fresh == [True]


def test_endpoints_of_this_machine_are_asked_by_its_own_names_alone(
    assistant: ScriptedAssistant, http: httpx.Client
) -> None:
    given, foreign = {"question": QUESTION}, {"host": "elsewhere.example"}
    assert http.post("ask", json=given, headers=foreign).status_code == 421
    assert http.get("openapi.json", headers=foreign).status_code == 421
    assert http.post("ask", json=given, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert assistant.asked == []
    settings = Settings.load(port=0, allowed_hosts="elsewhere.example")
    with AnswerServer(assistant, settings) as server:
        got = httpx.post(
            f"{server.url}ask", json=given, headers=foreign, trust_env=False, timeout=60
        )
    assert got.status_code == 200


def test_index_is_looked_at_once_for_all_who_ask_whether_it_can_be_read(
    assistant: ScriptedAssistant, http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[float] = []

    def probe() -> None:
        looks.append(time.monotonic())
        if len(looks) == 1:
            raise ArticleNotFoundError("it is away")

    monkeypatch.setattr(assistant.index, "probe", probe)
    begun = time.monotonic()
    with ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(http.get, "readyz") for _ in range(24)]
        assert {each.result().json()["index"] for each in asked} <= {"failed", "ready"}
    assert len(looks) <= 1 + (time.monotonic() - begun) / 2
    while http.get("readyz").json()["index"] == "failed":
        time.sleep(0.1)
    assert looks[1] - looks[0] >= 2


@pytest.mark.parametrize(
    "path", ["healthz", "readyz", "metrics", "v1/models", "v1/models/nothing", "openapi.json", ""]
)
def test_head_is_answered_as_get_without_a_body(http: httpx.Client, path: str) -> None:
    http.get("readyz")  # the index has been looked at, so that both are told the same
    got, head = http.get(path), http.head(path)
    assert head.status_code == got.status_code
    assert head.headers["content-type"] == got.headers["content-type"]
    assert got.content
    assert not head.content


def test_head_is_told_apart_in_the_figures_and_left_out_of_the_description(
    http: httpx.Client,
) -> None:
    http.head("healthz")
    counted = 'assistant_requests_total{method="HEAD",route="/healthz",status="200"} 1.0'
    assert counted in http.get("metrics").text
    assert set(http.get("openapi.json").json()["paths"]["/healthz"]) == {"get"}


def test_search_finds_passages(http: httpx.Client) -> None:
    (found,) = http.post("search", json={"query": "1863"}).json()["passages"]
    assert found["article_id"] == LIGHTHOUSE.id


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("ask", {}),
        ("ask", {"question": ""}),
        ("ask", {"question": " \n"}),
        ("ask", {"question": "\x1c\x1e\x85"}),
        ("ask", {"question": "x" * 4_001}),
        ("ask", {"question": "a", "histroy": []}),
        ("ask", {"question": "a", "history": [{"question": "a"}]}),
        ("search", {"query": "a", "limit": 0}),
        ("search", {"query": "a", "limit": 101}),
        ("search", {"query": "a", "limit": True}),
        ("search", {"query": "a", "limit": False}),
    ],
)
def test_malformed_request_is_told_which_field_is_wrong(
    http: httpx.Client, path: str, given: dict[str, object]
) -> None:
    response = http.post(path, json=given)
    assert response.status_code == 422
    assert response.json()["error"]["param"]


def test_text_that_is_no_unicode_is_refused(http: httpx.Client) -> None:
    headers = {"content-type": "application/json"}
    lone = rb'{"question": "\ud800"}'
    assert http.post("ask", content=lone, headers=headers).status_code == 422
    assert http.post("ask", content=b'{"question": "\xff"}', headers=headers).status_code == 400


def test_article_that_is_not_there_is_named(
    http: httpx.Client, assistant: ScriptedAssistant
) -> None:
    assistant.scripts[QUESTION] = [ArticleNotFoundError("no article 'x.md' in the index")]
    response = http.post("ask", json={"question": QUESTION, "articles": ["x.md"]})
    assert response.status_code == 404
    assert "x.md" in response.json()["error"]["message"]


def test_body_that_is_too_large_is_refused_whether_or_not_it_says_so(http: httpx.Client) -> None:
    large = b'{"question": "' + b"x" * 5_000_000 + b'"}'
    headers = {"content-type": "application/json"}
    assert http.post("ask", content=large, headers=headers).status_code == 413
    pieces = (large[i : i + 100_000] for i in range(0, len(large), 100_000))
    assert http.post("ask", content=pieces, headers=headers).status_code == 413


def test_wrong_method_and_unforeseen_failure_are_told_as_errors(
    http: httpx.Client, assistant: ScriptedAssistant
) -> None:
    wrong = http.get("ask")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "POST")
    assistant.scripts[QUESTION] = [ValueError("secret detail")]
    failed = http.post("ask", json={"question": QUESTION})
    assert failed.status_code == 500
    assert "secret" not in failed.text
    assert failed.headers["x-request-id"]


@pytest.mark.parametrize("path", ["v1/embeddings", "v1/completions", "v1/", "v1/chat"])
def test_endpoint_that_only_openai_has_is_told_as_its_clients_expect(
    http: httpx.Client, path: str
) -> None:
    for asked in (http.post(path, json={}), http.get(path)):
        assert asked.status_code == 404
        assert "/openapi.json" in asked.json()["error"]["message"]
    assert http.get("v1/chat/completions").status_code == 405


def test_busy_server_says_when_to_come_back(assistant: ScriptedAssistant) -> None:
    gate = Gate()
    begun = Gate()

    class Begun(ScriptedAssistant):
        pass

    assistant.scripts["slow"] = [gate, *script_of(answer("slow", "So it is."))]
    settings = Settings.load(port=0, answers_at_once=1, queue_length=0)
    with (
        AnswerServer(assistant, settings) as server,
        httpx.Client(base_url=server.url, trust_env=False, timeout=60) as http,
        ThreadPoolExecutor(1) as thread,
    ):
        slow = thread.submit(http.post, "ask", json={"question": "slow"})
        while not assistant.asked:
            begun.wait(0.01)
        given = {"model": "article-assistant", "messages": [{"role": "user", "content": QUESTION}]}
        for path, body in (
            ("ask", {"question": QUESTION}),
            ("v1/chat/completions", given),
            ("v1/chat/completions", given | {"stream": True}),
        ):
            refused = http.post(path, json=body)
            assert refused.status_code == 503, path
            assert int(refused.headers["retry-after"]) >= 1
            assert refused.json()["error"]["code"] == "busy"
        gate.set()
        assert slow.result().json()["text"] == "So it is."
        assert http.post("ask", json={"question": QUESTION}).status_code == 200


def test_request_that_takes_too_long_is_ended_and_keeps_its_place_until_its_model_lets_go(
    assistant: ScriptedAssistant,
) -> None:
    gate = Gate()
    assistant.scripts[QUESTION] = [StageStarted(stage="write"), gate]
    settings = Settings.load(port=0, request_seconds=2, answers_at_once=1, queue_length=0)
    with (
        AnswerServer(assistant, settings) as server,
        httpx.Client(base_url=server.url, trust_env=False, timeout=60) as http,
    ):
        response = http.post("ask", json={"question": QUESTION})
        assert response.status_code == 504
        assert "request_seconds" in response.json()["error"]["message"]
        assert http.post("ask", json={"question": "Another?"}).status_code == 503
        assert "assistant_answers_under_way 1.0" in http.get("metrics").text
        gate.set()
        assert assistant.left.wait(30)
        while http.post("ask", json={"question": "Another?"}).status_code == 503:
            pass
        assert [question for question, _ in assistant.asked] == [QUESTION, "Another?"]


@pytest.fixture
def slow_searches(
    assistant: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch
) -> tuple[Gate, list[str]]:
    """What searches wait for, and the queries of those that were begun."""
    gate = Gate()
    begun: list[str] = []
    search = assistant.search

    def slow(query: str, limit: int = 10) -> tuple[Passage, ...]:
        begun.append(query)
        assert gate.wait(60)
        return search(query, limit)

    monkeypatch.setattr(assistant, "search", slow)
    return gate, begun


def test_search_that_takes_too_long_is_given_up_and_keeps_its_place_until_it_ends(
    assistant: ScriptedAssistant, slow_searches: tuple[Gate, list[str]]
) -> None:
    gate, begun = slow_searches
    with (
        AnswerServer(assistant, Settings.load(port=0, request_seconds=1)) as server,
        httpx.Client(base_url=server.url, trust_env=False, timeout=60) as http,
        ThreadPoolExecutor(6) as threads,
    ):
        queries = [f"query {number}" for number in range(6)]
        for told in threads.map(lambda query: http.post("search", json={"query": query}), queries):
            assert told.status_code == 504
            assert "request_seconds" in told.json()["error"]["message"]
        assert len(begun) == 4
        gate.set()
        (found,) = http.post("search", json={"query": "1863"}).json()["passages"]
        assert found["article_id"] == LIGHTHOUSE.id
        assert begun[4:] == ["1863"]


def test_searches_by_gradio_s_endpoint_have_the_bounds_of_other_searches(
    assistant: ScriptedAssistant, slow_searches: tuple[Gate, list[str]]
) -> None:
    gate, begun = slow_searches
    settings = Settings.load(port=0, request_seconds=3, queue_length=1)
    with (
        AnswerServer(assistant, settings) as server,
        httpx.Client(base_url=server.url, trust_env=False, timeout=60) as http,
        ThreadPoolExecutor(2) as threads,
    ):
        client = Client(server.url, verbose=False, httpx_kwargs={"timeout": 60})
        others = [threads.submit(http.post, "search", json={"query": "other"}) for _ in "12"]
        while len(begun) < 2:
            gate.wait(0.01)
        jobs = [client.submit(f"query {number}", api_name="/search") for number in range(5)]
        told = sorted(str(job.exception()) for job in jobs)
        assert [other.result().status_code for other in others] == [504, 504]
        # Two were begun and one had to wait, all of them for too long; two came to a full queue.
        assert len(begun) == 4
        assert sum("request_seconds" in each for each in told) == 3
        assert sum("too many searches wait" in each for each in told) == 2
        gate.set()
        while http.post("search", json={"query": "1863"}).status_code == 503:
            pass
        (found,) = client.predict("1863", api_name="/search")
        assert found["article_id"] == LIGHTHOUSE.id


def test_stopped_server_lets_the_answer_under_way_end(assistant: ScriptedAssistant) -> None:
    gate = Gate()
    assistant.scripts[QUESTION] = [gate, *assistant.scripts[QUESTION]]
    with (
        httpx.Client(trust_env=False, timeout=60) as http,
        ThreadPoolExecutor(1) as thread,
    ):
        with AnswerServer(assistant, Settings.load(port=0)) as server:
            slow = thread.submit(http.post, f"{server.url}ask", json={"question": QUESTION})
            while not assistant.asked:
                gate.wait(0.01)
            server.stop()
            while httpx.get(f"{server.url}readyz", trust_env=False).json()["ending"] is False:
                gate.wait(0.01)
            assert http.post(f"{server.url}ask", json={"question": QUESTION}).status_code == 503
            gate.set()
        assert slow.result().json()["text"] == TEXT


def test_request_id_is_taken_or_made_and_returned(http: httpx.Client) -> None:
    given = http.get("healthz", headers={"x-request-id": "abc-123"})
    assert given.headers["x-request-id"] == "abc-123"
    made = http.get("healthz", headers={"x-request-id": "no good; at all"})
    assert made.headers["x-request-id"].isalnum()


def test_readiness_waits_for_the_model_and_tries_a_failed_one_again(
    assistant: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant.warm_gate.clear()
    with (
        AnswerServer(assistant, Settings.load(port=0)) as server,
        httpx.Client(base_url=server.url, trust_env=False, timeout=60) as http,
    ):
        assert http.get("healthz").status_code == 200
        loading = http.get("readyz")
        assert (loading.status_code, loading.json()["model"]) == (503, "loading")
        assistant.warm_gate.set()
        while (ready := http.get("readyz")).status_code == 503:
            pass
        assert ready.json() == {
            "ready": True,
            "model": "ready",
            "index": "ready",
            "ending": False,
        }

    def fail() -> None:
        raise AssistantError("the model is away")

    monkeypatch.setattr(assistant, "warm", fail)
    with (
        AnswerServer(assistant, Settings.load(port=0)) as server,
        httpx.Client(base_url=server.url, trust_env=False, timeout=60) as http,
    ):
        while http.get("readyz").json()["model"] != "failed":
            pass
        monkeypatch.setattr(assistant, "warm", lambda: None)
        while http.get("readyz").status_code == 503:
            pass


def test_metrics_count_requests_and_answers(http: httpx.Client) -> None:
    http.post("ask", json={"question": QUESTION})
    http.post("ask", json={"question": "Who painted it?"})
    http.post("ask", json={})
    http.get("some/path")
    http.get("v1/models/other")
    text = http.get("metrics").text
    for line in (
        'assistant_answers_total{cached="false",status="answered"} 1.0',
        'assistant_answers_total{cached="false",status="not_found"} 1.0',
        'assistant_requests_total{method="POST",route="/ask",status="200"} 2.0',
        'assistant_requests_total{method="POST",route="/ask",status="422"} 1.0',
        'assistant_requests_total{method="GET",route="/v1/models/{name}",status="404"} 1.0',
        'assistant_requests_total{method="GET",route="page",status="404"} 1.0',
        "assistant_queue_length 0.0",
        "assistant_answers_under_way 0.0",
    ):
        assert line in text, text


def test_page_and_its_client_work_beside_the_endpoints(
    server: AnswerServer, http: httpx.Client
) -> None:
    page = http.get("")
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert http.get("article", params={"id": BRIDGE.id}).status_code == 200
    client = Client(server.url, verbose=False, httpx_kwargs={"timeout": 60})
    assert client.predict(QUESTION, api_name="/ask")["text"] == TEXT


def test_description_names_every_endpoint(http: httpx.Client) -> None:
    described = http.get("openapi.json").json()
    assert set(described["paths"]) == {
        "/ask",
        "/search",
        "/v1/models",
        "/v1/models/{name}",
        "/v1/chat/completions",
        "/healthz",
        "/readyz",
        "/metrics",
    }
    assert http.get("docs").status_code == 404
