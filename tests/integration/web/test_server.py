"""The chat's server: where it listens, whom it lets in, and how it starts and ends."""

import socket
from contextlib import nullcontext
from pathlib import Path

import httpx
import pytest

from assistant.access.gate import Gate
from assistant.errors import AssistantError, SettingsError
from assistant.settings import Settings
from assistant.web import ChatServer, launch
from tests.integration.web.scripted_assistant import BRIDGE, ScriptedAssistant


def client(server: ChatServer) -> httpx.Client:
    return httpx.Client(base_url=server.url, trust_env=False, timeout=60)


def test_port_in_use_is_one_line_that_says_what_to_do(assistant: ScriptedAssistant) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(AssistantError, match=f"port {port} is in use.*--port") as raised:
            ChatServer(assistant, Settings.load(port=port))
    assert "\n" not in str(raised.value)


def test_address_of_another_machine_is_one_line(assistant: ScriptedAssistant) -> None:
    with pytest.raises(AssistantError, match=r"can't listen on 192\.0\.2\.1.*--host"):
        ChatServer(assistant, Settings.load(host="192.0.2.1", port=0))


def test_server_listens_on_loopback_unless_told_otherwise(server: ChatServer) -> None:
    assert server.url == f"http://127.0.0.1:{server.port}/"
    assert client(server).get("").status_code == 200


def test_port_is_free_again_after_the_end(assistant: ScriptedAssistant) -> None:
    with ChatServer(assistant, Settings.load(port=0)) as server:
        port = server.port
    with ChatServer(assistant, Settings.load(port=port)) as again:
        assert client(again).get("").status_code == 200


def test_page_is_there_while_the_model_still_loads(assistant: ScriptedAssistant) -> None:
    assistant.warm_gate.clear()
    with ChatServer(assistant, Settings.load(port=0)) as server:
        assert client(server).get("").status_code == 200
        assistant.warm_gate.set()


def test_model_that_can_t_be_loaded_does_not_take_the_page_down(
    assistant: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise AssistantError("the model file is no model: run `assistant models pull`")

    monkeypatch.setattr(assistant, "warm", fail)
    with ChatServer(assistant, Settings.load(port=0)) as server:
        assert client(server).get("").status_code == 200
    assert "assistant models pull" in caplog.text


@pytest.mark.parametrize("auth", ["", "reader", "reader:", ":secret"])
def test_malformed_log_in_is_refused(auth: str) -> None:
    with pytest.raises(SettingsError, match="USER:PASSWORD"):
        launch(Settings.load(port=0, auth=auth))


def test_log_in_guards_chat_endpoints_and_articles(assistant: ScriptedAssistant) -> None:
    with (
        ChatServer(
            assistant, Settings.load(port=0), gate=Gate(None, ("reader", "secret"))
        ) as server,
        client(server) as http,
    ):
        assert http.get("config").status_code == 401
        assert http.get("gradio_api/info").status_code == 401
        assert http.get("article", params={"id": BRIDGE.id}).status_code == 401
        browser = {"accept": "text/html"}
        turned_away = http.get("article", params={"id": BRIDGE.id}, headers=browser)
        assert turned_away.status_code == 303
        assert turned_away.headers["location"].startswith("/login?next=/article%3Fid%3D")
        assert "Pfeiler" not in turned_away.text

        wrong = http.post("login", data={"username": "reader", "password": "guess"})
        assert wrong.status_code == 400
        http.post("login", data={"username": "reader", "password": "secret"})
        assert http.get("config").status_code == 200
        assert "Pfeiler" in http.get("article", params={"id": BRIDGE.id}).text


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("127.0.0.1", ["The chat is at http://127.0.0.1:"]),
        ("0.0.0.0", ["The chat is at http://127.0.0.1:", "Anyone who reaches this machine"]),  # noqa: S104 - that is what is warned of
    ],
)
def test_launch_tells_where_the_chat_is_and_who_can_reach_it(
    assistant: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch, host: str, told: list[str]
) -> None:
    said: list[str] = []
    monkeypatch.setattr(
        "assistant.assistant.Assistant.open", lambda *_, **__: nullcontext(assistant)
    )
    monkeypatch.setattr(ChatServer, "run", lambda _, when_ready: when_ready())
    settings = Settings.load(host=host, port=0, require_login=False)
    launch(settings, open_browser=False, announce=said.append)
    assert len(said) == len(told)
    assert all(line.startswith(start) for line, start in zip(said, told, strict=True))


