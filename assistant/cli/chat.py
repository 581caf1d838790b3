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
        typer.Option(
            metavar="USER:PASSWORD", help="An account that may add articles.", show_default="none"
        ),
    ] = None,
    mcp: Annotated[
        bool | None,
        typer.Option(
            "--mcp/--no-mcp",
            help="Offer tools for MCP clients at /mcp; needs the extra [mcp].",
            show_default="off",
        ),
    ] = None,
    require_login: Annotated[
        bool | None,
        typer.Option(
            "--require-login/--allow-anonymous",
            help="Whether readers and programs must log in; see `assistant users`.",
            show_default="where others can reach it, or auth is set",
        ),
    ] = None,
    read_only: Annotated[
        bool | None,
        typer.Option(
            "--read-only/--no-read-only",
            help="Let nobody add or remove articles in the chat.",
            show_default="only where others can reach it without log-in",
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
        index=index,
        host=host,
        port=port,
        auth=auth,
        mcp=mcp,
        require_login=require_login,
        read_only=read_only,
    )
    prepare(settings)
    from assistant.web import launch

    launch(
        settings,
        open_browser=sys.stdout.isatty() if browser is None else browser,
        announce=lambda line: print(line, flush=True),
    )
