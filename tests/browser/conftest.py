"""A Chromium, and readers in it whose every request and error is on record."""

import os
import random
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, expect, sync_playwright

from assistant.conversation_store import ConversationStore
from assistant.feedback import FeedbackLog
from assistant.settings import Settings
from assistant.web import ChatServer
from tests.browser.contexts import Contexts
from tests.integration.web.scripted_assistant import ScriptedAssistant

# Chromium in a container: no sandbox of its own, and none of its calls home.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60_000  # milliseconds; only a failing test waits that long
HERE = Path(__file__).resolve().parent
# Below those that systems give to whoever asks for any, so that none is lost between two servers.
PORTS = range(20_000, 32_000)
MOST_PORTS = 1000  # of one of the processes that tests are spread over
# Of the page, per context; what a reader sets otherwise is set for their page alone.
OF_A_PAGE = frozenset({"viewport", "color_scheme", "reduced_motion"})

expect.set_options(timeout=PATIENCE)


@dataclass
class Reader:
    """Someone with the chat before them."""

    page: Page
    url: str
    requested: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def box(self) -> Locator:
        return self.page.locator("#question-box textarea")

    @property
    def answers(self) -> Locator:
        return self.page.locator(".answer")

    @property
    def panel(self) -> Locator:
        return self.page.locator("#article-panel")

    def ask(self, question: str) -> None:
        """Type a question and press Enter."""
        self.box.fill(question)
        self.box.press("Enter")

    def requested_elsewhere(self) -> list[str]:
        """Every request for anything but the chat's own server."""
        own = urlsplit(self.url).netloc
        return [
            url
            for url in self.requested
            if urlsplit(url).scheme not in {"data", "blob"} and urlsplit(url).netloc != own
        ]


# --- the browser ----------------------------------------------------------------------------------

_running = ExitStack()  # of Playwright, and what was started with it
_contexts: list[Contexts] = []


def _let_go() -> None:
    _contexts.clear()
    _running.close()


# Not for the whole session: Playwright keeps an event loop running in this thread, and tests of
# asynchronous code need one of their own.
@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> Iterator[None]:
    """End the browser when no test of this folder is next."""
    yield
    if nextitem is None or HERE not in nextitem.path.parents:
        _let_go()


@pytest.fixture(scope="session", autouse=True)
def browser_ends() -> Iterator[None]:
    """End it where tests were broken off, too."""
    yield
    _let_go()


@pytest.fixture
def contexts(chromium: str) -> Contexts:
    """The browser's contexts, for the tests of all files of this folder."""
    if not _contexts:
        playwright = _running.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        _running.callback(browser.close)
        _contexts.append(Contexts(browser))
    return _contexts[0]


@pytest.fixture
def browser(contexts: Contexts) -> Browser:
    return contexts.browser


# --- the chat -------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def port() -> int:
    """The port of every test's server in turn, so that what a browser keeps of the page is of use.

    Processes that tests are spread over choose among ports of their own.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first = PORTS.start + worker * MOST_PORTS % len(PORTS)
    for candidate in random.sample(range(first, first + MOST_PORTS), MOST_PORTS):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", candidate))
            except OSError:
                continue
            return candidate
    raise AssertionError(f"no port is free from {first} on")


@pytest.fixture
def assistant() -> ScriptedAssistant:
    return ScriptedAssistant()


@pytest.fixture
def ratings(tmp_path: Path) -> Path:
    """The file that readers' ratings go into."""
    return tmp_path / "feedback.jsonl"


@pytest.fixture
def conversations(tmp_path: Path) -> Iterator[ConversationStore]:
    """Where readers' conversations are kept."""
    with closing(ConversationStore(f"sqlite:///{tmp_path / 'conversations.sqlite'}")) as store:
        yield store


@pytest.fixture
def server(
    assistant: ScriptedAssistant, ratings: Path, conversations: ConversationStore, port: int
) -> Iterator[ChatServer]:
    log = FeedbackLog(ratings, {})
    with ChatServer(
        assistant, Settings.load(port=port), feedback=log, conversations=conversations
    ) as running:
        yield running


Visit = Callable[..., Reader]


@pytest.fixture
def visit(contexts: Contexts, server: ChatServer) -> Iterator[Visit]:
    """Opens the chat for a new reader; keyword arguments are those of a browser context."""
    with ExitStack() as lent:

        def come(path: str = "", **options: object) -> Reader:
            of_page = {name: options.pop(name) for name in OF_A_PAGE & options.keys()}
            context = lent.enter_context(contexts.lent({"locale": "en-GB", **options}, server.url))
            context.set_default_timeout(PATIENCE)
            page = context.new_page()
            if viewport := of_page.pop("viewport", None):
                page.set_viewport_size(viewport)  # type: ignore[arg-type]
            page.emulate_media(**of_page)  # type: ignore[arg-type]
            reader = Reader(page, server.url)

            def note(request: Request) -> None:
                reader.requested.append(request.url)

            context.on("request", note)
            lent.callback(context.remove_listener, "request", note)
            page.on("pageerror", lambda error: reader.errors.append(str(error)))
            page.on("dialog", lambda dialog: reader.errors.append(f"dialog {dialog.message}"))
            page.goto(server.url + path)
            if not path:
                expect(reader.box).to_be_visible()
            return reader

        yield come


@pytest.fixture
def reader(visit: Visit) -> Reader:
    """A reader with the chat open on a wide page."""
    return visit(viewport={"width": 1280, "height": 800})
