import hashlib
import json
import os
from pathlib import Path
from types import MappingProxyType

import pytest

from assistant.cli.main import main
from assistant.models import catalogue
from assistant.models.catalogue import DEFAULT_MODEL, CatalogueEntry

CONTENT = b"GGUF and more"


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the file of the default model belongs, which here is a small one."""
    entry = CatalogueEntry(
        name=DEFAULT_MODEL,
        repository="someone/Small-GGUF",
        file="small.gguf",
        size=len(CONTENT),
        licence="MIT",
        sha256=hashlib.sha256(CONTENT).hexdigest(),
    )
    monkeypatch.setattr(catalogue, "CATALOGUE", MappingProxyType({DEFAULT_MODEL: entry}))
    path = Path(os.environ["ASSISTANT_CACHE"]) / "models" / entry.file
    path.parent.mkdir()
    return path


def test_missing_model_is_told_with_the_command_that_fetches_it(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models", "path"]) == 1
    assert capsys.readouterr().err == (
        f"{file} is not on disk; fetch it with `assistant models pull {DEFAULT_MODEL}`\n"
    )


def test_path_of_a_good_file_is_printed(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(CONTENT)
    assert main(["models", "path"]) == 0
    assert capsys.readouterr().out == f"{file}\n"


def test_verify_finds_damage_that_left_no_trace(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_bytes(CONTENT)
    os.utime(file, ns=(5, 5))
    assert main(["models", "path"]) == 0
    with file.open("r+b") as damaged:
        damaged.write(b"X")
    os.utime(file, ns=(5, 5))
    assert main(["models", "path"]) == 0
    assert main(["models", "path", "--verify"]) == 1
    assert "SHA-256 is not the official one" in capsys.readouterr().err


def test_list_tells_what_is_on_disk(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(CONTENT)
    assert main(["models", "list"]) == 0
    assert "on disk (configured)" in capsys.readouterr().out
    file.write_bytes(CONTENT[:-1])
    assert main(["models", "list", "--json"]) == 0
    (listed,) = json.loads(capsys.readouterr().out)
    assert listed["state"] == "damaged (12 bytes instead of 13)"
    assert listed["path"] == str(file)


def test_pull_takes_the_file_from_a_named_folder(
    file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / file.name).write_bytes(CONTENT)
    monkeypatch.setenv("ASSISTANT_MODEL_SOURCE", str(tmp_path))
    assert main(["models", "pull"]) == 0
    assert file.read_bytes() == CONTENT
    assert capsys.readouterr().out == f"{file}\n"


@pytest.mark.usefixtures("file")
def test_pull_that_finds_no_place_names_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ASSISTANT_OFFLINE", "1")
    assert main(["models", "pull"]) == 2
    assert "small.gguf can't be fetched (offline); connect and run" in capsys.readouterr().err


def test_model_of_a_server_needs_no_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ASSISTANT_LLM", "http://127.0.0.1:1/v1#m")
    assert main(["models", "pull"]) == 0
    assert "not an embedded model" in capsys.readouterr().out
    assert main(["models", "path"]) == 2
