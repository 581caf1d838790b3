"""An article's own page, as a browser fetches it."""

import re
from collections.abc import Iterator
from typing import NoReturn

import httpx
import pytest

from assistant.conversation_store import ConversationStore
from assistant.errors import AssistantError
from assistant.settings import Settings
from assistant.web import ChatServer
from tests.integration.web.scripted_assistant import BRIDGE, HOSTILE, ScriptedAssistant

QUOTE = "weil ein Pfeiler unterspült war"
START = BRIDGE.text.index(QUOTE)


@pytest.fixture
def http(server: ChatServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, trust_env=False, timeout=60) as client:
        yield client


def marked(page: str) -> str:
    return "".join(re.findall(r"<mark[^>]*>(.*?)</mark>", page))


def test_quote_is_highlighted_and_can_be_linked_to(http: httpx.Client) -> None:
    place: dict[str, str | int] = {"id": BRIDGE.id, "start": START, "end": START + len(QUOTE)}
    page = http.get("article", params=place).text
    assert marked(page) == QUOTE
    assert page.count('id="quote"') == 1


def test_article_opens_without_a_quote(http: httpx.Client) -> None:
    page = http.get("article", params={"id": BRIDGE.id}).text
    assert "Die Reparatur soll acht Wochen dauern." in page
    assert "<mark" not in page


@pytest.mark.parametrize(
    ("start", "end"), [("5", "2"), ("-3", "4"), ("0", "999999"), ("a", "b"), ("1", "")]
)
def test_impossible_quote_is_not_highlighted(http: httpx.Client, start: str, end: str) -> None:
    answer = http.get("article", params={"id": BRIDGE.id, "start": start, "end": end})
    assert answer.status_code == 200
    assert "<mark" not in answer.text


@pytest.mark.parametrize("article_id", ["", "none.md", "../../etc/passwd", "<script>"])
def test_missing_article_is_told_plainly(http: httpx.Client, article_id: str) -> None:
    answer = http.get("article", params={"id": article_id})
    assert answer.status_code == 404
    assert "There is no such article" in answer.text
    assert "<script>" not in answer.text


def test_index_or_store_that_is_away_is_told_and_no_failure(
    assistant: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> NoReturn:
        raise AssistantError("the database is away: start it")

    monkeypatch.setattr(assistant.index, "get", away)
    store = ConversationStore("sqlite://")
    monkeypatch.setattr(store, "load", away)
    with (
        ChatServer(assistant, Settings.load(port=0), conversations=store) as server,
        httpx.Client(base_url=server.url, trust_env=False, timeout=60) as http,
    ):
        assert http.get("").status_code == 200  # it brings the cookies that a reader is known by
        for path in (f"article?id={BRIDGE.id}", "conversation?id=abc"):
            answer = http.get(path)
            assert (answer.status_code, answer.text) == (503, "the database is away: start it")
    store.close()


def test_page_speaks_the_reader_s_language_and_names_the_article_s(http: httpx.Client) -> None:
    answer = http.get(
        "article", params={"id": BRIDGE.id}, headers={"accept-language": "fr-CH, de;q=0.5"}
    )
    assert '<html lang="fr">' in answer.text
    assert "allemand" in answer.text
    assert "4 juin 2021" in answer.text
    assert '<article lang="de">' in answer.text


def test_hostile_article_stays_text(http: httpx.Client) -> None:
    page = http.get("article", params={"id": HOSTILE.id, "start": 0, "end": 20}).text
    assert "<script" not in page
    assert "<img" not in page
    assert "<iframe" not in page
    assert page.count("</main>") == 1
    assert "&lt;script&gt;window.hacked=4&lt;/script&gt;" in page.replace("</mark>", "")


def test_page_may_run_nothing_and_load_nothing_from_elsewhere(http: httpx.Client) -> None:
    policy = http.get("article", params={"id": BRIDGE.id}).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "http" not in policy


def test_chat_page_allows_only_its_own_scripts(http: httpx.Client) -> None:
    answer = http.get("", headers={"accept": "text/html"})
    policy = answer.headers["content-security-policy"]
    (scripts,) = re.findall(r"script-src ([^;]*);", policy)
    inline = re.findall(r"<script(?![^>]*src=)", answer.text)
    assert len(re.findall("'sha256-", scripts)) == len(inline) > 0
    assert "unsafe" not in scripts
    assert "connect-src 'self'" in policy
    assert "http" not in policy


@pytest.mark.parametrize("name", ["server.py", "../server.py", "%2e%2e/settings.py", "x.css"])
def test_no_other_file_is_handed_out(http: httpx.Client, name: str) -> None:
    assert http.get(f"web/{name}").status_code == 404


@pytest.mark.parametrize(
    "name", ["style.css", "article.css", "page.js", "quote_card.js", "icon.svg"]
)
def test_files_of_the_page_are_handed_out(http: httpx.Client, name: str) -> None:
    answer = http.get(f"web/{name}")
    assert answer.status_code == 200
    assert answer.headers["x-content-type-options"] == "nosniff"
