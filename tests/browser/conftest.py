"""A Chromium, and readers in it whose every request and error is on record."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from assistant.conversation_store import ConversationStore
from assistant.feedback import FeedbackLog
from assistant.web import ChatServer
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


# Not for the whole session: Playwright keeps an event loop running in this thread, and tests of
# asynchronous code need one of their own.
@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


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
    assistant: ScriptedAssistant, ratings: Path, conversations: ConversationStore
) -> Iterator[ChatServer]:
    log = FeedbackLog(ratings, {})
    with ChatServer(assistant, port=0, feedback=log, conversations=conversations) as running:
        yield running


Visit = Callable[..., Reader]


@pytest.fixture
def visit(browser: Browser, server: ChatServer) -> Iterator[Visit]:
    """Opens the chat for a new reader; keyword arguments are those of a browser context."""
    contexts = []

    def come(path: str = "", **options: object) -> Reader:
        context = browser.new_context(**{"locale": "en-GB", **options})  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        reader = Reader(context.new_page(), server.url)
        context.on("request", lambda request: reader.requested.append(request.url))
        reader.page.on("pageerror", lambda error: reader.errors.append(str(error)))
        reader.page.on("dialog", lambda dialog: reader.errors.append(f"dialog {dialog.message}"))
        reader.page.goto(server.url + path)
        if not path:
            expect(reader.box).to_be_visible()
        return reader

    yield come
    for context in contexts:
        context.close()


@pytest.fixture
def reader(visit: Visit) -> Reader:
    """A reader with the chat open on a wide page."""
    return visit(viewport={"width": 1280, "height": 800})
