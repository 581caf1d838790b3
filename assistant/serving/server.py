"""`assistant serve`: opens what the settings name, and serves it until interrupted."""

from collections.abc import Callable

from assistant.access.gate import Gate, open_gate
from assistant.conversation_store import ConversationStore
from assistant.errors import SettingsError
from assistant.feedback import FeedbackLog
from assistant.library import Library
from assistant.serving.application import build_application
from assistant.serving.logs import log_as_json
from assistant.serving.metrics import Metrics
from assistant.serving.workers import serve_with_workers
from assistant.settings import Settings
from assistant.web.application import page_application
from assistant.web.http_server import HttpServer
from assistant.web.opening import opened
from assistant.web.protocols import ChatAssistant
from assistant.web.services import services


class AnswerServer(HttpServer):
    """Serves the page and the endpoints for programs over an assistant, in this process.

        with AnswerServer(assistant, settings) as server:
            httpx.post(server.url + "ask", json={"question": "…"})

    Args:
        assistant: answers the questions.
        settings: where to listen, and within what bounds.
        feedback: where readers' ratings are kept; None offers none.
        conversations: where readers' conversations are kept; None keeps none.
        library: adds and removes articles; None lets nobody do so.
        gate: knows who may ask; None lets everybody.

    Raises:
        AssistantError: the address or port can't be listened on.
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
        metrics = Metrics()
        self._services = services(assistant, settings, guarded=gate is not None, observer=metrics)
        self._page = page_application(
            self._services,
            feedback=feedback,
            conversations=conversations,
            library=library,
            guarded=gate is not None,
        )
        super().__init__(
            build_application(self._services, metrics, gate, self._page.app),
            host=settings.host,
            port=settings.port,
            on_start=self._services.warming.start,
            on_end=self._finish,
            log_config=None,
            trusted_proxies=settings.trusted_proxies,
            user_header=settings.proxy_user_header,
        )

    async def _finish(self) -> None:
        await self._services.answers.finish(self._services.settings.shutdown_seconds)
        self._page.let_go()


def serve(settings: Settings, announce: Callable[[str], None] = print) -> None:
    """Serve until interrupted.

    Args:
        settings: what to serve, where, and with how many processes.
        announce: told, a line at a time, where it is.

    Raises:
        AssistantError: the index or the conversations can't be opened, or the address or port not
            be listened on.
        SettingsError: the settings ask for what can't be.
    """
    if settings.workers > 1 and settings.mcp:
        raise SettingsError("workers offer no tools for MCP clients: leave out workers or mcp")
    gate = open_gate(settings)
    log_as_json()
    if settings.workers > 1:
        if gate is not None:
            gate.close()  # each worker opens its own
        serve_with_workers(settings, announce)
        return
    with opened(settings, gate) as found:
        server = AnswerServer(
            found.assistant,
            settings,
            feedback=found.feedback,
            conversations=found.conversations,
            library=found.library,
            gate=gate,
        )
        server.run(lambda: announce(f"Serving at {server.url} (Ctrl+C stops it)."))
