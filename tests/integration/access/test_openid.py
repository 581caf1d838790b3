"""Log-in at an OpenID Connect provider, as a browser goes through it."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from assistant.access.account import Role
from assistant.access.account_store import AccountStore
from assistant.access.gate import Gate, open_gate
from assistant.access.openid import BACK, START, OpenIdLogin, Provider
from assistant.access.sessions import Sessions
from assistant.errors import SettingsError
from assistant.settings import Settings
from assistant.web import ChatServer
from tests.integration.access.openid_provider import CLIENT, SECRET, OpenIdProvider
from tests.integration.web.scripted_assistant import BRIDGE, ScriptedAssistant

BROWSER = {"accept": "text/html"}


@pytest.fixture
def provider() -> OpenIdProvider:
    return OpenIdProvider()


@pytest.fixture
def store() -> Iterator[AccountStore]:
    opened = AccountStore.open(Settings.load())
    yield opened
    opened.close()


@pytest.fixture
def http(provider: OpenIdProvider, store: AccountStore) -> Iterator[httpx.Client]:
    """A browser before a chat whose readers are at example.org, or among the press."""
    with ExitStack() as stack:
        issuer = stack.enter_context(provider.serving())
        who = Provider(
            issuer,
            CLIENT,
            SECRET,
            readers=frozenset({"press", "@example.org"}),
            editors=frozenset({"desk"}),
        )
        gate = Gate(store, provider=who)
        server = stack.enter_context(
            ChatServer(ScriptedAssistant(), Settings.load(port=0), gate=gate)
        )
        yield stack.enter_context(
            httpx.Client(
                base_url=server.url,
                trust_env=False,
                timeout=60,
                headers=BROWSER,
                follow_redirects=True,
            )
        )


def log_in(http: httpx.Client, after: str = "/config") -> httpx.Response:
    return http.get("oidc/login", params={"next": after})


def test_member_of_a_group_gets_in_with_an_account_of_their_own(
    http: httpx.Client, provider: OpenIdProvider, store: AccountStore
) -> None:
    provider.claims["groups"] = ["press"]
    assert "oidc/login?next=/" in http.get("login").text
    there = log_in(http, f"/article?id={BRIDGE.id}")
    assert (there.status_code, there.url.path) == (200, "/article")
    assert "Pfeiler" in there.text
    (account,) = store.list()
    assert (account.name, account.role) == ("zoe", Role.READER)
    assert log_in(http).status_code == 200
    assert store.list() == (account,)


def test_provider_says_who_may_edit_at_each_log_in(
    http: httpx.Client, provider: OpenIdProvider, store: AccountStore
) -> None:
    for groups, role in ((["desk"], Role.EDITOR), (["press"], Role.READER)):
        provider.claims["groups"] = groups
        assert log_in(http).status_code == 200
        assert [account.role for account in store.list()] == [role]


@pytest.mark.parametrize(
    ("claims", "gets_in"),
    [
        ({}, False),
        ({"groups": ["others"]}, False),
        ({"groups": "press"}, False),
        ({"email": "zoe@example.org", "email_verified": True}, True),
        ({"email": "zoe@example.org"}, False),
        ({"email": "zoe@example.org.evil.example", "email_verified": True}, False),
    ],
)
def test_only_who_is_named_in_the_settings_gets_in(
    http: httpx.Client,
    provider: OpenIdProvider,
    store: AccountStore,
    claims: dict[str, object],
    gets_in: bool,
) -> None:
    provider.claims |= claims
    there = log_in(http)
    assert (there.url.path == "/config") is gets_in
    assert bool(store.list()) is gets_in
    if not gets_in:
        assert "may not read here" in there.text


def test_name_of_somebody_else_does_not_give_their_account_away(
    http: httpx.Client, provider: OpenIdProvider, store: AccountStore
) -> None:
    local = store.add("zoe", "correct horse", Role.EDITOR)
    provider.claims["groups"] = ["press"]
    assert log_in(http).status_code == 200
    names = {account.name for account in store.list()}
    assert len(names) == 2
    assert store.with_id(local.id) == local


@pytest.mark.parametrize(
    ("claims", "known_as"),
    [
        ({"preferred_username": "carla"}, {"oidc:press"}),
        (
            {"email": "Zoe@Example.org", "email_verified": True},
            {"zoe@example.org", "oidc:press", "oidc:@example.org"},
        ),
        ({"email": "zoe@example.org"}, {"oidc:press"}),
        ({"email": "zoe@example.org", "email_verified": "true"}, {"oidc:press"}),
        ({"email": "oidc:desk@example.org", "email_verified": True}, {"oidc:press"}),
    ],
)
def test_access_list_knows_who_comes_by_what_the_provider_vouches_for(
    http: httpx.Client,
    provider: OpenIdProvider,
    store: AccountStore,
    claims: dict[str, object],
    known_as: set[str],
) -> None:
    provider.claims |= {"groups": ["press"], **claims}
    assert log_in(http).status_code == 200
    assert [account.known_as for account in store.list()] == [known_as]
    provider.claims |= {"groups": ["press", "research"], "email_verified": False}
    assert log_in(http).status_code == 200
    assert [account.known_as for account in store.list()] == [{"oidc:press", "oidc:research"}]


@pytest.mark.parametrize("wrong", ["forged", "audience", "issuer", "late"])
def test_token_that_is_not_good_lets_nobody_in(
    http: httpx.Client, provider: OpenIdProvider, store: AccountStore, wrong: str
) -> None:
    provider.claims["groups"] = ["press"]
    if wrong == "forged":
        provider.forged = True
    elif wrong == "audience":
        provider.audience = "another-client"
    elif wrong == "issuer":
        provider.claims["iss"] = "https://evil.example"
    else:
        provider.claims["exp"] = 1
    assert log_in(http).url.path == "/login"
    assert store.list() == ()


def test_way_back_without_the_way_there_lets_nobody_in(http: httpx.Client) -> None:
    there = http.get("oidc/callback", params={"code": "code-0", "state": "guessed"})
    assert there.url.path == "/login"


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_cookies_of_a_log_in_by_https_go_over_nothing_else(
    provider: OpenIdProvider, store: AccountStore, scheme: str
) -> None:
    async def cookies() -> list[str]:
        login = OpenIdLogin(Provider(issuer, CLIENT, SECRET), store, Sessions("secret", 60))
        here = httpx.ASGITransport(login.application)
        async with (
            httpx.AsyncClient(base_url=f"{scheme}://chat.example", transport=here) as browser,
            httpx.AsyncClient(trust_env=False) as outside,
        ):
            there = await browser.get(START)
            back = (await outside.get(there.headers["location"])).headers["location"]
            assert back.startswith(f"{scheme}://chat.example{BACK}?")
            done = await browser.get(back)
        assert (done.status_code, done.headers["location"]) == (303, "/")
        return there.headers.get_list("set-cookie") + done.headers.get_list("set-cookie")

    with provider.serving() as issuer:
        given = asyncio.run(cookies())
    named = {cookie.partition("=")[0] for cookie in given}
    assert named == {"assistant-oidc", "assistant-session"}
    for cookie in given:
        flags = {flag.strip().lower() for flag in cookie.split(";")[1:]}
        assert {"httponly", "samesite=lax"} <= flags
        assert ("secure" in flags) is (scheme == "https")


def test_half_a_provider_is_an_error() -> None:
    with pytest.raises(SettingsError, match="belong together"):
        open_gate(Settings.load(require_login=True, oidc_issuer="https://login.example"))
