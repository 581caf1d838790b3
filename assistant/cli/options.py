"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

IndexOption = Annotated[
    Path | None,
    typer.Option(
        "--index",
        metavar="DIR",
        help="Folder of the index. Default: the setting `index`, or else the bundled articles.",
        show_default=False,
    ),
]

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]

HostOption = Annotated[
    str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")
]

PortOption = Annotated[
    int | None,
    typer.Option(
        min=0, max=65535, help="Port to listen on; 0 takes a free one.", show_default="7860"
    ),
]

AuthOption = Annotated[
    str | None,
    typer.Option(
        metavar="USER:PASSWORD", help="An account that may add articles.", show_default="none"
    ),
]

McpOption = Annotated[
    bool | None,
    typer.Option(
        "--mcp/--no-mcp",
        help="Offer tools for MCP clients at /mcp; needs the extra [mcp].",
        show_default="off",
    ),
]

LoginOption = Annotated[
    bool | None,
    typer.Option(
        "--require-login/--allow-anonymous",
        help="Whether readers and programs must log in; see `assistant users`.",
        show_default="where others can reach it, or auth, oidc_issuer or proxy_user_header is set",
    ),
]

ReadOnlyOption = Annotated[
    bool | None,
    typer.Option(
        "--read-only/--no-read-only",
        help="Let nobody add or remove articles in the chat.",
        show_default="only where others can reach it without log-in",
    ),
]
