"""The server of the web chat."""

import webbrowser
from collections.abc import Callable
from threading import Thread

from assistant.access.gate import Gate, open_gate, others_can_come
from assistant.access.own_hosts import guarded
from assistant.conversation_store import ConversationStore
from assistant.feedback import FeedbackLog
from assistant.library import Library
from assistant.settings import Settings
from assistant.web.application import page_application
from assistant.web.body_limit import BodyLimit
from assistant.web.http_server import HttpServer
from assistant.web.mcp_tools import PATH
from assistant.web.opening import opened
from assistant.web.protocols import ChatAssistant
from assistant.web.services import services


class ChatServer(HttpServer):
    """Serves the chat over an assistant.

        with ChatServer(assistant, Settings.load(port=0)) as server:
            print(server.url)

    Args:
        assistant: answers the questions.
        settings: where to listen, and within what bounds.
        feedback: where readers' ratings are kept; None offers none.
        conversations: where readers' conversations are kept; None keeps none.
        library: adds and removes articles; None lets nobody do so.
        gate: knows who may ask; None lets everybody.

    Raises:
        AssistantError: the address or port can't be listened on, or the settings want tools for
            MCP clients, whose package is not installed.
    """

    def __init__(
        self,
        assistant: ChatAssistant,
        settings: Settings,
        *,
        feedback: FeedbackLog | None = None,
        conversations: ConversationStore | None = None,
        library: Library | None = None,
        gate: Gate | None = None,
    ) -> None:
        found = services(assistant, settings, guarded=gate is not None)
        self._page = page_application(
            found,
            feedback=feedback,
            conversations=conversations,
            library=library,
            guarded=gate is not None,
        )
        super().__init__(
            BodyLimit(guarded(self._page.app, gate, settings)),
            host=settings.host,
            port=settings.port,
            on_start=found.warming.start,
            on_end=self._let_go,
            trusted_proxies=settings.trusted_proxies,
            user_header=settings.proxy_user_header,
        )

    async def _let_go(self) -> None:
        self._page.let_go()


def launch(
    settings: Settings, *, open_browser: bool = True, announce: Callable[[str], None] = print
) -> None:
    """Open the assistant and serve its chat until interrupted.

    Args:
        settings: what to serve, and where.
        open_browser: whether to show the page in the reader's browser.
        announce: told, a line at a time, where the chat is.

    Raises:
        AssistantError: the index or the conversations can't be opened, or the address or port not
            be listened on.
        SettingsError: others can reach it, and nobody could log in.
    """
    gate = open_gate(settings)
    with opened(settings, gate) as found:
        server = ChatServer(
            found.assistant,
            settings,
            feedback=found.feedback,
            conversations=found.conversations,
            library=found.library,
            gate=gate,
        )

        def ready() -> None:
            announce(f"The chat is at {server.url} (Ctrl+C stops it).")
            if settings.mcp:
                announce(f"Its tools for MCP clients are at {server.url.rstrip('/')}{PATH}.")
            if gate is None and others_can_come(settings):
                announce("Anyone who reaches this machine can read the articles.")
            if open_browser:
                Thread(target=webbrowser.open, args=(server.url,), daemon=True).start()

        server.run(ready)
