"""The server of the web chat."""

import errno
import logging
import socket
import webbrowser
from collections.abc import Callable
from contextlib import ExitStack, closing, nullcontext
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Self, cast

import gradio as gr
import uvicorn
from fastapi import FastAPI
from gradio.routes import App
from starlette.routing import Mount, Route

from assistant.conversation_store import ConversationStore, open_conversations
from assistant.errors import AssistantError, SettingsError
from assistant.feedback import FeedbackLog, settings_to_keep
from assistant.library import Library, open_library
from assistant.settings import Settings
from assistant.web.answers import Answers
from assistant.web.content_policy import ContentPolicy
from assistant.web.keeping import Keeping
from assistant.web.mcp_tools import PATH, McpTools
from assistant.web.page import build_app, page_words
from assistant.web.protocols import ChatAssistant
from assistant.web.readers import ReaderCookie
from assistant.web.routes import routes
from assistant.web.theme import theme
from assistant.web.warming import Warming

_HERE = Path(__file__).parent
_STYLES = (
    "style.css",
    "page.css",
    "sidebar.css",
    "conversation.css",
    "quote_card.css",
    "article.css",
    "library.css",
)
# A finger's first tap is quote_card.js's to stop.
_SCRIPTS = ("quote_card.js", "page.js", "library.js")
# What is too large is told file by file; only what is far too large is not even taken.
_FAR_TOO_LARGE = 4
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
            McpTools(assistant, answers, accounts, only_loopback=_is_loopback(host))
            if mcp
            else None
        )
        self._socket = _listen(host, port)
        self.host, self.port = host, int(self._socket.getsockname()[1])
        self._warming = Warming(assistant)
        keeping = Keeping(conversations)
        page = build_app(assistant, self._warming, feedback, keeping, answers, library)
        own_routes = routes(assistant, keeping, may_upload=library is not None)
        app = _application(page, accounts, own_routes, tools, library)
        if keeping.offered:
            app.add_middleware(ReaderCookie)
        config = uvicorn.Config(
            app, log_level="warning", timeout_graceful_shutdown=_SECONDS_TO_FINISH
        )
        (gradio_app,) = (route.app for route in app.routes if isinstance(route, Mount))
        self._server = _Server(config, cast(App, gradio_app))
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
        read_only = auth is None and not _is_loopback(host)
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
            if auth is None and not _is_loopback(host):
                announce("Anyone who reaches this machine can read the articles: see --auth.")
            if open_browser:
                Thread(target=webbrowser.open, args=(server.url,), daemon=True).start()

        server.run(ready)


class _Server(uvicorn.Server):
    """Uvicorn that says when it can be reached."""

    def __init__(self, config: uvicorn.Config, gradio_app: App) -> None:
        super().__init__(config)
        self._gradio_app = gradio_app
        self.when_ready: Callable[[], None] = lambda: None
        self._ready = Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._ready.set()
        if self.started:
            self.when_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._gradio_app.stop_event.set()  # or each open page holds the server up
        # An answer that is cut off now is no error to report.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets=sockets)

    def wait_until_ready(self) -> None:
        self._ready.wait()


def _application(
    page: gr.Blocks,
    accounts: list[tuple[str, str]] | None,
    own_routes: list[Route],
    tools: McpTools | None,
    library: Library | None,
) -> FastAPI:
    # FastAPI's own documentation pages load their scripts from elsewhere.
    app = FastAPI(
        docs_url=None, redoc_url=None, openapi_url=None, lifespan=tools.run if tools else None
    )
    app.add_middleware(ContentPolicy)
    if tools is not None:
        own_routes = [*own_routes, Route(PATH, tools)]
    gr.mount_gradio_app(
        app,
        page.queue(),
        path="/",
        app_kwargs={"routes": own_routes, "openapi_url": None},
        auth=accounts,
        theme=theme(),
        head=_head(),
        favicon_path=str(_HERE / "icon.png"),
        max_file_size=library.most_bytes * _FAR_TOO_LARGE if library else None,
        i18n=page_words(),
        footer_links=[],
        show_error=True,
        run_history=False,  # it would keep questions in the browser and offer to send them away
        enable_monitoring=False,
        mcp_server=False,  # see mcp_tools.py
        ssr_mode=False,
        pwa=False,
    )
    return app


def _head() -> str:
    """Our styles and scripts. Handed over as `css`, Gradio would confine it to its container."""
    style = "\n".join((_HERE / name).read_text(encoding="utf-8") for name in _STYLES)
    scripts = "".join(f'<script src="web/{name}" defer></script>' for name in _SCRIPTS)
    return f"<style>{style}</style>{scripts}"


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens there already, so that the port can't be lost to another program."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise AssistantError(
                f"port {port} is in use: stop what listens there, or choose another with --port"
            ) from error
        raise AssistantError(
            f"can't listen on {host} port {port} ({error.strerror}): choose another with --host "
            "and --port"
        ) from error


def _accounts(auth: str | None) -> list[tuple[str, str]] | None:
    if auth is None:
        return None
    user, separator, password = auth.partition(":")
    if not (user and separator and password):
        raise SettingsError("auth must be USER:PASSWORD, both given")
    return [(user, password)]


def _is_loopback(host: str) -> bool:
    return host in {"localhost", "::1"} or host.startswith("127.")
