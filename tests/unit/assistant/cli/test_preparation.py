import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from assistant.cli.preparation import prepare
from assistant.settings import Settings
from index.report import SyncProgress

REMOTE = "http://127.0.0.1:1/v1#model"  # nothing has to be fetched for it


@pytest.fixture
def loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Event:
    """Set by a module of the name `needed_next` once it is imported."""
    event = Event()
    monkeypatch.setattr(sys, "needed_next_loaded", event, raising=False)
    (tmp_path / "needed_next.py").write_text("import sys\nsys.needed_next_loaded.set()\n")
    monkeypatch.syspath_prepend(tmp_path)
    return event


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[SyncProgress]:
    """What the sync of the bundled articles tells; they are not really indexed."""
    told: list[SyncProgress] = []

    def indexed(*_: object, on_progress: Callable[[SyncProgress], None], **__: object) -> Path:
        for progress in told:
            on_progress(progress)
        return tmp_path / "index"

    monkeypatch.setattr("assistant.bundled.default_index_dir", indexed)
    return told


def test_shared_vectors_may_take_what_the_settings_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: dict[str, object] = {}

    def indexed(*_: object, **options: object) -> Path:
        told.update(options)
        return tmp_path

    monkeypatch.setattr("assistant.bundled.default_index_dir", indexed)
    prepare(Settings.load(llm=REMOTE, vector_cache_megabytes=7))
    assert told["cache_bytes"] == 7 * 2**20


@pytest.mark.parametrize("ahead", ["needed_next", "no_such_module"])
def test_what_is_needed_next_is_loaded_while_articles_are_embedded(
    loaded: Event, bundled: list[SyncProgress], ahead: str
) -> None:
    bundled += [SyncProgress(phase="embedding", done=done, total=5) for done in range(5)]
    prepare(Settings.load(llm=REMOTE), ahead=ahead)
    if ahead == "needed_next":
        assert loaded.wait(60)


def test_nothing_is_loaded_ahead_where_nothing_is_embedded(
    tmp_path: Path, loaded: Event, bundled: list[SyncProgress]
) -> None:
    bundled.append(SyncProgress(phase="comparing", done=1, total=1))
    prepare(Settings.load(llm=REMOTE), ahead="needed_next")
    prepare(Settings.load(llm=REMOTE, index=tmp_path / "named"), ahead="needed_next")
    assert not loaded.wait(0.2)
