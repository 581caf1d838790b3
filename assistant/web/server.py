"""The server of the web chat."""

import webbrowser
from collections.abc import Callable
from contextlib import ExitStack, closing, nullcontext
from pathlib import Path
from threading import Thread

from assistant.conversation_store import ConversationStore, open_conversations
from assistant.errors import SettingsError
from assistant.feedback import FeedbackLog, settings_to_keep
from assistant.library import Library, open_library
from assistant.settings import Settings
from assistant.web.answers import ANSWERS_AT_ONCE, Answers
from assistant.web.application import page_application
from assistant.web.http_server import HttpServer
from assistant.web.listening import is_loopback
from assistant.web.mcp_tools import PATH, McpTools
from assistant.web.protocols import ChatAssistant
from assistant.web.warming import Warming


class ChatServer(HttpServer):
    """Serves the chat over an assistant.

        with ChatServer(assistant, port=0) as server:
            print(server.url)

    Args:
        assistant: answers the questions.
        host: address to listen on.
        port: port to listen on; 0 takes any free one.
        auth: USER:PASSWORD that readers must give, or None.
        feedback: where readers' ratings are kept; None offers none.
        conversations: where readers' conversations are kept; None keeps none.
        answer_seconds: an answer ends after that long without a sign of life from the model.
        mcp: whether MCP clients get tools at /mcp.
        library: adds and removes articles; None lets nobody do so.
        answers_at_once: as many answers are written at the same time.
        queue_length: as many questions wait; None lets any number wait.

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
        mcp: bool = False,
        library: Library | None = None,
        answers_at_once: int = ANSWERS_AT_ONCE,
        queue_length: int | None = None,
    ) -> None:
        accounts = _accounts(auth)
        answers = Answers(
            assistant,
            at_once=answers_at_once,
            most_seconds=answer_seconds,
            most_waiting=queue_length,
        )
        tools = (
            McpTools(assistant, answers, accounts, only_loopback=is_loopback(host)) if mcp else None
        )
        warming = Warming(assistant)
        self._page = page_application(
            assistant,
            answers,
            warming,
            feedback=feedback,
            conversations=conversations,
            library=library,
            accounts=accounts,
            tools=tools,
        )
        super().__init__(
            self._page.app, host=host, port=port, on_start=warming.start, on_end=self._let_go
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
    """
    from assistant.assistant import Assistant  # loads heavy libraries

    host, auth = host or settings.host, auth or settings.auth
    folder = index or settings.index
    read_only = settings.read_only
    if read_only is None:
        read_only = auth is None and not is_loopback(host)
    conversations = open_conversations(settings, folder or settings.articles)
    with (
        closing(conversations) if conversations else nullcontext(),
        Assistant.open(folder, settings=settings) as assistant,
        ExitStack() as stack,
    ):
        library = None if read_only else open_library(assistant.index, settings, named=bool(folder))
        if library is not None:
            stack.callback(library.close)
        server = ChatServer(
            assistant,
            host=host,
            port=settings.port if port is None else port,
            auth=auth,
            feedback=FeedbackLog(
                settings.feedback or settings.cache / "feedback.jsonl", settings_to_keep(settings)
            ),
            conversations=conversations,
            answer_seconds=settings.answer_seconds,
            mcp=settings.mcp,
            library=library,
            answers_at_once=settings.answers_at_once,
            queue_length=settings.queue_length,
        )

        def ready() -> None:
            announce(f"The chat is at {server.url} (Ctrl+C stops it).")
            if settings.mcp:
                announce(f"Its tools for MCP clients are at {server.url.rstrip('/')}{PATH}.")
            if auth is None and not is_loopback(host):
                announce("Anyone who reaches this machine can read the articles: see --auth.")
            if open_browser:
                Thread(target=webbrowser.open, args=(server.url,), daemon=True).start()

        server.run(ready)


def _accounts(auth: str | None) -> list[tuple[str, str]] | None:
    if auth is None:
        return None
    user, separator, password = auth.partition(":")
    if not (user and separator and password):
        raise SettingsError("auth must be USER:PASSWORD, both given")
    return [(user, password)]
