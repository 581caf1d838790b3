"""A quote's translation, as a page asks for it."""

import json
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection

import httpx
import pytest

from assistant.errors import ModelError
from assistant.events import Event, TextDelta
from assistant.settings import Settings
from assistant.web import ChatServer
from tests.integration.web.scripted_assistant import BRIDGE, ScriptedAssistant

QUOTE = "weil ein Pfeiler unterspült war"
START = BRIDGE.text.index(QUOTE)
WANTED: dict[str, object] = {
    "id": BRIDGE.id,
    "start": START,
    "end": START + len(QUOTE),
    "to": "en",
}


@pytest.fixture
def http(server: ChatServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, trust_env=False, timeout=60) as client:
        yield client


def test_quote_is_translated(http: httpx.Client, assistant: ScriptedAssistant) -> None:
    told = http.post("translation", json=WANTED)
    assert told.json() == {"text": f"[en] {QUOTE}"}
    assert assistant.translated == [(QUOTE, "en")]


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"id": "none.md"}, 404), ({"start": "x"}, 400), ({"to": None, "id": None}, 404)],
)
def test_what_is_not_there_is_told_in_one_line(
    http: httpx.Client, changed: dict[str, object], status: int
) -> None:
    told = http.post("translation", json=WANTED | changed)
    assert told.status_code == status
    assert "\n" not in told.json()["error"]


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"\xff", b"[" * 9_000, b" " * 50_000])
def test_anything_else_is_refused(http: httpx.Client, body: bytes) -> None:
    told = http.post("translation", content=body)
    assert (told.status_code, set(told.json())) == (400, {"error"})


def test_failing_model_is_told_in_the_reader_s_language_and_the_next_is_translated(
    http: httpx.Client, assistant: ScriptedAssistant
) -> None:
    german = {"accept-language": "de"}
    assistant.scripts[QUOTE] = [RuntimeError("secret detail")]
    told = http.post("translation", json=WANTED, headers=german)
    assert told.status_code == 500
    assert told.json()["error"].startswith("Beim Antworten ist etwas schiefgegangen")
    assistant.scripts[QUOTE] = [ModelError("the model server is gone: start it")]
    told = http.post("translation", json=WANTED, headers=german)
    assert (told.status_code, told.json()) == (503, {"error": "The model server is gone: start it"})
    del assistant.scripts[QUOTE]
    assert http.post("translation", json=WANTED).status_code == 200


class EndlessAssistant(ScriptedAssistant):
    """Its translations go on until they are closed."""

    def translate(self, article_id: str, start: int, end: int, into: str) -> Iterator[Event]:
        self.begun.set()
        try:
            while True:
                yield TextDelta(text=f"{article_id}, {start} to {end}, in {into}; ")
                time.sleep(0.01)  # between two pieces, as a model writes them
        finally:
            self.left.set()


def test_translation_that_takes_too_long_is_ended() -> None:
    endless = EndlessAssistant()
    with ChatServer(endless, Settings.load(port=0, request_seconds=1)) as server:
        told = httpx.post(
            f"{server.url}translation",
            json=WANTED,
            headers={"accept-language": "de"},
            trust_env=False,
            timeout=60,
        )
        assert told.status_code == 504
        assert told.json()["error"].startswith("Das dauerte zu lange")
        assert endless.left.wait(60)


def test_translation_ends_when_its_page_is_closed() -> None:
    endless = EndlessAssistant()
    with ChatServer(endless, Settings.load(port=0)) as server:
        with closing(HTTPConnection("127.0.0.1", server.port)) as page:
            page.request("POST", "/translation", json.dumps(WANTED))
            assert endless.begun.wait(60)
        assert endless.left.wait(60)


def test_page_of_another_site_can_t_keep_the_model_busy(
    http: httpx.Client, assistant: ScriptedAssistant
) -> None:
    told = http.post("translation", json=WANTED, headers={"origin": "http://elsewhere.example"})
    assert told.status_code == 403
    assert assistant.translated == []
