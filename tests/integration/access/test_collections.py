"""No response of any route tells a reader of an article that is closed to them."""

import asyncio
import json
import re
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import gradio as gr
import httpx
import pytest
from fastapi import FastAPI
from starlette.routing import Mount, Route

from assistant.access.account import Account
from assistant.access.collections import EVERYTHING, AccessList, Sight
from assistant.answer import Answer
from assistant.conversation_store import KeptExchange, timestamp
from assistant.errors import SettingsError
from assistant.events import AnswerReady
from assistant.serving.workers import WorkerApplication
from assistant.settings import Settings
from assistant.web.answers import Answers
from assistant.web.chat import Chat
from assistant.web.exchanges import Session
from assistant.web.keeping import Keeping
from assistant.web.opening import opened
from assistant.web.protocols import ChatAssistant
from assistant.web.readers import key_of
from assistant.web.sight import Listings
from assistant.web.warming import Warming
from tests.integration.access.newsroom import (
    OPEN,
    PASSWORD,
    QUESTION,
    SECRET,
    SECRET_ID,
    Newsroom,
    opened_newsroom,
    tells,
)

MCP_HEADERS = {"accept": "application/json, text/event-stream"}
CHAT = {"model": "article-assistant", "messages": [{"role": "user", "content": QUESTION}]}
CONVERSATION = "kept-before"
STRETCH = {"id": SECRET_ID, "start": 2, "end": 9, "to": "de"}


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    with opened_newsroom(tmp_path_factory.mktemp("newsroom")) as served:
        yield served


def _chat(http: httpx.Client) -> str:
    plain = http.post("v1/chat/completions", json=CHAT).text
    return plain + http.post("v1/chat/completions", json=CHAT | {"stream": True}).text


def _tool(http: httpx.Client, name: str, **arguments: object) -> str:
    called = {"name": name, "arguments": arguments}
    given = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": called}
    done = http.post("mcp", json=given, headers=MCP_HEADERS)
    assert done.status_code == 200
    return done.text


def _tools(http: httpx.Client) -> str:
    listed = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    told = [http.post("mcp", json=listed, headers=MCP_HEADERS).text]
    told += [_tool(http, "ask", question=QUESTION), _tool(http, "articles")]
    told += [_tool(http, "search", query="harbour", limit=100)]
    return "".join(told)


def _got(path: str) -> Callable[[httpx.Client], str]:
    return lambda http: http.get(path).text


ROUTES: dict[str, Callable[[httpx.Client], str]] = {
    "/ask": lambda http: http.post("ask", json={"question": QUESTION}).text,
    "/search": lambda http: http.post("search", json={"query": "harbour", "limit": 100}).text,
    "/v1/chat/completions": _chat,
    "/v1/models": _got("v1/models"),
    "/v1/models/{name}": _got("v1/models/article-assistant"),
    "/healthz": _got("healthz"),
    "/readyz": _got("readyz"),
    "/metrics": _got("metrics"),
    "/openapi.json": _got("openapi.json"),
    "/article": _got(f"article?id={quote(SECRET_ID)}&start=2&end=9"),
    "/translation": lambda http: http.post("translation", json=STRETCH).text,
    "/conversation": _got(f"conversation?id={CONVERSATION}&format=json"),
    "/web/{name}": _got("web/page.js"),
    "/gradio_api/upload": lambda http: (
        http.post(
            "gradio_api/upload", files={"files": ("plan.md", b"# A plan\n\nIt is new.\n")}
        ).text
    ),
    "/gradio_api/deep_link": _got("gradio_api/deep_link?session_hash=tab-of-ann"),
    "/mcp": _tools,
}
"""Each route of ours, asked for what is secret; who adds one adds it here."""
TELLING = {"/ask", "/search", "/v1/chat/completions", "/article", "/conversation", "/mcp"}
"""Those that tell who may know."""


def application(newsroom: Newsroom) -> FastAPI:
    """The application behind the middleware."""
    app: Any = newsroom.server._server.config.app
    while not isinstance(app, FastAPI):
        app = getattr(app, "app", None) or getattr(app, "_app", None) or app._forwarded.app
    return app


