"""The command's entry: its commands, and what becomes of errors.

Exit codes: 0 done, 1 the answer or check was negative, 2 wrong use or an error, 130 interrupted.
"""

import atexit
import os
import sys
import threading
import warnings
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, NoReturn

import typer

from assistant.cli import (
    ask,
    chat,
    collections,
    doctor,
    evaluate,
    index,
    keys,
    models,
    serve,
    users,
)
from assistant.cli.printable import printable
from assistant.cli.streams import open_standard_streams, take_every_letter, tell
from assistant.threads import WARMING
from assistant.version import __version__
from index.errors import AssistantError

ERROR, INTERRUPTED, BROKEN_PIPE = 2, 130, 141

# Read once, when the first library that uses OpenMP loads: threads that spin at barriers beside
# any other busy process slow the embedded model to a twentieth.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

app = typer.Typer(
    name="assistant",
    help="Answers questions about a folder of articles, each sentence with a checked quote.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("chat")(chat.chat)
app.command("serve")(serve.serve)
app.command("ask")(ask.ask)
app.command("index")(index.index)
app.command("eval")(evaluate.evaluate)
app.add_typer(models.app, name="models")
app.add_typer(users.app, name="users")
app.add_typer(keys.app, name="keys")
app.command("collections")(collections.collections)
app.command("doctor")(doctor.doctor)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"article-assistant {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Options of every command."""


def main(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code; errors become one line on stderr."""
    arguments, debug = _without_debug(arguments)
    take_every_letter()
    if not debug:
        warnings.simplefilter("ignore")  # those of libraries, which users can do nothing about
    try:
        done = app(arguments, prog_name="assistant", standalone_mode=False)
        sys.stdout.flush()
    except typer.TyperException as error:
        return _wrong_use(error)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):  # Typer turns the one into the other
        # Whoever read the output is gone; nothing may be written at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except AssistantError as error:
        if debug:
            raise
        return _fail(str(error))
    except Exception as error:
        if debug:
            raise
        return _fail(f"unexpected {type(error).__name__}: {error}; --debug shows where")
    return done if isinstance(done, int) else 0


def run() -> NoReturn:
    """The console script."""
    open_standard_streams()
    code = main(sys.argv[1:])
    if any(thread.name == WARMING for thread in threading.enumerate()):
        _leave(code)
    sys.exit(code)


def _leave(code: int) -> NoReturn:
    """End the process while a thread still loads the model.

    Python ends such a thread once it comes back from a library, and where that is written in C++
    the whole process is aborted with it.
    """
    atexit._run_exitfuncs()
    with suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


def _without_debug(arguments: Sequence[str]) -> tuple[list[str], bool]:
    """Take `--debug` from wherever it stands before `--`."""
    end = list(arguments).index("--") if "--" in arguments else len(arguments)
    head = [argument for argument in arguments[:end] if argument != "--debug"]
    asked = os.environ.get("ASSISTANT_DEBUG", "") not in {"", "0"}
    return [*head, *arguments[end:]], asked or len(head) < end


def _wrong_use(error: typer.TyperException) -> int:
    message = error.format_message().rstrip(".")
    if message.startswith("Usage:"):  # a command was left out: its help says which there are
        tell(message)
        return ERROR
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "assistant"
    return _fail(f"{message}; see `{command} --help`")


def _fail(message: str) -> int:
    tell(f"error: {printable(' '.join(message.split()))}")
    return ERROR
