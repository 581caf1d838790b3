"""The server of the web chat."""

import logging
import socket
import webbrowser
from collections.abc import Callable
from contextlib import ExitStack, closing, nullcontext
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Self

import uvicorn

from assistant.conversation_store import ConversationStore, open_conversations
from assistant.errors import SettingsError
from assistant.feedback import FeedbackLog, settings_to_keep
from assistant.library import Library, open_library
from assistant.settings import Settings
from assistant.web.answers import Answers
from assistant.web.application import PageApplication, page_application
from assistant.web.listening import is_loopback, listen
from assistant.web.mcp_tools import PATH, McpTools
from assistant.web.protocols import ChatAssistant
from assistant.web.warming import Warming

_SECONDS_TO_FINISH = 2  # for answers under way when the server is stopped


class ChatServer:
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
    ) -> None:
        accounts = _accounts(auth)
        answers = Answers(assistant, most_seconds=answer_seconds)
        tools = (
            McpTools(assistant, answers, accounts, only_loopback=is_loopback(host)) if mcp else None
        )
        self._socket = listen(host, port)
        self.host, self.port = host, int(self._socket.getsockname()[1])
        self._warming = Warming(assistant)
        page = page_application(
            assistant,
            answers,
            self._warming,
            feedback=feedback,
            conversations=conversations,
            library=library,
            accounts=accounts,
            tools=tools,
        )
        config = uvicorn.Config(
            page.app, log_level="warning", timeout_graceful_shutdown=_SECONDS_TO_FINISH
        )
        self._server = _Server(config, page)
        self._thread: Thread | None = None

    @property
    def url(self) -> str:
        """Where a browser on this machine finds the chat."""
        name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - compared, not bound
        return f"http://{f'[{name}]' if ':' in name else name}:{self.port}/"

    def run(self, when_ready: Callable[[], None] = lambda: None) -> None:
        """Serve until interrupted; the model loads once the page can be reached."""

        def ready() -> None:
            self._warming.start()
            when_ready()

        self._server.when_ready = ready
        try:
            self._server.run(sockets=[self._socket])
        except KeyboardInterrupt:
            pass
        finally:
            self._socket.close()

    def __enter__(self) -> Self:
        self._thread = Thread(target=self.run, name="web chat", daemon=True)
        self._thread.start()
        self._server.wait_until_ready()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join()


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


class _Server(uvicorn.Server):
    """Uvicorn that says when it can be reached."""

    def __init__(self, config: uvicorn.Config, page: PageApplication) -> None:
        super().__init__(config)
        self._page = page
        self.when_ready: Callable[[], None] = lambda: None
        self._ready = Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._ready.set()
        if self.started:
            self.when_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._page.let_go()
        # An answer that is cut off now is no error to report.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets=sockets)

    def wait_until_ready(self) -> None:
        self._ready.wait()


def _accounts(auth: str | None) -> list[tuple[str, str]] | None:
    if auth is None:
        return None
    user, separator, password = auth.partition(":")
    if not (user and separator and password):
        raise SettingsError("auth must be USER:PASSWORD, both given")
    return [(user, password)]