def gradio_app(newsroom: Newsroom) -> Any:  # noqa: ANN401 - Gradio's
    return newsroom.server._page.gradio_app


def answer_of(assistant: ChatAssistant) -> Answer:
    *_, last = assistant.stream(QUESTION)
    assert isinstance(last, AnswerReady)
    return last.answer


def keep_for(newsroom: Newsroom, name: str, conversation_id: str) -> Account:
    """Have a conversation kept whose answer is made from a secret article."""
    account = newsroom.accounts.with_name(name)
    assert account is not None
    with newsroom.visitor("ann") as http:
        assert tells(http.post("ask", json={"question": QUESTION}).text)
    seen = newsroom.server._services.assistant.seen_by(  # type: ignore[attr-defined]  # restricted
        newsroom.accounts.with_name("ann")
    )
    answer = answer_of(seen)
    newsroom.conversations.delete(key_of(account), conversation_id)
    exchanges = [
        KeptExchange(f"{conversation_id}-1", timestamp(), QUESTION, answer),
        KeptExchange(
            f"{conversation_id}-2",
            timestamp(),
            "And when?",
            answer.model_copy(
                update={
                    "question": "And when?",
                    "standalone_question": "And when did Zorblax pay?",
                    "claims": (),
                    "citations": (),
                    "evidence": (),
                    "related": (),
                }
            ),
        ),
        KeptExchange(f"{conversation_id}-3", timestamp(), "Why?", None, "Because Zorblax", ""),
    ]
    for exchange in exchanges:
        newsroom.conversations.add(
            key_of(account), conversation_id, exchange, title="Harbour", articles=[SECRET_ID]
        )
    return account


def flattened(routes: Iterable[Any]) -> Iterator[Route]:
    """The routes, with those of routers that FastAPI has included."""
    for route in routes:
        if hasattr(route, "original_router"):
            yield from flattened(route.original_router.routes)
        elif not isinstance(route, Mount):  # Gradio's, whose routes are looked at as well
            assert isinstance(route, Route), route
            yield route


def test_each_route_of_ours_is_tried_here(newsroom: Newsroom) -> None:
    page = newsroom.server._page
    served = [
        *application(newsroom).routes, *page.app.routes, *page.gradio_app.routes,
    ]  # fmt: skip
    ours = set()
    for route in flattened(served):
        endpoint = route.endpoint
        module = getattr(endpoint, "__module__", type(endpoint).__module__)
        if not module.startswith("gradio"):
            ours.add(route.path)
    assert ours == set(ROUTES)


@pytest.mark.parametrize("path", ROUTES)
def test_route_tells_who_may_know_and_nobody_else(newsroom: Newsroom, path: str) -> None:
    if path == "/conversation":
        keep_for(newsroom, "ann", CONVERSATION)
    told = {}
    for name in ("ann", "bob", "eve"):
        with newsroom.visitor(name) as http:
            told[name] = ROUTES[path](http)
    assert bool(tells(told["ann"])) is (path in TELLING)
    assert tells(told["bob"]) == tells(told["eve"]) == []


def test_closed_article_is_missing_like_one_that_never_was(newsroom: Newsroom) -> None:
    never = "secret/never-was.md"
    with newsroom.visitor("bob") as http:

        def opened(wanted: str) -> httpx.Response:
            return http.get("article", params={"id": wanted})

        def asked(wanted: str) -> httpx.Response:
            return http.post("ask", json={"question": QUESTION, "articles": [wanted]})

        def translated(wanted: str) -> httpx.Response:
            return http.post("translation", json=STRETCH | {"id": wanted})

        for sent in (opened, asked, translated):
            closed, missing = sent(SECRET_ID), sent(never)
            assert closed.status_code == missing.status_code == 404
            assert closed.text.replace(SECRET_ID, "ID") == missing.text.replace(never, "ID")
            assert not tells(closed.text.replace(SECRET_ID, "ID"))


