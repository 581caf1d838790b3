"""`assistant keys`: keys by which programs act for users."""

from typing import Annotated

import typer

from assistant.cli.options import JsonOption
from assistant.cli.printable import printable, printable_json
from assistant.cli.users import account_store

app = typer.Typer(
    help="Make and revoke keys for programs.", no_args_is_help=True, rich_markup_mode=None
)


@app.command()
def create(
    user: Annotated[str, typer.Argument(metavar="USER", help="Whom the program acts for.")],
    label: Annotated[str, typer.Option(help="What it is for.")] = "",
) -> None:
    """Make a key and print it; it is not stored, and can't be shown again."""
    with account_store() as store:
        made, secret = store.create_key(user, label)
    typer.echo(secret)
    typer.echo(f"Key {made.id} acts for {user}; this is the only time it is shown.", err=True)


@app.command("list")
def list_keys(json: JsonOption = False) -> None:
    """Show the keys, without what makes them work."""
    from dataclasses import asdict

    with account_store() as store:
        keys = store.list_keys()
    if json:
        from json import dumps

        listed = [asdict(key) for key in keys]
        typer.echo(printable_json(dumps(listed, indent=2, ensure_ascii=False)))
        return
    for key in keys:
        typer.echo(printable(f"{key.id}  {key.account:30}{key.created[:10]}  {key.label}"))


@app.command()
def revoke(
    key: Annotated[str, typer.Argument(metavar="KEY", help="Its id, as `list` shows it.")],
) -> None:
    """Revoke a key; it is refused from then on."""
    with account_store() as store:
        store.revoke_key(key)
    typer.echo(f"key {key} is revoked")
