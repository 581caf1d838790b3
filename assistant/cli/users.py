"""`assistant users`: who may log in, and do what."""

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.access.account import Role
from assistant.cli.options import JsonOption
from assistant.cli.printable import printable, printable_json
from assistant.errors import AssistantError

if TYPE_CHECKING:
    from assistant.access.account_store import AccountStore

app = typer.Typer(
    help="Say who may log in to `serve` and `chat`.", no_args_is_help=True, rich_markup_mode=None
)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="As `list` shows it.")]
RoleOption = Annotated[
    Role, typer.Option(help="A reader asks; an editor adds and removes articles as well.")
]
StdinOption = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]


@contextmanager
def account_store() -> "Iterator[AccountStore]":
    """The accounts that the settings name, opened for as long as the context lasts."""
    from assistant.access.account_store import AccountStore
    from assistant.settings import Settings

    with closing(AccountStore.open(Settings.load())) as store:
        yield store


@app.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the user logs in by.")],
    role: RoleOption = Role.READER,
    password_stdin: StdinOption = False,
) -> None:
    """Add a user; the password is asked for, twice."""
    with account_store() as store:
        store.add(name, _password(from_stdin=password_stdin), role)
    typer.echo(f"{name} may log in as {role.value}")


@app.command("list")
def list_users(json: JsonOption = False) -> None:
    """Show the users with their roles."""
    with account_store() as store:
        accounts = store.list()
    if json:
        from json import dumps

        listed = [{"name": account.name, "role": account.role.value} for account in accounts]
        typer.echo(printable_json(dumps(listed, indent=2, ensure_ascii=False)))
        return
    for account in accounts:
        typer.echo(printable(f"{account.name:30}{account.role.value}"))


@app.command()
def remove(name: NameArgument) -> None:
    """Remove a user; their sessions and keys end at once."""
    with account_store() as store:
        store.remove(name)
    typer.echo(f"{name} can't log in any more")


@app.command()
def password(name: NameArgument, password_stdin: StdinOption = False) -> None:
    """Give a user another password, which ends their sessions."""
    with account_store() as store:
        store.set_password(name, _password(from_stdin=password_stdin))
    typer.echo(f"{name} has another password")


@app.command()
def role(
    name: NameArgument, role: Annotated[Role, typer.Argument(metavar="reader|editor")]
) -> None:
    """Give a user another role."""
    with account_store() as store:
        store.set_role(name, role)
    typer.echo(f"{name} is now {role.value}")


def _password(*, from_stdin: bool) -> str:
    """The password, which never stands in the command line, where other processes see it."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise AssistantError("there is no terminal to ask for the password: use --password-stdin")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
