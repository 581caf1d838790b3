"""`assistant chat`: the web chat."""

import sys
from typing import Annotated

import typer

from assistant.cli.options import IndexOption


def chat(
    index: IndexOption = None,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=0, max=65535, help="Port to listen on; 0 takes a free one.", show_default="7860"
        ),
    ] = None,
    auth: Annotated[
        str | None,
        typer.Option(metavar="USER:PASSWORD", help="What readers must give.", show_default="none"),
    ] = None,
    mcp: Annotated[
        bool | None,
        typer.Option(
            "--mcp/--no-mcp",
            help="Offer tools for MCP clients at /mcp; needs the extra [mcp].",
            show_default="off",
        ),
    ] = None,
    read_only: Annotated[
        bool | None,
        typer.Option(
            "--read-only/--no-read-only",
            help="Let nobody add or remove articles in the chat.",
            show_default="only where others can reach it without --auth",
        ),
    ] = None,
    browser: Annotated[
        bool | None,
        typer.Option(
            "--browser/--no-browser",
            help="Open the page in a browser.",
            show_default="on a terminal",
        ),
    ] = None,
) -> None:
    """Open the web chat; Ctrl+C stops it."""
    from assistant.cli.preparation import prepare
    from assistant.settings import Settings

    settings = Settings.load(
        index=index, host=host, port=port, auth=auth, mcp=mcp, read_only=read_only
    )
    prepare(settings)
    from assistant.web import launch

    launch(
        settings,
        open_browser=sys.stdout.isatty() if browser is None else browser,
        announce=lambda line: print(line, flush=True),
    )
