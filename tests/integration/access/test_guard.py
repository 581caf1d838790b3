"""Who gets in, and what they may do there: over HTTP, as browsers and programs do it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from gradio_client import Client  # type: ignore[import-untyped]  # published without types
from gradio_client.exceptions import AuthenticationError  # type: ignore[import-untyped]  # the same

from assistant.access.account import Role
from assistant.access.account_store import AccountStore
from assistant.access.gate import Gate
from assistant.access.sessions import COOKIE
from assistant.conversation_store import (
    ConversationStore,
    KeptExchange,
    open_conversations,
    timestamp,
)
from assistant.library import open_library
from assistant.serving.server import AnswerServer
from assistant.settings import Settings
from assistant.web.readers import key_of
from index.article_index import ArticleIndex
from tests.integration.web.scripted_assistant import (
    BRIDGE,
    ScriptedAssistant,
    answer,
    cite,
    script_of,
)

QUESTION = "Why was the bridge closed?"
QUOTE = "Im Juni wurde die Brücke gesperrt, weil ein Pfeiler unterspült war."
PASSWORD = "correct horse"
BROWSER = {"accept": "text/html"}


@pytest.fixture
def store() -> Iterator[AccountStore]:
    opened = AccountStore.open(Settings.load())
    opened.add("ann", PASSWORD, Role.READER)
    opened.add("bob", PASSWORD, Role.READER)
    opened.add("eve", PASSWORD, Role.EDITOR)
    yield opened
    opened.close()


@pytest.fixture
def assistant() -> ScriptedAssistant:
    scripted = ScriptedAssistant()
    finished = answer(QUESTION, "A pillar gave way [1].", cite(1, BRIDGE, QUOTE))
    scripted.scripts[QUESTION] = script_of(finished)
    return scripted


@pytest.fixture
def conversations() -> Iterator[ConversationStore]:
    opened = open_conversations(Settings.load(), "articles")
    assert opened is not None
    yield opened
    opened.close()


@pytest.fixture
def server(
    assistant: ScriptedAssistant, store: AccountStore, conversations: ConversationStore
) -> Iterator[AnswerServer]:
    settings = Settings.load(port=0)
    with AnswerServer(
        assistant, settings, conversations=conversations, gate=Gate(store)
    ) as running:
        yield running


@pytest.fixture
def visitor(server: AnswerServer) -> Iterator[Callable[..., httpx.Client]]:
    """Makes a client, logged in where a name is given."""
    with ExitStack() as stack:

        def made(name: str | None = None, **named: Any) -> httpx.Client:  # noqa: ANN401 - httpx's
            http = httpx.Client(base_url=server.url, trust_env=False, timeout=60, **named)
            stack.enter_context(http)
            if name:
                done = http.post("login", data={"username": name, "password": PASSWORD})
                assert done.status_code == 200
            return http

        yield made


Visitor = Callable[..., httpx.Client]


@pytest.mark.parametrize(
    "path",
    ["config", "gradio_api/info", "article?id=x", "conversation?id=x", "metrics", "openapi.json"],
)
def test_stranger_sees_nothing_but_health(visitor: Visitor, path: str) -> None:
    http = visitor()
    assert http.get(path).status_code == 401
    away = http.get(path, headers=BROWSER)
    assert (away.status_code, away.headers["location"][:12]) == (303, "/login?next=")
    assert http.get("healthz").status_code == 200
    assert http.get("readyz").status_code in {200, 503}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("ask", {"question": QUESTION}),
        ("search", {"query": "x"}),
        ("v1/chat/completions", {"model": "article-assistant", "messages": []}),
        ("gradio_api/queue/join", {}),
        ("gradio_api/upload", {}),
        ("mcp", {}),
    ],
)
def test_stranger_can_ask_nothing(
    visitor: Visitor, assistant: ScriptedAssistant, path: str, body: dict[str, object]
) -> None:
    refused = visitor().post(path, json=body)
    assert refused.status_code == 401
    assert "www-authenticate" in refused.headers
    assert refused.json()["error"]["message"]
    assert assistant.asked == []


def test_key_is_a_bearer_token_for_programs(
    server: AnswerServer, store: AccountStore, visitor: Visitor
) -> None:
    kept, key = store.create_key("ann", "script")
    with openai.OpenAI(
        base_url=f"{server.url}v1",
        api_key=key,
        max_retries=0,
        http_client=httpx.Client(trust_env=False, timeout=60),
    ) as client:
        got = client.chat.completions.create(
            model="article-assistant", messages=[{"role": "user", "content": QUESTION}]
        )
        assert got.choices[0].message.content == "A pillar gave way [1]."
        store.revoke_key(kept.id)
        with pytest.raises(openai.AuthenticationError):
            client.models.list()
    bearer = {"authorization": "Bearer aa-nonsense"}
    assert visitor().post("ask", json={"question": "x"}, headers=bearer).status_code == 401


def test_log_in_leads_to_the_page_that_was_wanted_and_out_again(visitor: Visitor) -> None:
    http = visitor()
    form = http.get("login", params={"next": "/article?id=a"}, headers=BROWSER)
    assert 'value="/article?id=a"' in form.text
    assert "form-action 'self'" in form.headers["content-security-policy"]
    given = {"username": "ann", "password": PASSWORD, "next": f"/article?id={BRIDGE.id}"}
    done = http.post("login", data=given, headers=BROWSER)
    assert (done.status_code, done.headers["location"]) == (303, given["next"])
    assert {"HttpOnly", "SameSite=Lax"} <= set(done.headers["set-cookie"].split("; "))
    assert "Pfeiler" in http.get(done.headers["location"]).text
    assert http.post("logout").status_code == 303
    assert http.get("config").status_code == 401


@pytest.mark.parametrize("after", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_log_in_never_leads_to_another_site(visitor: Visitor, after: str) -> None:
    given = {"username": "ann", "password": PASSWORD, "next": after}
    done = visitor().post("login", data=given, headers=BROWSER)
    assert done.headers["location"] == "/"


def test_name_and_address_in_the_form_are_escaped(visitor: Visitor) -> None:
    http = visitor()
    shown = http.get("login", params={"next": '/"><script>x</script>'}, headers=BROWSER).text
    assert "<script>" not in shown


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Name oder Passwort ist falsch."),
        ("fr", "Le nom ou le mot de passe est incorrect."),
        ("en", "The name or the password is wrong."),
    ],
)
def test_wrong_password_is_told_in_the_readers_language_and_slowed_down(
    visitor: Visitor, language: str, words: str
) -> None:
    http = visitor(headers={**BROWSER, "accept-language": language})
    wrong = {"username": "ann", "password": "guess"}
    first = http.post("login", data=wrong)
    assert (first.status_code, words in first.text) == (400, True)
    statuses = [http.post("login", data=wrong).status_code for _ in range(10)]
    assert statuses[-1] == 429
    right = http.post("login", data={"username": "ann", "password": PASSWORD})
    assert int(right.headers["retry-after"]) >= 1


def test_page_of_another_site_can_t_act_for_a_reader(
    visitor: Visitor, assistant: ScriptedAssistant
) -> None:
    http = visitor("ann")
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ):
        assert http.post("ask", json={"question": QUESTION}, headers=headers).status_code == 403
        assert http.post("logout", headers=headers).status_code == 403
        given = {"username": "ann", "password": PASSWORD}
        assert http.post("login", data=given, headers=headers).status_code == 403
    assert assistant.asked == []
    own = {"sec-fetch-site": "same-origin"}
    assert http.post("ask", json={"question": QUESTION}, headers=own).status_code == 200


def test_gradio_s_client_logs_in(server: AnswerServer) -> None:
    named: dict[str, Any] = {"verbose": False, "httpx_kwargs": {"timeout": 60}}
    client = Client(server.url, auth=("ann", PASSWORD), **named)
    assert client.predict(QUESTION, api_name="/ask")["text"] == "A pillar gave way [1]."
    with pytest.raises((AuthenticationError, ValueError)):
        Client(server.url, auth=("ann", "guess"), **named)
    with pytest.raises((AuthenticationError, ValueError)):
        Client(server.url, **named)


def test_conversation_is_its_own_reader_s_alone(
    visitor: Visitor, store: AccountStore, conversations: ConversationStore
) -> None:
    ann = store.with_password("ann", PASSWORD)
    assert ann is not None
    exchange = KeptExchange("1", timestamp(), "What nobody else may know?")
    conversations.add(key_of(ann), "mine", exchange, title="Mine")
    wanted = {"id": "mine", "format": "md"}
    assert "nobody else" in visitor("ann").get("conversation", params=wanted).text
    assert visitor("bob").get("conversation", params=wanted).status_code == 404


def event_of(server: AnswerServer, name: str) -> int:
    """The event of the page of that name, and not the endpoint, which has no state."""
    events = server._page.gradio_app.get_blocks().fns
    return next(
        number
        for number, fn in events.items()
        if fn.name == name and any(type(each).__name__ == "State" for each in fn.inputs)
    )


def test_open_page_is_its_own_account_s_alone(server: AnswerServer, visitor: Visitor) -> None:
    ann, bob = visitor("ann"), visitor("bob")

    def happens(http: httpx.Client, event: str, *data: object) -> None:
        given = {"fn_index": event_of(server, event), "data": data, "session_hash": "a-tab"}
        assert http.post("gradio_api/queue/join", json=given).status_code == 200

    def told(http: httpx.Client, address: str = "queue/data?session_hash=a-tab") -> str:
        said = ""
        with (
            suppress(httpx.RemoteProtocolError),  # Gradio breaks off where there is no such page
            http.stream("GET", f"gradio_api/{address}") as response,
        ):
            for piece in response.iter_text():
                said += piece
        return said

    happens(ann, "ask", "What nobody else may know?", None, None)
    # Whoever listens to her page finds none, and takes nothing of it away.
    assert told(bob) == told(bob, "queue/data?session_hash=never-opened")
    assert told(bob, "call/ask/a-tab") == told(bob, "call/ask/never-opened")
    assert "nobody else" in told(ann)
    # Whoever acts in it acts in a page of their own, which shows nothing yet.
    happens(bob, "stop", None)
    assert "process_completed" in (shown := told(bob))
    assert "nobody else" not in shown
    sent = {"session_hash": (None, "a-tab"), "fn_name": (None, "x"), "component_id": (None, "1")}
    assert bob.post("gradio_api/component_server", files=sent).status_code == 400
    happens(ann, "stop", None)
    assert "nobody else" in told(ann)


def test_each_route_of_gradio_s_that_names_a_page_in_its_path_is_known(
    server: AnswerServer,
) -> None:
    paths = server._page.gradio_app.openapi()["paths"]
    named = {path for path in paths if "{session_hash}" in path}
    assert named
    for path in named:
        assert path.startswith(("/gradio_api/heartbeat/{", "/gradio_api/stream/{"))


def test_reader_can_t_upload_and_editor_can(store: AccountStore, tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.md").write_text("A ferry leaves every hour.", encoding="utf-8")
    with ArticleIndex.open(tmp_path / "index") as index:
        index.sync(tmp_path / "articles")
        scripted = ScriptedAssistant(index=index)
        settings = Settings.load(port=0)
        library = open_library(index, settings, named=True)
        assert library is not None
        sent = {"files": ("b.md", b"A train leaves every day.", "text/markdown")}
        with AnswerServer(scripted, settings, library=library, gate=Gate(store)) as server:
            for name, status in (("ann", 403), ("eve", 200)):
                with httpx.Client(base_url=server.url, trust_env=False, timeout=60) as http:
                    http.post("login", data={"username": name, "password": PASSWORD})
                    assert http.post("gradio_api/upload", files=sent).status_code == status
        library.close()


@pytest.mark.parametrize(("name", "refused"), [("ann", True), ("eve", False)])
def test_event_that_a_reader_s_page_does_not_have_is_refused(
    store: AccountStore, tmp_path: Path, name: str, refused: bool
) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.md").write_text("A ferry leaves every hour.", encoding="utf-8")
    with ArticleIndex.open(tmp_path / "index") as index:
        index.sync(tmp_path / "articles")
        settings = Settings.load(port=0)
        library = open_library(index, settings, named=True)
        assert library is not None
        with (
            AnswerServer(
                ScriptedAssistant(index=index), settings, library=library, gate=Gate(store)
            ) as server,
            httpx.Client(base_url=server.url, trust_env=False, timeout=60) as http,
        ):
            http.post("login", data={"username": name, "password": PASSWORD})
            events = server._page.gradio_app.get_blocks().fns
            for wanted, data in (("add", [[], None]), ("remove", ["", None]), ("undo", [None])):
                (number,) = (i for i, fn in events.items() if fn.name == wanted)
                given: dict[str, Any] = {"fn_index": number, "data": data, "session_hash": wanted}
                assert http.post("gradio_api/queue/join", json=given).status_code == 200
                told = http.get("gradio_api/queue/data", params={"session_hash": wanted}).text
                assert "process_completed" in told
                assert ("You may read the articles" in told) is refused
        library.close()


def test_who_is_logged_in_is_not_held_up_by_those_who_guess_from_the_same_address(
    visitor: Visitor,
) -> None:
    ann, other = visitor("ann"), visitor()
    guess = {"authorization": "Bearer aa-guess"}
    statuses = [other.get("config", headers=guess).status_code for _ in range(11)]
    assert statuses == [401] * 10 + [429]
    assert ann.get("config").status_code == 200


def test_who_guesses_is_slowed_down_whatever_address_they_claim(
    assistant: ScriptedAssistant, store: AccountStore
) -> None:
    settings = Settings.load(port=0, trusted_proxies="192.0.2.0/24")
    with (
        AnswerServer(assistant, settings, gate=Gate(store)) as server,
        httpx.Client(base_url=server.url, trust_env=False, timeout=60) as http,
    ):
        statuses = [
            http.get(
                "config",
                headers={
                    "authorization": f"Bearer aa-guess-{number}",
                    "x-forwarded-for": f"198.51.100.{number}",
                    "x-real-ip": f"198.51.100.{number}",
                    "forwarded": f"for=198.51.100.{number}",
                },
            ).status_code
            for number in range(11)
        ]
    assert statuses == [401] * 10 + [429]


def test_session_is_not_taken_from_an_anonymous_cookie(visitor: Visitor) -> None:
    http = visitor(cookies={COOKIE: "nonsense", "assistant-reader": "x" * 50})
    assert http.get("config").status_code == 401


def test_account_that_asks_too_much_has_to_wait(
    assistant: ScriptedAssistant, store: AccountStore
) -> None:
    settings = Settings.load(port=0, questions_per_minute=2)
    _, ann = store.create_key("ann")
    _, bob = store.create_key("bob")
    with (
        AnswerServer(assistant, settings, gate=Gate(store)) as server,
        httpx.Client(base_url=server.url, trust_env=False, timeout=60) as http,
    ):
        as_ann, as_bob = ({"authorization": f"Bearer {key}"} for key in (ann, bob))
        assert http.post("ask", json={"question": QUESTION}, headers=as_ann).status_code == 200
        assert http.post("search", json={"query": "x"}, headers=as_ann).status_code == 200
        given = {"model": "article-assistant", "messages": [{"role": "user", "content": QUESTION}]}
        for path, body in (
            ("ask", {"question": QUESTION}),
            ("search", {"query": "x"}),
            ("v1/chat/completions", given),
            ("v1/chat/completions", given | {"stream": True}),
        ):
            refused = http.post(path, json=body, headers=as_ann)
            assert refused.status_code == 429
            assert 1 <= int(refused.headers["retry-after"]) <= 60
            assert refused.json()["error"]["code"] == "rate_limit_exceeded"
        assert http.post("ask", json={"question": QUESTION}, headers=as_bob).status_code == 200


@pytest.mark.parametrize(("trusted", "status"), [("127.0.0.1", 200), ("192.0.2.0/24", 401)])
def test_proxy_names_its_user_only_where_it_is_trusted(
    assistant: ScriptedAssistant, store: AccountStore, trusted: str, status: int
) -> None:
    settings = Settings.load(port=0, trusted_proxies=trusted, proxy_user_header="X-Forwarded-User")
    gate = Gate(store, user_header="X-Forwarded-User")
    with (
        AnswerServer(assistant, settings, gate=gate) as server,
        httpx.Client(base_url=server.url, trust_env=False, timeout=60) as http,
    ):
        for name in ("eve", "new@example.org"):
            headers = {"x-forwarded-user": name, "x-forwarded-for": "127.0.0.1"}
            assert http.get("config", headers=headers).status_code == status
    found = store.with_name("new@example.org")
    assert (found is not None) is (status == 200)
    assert found is None or not found.may_edit


@pytest.mark.parametrize(("trusted", "secure"), [("127.0.0.1", True), ("192.0.2.1", False)])
def test_cookie_keeps_to_https_where_a_trusted_proxy_says_so(
    assistant: ScriptedAssistant, store: AccountStore, trusted: str, secure: bool
) -> None:
    settings = Settings.load(port=0, trusted_proxies=trusted)
    with (
        AnswerServer(assistant, settings, gate=Gate(store)) as server,
        httpx.Client(base_url=server.url, trust_env=False, timeout=60) as http,
    ):
        done = http.post(
            "login",
            data={"username": "ann", "password": PASSWORD},
            headers={"x-forwarded-proto": "https"},
        )
    assert ("Secure" in done.headers["set-cookie"].split("; ")) is secure
