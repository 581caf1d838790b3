import time
from collections.abc import Iterator

import pytest

from assistant.access.account import Role
from assistant.access.account_store import AccountStore
from assistant.access.gate import Gate, open_gate
from assistant.access.sessions import Sessions
from assistant.access.throttle import Throttle
from assistant.errors import SettingsError
from assistant.settings import Settings

PASSWORD = "correct horse"
PROVIDER = {
    "oidc_issuer": "https://login.example",
    "oidc_client_id": "article-assistant",
    "oidc_client_secret": "secret",
}


@pytest.fixture
def store() -> Iterator[AccountStore]:
    opened = AccountStore.open(Settings.load())
    yield opened
    opened.close()


def cookie_of(gate: Gate, name: str, password: str) -> str:
    account = gate.by_password(name, password)
    assert account is not None
    header = gate.sessions.begin(account, secure=True)
    assert "HttpOnly; SameSite=Lax; Secure" in header
    return header.split(";")[0].partition("=")[2]


def test_session_holds_until_the_password_changes_or_the_account_goes(
    store: AccountStore,
) -> None:
    store.add("ann", PASSWORD, Role.READER)
    gate = Gate(store)
    cookie = cookie_of(gate, "ann", PASSWORD)
    account = gate.by_session(cookie)
    assert account is not None
    assert account.name == "ann"
    store.set_password("ann", "battery staple")
    assert gate.by_session(cookie) is None
    cookie = cookie_of(gate, "ann", "battery staple")
    store.remove("ann")
    assert gate.by_session(cookie) is None


def changed_at(cookie: str, place: int) -> str:
    """The cookie with another character at that place."""
    return cookie[:place] + ("A" if cookie[place] != "A" else "B") + cookie[place + 1 :]


def test_session_changed_in_what_it_says_or_in_its_signature_is_none(store: AccountStore) -> None:
    store.add("ann", PASSWORD, Role.READER)
    gate = Gate(store)
    cookie = cookie_of(gate, "ann", PASSWORD)
    # The last character holds two bits that Base64 has no use for: the signature may be the same.
    for place in range(len(cookie) - 1):
        assert gate.by_session(changed_at(cookie, place)) is None, place
    assert gate.by_session(cookie) is not None


def test_session_signed_with_another_secret_is_none(store: AccountStore) -> None:
    account = store.add("ann", PASSWORD, Role.READER)
    forged = Sessions("another secret", 60).begin(account, secure=True)
    assert Gate(store).by_session(forged.split(";")[0].partition("=")[2]) is None


def test_no_or_foreign_session_is_none(store: AccountStore) -> None:
    store.add("ann", PASSWORD, Role.READER)
    cookie = cookie_of(Gate(store), "ann", PASSWORD)
    assert Gate(store).by_session("") is None
    assert Gate(None, ("ann", PASSWORD)).by_session(cookie) is None


def test_old_session_is_none(store: AccountStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add("ann", PASSWORD, Role.READER)
    gate = Gate(store, session_seconds=60)
    cookie = cookie_of(gate, "ann", PASSWORD)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 59)
    assert gate.by_session(cookie) is not None
    monkeypatch.setattr(time, "time", lambda: now + 62)
    assert gate.by_session(cookie) is None


def test_session_holds_where_a_clock_is_behind_that_of_who_began_it(
    store: AccountStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add("ann", PASSWORD, Role.READER)
    gate = Gate(store, session_seconds=60)
    cookie = cookie_of(gate, "ann", PASSWORD)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 5)
    assert gate.by_session(cookie) is not None
    monkeypatch.setattr(time, "time", lambda: now - 2 * 3600)
    assert gate.by_session(cookie) is None  # else it would hold for as long as the clock is wrong


def test_account_of_the_settings_may_edit_and_its_sessions_end_with_its_password(
    store: AccountStore,
) -> None:
    gate = Gate(store, ("me", "pass:word"))
    account = gate.by_password("me", "pass:word")
    assert account is not None
    assert account.may_edit
    assert gate.by_password("me", "password") is None
    cookie = cookie_of(gate, "me", "pass:word")
    assert gate.by_session(cookie) == account
    assert Gate(store, ("me", "other")).by_session(cookie) is None


@pytest.mark.parametrize(
    ("given", "guarded"),
    [
        ({}, False),
        ({"host": "localhost"}, False),
        ({"auth": "me:secret"}, True),
        ({"host": "0.0.0.0", "auth": "me:secret"}, True),  # noqa: S104 - nothing listens
        ({"host": "192.0.2.1", "require_login": False}, False),
        ({"proxy_user_header": "X-Forwarded-User"}, True),
        ({"proxy_user_header": "X-Forwarded-User", "require_login": False}, False),
        (PROVIDER, True),
        (PROVIDER | {"require_login": False}, False),
    ],
)
def test_log_in_is_required_where_others_can_come(given: dict[str, object], guarded: bool) -> None:
    gate = open_gate(Settings.load(**given))
    assert (gate is not None) is guarded
    if gate:
        gate.close()


def test_nobody_who_could_log_in_is_an_error_that_names_the_way_out(store: AccountStore) -> None:
    settings = Settings.load(host="192.0.2.1")
    with pytest.raises(SettingsError, match="assistant users add NAME"):
        open_gate(settings)
    store.add("ann", PASSWORD, Role.READER)
    gate = open_gate(settings)
    assert gate is not None
    gate.close()


def test_auth_and_allow_anonymous_contradict_each_other() -> None:
    with pytest.raises(SettingsError, match="contradict"):
        open_gate(Settings.load(auth="me:secret", require_login=False))


def test_proxy_s_user_does_not_get_the_account_of_who_has_chosen_that_name(
    store: AccountStore,
) -> None:
    store.add("zoe", None, Role.READER, "subject of zoe")
    gate = Gate(store, user_header="X-Forwarded-User")
    assert gate.by_proxy("zoe") is None
    assert gate.by_proxy("ann") == store.with_name("ann")


def test_throttle_lets_so_many_through_a_minute_for_each() -> None:
    throttle = Throttle(2)
    assert [throttle.take("ann"), throttle.take("ann")] == [0, 0]
    assert 1 <= throttle.take("ann") <= 60
    assert throttle.wait("ann") > 0
    assert throttle.take("bob") == 0
