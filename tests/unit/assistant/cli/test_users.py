import io
import json
import re

import pytest

from assistant.access.account_store import AccountStore
from assistant.cli.main import main
from assistant.settings import Settings

PASSWORD = "correct horse"


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    return main(arguments)


def test_user_who_was_added_can_log_in_and_who_was_removed_can_t(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "users", "add", "ann", "--role", "editor", "--password-stdin") == 0
    store = AccountStore.open(Settings.load())
    found = store.with_password("ann", PASSWORD)
    assert found is not None
    assert found.may_edit
    capsys.readouterr()
    assert run(monkeypatch, "users", "role", "ann", "reader") == 0
    assert run(monkeypatch, "users", "list", "--json") == 0
    out = capsys.readouterr().out
    assert json.loads(out[out.index("[") :]) == [{"name": "ann", "role": "reader"}]
    assert run(monkeypatch, "users", "password", "ann", "--password-stdin") == 0
    assert run(monkeypatch, "users", "remove", "ann") == 0
    assert store.with_password("ann", PASSWORD) is None
    store.close()


def test_key_is_printed_once_and_can_be_revoked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, "users", "add", "ann", "--password-stdin")
    capsys.readouterr()
    assert run(monkeypatch, "keys", "create", "ann", "--label", "report") == 0
    key = capsys.readouterr().out.strip()
    assert re.fullmatch(r"aa-[\w-]{43}", key)
    assert run(monkeypatch, "keys", "list", "--json") == 0
    listed = capsys.readouterr().out
    assert key not in listed
    ((kept),) = json.loads(listed)
    assert (kept["account"], kept["label"]) == ("ann", "report")
    store = AccountStore.open(Settings.load())
    assert store.with_key(key) is not None
    assert run(monkeypatch, "keys", "revoke", kept["id"]) == 0
    assert store.with_key(key) is None
    store.close()


_FAKE = "report\n12345678  bob\x1b[2J"


def test_label_that_would_command_the_terminal_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, "users", "add", "ann", "--password-stdin")
    capsys.readouterr()
    assert run(monkeypatch, "keys", "create", "ann", "--label", _FAKE) == 2
    assert "printed" in capsys.readouterr().err
    assert run(monkeypatch, "keys", "list", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []


def test_label_of_a_key_can_neither_command_the_terminal_nor_fake_a_row(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, "users", "add", "ann", "--password-stdin")
    with monkeypatch.context() as earlier:  # a store may have labels that were not refused once
        earlier.setattr("assistant.access.account_store._can_be_shown", lambda _: True)
        run(monkeypatch, "keys", "create", "ann", "--label", _FAKE)
    capsys.readouterr()
    assert run(monkeypatch, "keys", "list") == 0
    (row,) = capsys.readouterr().out.splitlines()
    assert row.endswith(r"report\n12345678  bob\x1b[2J")


def test_password_is_not_read_from_what_is_no_terminal_unless_it_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "users", "add", "ann") == 2
    assert "--password-stdin" in capsys.readouterr().err


def test_unknown_user_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "users", "remove", "nobody") == 2
    assert capsys.readouterr().err.startswith("error: there is no user 'nobody'")