# --- the page -----------------------------------------------------------------------------------

_INPUTS: dict[str, object] = {
    "question-box": QUESTION,
    "library-search": "the",
    "library-order": "title",
    "library-language": "",
    "library-act": json.dumps({"number": 1, "do": "choose", "ids": [SECRET_ID], "among": []}),
    "conversations": CONVERSATION,
    "comment-box": "Well said.",
    "library-drop": [],
}
_API: dict[str, list[object]] = {
    "ask": [QUESTION, [], []],
    "search": ["harbour", 100],
    "articles": [],
}
_SELECTED = {"index": 1, "value": {"text": QUESTION}, "liked": True}
CHANGES = {"add", "remove", "undo"}
"""Events that readers are refused."""
TELLING_EVENTS = {
    "ask", "search", "articles",  # the endpoints
    "answer", "begin", "open", "toggle", "sort", "only", "turn_on", "turn_back", "choose_none",
}  # fmt: skip


def events(newsroom: Newsroom) -> Iterator[tuple[int, str, list[object]]]:
    """Each event of the page with what is sent to it; who adds an input adds a value for it."""
    for number, event in gradio_app(newsroom).get_blocks().fns.items():
        data: list[object] = []
        if event.api_name in _API and event.name == event.api_name and event.queue:
            yield number, event.name, list(_API[event.name])
            continue
        for component in event.inputs:
            if type(component).__name__ == "State":
                data.append(None)
            else:
                data.append(_INPUTS[component.elem_id])
        yield number, event.name, data


def happen(http: httpx.Client, number: int, data: list[object], tab: str, query: str = "") -> str:
    """Have an event of the page happen, and return all that the page is told."""
    given = {"fn_index": number, "data": data, "session_hash": tab, "event_data": _SELECTED}
    joined = http.post(f"gradio_api/queue/join{query}", json=given)
    assert joined.status_code == 200, joined.text
    return http.get("gradio_api/queue/data", params={"session_hash": tab}).text


def test_no_event_of_the_page_tells_who_may_not_know(newsroom: Newsroom) -> None:
    keep_for(newsroom, "ann", CONVERSATION)
    telling: dict[str, set[str]] = {}
    failing: dict[str, set[str]] = {"ann": set(), "bob": set(), "eve": set()}
    for name in ("ann", "bob", "eve"):
        telling[name] = set()
        with newsroom.visitor(name) as http:
            for number, event, data in events(newsroom):
                told = happen(http, number, data, f"tab-of-{name}")
                if '"success":true' not in told:
                    failing[name].add(event)
                if tells(told):
                    telling[name].add(event)
    # All others happen, or this would show nothing; the conversation to be opened is ann's.
    assert failing == {"ann": CHANGES, "bob": CHANGES | {"open"}, "eve": {"open"}}
    assert telling["ann"] >= TELLING_EVENTS
    assert telling["bob"] == telling["eve"] == set()


def outcome(told: str) -> str:
    """What the page was told in the end, without what differs from event to event."""
    messages = [json.loads(line[6:]) for line in told.splitlines() if line.startswith("data: {")]
    (done,) = [each["output"]["data"] for each in messages if each["msg"] == "process_completed"]
    return json.dumps(done, ensure_ascii=False)


def number_of(newsroom: Newsroom, name: str, inputs: int | None = None) -> int:
    """The event of the page of that name, and not the endpoint, which has no state."""
    return next(
        int(number)
        for number, event in gradio_app(newsroom).get_blocks().fns.items()
        if event.name == name
        and any(type(each).__name__ == "State" for each in event.inputs)
        and inputs in {None, len(event.inputs)}
    )


def test_library_counts_and_names_languages_as_if_it_were_not_there(newsroom: Newsroom) -> None:
    toggle = number_of(newsroom, "toggle")
    told = {}
    for name in ("ann", "bob"):
        with newsroom.visitor(name) as http:
            told[name] = happen(http, toggle, [None, None], f"counts-{name}")
    assert ("6 articles" in told["ann"], "French" in told["ann"]) == (True, True)
    assert ("3 articles" in told["bob"], "French" in told["bob"]) == (True, False)
    assert "6 articles" not in told["bob"]


