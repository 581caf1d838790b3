"""`assistant serve`: the web chat and HTTP endpoints for programs, as one ASGI application.

Importing this package loads nothing heavy: its functions load it when they are first asked for.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.serving.application import build_application
    from assistant.serving.server import serve

__all__ = ["build_application", "serve"]

_HOMES = {
    "build_application": "assistant.serving.application",
    "serve": "assistant.serving.server",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the module of that name holds
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
