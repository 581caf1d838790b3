"""`assistant doctor`: what is wrong here, and what to do about it."""

from typing import Annotated

import typer

from assistant.cli.options import JsonOption
from assistant.cli.printable import printable


def doctor(
    network: Annotated[
        bool, typer.Option("--network", help="Ask the model hub too whether it can be reached.")
    ] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="Only look; leave out what is measured.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Say what is wrong here, and what to do.

    Looks at machine, installation, model, index and servers, and measures in under a minute what
    the models do here and which settings suit. Exit code 1 when something fails.
    """
    from dataclasses import asdict

    from assistant.diagnosis import Finding, Level, diagnose
    from assistant.settings import Settings

    settings = Settings.load()
    if not quick:
        typer.echo("This takes up to a minute; --quick only looks.", err=True)
    found: list[Finding] = []
    for finding in diagnose(settings, network=network, measure=not quick):
        found.append(finding)
        if not json:
            advice = f" — {finding.advice}" if finding.advice else ""
            line = f"{finding.level:5}{finding.topic:11}{finding.text}{advice}"
            typer.echo(printable(line))
    if json:
        import json as json_format

        typer.echo(json_format.dumps([asdict(finding) for finding in found], indent=2))
    if any(finding.level == Level.FAIL for finding in found):
        raise typer.Exit(1)
