"""`assistant chat`: the web chat."""

import sys
from typing import Annotated

import typer

from assistant.cli.options import (
    AuthOption,
    HostOption,
    IndexOption,
    LoginOption,
    McpOption,
    PortOption,
    ReadOnlyOption,
)


def chat(
    index: IndexOption = None,
    host: HostOption = None,
    port: PortOption = None,
    auth: AuthOption = None,
    mcp: McpOption = None,
    require_login: LoginOption = None,
    read_only: ReadOnlyOption = None,
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
    prepare(settings, ahead="assistant.web.server")
    from assistant.web import launch

    launch(
        settings,
        open_browser=sys.stdout.isatty() if browser is None else browser,
        announce=lambda line: print(line, flush=True),
    )
