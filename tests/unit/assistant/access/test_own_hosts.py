"""What a site that is open in a browser of this machine gets of a server there."""

import asyncio

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp

from assistant.access.gate import Gate
from assistant.access.own_hosts import OwnHosts, guarded, host_names
from assistant.settings import Settings

APP = PlainTextResponse("in")


def status(app: ASGIApp, method: str = "GET", **headers: str) -> int:
    async def asked() -> int:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
            given = {name.replace("_", "-"): value for name, value in headers.items()}
            return (await http.request(method, "/", headers=given)).status_code

    return asyncio.run(asked())


@pytest.mark.parametrize(
    ("host", "answered"),
    [
        ("localhost", True),
        ("LOCALHOST:7860", True),
        ("127.0.0.1:7860", True),
        ("127.8.9.10", True),
        ("[::1]:7860", True),
        ("chat.example.org", True),
        ("Chat.Example.org:8443", True),
        ("elsewhere.example", False),
        ("elsewhere.example:7860", False),
        ("127.0.0.1.elsewhere.example", False),
        ("localhost.elsewhere.example", False),
        ("chat.example.org.elsewhere.example", False),
        ("sub.chat.example.org", False),
        ("192.0.2.1", False),
        ("0.0.0.0:7860", False),
        ("[::2]", False),
        ("[::1", False),
        ("", False),
    ],
)
def test_only_names_that_no_site_can_have_are_answered(host: str, answered: bool) -> None:
    app = OwnHosts(APP, host_names(" chat.example.org, "))
    assert status(app, host=host) == (200 if answered else 421)


def test_any_name_is_answered_where_the_settings_say_so() -> None:
    assert status(OwnHosts(APP, host_names("*")), host="elsewhere.example") == 200


def test_page_of_another_site_changes_nothing() -> None:
    app = OwnHosts(APP, ())
    for site in ("cross-site", "same-site"):
        assert status(app, "POST", sec_fetch_site=site) == 403
    for origin in ("http://elsewhere.example", "null", "http://[", "http://a]", "[", ""):
        assert status(app, "POST", origin=origin) == 403
    assert status(app, "POST", sec_fetch_site="same-origin") == 200
    assert status(app, "POST", origin="http://localhost") == 200
    assert status(app, "POST") == 200


def test_names_are_looked_at_where_nobody_logs_in_on_this_machine() -> None:
    name = "elsewhere.example"
    gate = Gate(None, ("me", "secret"))
    for each, host, expected in (
        (None, "127.0.0.1", 421), (None, "192.0.2.1", 200), (gate, "127.0.0.1", 401),
    ):  # fmt: skip
        app = guarded(APP, each, Settings.load(host=host))
        assert status(app, host=name) == expected