def test_shared_address_of_a_closed_article_opens_the_chat_over_all_that_is_open(
    newsroom: Newsroom,
) -> None:
    arrive = number_of(newsroom, "arrive", 2)
    told = {}
    for name, wanted in (("ann", SECRET_ID), ("bob", SECRET_ID), ("bob", "none.md")):
        with newsroom.visitor(name) as http:
            query = f"?article={quote(wanted)}"
            text = happen(http, arrive, [None, None], f"shared-{name}-{len(wanted)}", query)
            told[name, wanted] = outcome(text)
    assert "Zorblax papers" in told["ann", SECRET_ID]
    assert told["bob", SECRET_ID] == told["bob", "none.md"]


def test_no_route_of_gradio_s_tells_who_may_not_know(newsroom: Newsroom) -> None:
    secret = str(newsroom.articles / SECRET_ID)
    tried = 0
    with newsroom.visitor("bob") as http:
        http.timeout = httpx.Timeout(5)
        for route in gradio_app(newsroom).routes:
            if (
                not isinstance(route, Route)
                or "heartbeat" in route.path
                or "queue/data" in route.path
            ):
                continue  # heartbeats never end; queues are read above
            path = re.sub(r"\{[^}]*path[^}]*\}", quote(secret), route.path)
            path = re.sub(r"\{[^}]*\}", "articles", path).lstrip("/")
            for method in (route.methods or set()) - {"HEAD"}:
                sent: Any = None if method == "GET" else {"data": []}
                with suppress(httpx.TimeoutException):  # streams that wait for what never comes
                    done = http.request(method, path, json=sent)
                    assert not tells(done.text.replace(secret, "PATH")), path
                    tried += 1
        for wanted in (f"gradio_api/file={secret}", f"file={secret}", f"static/{secret}"):
            refused = http.get(wanted)
            assert refused.status_code >= 400
            assert not tells(refused.text.replace(secret, "PATH"))
    assert tried > 20


# --- what was kept ------------------------------------------------------------------------------


def test_answer_kept_for_who_may_know_is_not_given_to_who_may_not(newsroom: Newsroom) -> None:
    with newsroom.visitor("ann") as http:
        first = http.post("ask", json={"question": QUESTION}).text
        made = len(newsroom.llm.prompts)
        again = http.post("ask", json={"question": QUESTION}).text
        assert len(newsroom.llm.prompts) == made  # it was kept
        assert tells(first)
        assert tells(again)
    with newsroom.visitor("bob") as http:
        assert not tells(http.post("ask", json={"question": QUESTION}).text)


def test_closed_article_is_never_shown_to_the_model_for_who_may_not_know(
    newsroom: Newsroom,
) -> None:
    before = len(newsroom.llm.prompts)
    with newsroom.visitor("bob") as http:
        asked = {"question": "Who sent four million crowns in 1999?", "fresh": True}
        assert http.post("ask", json=asked).status_code == 200
    seen = newsroom.llm.prompts[before:]
    assert seen
    assert not any(map(tells, seen))


def test_answer_is_withheld_once_its_article_is_closed_to_its_reader(newsroom: Newsroom) -> None:
    keep_for(newsroom, "bob", "bobs")
    shown = number_of(newsroom, "open")
    wanted = {"id": "bobs"}
    try:
        with newsroom.visitor("bob") as http:
            newsroom.allow('"ann", "bob"', 100)
            assert tells(happen(http, shown, ["bobs", None], "before"))
            for kind in ("md", "json"):
                assert tells(http.get("conversation", params=wanted | {"format": kind}).text)
            newsroom.allow('"ann"', 200)
            # The open page still has the conversation, a new one reads it again.
            for tab in ("before", "after"):
                told = happen(http, shown, ["bobs", None], tab)
                assert not tells(told)
                assert "you may not read any more" in told
            for kind in ("md", "json"):
                told = http.get("conversation", params=wanted | {"format": kind}).text
                assert not tells(told)
                assert QUESTION in told
            before = len(newsroom.llm.prompts)
            happen(
                http,
                number_of(newsroom, "ask", 3),
                ["Who else paid for it?", None, "bobs"],
                "after",
            )
            happen(http, number_of(newsroom, "answer"), [None], "after")
            assert not any(map(tells, newsroom.llm.prompts[before:]))
            newsroom.allow('"ann", "bob"', 300)
            assert tells(happen(http, shown, ["bobs", None], "again"))
    finally:
        newsroom.allow('"ann"', 400)


