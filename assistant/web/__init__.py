"""The web chat: a Gradio page that streams answers and opens the quotes they rest on.

Nothing else in the product imports Gradio, and importing this package does not either: its
functions load it when they are first asked for.
"""

import os
from typing import TYPE_CHECKING, Any

from assistant.web.gradio_import import leave_stubs_alone

if TYPE_CHECKING:
    from assistant.web.server import ChatServer, launch

# Gradio reads it while it is imported, and looks up two hosts at launch unless it is set.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
leave_stubs_alone()

__all__ = ["ChatServer", "launch"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the module of that name holds
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from assistant.web import server

    return getattr(server, name)
