"""A page's name, wherever a request has it, counts within the account that sends it."""

import json
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.access.account import Account, Role
from assistant.web.own_pages import OwnPages

ANN, BOB = (Account(name * 8, name, Role.READER) for name in ("ann", "bob"))


async def told(request: Request) -> JSONResponse:
    """Says what of a request arrived."""
    return JSONResponse(
        {
            "path": request.url.path,
            "query": request.query_params.multi_items(),
            "body": (await request.body()).decode(),
        }
    )


def client_of(account: Account | None, root: str = "") -> TestClient:
    echo = Route("/{path:path}", told, methods=["GET", "POST"])
    app: ASGIApp = OwnPages(Starlette(routes=[Mount("/", routes=[echo])]))

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if account is not None:
            Request(scope).state.account = account
        await app(scope, receive, send)

    return TestClient(guarded, root_path=root)


def named(response: Any) -> Any:  # noqa: ANN401 - of the test client's own httpx; any JSON
    return json.loads(response.json()["body"])["session_hash"]


def test_one_name_is_one_page_of_an_account_wherever_it_stands() -> None:
    client = client_of(ANN)
    name = named(client.post("/gradio_api/queue/join", json={"session_hash": "tab", "data": []}))
    assert name != "tab"
    queue = client.get("/gradio_api/queue/data?session_hash=tab&article=a%20b").json()
    assert queue["query"] == [["session_hash", name], ["article", "a b"]]
    assert client.get("/gradio_api/heartbeat/tab").json()["path"] == f"/gradio_api/heartbeat/{name}"
    stream = client.get("/gradio_api/stream/tab/1/2/playlist.m3u8").json()["path"]
    assert stream == f"/gradio_api/stream/{name}/1/2/playlist.m3u8"


def test_accounts_that_give_one_name_mean_two_pages() -> None:
    given = {"session_hash": "tab", "data": []}
    names = {named(client_of(who).post("/gradio_api/cancel", json=given)) for who in (ANN, BOB)}
    assert len(names) == 2
    # Nor is there a name that one of them could give to mean the other's.
    for name in names:
        again = named(client_of(BOB).post("/gradio_api/cancel", json={"session_hash": name}))
        assert again not in names


def test_name_that_is_said_twice_is_changed_where_it_is_read() -> None:
    client = client_of(ANN)
    twice = b'{"session_hash": "mine", "session_hash": "tab"}'
    arrived = client.post("/gradio_api/cancel", content=twice).json()["body"]
    assert arrived.count("session_hash") == 1
    assert "tab" not in arrived
    asked = client.get("/gradio_api/queue/data?session_hash=mine&session%5Fhash=tab").json()
    assert not {"mine", "tab"} & {value for _, value in asked["query"]}


def test_server_below_a_path_keeps_it() -> None:
    path = client_of(ANN, "/chat").get("/chat/gradio_api/heartbeat/tab").json()["path"]
    assert path.startswith("/chat/gradio_api/heartbeat/")
    assert not path.endswith("/tab")


def test_everything_else_of_an_event_arrives_as_it_was_sent() -> None:
    sent = {
        "session_hash": "tab",
        "data": ["Brücke \ud83d", 0.1, None, {"a": [True]}],
        "fn_index": 3,
    }
    body = json.dumps(sent).encode()
    arrived = json.loads(client_of(ANN).post("/gradio_api/queue/join", content=body).json()["body"])
    assert arrived | {"session_hash": "tab"} == sent


@pytest.mark.parametrize("session", [None, 7, ["tab"]])
def test_what_can_be_no_name_is_left_to_who_reads_it(session: object) -> None:
    response = client_of(ANN).post("/gradio_api/queue/join", json={"session_hash": session})
    assert named(response) == session


@pytest.mark.parametrize(
    "body", [b"session_hash=tab", b'--x\r\nname="session_hash"\r\n\r\ntab', b"[" * 100_000]
)
def test_event_that_is_no_json_is_refused(body: bytes) -> None:
    assert client_of(ANN).post("/gradio_api/component_server", content=body).status_code == 400


def test_event_is_named_in_a_path_as_it_is() -> None:
    path = client_of(ANN).post("/gradio_api/stream/an-event/close").json()["path"]
    assert path == "/gradio_api/stream/an-event/close"


@pytest.mark.parametrize(
    ("account", "path"),
    [(None, "/gradio_api/queue/join"), (ANN, "/gradio_api/upload"), (ANN, "/translation")],
)
def test_what_names_no_account_or_no_page_passes_unchanged(
    account: Account | None, path: str
) -> None:
    body = b'{"session_hash":  "tab"}'
    told = client_of(account).post(f"{path}?session_hash=tab", content=body).json()
    assert told["body"].encode() == body
