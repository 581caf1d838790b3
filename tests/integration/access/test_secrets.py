"""Secrets are in no log, whatever goes wrong, and in no file but where they are kept."""

import logging
from base64 import b64encode
from pathlib import Path

import httpx
import pytest

from assistant.access.sessions import COOKIE
from assistant.settings import Settings
from tests.integration.access.newsroom import PASSWORD, QUESTION, Newsroom, opened_newsroom

WRONG = "a wrong password"
SECRETS = ("USER-SECRET-1", "CLIENT-SECRET-2", "DATABASE-SECRET-3")


def test_no_secret_question_or_answer_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    # As `log_as_json` has it, but with all that is ours.
    for name in ("assistant", "index", "uvicorn"):
        caplog.set_level(logging.DEBUG, logger=name)
    with opened_newsroom(tmp_path) as newsroom:
        said = used(newsroom)
    log = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert "a log-in failed" in log  # the log was looked at
    assert [secret for secret in said if secret in log] == []


def used(newsroom: Newsroom) -> list[str]:
    """Log in and ask, rightly and wrongly; return what must not be logged."""
    _, key = newsroom.accounts.create_key("ann")
    basic = b64encode(f"ann:{PASSWORD}".encode()).decode()
    with newsroom.visitor("ann") as http:
        session = http.cookies[COOKIE]
        answer = http.post("ask", json={"question": QUESTION}).json()["text"]
        http.post("ask", json={"question": QUESTION, "password": WRONG})
    with httpx.Client(base_url=newsroom.server.url, trust_env=False, timeout=60) as http:
        http.post("login", data={"username": "ann", "password": WRONG})
        for shown in (f"Bearer {key}", f"Bearer {key}x", f"Basic {basic}", f"Basic {basic}x"):
            http.get("config", headers={"authorization": shown})
        http.get("config", headers={"cookie": f"{COOKIE}={session}x"})
        http.get("article", params={"id": f"{QUESTION} {key}"})
    return [PASSWORD, WRONG, key, basic, session, QUESTION, answer[:30]]


def test_password_and_key_are_in_no_file(tmp_path: Path) -> None:
    with opened_newsroom(tmp_path) as newsroom:
        said = [each for each in used(newsroom)[:5] if len(each) > 9]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.name.startswith("conversations.sqlite") for path in files)
    found = [
        (path.name, secret)
        for path in files
        for secret in said
        if secret.encode() in path.read_bytes()
    ]
    assert found == []


def test_settings_that_are_shown_show_no_secret() -> None:
    settings = Settings.load(
        auth=f"ann:{SECRETS[0]}",
        oidc_client_secret=SECRETS[1],
        conversations=f"postgresql://ann:{SECRETS[2]}@db/chat",
    )
    assert settings.auth is not None
    shown = f"{settings!r} {settings}"
    assert [secret for secret in SECRETS if secret in shown] == []


def test_wrong_setting_is_named_without_what_it_was() -> None:
    with pytest.raises(Exception, match="port") as caught:
        Settings.load(port=SECRETS[0])
    assert SECRETS[0] not in str(caught.value)
