"""Requests for events that the page has not: a plain answer, and no traceback in the log."""

from collections.abc import Iterator

import httpx
import pytest

from assistant.web import ChatServer
from tests.integration.web.scripted_assistant import LIGHTHOUSE

NUMBER = 9_999


@pytest.fixture
def http(server: ChatServer) -> Iterator[httpx.Client]:
    base = f"{server.url}gradio_api/"
    with httpx.Client(base_url=base, trust_env=False, timeout=60) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "given", "status"),
    [
        ("queue/join", {"data": [], "fn_index": NUMBER, "session_hash": "page"}, 404),
        ("queue/join", {"data": [], "fn_index": -1, "session_hash": "page"}, 404),
        ("queue/join", {"data": [], "session_hash": "page"}, 400),
        ("call/nothing", {"data": []}, 404),
        ("call/v2/nothing", {}, 404),
        ("call/v2/search", {"wuery": "1863"}, 400),
        ("run/nothing", {"data": []}, 404),
        ("run/predict", {"data": [], "fn_index": NUMBER}, 404),
        ("run/predict", {"data": [], "fn_index": NUMBER, "session_hash": "page"}, 404),
        ("api/nothing", {"data": []}, 404),
        (
            "component_server",
            {"session_hash": "page", "component_id": NUMBER, "fn_name": "x", "data": 1},
            404,
        ),
    ],
)
def test_event_that_the_page_has_not_is_told_plainly_and_logs_no_traceback(
    http: httpx.Client,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    path: str,
    given: dict[str, object],
    status: int,
) -> None:
    answered = http.post(path, json=given)
    assert answered.status_code == status
    assert answered.json()["detail"]
    assert not [record for record in caplog.records if record.exc_info]
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize("path", ["call/search", "call/v2/search"])
def test_event_that_the_page_has_is_still_answered(http: httpx.Client, path: str) -> None:
    given = {"query": "1863", "limit": 10} if "v2" in path else {"data": ["1863", 10]}
    event = http.post(path, json=given).json()["event_id"]
    assert LIGHTHOUSE.title in http.get(f"call/search/{event}").text


def test_failure_of_ours_is_not_taken_for_an_unknown_event(
    server: ChatServer, http: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def push(**_: object) -> None:
        raise KeyError("a bug")

    monkeypatch.setattr(server._page.gradio_app.get_blocks()._queue, "push", push)
    assert http.post("call/search", json={"data": ["1863", 10]}).status_code == 500
