import sys
from pathlib import Path
from threading import Event

import pytest

from assistant.cli.preparation import prepare
from assistant.settings import Settings

REMOTE = "http://127.0.0.1:1/v1#model"  # nothing has to be fetched for it


@pytest.fixture
def loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Event:
    """Set by a module of the name `needed_next` once it is imported."""
    event = Event()
    monkeypatch.setattr(sys, "needed_next_loaded", event, raising=False)
    (tmp_path / "needed_next.py").write_text("import sys\nsys.needed_next_loaded.set()\n")
    monkeypatch.syspath_prepend(tmp_path)
    return event


def test_what_is_needed_next_is_loaded_meanwhile(tmp_path: Path, loaded: Event) -> None:
    settings = Settings.load(llm=REMOTE, index=tmp_path / "index")
    assert prepare(settings, ahead="needed_next") == tmp_path / "index"
    assert loaded.wait(60)


def test_module_that_is_missing_is_left_for_whoever_needs_it(tmp_path: Path) -> None:
    settings = Settings.load(llm=REMOTE, index=tmp_path / "index")
    assert prepare(settings, ahead="no_such_module") == tmp_path / "index"