def test_launch_refuses_to_let_others_in_unless_it_is_said() -> None:
    settings = Settings.load(host="0.0.0.0", port=0)  # noqa: S104 - that is what is refused
    with pytest.raises(SettingsError, match=r"assistant users add NAME.*--allow-anonymous"):
        launch(settings, open_browser=False)


def test_chat_of_this_machine_is_asked_by_its_own_names_alone(
    assistant: ScriptedAssistant, server: ChatServer
) -> None:
    foreign = {"host": f"elsewhere.example:{server.port}"}
    with client(server) as http:
        for path in ("", "config", "gradio_api/info", f"article?id={BRIDGE.id}"):
            assert http.get(path, headers=foreign).status_code == 421, path
            assert http.get(path, headers={"host": f"localhost:{server.port}"}).status_code == 200
        for headers in (foreign, {"origin": "http://elsewhere.example"}):
            refused = http.post("gradio_api/queue/join", json={}, headers=headers)
            assert refused.status_code in {403, 421}
    named = ChatServer(assistant, Settings.load(port=0, allowed_hosts="elsewhere.example"))
    with named as server, client(server) as http:
        assert http.get("config", headers=foreign).status_code == 200


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("chat.example", "https://elsewhere.example"),
        ("chat.example", "null"),
        ("chat.example", "https://other.chat.example"),
        ("localhost", "http://localhost:3000"),
        ("127.0.0.1", "http://127.0.0.1:3000"),
    ],
)
def test_page_of_another_site_is_not_let_read_an_answer(
    assistant: ScriptedAssistant, host: str, origin: str
) -> None:
    other = {"host": host, "origin": origin, "cookie": "some=cookie"}
    asks = {"access-control-request-method": "POST"}
    named = ChatServer(assistant, Settings.load(port=0, allowed_hosts="chat.example"))
    with named as server, client(server) as http:
        for path in ("", "config", "gradio_api/info", f"article?id={BRIDGE.id}", "nothing"):
            for answered in (
                http.get(path, headers=other),
                http.options(path, headers=other | asks),
            ):
                told = {name for name in answered.headers if name.startswith("access-control")}
                assert "access-control-allow-origin" not in told, path
                assert "access-control-allow-credentials" not in told, path


@pytest.mark.parametrize(("trusted", "is_believed"), [("127.0.0.1", True), ("192.0.2.1", False)])
def test_page_asks_at_the_host_that_a_proxy_names_only_where_it_is_trusted(
    assistant: ScriptedAssistant, trusted: str, is_believed: bool
) -> None:
    with (
        ChatServer(assistant, Settings.load(port=0, trusted_proxies=trusted)) as server,
        client(server) as http,
    ):
        named = {"x-forwarded-host": "chat.example", "x-gradio-server": "http://stranger.example"}
        for path in ("", "config"):
            told = http.get(path, headers=named).text
            assert ("chat.example" in told) is is_believed
            assert "stranger.example" not in told


def test_server_offers_no_documentation_that_loads_from_elsewhere(server: ChatServer) -> None:
    with client(server) as http:
        for path in ("docs", "redoc", "openapi.json", "gradio_api/runs"):
            assert http.get(path).status_code == 404, path


def test_files_beside_the_server_are_not_handed_out(server: ChatServer) -> None:
    secret = Path("assistant.toml").resolve()
    secret.write_text('auth = "reader:secret"', encoding="utf-8")
    with client(server) as http:
        for path in (f"gradio_api/file={secret}", "gradio_api/file=assistant.toml"):
            assert http.get(path).status_code in {403, 404}, path


def test_what_a_page_shows_is_written_to_no_file(server: ChatServer) -> None:
    app = server._page.gradio_app
    events = app.get_blocks().fns
    arrive = next(number for number, fn in events.items() if fn.name == "arrive")
    written = Path(app.uploaded_file_dir) / "deep_links"  # it may have some of other servers
    before = set(written.glob("*"))
    with client(server) as http:
        given = {"fn_index": arrive, "data": [None], "session_hash": "a-tab"}
        http.post("gradio_api/queue/join", json=given)
        http.get("gradio_api/queue/data", params={"session_hash": "a-tab"})
        link = http.get("gradio_api/deep_link", params={"session_hash": "a-tab"})
    assert link.status_code == 403
    assert set(written.glob("*")) == before
