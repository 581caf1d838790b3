"""The server of the web chat."""

import webbrowser
from collections.abc import Callable, Collection
from pathlib import Path
from threading import Thread

from assistant.access.gate import Gate, open_gate, others_can_come, single_account
from assistant.access.own_hosts import guarded, host_names
from assistant.access.throttle import Throttle
from assistant.conversation_store import ConversationStore
from assistant.feedback import FeedbackLog
from assistant.library import Library
from assistant.settings import Settings
from assistant.web.answers import ANSWERS_AT_ONCE, Answers
from assistant.web.application import page_application
from assistant.web.body_limit import BodyLimit
from assistant.web.http_server import HttpServer
from assistant.web.listening import LOOPBACK, is_loopback
from assistant.web.mcp_tools import PATH, McpTools
from assistant.web.opening import opened
from assistant.web.protocols import ChatAssistant
from assistant.web.searches import Searches
from assistant.web.warming import Warming


class ChatServer(HttpServer):
    """Serves the chat over an assistant.

        with ChatServer(assistant, port=0) as server:
            print(server.url)

    Args:
        assistant: answers the questions.
        host: address to listen on.
        port: port to listen on; 0 takes any free one.
        auth: USER:PASSWORD of the one account that may ask; None where `gate` or nobody decides.
        feedback: where readers' ratings are kept; None offers none.
        conversations: where readers' conversations are kept; None keeps none.
        answer_seconds: an answer ends after that long without a sign of life from the model.
        request_seconds: a translation, or a program's answer or search, ends after that long.
        mcp: whether MCP clients get tools at /mcp.
        library: adds and removes articles; None lets nobody do so.
        answers_at_once: as many answers are written at the same time.
        queue_length: as many questions wait, and searches by programs; None lets any number wait.
        gate: knows who may ask; None lets everybody.
        questions_per_minute: of an account.
        trusted_proxies: see `TrustedProxies`.
        user_header: the same.
        allowed_hosts: see `OwnHosts`.

    Raises:
        AssistantError: the address or port can't be listened on, or `mcp` lacks its package.
        SettingsError: `auth` is not USER:PASSWORD.
    """

    def __init__(
        self,
        assistant: ChatAssistant,
        *,
        host: str = "127.0.0.1",
        port: int = 7860,
        auth: str | None = None,
        feedback: FeedbackLog | None = None,
        conversations: ConversationStore | None = None,
        answer_seconds: float = 300.0,
        request_seconds: float = 600.0,
        mcp: bool = False,
        library: Library | None = None,
        answers_at_once: int = ANSWERS_AT_ONCE,
        queue_length: int | None = None,
        gate: Gate | None = None,
        questions_per_minute: int = 60,
        trusted_proxies: str = LOOPBACK,
        user_header: str | None = None,
        allowed_hosts: Collection[str] = (),
    ) -> None:
        gate = Gate(None, single_account(auth)) if auth is not None else gate
        answers = Answers(
            assistant,
            at_once=answers_at_once,
            most_seconds=answer_seconds,
            most_waiting=queue_length,
            throttle=Throttle(questions_per_minute) if gate else None,
        )
        tools = None
        searches = Searches(
            assistant, answers, most_seconds=request_seconds, most_waiting=queue_length
        )
        if mcp:
            tools = McpTools(
                assistant,
                answers,
                searches,
                most_seconds=request_seconds,
                only_loopback=is_loopback(host),
                allowed_hosts=allowed_hosts,
            )
        warming = Warming(assistant)
        self._page = page_application(
            assistant,
            answers,
            warming,
            feedback=feedback,
            conversations=conversations,
            library=library,
            tools=tools,
            searches=searches,
            guarded=gate is not None,
            request_seconds=request_seconds,
        )
        super().__init__(
            BodyLimit(guarded(self._page.app, gate, host=host, allowed_hosts=allowed_hosts)),
            host=host,
            port=port,
            on_start=warming.start,
            on_end=self._let_go,
            trusted_proxies=trusted_proxies,
            user_header=user_header,
        )

    async def _let_go(self) -> None:
        self._page.let_go()


def launch(
    settings: Settings,
    *,
    index: str | Path | None = None,
    host: str | None = None,
    port: int | None = None,
    auth: str | None = None,
    open_browser: bool = True,
    announce: Callable[[str], None] = print,
) -> None:
    """Open the assistant and serve its chat until interrupted.

    Args:
        settings: what holds where no argument says otherwise.
        index: folder of the index; the bundled articles when neither it nor the settings name one.
        host: address to listen on.
        port: port to listen on.
        auth: USER:PASSWORD that readers must give.
        open_browser: whether to show the page in the reader's browser.
        announce: told, a line at a time, where the chat is.

    Raises:
        AssistantError: the index or the conversations can't be opened, or the address or port not
            be listened on.
        SettingsError: others can reach it, and nobody could log in.
    """
    named = {"host": host, "port": port, "auth": auth}
    settings = settings.model_copy(update={k: v for k, v in named.items() if v is not None})
    gate = open_gate(settings)
    with opened(settings, gate, index) as found:
        server = ChatServer(
            found.assistant,
            host=settings.host,
            port=settings.port,
            gate=gate,
            questions_per_minute=settings.questions_per_minute,
            trusted_proxies=settings.trusted_proxies,
            user_header=settings.proxy_user_header,
            allowed_hosts=host_names(settings.allowed_hosts),
            feedback=found.feedback,
            conversations=found.conversations,
            answer_seconds=settings.answer_seconds,
            request_seconds=settings.request_seconds,
            mcp=settings.mcp,
            library=found.library,
            answers_at_once=settings.answers_at_once,
            queue_length=settings.queue_length,
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
