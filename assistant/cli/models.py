"""`assistant models`: which embedded models there are, and their files."""

from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import JsonOption
from assistant.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.models.catalogue import CatalogueEntry
    from assistant.settings import Settings

app = typer.Typer(
    help="List, fetch and find the embedded models.", no_args_is_help=True, rich_markup_mode=None
)

NameArgument = Annotated[
    str | None,
    typer.Argument(metavar="[NAME]", help="As `list` shows it.", show_default="the configured one"),
]


@app.command("list")
def list_models(json: JsonOption = False) -> None:
    """Show the catalogue, and what of it is on disk."""
    from assistant.models.catalogue import CATALOGUE
    from assistant.models.verification import find_defect, model_path
    from assistant.settings import Settings

    settings = Settings.load()
    rows = []
    for entry in CATALOGUE.values():
        path = model_path(entry, settings.cache)
        defect = find_defect(entry, path)
        rows.append((entry, (defect or "is on disk").removeprefix("is "), path))
    if json:
        _print_json(rows)
        return
    for entry, state, _ in rows:
        chosen = " (configured)" if settings.llm == f"embedded:{entry.name}" else ""
        typer.echo(
            f"{entry.name:20}{entry.size / 1e9:5.1f} GB  {entry.licence:12}{state}{chosen}\n"
            f"  {entry.repository}/{entry.file}"
        )


@app.command()
def pull(name: NameArgument = None) -> None:
    """Fetch a model, or go on with an interrupted fetch; print where it is."""
    from assistant.cli.preparation import fetch
    from assistant.settings import Settings

    settings = Settings.load()
    entry = _chosen(name, settings)
    if entry is None:
        typer.echo(f"{settings.llm} is not an embedded model: nothing is fetched")
        return
    typer.echo(fetch(entry, settings))


@app.command()
def path(
    name: NameArgument = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Compute the file's SHA-256 again.")
    ] = False,
) -> None:
    """Print a model's file; exit code 1 when it is missing or damaged."""
    from assistant.models.verification import find_defect, model_path
    from assistant.settings import Settings

    settings = Settings.load()
    entry = _chosen(name, settings)
    if entry is None:
        raise ModelError(f"{settings.llm} is not an embedded model; name one of `models list`")
    file = model_path(entry, settings.cache)
    if defect := find_defect(entry, file, again=verify):
        typer.echo(f"{file} {defect}; fetch it with `assistant models pull {entry.name}`", err=True)
        raise typer.Exit(1)
    typer.echo(file)


def _chosen(name: str | None, settings: "Settings") -> "CatalogueEntry | None":
    from assistant.cli.preparation import embedded_model
    from assistant.models.catalogue import find_model

    return find_model(name) if name else embedded_model(settings)


def _print_json(rows: "list[tuple[CatalogueEntry, str, Path]]") -> None:
    import json
    from dataclasses import asdict

    listed = [asdict(entry) | {"state": state, "path": str(file)} for entry, state, file in rows]
    typer.echo(json.dumps(listed, indent=2))
