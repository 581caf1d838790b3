"""What a reader of the last test leaves to the one of the next."""

from playwright.sync_api import BrowserContext

from assistant.web import ChatServer
from tests.browser.contexts import Contexts

READ = "[localStorage.getItem('kept'), document.cookie]"
CLIPBOARD = "navigator.permissions.query({ name: 'clipboard-read' }).then(it => it.state)"


def visited(context: BrowserContext, server: ChatServer, *, leaves: bool) -> list[str | None]:
    """What is found by a reader, who leaves something of each kind."""
    page = context.new_page()
    page.goto(f"{server.url}web/page.js")  # any page of the server's
    found: list[str | None] = [*page.evaluate(READ), page.evaluate(CLIPBOARD)]
    if leaves:
        page.evaluate("localStorage.setItem('kept', 'it'); document.cookie = 'kept=it'")
        context.grant_permissions(["clipboard-read"])
        assert page.evaluate(READ) == ["it", "kept=it"]
    return found


def test_reader_finds_nothing_of_the_last_one(contexts: Contexts, server: ChatServer) -> None:
    options = {"locale": "en-NZ"}  # which no other test has
    with contexts.lent(options, server.url) as first:
        before = visited(first, server, leaves=True)
    with contexts.lent(options, server.url) as second, contexts.lent(options, server.url) as third:
        assert second is first
        assert third is not first
        assert second.pages == []
        assert visited(second, server, leaves=False) == before