def test_wrong_access_list_leaves_articles_closed(newsroom: Newsroom) -> None:
    newsroom.access.write_text("[collections.investigations", encoding="utf-8")
    try:
        with newsroom.visitor("bob") as http:
            assert not tells(ROUTES["/search"](http))
        with newsroom.visitor("ann") as http:
            assert tells(ROUTES["/search"](http))
    finally:
        newsroom.allow('"ann"', 500)


def test_article_that_is_added_while_it_runs_is_closed_as_well(newsroom: Newsroom) -> None:
    added = newsroom.articles / "secret" / "more.md"
    added.write_text("# More\n\nZorblax also paid for the piers of the harbour.\n", "utf-8")
    newsroom.index.sync(newsroom.articles)
    with newsroom.visitor("bob") as http:
        for path in ("/search", "/ask", "/mcp"):
            assert not tells(ROUTES[path](http))
    added.unlink()
    newsroom.index.sync(newsroom.articles)


def test_assistant_that_nobody_asked_for_an_account_s_shows_what_is_open_to_all(
    newsroom: Newsroom,
) -> None:
    """So whoever writes a route and forgets to ask shows too little."""
    shown = newsroom.server._services.assistant
    assert sorted(article.id for article in shown.index) == sorted(OPEN)
    assert not any(tells(passage.text) for passage in shown.search("harbour", 100))
    assert not tells(answer_of(shown).model_dump_json())


def test_wrong_access_list_stops_the_start(newsroom: Newsroom, tmp_path: Path) -> None:
    settings = Settings.load(index=newsroom.index.folder, collections=tmp_path / "none.toml")
    with pytest.raises(SettingsError, match=r"access list .*none\.toml"), opened(settings, None):
        pass


@pytest.mark.parametrize(("name", "told"), [("ann", True), ("bob", False)])
def test_worker_keeps_to_the_access_list(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, name: str, told: bool
) -> None:
    monkeypatch.setattr("assistant.serving.logs.log_as_json", lambda: None)
    place = newsroom.articles.parent
    settings = Settings.load(
        index=newsroom.index.folder, cache=place / "cache", collections=newsroom.access,
        require_login=True,
    )  # fmt: skip

    async def asked() -> str:
        worker = httpx.ASGITransport(WorkerApplication(settings)())
        signed = httpx.BasicAuth(name, PASSWORD)
        async with httpx.AsyncClient(
            transport=worker, base_url="http://worker", auth=signed
        ) as http:
            done = await http.post("/search", json={"query": "harbour", "limit": 100})
            assert done.status_code == 200
            return done.text

    assert bool(tells(asyncio.run(asked()))) is told


# --- the access list changes meanwhile ------------------------------------------------------------


def change_at_each_look(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, *, wide_first: bool
) -> gr.Request:
    """Have bob see everything and what is open by turns; a request of his is returned."""
    account = newsroom.accounts.with_name("bob")
    narrow = newsroom.server._services.assistant.seen_by(account).sight  # type: ignore[attr-defined]  # restricted
    assert narrow.denied
    turns = cycle([EVERYTHING, narrow] if wide_first else [narrow, EVERYTHING])
    monkeypatch.setattr(AccessList, "sight_of", lambda *_: next(turns))
    return gr.Request(
        headers={},
        cookies={},
        state=SimpleNamespace(account=account),
        client=SimpleNamespace(host="127.0.0.1"),
        session_hash="a page of bob's",
    )


