import json
import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from assistant.cli import main as cli
from assistant.version import __version__
from index.errors import AssistantError

HEAVY = (
    "llama_index",
    "chromadb",
    "gradio",
    "onnxruntime",
    "sentencepiece",
    "xllamacpp",
    "numpy",
    "httpx",
    "rich.console",
)


def run_python(code: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    root = cli.__file__.rpartition("/assistant/cli/")[0]
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=False,
        env=os.environ | {"PYTHONPATH": root} | variables,
    )


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "--help"], ["models", "--help"]])
def test_help_loads_no_heavy_library(arguments: list[str]) -> None:
    done = run_python(
        "import sys\n"
        "from assistant.cli.main import main\n"
        f"code = main({arguments!r})\n"
        f"print(code, sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)"
    )
    assert done.stderr == b"0 []\n"
    assert done.stdout.startswith(b"Usage: assistant")


def test_summary_of_each_command_is_shown_whole(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert cli.main(["--help"]) == 0
    commands = capsys.readouterr().out.partition("Commands:\n")[2].splitlines()
    assert "  collections  Show each collection's number of articles and its readers." in commands
    assert [line for line in commands if not line.endswith(".") or line.endswith("..")] == []


def test_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"article-assistant {__version__}\n"


def test_no_command_shows_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 2
    assert "Commands:" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["frob"], "error: No such command 'frob'; see `assistant --help`\n"),
        (["ask"], "error: Missing argument 'QUESTION'; see `assistant ask --help`\n"),
        (["chat", "--colour"], "error: No such option: --colour; see `assistant chat --help`\n"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert cli.main(arguments) == 2
    assert capsys.readouterr().err == message


def test_port_out_of_range_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["chat", "--port", "99999"]) == 2
    assert "--port" in capsys.readouterr().err


def test_unknown_setting_is_wrong_use(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_COLOUR", "red")
    assert cli.main(["models", "path"]) == 2
    assert capsys.readouterr().err.startswith("error: unknown setting ASSISTANT_COLOUR")


def failing(error: BaseException) -> Callable[..., object]:
    def fail(*arguments: object, **options: object) -> object:
        del arguments, options
        raise error

    return fail


def test_our_errors_are_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "app", failing(AssistantError("the disk\nis full; free some")))
    assert cli.main([]) == 2
    assert capsys.readouterr().err == "error: the disk is full; free some\n"


def test_unexpected_errors_are_one_line_that_names_debug(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "app", failing(ValueError("odd")))
    assert cli.main([]) == 2
    assert capsys.readouterr().err == "error: unexpected ValueError: odd; --debug shows where\n"


@pytest.mark.parametrize("arguments", [["--debug", "ask", "x"], ["ask", "x", "--debug"]])
def test_debug_shows_the_traceback(monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    monkeypatch.setattr(cli, "app", failing(ValueError("odd")))
    with pytest.raises(ValueError, match="odd"):
        cli.main(arguments)


def test_debug_can_be_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "app", lambda arguments, **_: arguments == ["ask", "--", "--debug"])
    assert cli.main(["ask", "--", "--debug"]) == 1


def test_interruption_is_quiet(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "app", failing(KeyboardInterrupt()))
    assert cli.main([]) == 130
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_letters_that_the_terminal_lacks_are_escaped_and_json_stays_json(encoding: str) -> None:
    code = (
        "import sys\n"
        "from assistant.cli import main as cli\n"
        "from assistant.cli.printable import printable_json\n"
        "cli.app = lambda *_, **__: print(printable_json('[\"“ü\U0001f600\"]'), '\u2013')\n"
        "sys.exit(cli.main([]))"
    )
    done = run_python(code, PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    told, dash = done.stdout.decode(encoding).split()
    assert json.loads(told) == ["“ü\U0001f600"]
    assert dash == ("\u2013" if encoding == "utf-8" else r"\u2013")


def test_closed_streams_are_no_error_and_no_file_takes_their_place() -> None:
    code = (
        "import os, sys\n"
        "for number in (0, 1, 2): os.close(number)\n"
        "sys.stdin = sys.stdout = sys.stderr = None\n"
        "sys.argv = ['assistant', '--version']\n"
        "from assistant.cli import main as cli\n"
        "leave, sys.exit = sys.exit, lambda code: None\n"
        "cli.run()\n"
        "opened = os.open(sys.executable, os.O_RDONLY)\n"
        "leave(0 if opened > 2 else 3)"
    )
    assert run_python(code).returncode == 0


@pytest.mark.parametrize(
    "end",
    ["reader, writer = os.pipe(); os.close(reader); os.dup2(writer, 2)", "sys.stderr.close()"],
)
def test_wrong_use_stays_wrong_use_where_the_error_can_t_be_written(end: str) -> None:
    code = (
        f"import os, sys\n{end}\n"
        "from assistant.cli.main import run\n"
        "sys.argv = ['assistant', 'frob']\n"
        "run()"
    )
    assert run_python(code).returncode == 2


def test_reader_that_leaves_is_no_error() -> None:
    done = run_python(
        "import os, sys\n"
        "reader, writer = os.pipe()\n"
        "os.close(reader)\n"
        "os.dup2(writer, 1)\n"
        "from assistant.cli.main import main\n"
        "sys.exit(main(['--help']))"
    )
    assert done.returncode == 141
    assert done.stderr == b""
