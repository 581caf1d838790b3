"""`assistant serve`: the web chat and the endpoints for programs."""

from typing import Annotated

import typer

from assistant.cli.options import IndexOption


def serve(
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
            metavar="USER:PASSWORD",
            help="An account that may add articles.",
            show_default="none",
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=64,
            help="Processes, each with a model of its own; more than one serve no page.",
            show_default="1",
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
) -> None:
    """Serve the chat and an HTTP API; Ctrl+C stops it.

    OpenAI-compatible at /v1, JSON at /ask and /search, described at /openapi.json; /healthz,
    /readyz and /metrics for those who run it. Logs are lines of JSON on stderr.
    """
    from assistant.cli.preparation import prepare
    from assistant.settings import Settings

    settings = Settings.load(
        index=index,
        host=host,
        port=port,
        auth=auth,
        workers=workers,
        mcp=mcp,
        require_login=require_login,
        read_only=read_only,
    )
    prepare(settings)
    from assistant.serving import serve as serve_until_interrupted

    serve_until_interrupted(settings, announce=lambda line: print(line, flush=True))