@pytest.mark.parametrize("wide_first", [True, False])
def test_list_that_is_remembered_for_others_is_never_that_of_another_sight(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, wide_first: bool
) -> None:
    request = change_at_each_look(newsroom, monkeypatch, wide_first=wide_first)
    listings = Listings(newsroom.server._services.assistant)
    lists = [listings.of(request) for _ in range(5)]
    assert len({each.name for each in lists}) == 2
    for each in lists:
        assert bool(tells(repr(each.page()))) is (each.name == "")


@pytest.mark.parametrize("wide_first", [True, False])
def test_closed_article_of_a_conversation_is_not_named_where_its_list_changes_meanwhile(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, wide_first: bool
) -> None:
    """What is gone is named for who may read it: articles and sight have to tell the same."""
    agree: list[bool] = []

    def noted(_: object, index: Container[str], __: object, sight: Sight) -> None:
        agree.append((SECRET_ID in index) is sight.may_read(SECRET_ID))

    monkeypatch.setattr("assistant.web.chat.drop_removed", noted)
    assistant = newsroom.server._services.assistant
    chat = Chat(Answers(assistant, at_once=1), Warming(assistant), Keeping(None), assistant)
    request = change_at_each_look(newsroom, monkeypatch, wide_first=wide_first)

    async def answered(session: Session) -> None:
        async for _ in chat.answer(session, request):
            pass

    for _ in range(2):
        session = Session()
        chat.ask(QUESTION, session, None, request)
        asyncio.run(answered(session))
    assert agree == [True, True]


# --- editors ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["plan-99.md", "PLAN-99.md", "other.md"])
def test_editor_who_adds_a_file_learns_of_no_other(newsroom: Newsroom, name: str) -> None:
    """Neither by its name, nor by its content, nor by how much is being indexed."""
    account = newsroom.accounts.with_name("eve")
    seen = newsroom.server._services.assistant.seen_by(account)  # type: ignore[attr-defined]  # restricted
    source = newsroom.articles.parent / "upload.md"
    source.write_text(SECRET["plan-99.md"], encoding="utf-8")
    before = (newsroom.articles / "plan-99.md").read_bytes()
    addition = newsroom.library.add([(source, name)], seen.sight.may_read)
    addition.wait()
    (file,) = addition.files
    assert (file.stage, file.is_new, file.is_marked, addition.passages) == ("done", True, True, 0)
    assert re.fullmatch(re.escape(name[:-3]) + r"-[0-9a-f]{8}\.md", file.id)
    assert (newsroom.articles / "plan-99.md").read_bytes() == before
    newsroom.library.remove([(file.id, name)]).wait()


def test_editor_who_adds_a_file_again_that_they_may_read_is_told_so(newsroom: Newsroom) -> None:
    source = newsroom.articles.parent / "again.md"
    source.write_text("# Again\n\nThe town hall of Lund is yellow.\n", encoding="utf-8")
    newsroom.library.add([(source, "again.md")]).wait()
    addition = newsroom.library.add([(source, "again.md")], lambda _: True)
    addition.wait()
    assert (addition.files[0].id, addition.files[0].is_new) == ("again.md", False)
    newsroom.library.remove([("again.md", "Again")]).wait()


def test_editor_can_t_remove_a_file_that_holds_what_they_may_not_read(newsroom: Newsroom) -> None:
    file = newsroom.articles / "notes.jsonl"
    records = [{"id": each, "title": each, "text": f"A note on {each}."} for each in ("a", "b")]
    file.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    newsroom.index.sync(newsroom.articles)
    may_read = lambda article_id: not article_id.endswith("#b")  # noqa: E731 - as short as it is
    removal = newsroom.library.remove([("notes.jsonl#a", "a")], may_read)
    removal.wait()
    assert removal.problem is not None
    assert "#b" not in str(removal.problem)
    assert file.exists()
    newsroom.library.remove([("notes.jsonl#a", "a")]).wait()
    assert not file.exists()
