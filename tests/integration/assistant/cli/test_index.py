import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.cli.main import main

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "bridge.md").write_text("# The bridge\n\nThe bridge opened in 1901.\n")
    (folder / "pont.txt").write_text("Le pont est fermé depuis le mois de mai.\n")
    return folder


def index(*arguments: str | Path) -> int:
    return main(["index", *map(str, arguments)])


def test_index_is_made_then_told_unchanged(
    articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "made"
    assert index(articles, "--index", target) == 0
    assert capsys.readouterr().out.startswith("2 added, 0 updated, 0 removed, 0 unchanged")
    (articles / "pont.txt").unlink()
    assert index(articles, "--index", target, "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["removed"] == ["pont.txt"]
    assert report["unchanged"] == ["bridge.md"]


def test_commands_that_are_told_can_be_run_whatever_the_folder_is_called(
    articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = Path("mein über index")
    assert index(articles, "--index", target, "--check") == 2
    assert f"assistant index FOLDER --index '{target}'" in capsys.readouterr().err
    assert index(articles, "--index", target) == 0
    assert f"assistant ask --index '{target}' QUESTION" in capsys.readouterr().out


def test_index_lies_in_the_current_folder_where_none_is_named(articles: Path) -> None:
    assert index(articles) == 0
    assert Path(".index").is_dir()


def test_file_that_cannot_be_read_is_named_and_ends_with_1(
    articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (articles / "noise.md").write_bytes(b"\x00\x01\xff\xfe")
    assert index(articles) == 1
    captured = capsys.readouterr()
    assert "failed: noise.md: " in captured.err
    assert "2 added" in captured.out


def test_check_tells_differences_and_changes_nothing(
    articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index(articles)
    capsys.readouterr()
    assert index(articles, "--check") == 0
    assert f"Checking {articles}: vectors 2 of 2" in capsys.readouterr().err
    (articles / "bridge.md").write_text("The bridge opened in 1902.\n")
    assert index(articles, "--check") == 1
    assert "bridge.md" in capsys.readouterr().out
    assert index(articles, "--check", "--json") == 1
    (difference,) = json.loads(capsys.readouterr().out)["differences"]
    assert "bridge.md" in difference


def test_dry_run_tells_what_would_be_done_and_does_none_of_it(
    articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "made"
    assert index(articles, "--index", target, "--dry-run") == 0
    out = capsys.readouterr().out
    assert out.splitlines()[:2] == ["+ bridge.md", "+ pont.txt"]
    assert not target.exists()
    index(articles, "--index", target)
    (articles / "pont.txt").unlink()
    (articles / "bridge.md").write_text("The bridge opened in 1902.\n")
    before = {path.name: path.stat().st_mtime_ns for path in target.iterdir()}
    capsys.readouterr()
    assert index(articles, "--index", target, "--dry-run", "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["dry_run"], report["updated"], report["removed"]) == (
        True,
        ["bridge.md"],
        ["pont.txt"],
    )
    assert before == {path.name: path.stat().st_mtime_ns for path in target.iterdir()}


def test_repair_mends_what_is_damaged_and_says_what_it_was(
    articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index(articles)
    assert index(articles, "--repair") == 0
    captured = capsys.readouterr()
    assert f"Repairing {articles}: vectors 2 of 2" in captured.err
    assert "nothing to mend" in captured.out
    database = Path(".index/articles.sqlite3")
    database.write_bytes(database.read_bytes()[:9000])
    for file in (database.with_name("articles.sqlite3-wal"),):
        file.unlink(missing_ok=True)
    assert index(articles, "--check") == 1
    capsys.readouterr()
    assert index(articles, "--repair") == 0
    out = capsys.readouterr().out
    assert out.startswith("database: ")
    assert "2 added" in out
    assert index(articles, "--check") == 0


def test_an_interrupted_sync_is_told_and_completed(
    articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index(articles)
    report = Path(".index/last-sync.json")
    told = json.loads(report.read_text())
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"],
                          capture_output=True, text=True, check=True)  # fmt: skip
    report.write_text(json.dumps(told | {"state": "running", "process": int(gone.stdout)}))
    capsys.readouterr()
    assert index(articles) == 0
    assert "was interrupted; this one completes it" in capsys.readouterr().err
    assert json.loads(report.read_text())["state"] == "done"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "error: the folder nowhere does not exist"),
        (["nowhere", "--check"], "error: "),
        ([".", "--check", "--watch"], "error: Invalid value: --check only looks"),
        ([".", "--dry-run", "--repair"], "error: Invalid value: --dry-run only tells"),
        ([".", "--repair", "--rebuild"], "error: Invalid value: --repair makes anew"),
    ],
)
def test_mistakes_are_one_line_and_exit_code_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main(["index", *arguments]) == 2
    err = capsys.readouterr().err
    assert err.startswith(message)
    assert err.count("\n") == 1


def test_watching_follows_the_folder_until_interrupted(articles: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "assistant", "index", str(articles), "--watch", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        # A shell that runs tests in the background has them ignore interruptions.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        assert process.stdout
        assert json.loads(process.stdout.readline())["added"] == ["bridge.md", "pont.txt"]
        (articles / "new.txt").write_text("The new bridge will open in spring.\n")
        assert json.loads(process.stdout.readline())["added"] == ["new.txt"]
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert process.stderr
        assert "Traceback" not in process.stderr.read()
