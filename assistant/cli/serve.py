"""`assistant serve`: the web chat and the endpoints for programs."""

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


def serve(
    index: IndexOption = None,
    host: HostOption = None,
    port: PortOption = None,
    auth: AuthOption = None,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=64,
            help="Processes, each with a model of its own; more than one serve no page.",
            show_default="1",
        ),
    ] = None,
    mcp: McpOption = None,
    require_login: LoginOption = None,
    read_only: ReadOnlyOption = None,
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
    prepare(settings, ahead="assistant.web.page" if settings.workers == 1 else "")
    from assistant.serving.server import serve as serve_until_interrupted

    serve_until_interrupted(settings, announce=lambda line: print(line, flush=True))
