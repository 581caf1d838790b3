from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.access.account import Role
from assistant.access.account_store import AccountStore
from assistant.errors import AssistantError

PASSWORD = "correct horse"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept.sqlite"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, file: Path) -> str:
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{file}"


@pytest.fixture
def store(url: str) -> Iterator[AccountStore]:
    opened = AccountStore(url)
    yield opened
    opened.close()


def test_right_password_opens_and_a_wrong_one_does_not(store: AccountStore) -> None:
    made = store.add("ann", PASSWORD, Role.READER)
    assert store.with_password("ann", PASSWORD) == made
    assert store.with_password("ann", PASSWORD + "x") is None
    assert store.with_password("bob", PASSWORD) is None
    assert store.with_password("ann", "x" * 100_000) is None


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_neither_password_nor_key_is_in_the_database(store: AccountStore, file: Path) -> None:
    store.add("ann", PASSWORD, Role.READER)
    _, key = store.create_key("ann", "script")
    kept = b"".join(path.read_bytes() for path in file.parent.iterdir())
    assert b"$argon2id$" in kept
    assert PASSWORD.encode() not in kept
    assert key.encode() not in kept
    assert key.removeprefix("aa-").encode() not in kept


def test_key_acts_for_its_account_until_it_is_revoked(store: AccountStore) -> None:
    made = store.add("ann", PASSWORD, Role.EDITOR)
    kept, key = store.create_key("ann", "script")
    assert store.with_key(key) == made
    assert store.with_key(key[:-1]) is None
    assert [(one.account, one.label) for one in store.list_keys()] == [("ann", "script")]
    store.revoke_key(kept.id)
    assert store.with_key(key) is None


def test_removed_account_takes_its_keys_along_and_its_name_comes_with_another_id(
    store: AccountStore,
) -> None:
    before = store.add("ann", PASSWORD, Role.READER)
    _, key = store.create_key("ann")
    store.remove("ann")
    assert store.with_key(key) is None
    assert store.with_id(before.id) is None
    assert store.add("ann", PASSWORD, Role.READER).id != before.id


def test_another_password_is_another_version(store: AccountStore) -> None:
    before = store.add("ann", PASSWORD, Role.READER)
    store.set_password("ann", "battery staple")
    after = store.with_id(before.id)
    assert after is not None
    assert after.version > before.version
    assert store.with_password("ann", PASSWORD) is None


def test_role_can_be_changed(store: AccountStore) -> None:
    made = store.add("ann", PASSWORD, Role.READER)
    store.set_role("ann", Role.EDITOR)
    changed = store.with_id(made.id)
    assert changed is not None
    assert changed.may_edit


@pytest.mark.parametrize(
    ("name", "password", "told"),
    [
        ("ann", PASSWORD, "already"),
        ("", PASSWORD, "can't be a name"),
        ("a:b", PASSWORD, "no colon"),
        ("a\nb", PASSWORD, "can't be a name"),
        (" ann", PASSWORD, "and no space at its ends"),
        ("\udcff", PASSWORD, "can't be a name"),
        ("bob", "short", "10 to 200 characters"),
        ("bob", "no UTF-8: \udcff", "send it as UTF-8"),
    ],
)
def test_account_that_can_t_be_is_refused(
    store: AccountStore, name: str, password: str, told: str
) -> None:
    store.add("ann", PASSWORD, Role.READER)
    with pytest.raises(AssistantError, match=told):
        store.add(name, password, Role.READER)
    assert [account.name for account in store.list()] == ["ann"]


def test_account_of_a_provider_is_known_as_what_that_vouches_for_and_not_by_its_name(
    store: AccountStore,
) -> None:
    ann = store.add("ann", PASSWORD, Role.READER)
    assert ann.known_as == {"ann"}
    zoe = store.add("zoe", None, Role.READER, "subject of zoe")
    assert store.with_id(zoe.id) == zoe
    assert zoe.known_as == set()
    for vouched in (["zoe@example.org", "oidc:press"], ["oidc:press"]):
        store.set_vouched(zoe.id, vouched)
        _, key = store.create_key("zoe")
        found = (
            store.with_id(zoe.id),
            store.with_name("zoe"),
            store.with_subject("subject of zoe"),
            store.with_key(key),
            store.list()[1],
        )
        assert {each.known_as for each in found if each} == {frozenset(vouched)}
        assert None not in found
    store.remove("zoe")
    assert store.list() == (ann,)


def test_unknown_user_and_key_are_told(store: AccountStore) -> None:
    for change in (
        lambda: store.remove("bob"),
        lambda: store.set_password("bob", PASSWORD),
        lambda: store.set_role("bob", Role.READER),
        lambda: store.create_key("bob"),
    ):
        with pytest.raises(AssistantError, match="no user 'bob'"):
            change()
    with pytest.raises(AssistantError, match="no key 'abc'"):
        store.revoke_key("abc")


def test_half_a_character_is_nobody_s_and_no_failure(store: AccountStore) -> None:
    store.add("ann", PASSWORD, Role.READER)
    assert store.with_password("ann", PASSWORD + "\udcff") is None
    assert store.with_key("aa-\udcff") is None
    for change in (
        lambda: store.remove("\udcff"),
        lambda: store.revoke_key("\udcff"),
        lambda: store.with_password("\udcff", PASSWORD),
        lambda: store.create_key("ann", "\udcff"),
    ):
        with pytest.raises(AssistantError, match=r"no Unicode|can be printed"):
            change()


def test_servers_on_one_database_sign_sessions_alike(store: AccountStore, url: str) -> None:
    other = AccountStore(url)
    assert store.session_secret() == other.session_secret()
    other.close()
