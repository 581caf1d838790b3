from pathlib import Path
from typing import Any

import pytest

import assistant.web
from assistant.cli import preparation
from assistant.cli.main import main
from assistant.settings import Settings


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Settings, dict[str, Any]]]:
    """What the chat would have been launched with."""
    found: list[tuple[Settings, dict[str, Any]]] = []
    monkeypatch.setattr(preparation, "prepare", lambda *_, **__: Path("prepared"))
    monkeypatch.setattr(
        assistant.web,
        "launch",
        lambda settings, **named: found.append((settings, named)),
        raising=False,
    )
    return found


@pytest.mark.parametrize(
    ("options", "read_only"),
    [([], None), (["--read-only"], True), (["--no-read-only"], False)],
)
def test_read_only_is_decided_by_the_server_unless_it_is_said(
    launched: list[tuple[Settings, dict[str, Any]]], options: list[str], read_only: bool | None
) -> None:
    assert main(["chat", *options]) == 0
    ((settings, named),) = launched
    assert settings.read_only is read_only
    assert named.get("index") is None  # else the articles would be taken for a named index's


def test_named_index_is_the_one_that_is_served(
    launched: list[tuple[Settings, dict[str, Any]]],
) -> None:
    assert main(["chat", "--index", "mine", "--no-browser"]) == 0
    ((settings, named),) = launched
    assert settings.index == Path("mine")
    assert named["open_browser"] is False
