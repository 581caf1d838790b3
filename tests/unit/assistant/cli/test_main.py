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


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    root = cli.__file__.rpartition("/assistant/cli/")[0]
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": root},
    )


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "--help"], ["models", "--help"]])
def test_help_loads_no_heavy_library(arguments: list[str]) -> None:
    done = run_python(
        "import sys\n"
        "from assistant.cli.main import main\n"
        f"code = main({arguments!r})\n"
        f"print(code, sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)"
    )
    assert done.stderr == "0 []\n"
    assert done.stdout.startswith("Usage: assistant")


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
    assert done.stderr == ""
