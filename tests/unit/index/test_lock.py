import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import ArticleIndexError, IndexLockedError
from index.lock import writing

HOLD = """
import sys
from pathlib import Path
from index.lock import writing
with writing(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
ROOT = Path(__file__).resolve().parents[3]


def hold(folder: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_writer_is_told_which_process_writes(tmp_path: Path) -> None:
    process = hold(tmp_path)
    with process:
        with pytest.raises(IndexLockedError, match=f"process {process.pid} "), writing(tmp_path):
            pass
        process.communicate("")
    with writing(tmp_path):
        pass


def test_a_killed_writer_leaves_no_lock(tmp_path: Path) -> None:
    process = hold(tmp_path)
    with process:
        process.kill()
    with writing(tmp_path):
        pass


def test_two_writers_of_one_process_are_kept_apart(tmp_path: Path) -> None:
    with (
        writing(tmp_path),
        pytest.raises(IndexLockedError, match=f"process {os.getpid()} "),
        writing(tmp_path),
    ):
        pass


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    with pytest.raises(ArticleIndexError, match="can't be written"), writing(file):
        pass
