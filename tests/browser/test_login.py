"""The log-in as a reader meets it: the page before the chat, and the way out of it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.access.account import Role
from assistant.access.account_store import AccountStore
from assistant.access.gate import Gate
from assistant.conversation_store import ConversationStore
from assistant.library import open_library
from assistant.settings import Settings
from assistant.web import ChatServer
from index.article_index import ArticleIndex
from tests.integration.web.scripted_assistant import (
    LIGHTHOUSE,
    ScriptedAssistant,
    answer,
    cite,
    script_of,
)

PASSWORD = "correct horse"
QUESTION = "Wann fährt die Fähre?"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ChatServer]:
    """A chat over one article, which ann may read and eve may edit."""
    store = AccountStore(f"sqlite:///{tmp_path / 'kept.sqlite'}")
    store.add("ann", PASSWORD, Role.READER)
    store.add("eve", PASSWORD, Role.EDITOR)
    conversations = ConversationStore(f"sqlite:///{tmp_path / 'kept.sqlite'}")
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.md").write_text("A ferry leaves every hour.", encoding="utf-8")
    with ArticleIndex.open(tmp_path / "index") as index:
        index.sync(tmp_path / "articles")
        library = open_library(index, Settings.load(), named=True)
        assert library is not None
        assistant = ScriptedAssistant(index=index)
        quotes = [
            cite(1, LIGHTHOUSE, "Le phare du cap date de 1863."),
            cite(2, LIGHTHOUSE, "Sa lanterne porte à vingt milles."),
        ]
        told = answer(QUESTION, "Stündlich [1][2].", *quotes, language="de")
        assistant.scripts[QUESTION] = script_of(told)
        with ChatServer(
            assistant,
            Settings.load(port=0),
            gate=Gate(store),
            conversations=conversations,
            library=library,
        ) as running:
            yield running
        library.close()
    conversations.close()
    store.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="de-DE")
    yield context.new_page()
    context.close()


def log_in(page: Page, server: ChatServer, name: str, password: str = PASSWORD) -> None:
    page.goto(server.url)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Passwort").fill(password)
    page.get_by_role("button", name="Anmelden").click()


def test_reader_logs_in_asks_and_logs_out(page: Page, server: ChatServer) -> None:
    log_in(page, server, "ann", "guess")
    expect(page.get_by_role("alert")).to_have_text("Name oder Passwort ist falsch.")
    log_in(page, server, "ann")
    box = page.locator("#question-box textarea")
    box.fill(QUESTION)
    box.press("Enter")
    expect(page.locator(".answer")).to_be_visible()
    page.get_by_role("link", name="Abmelden").click()
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("button", name="Anmelden")).to_be_visible()
    page.goto(server.url)
    expect(page.get_by_label("Passwort")).to_be_visible()


def test_quote_that_is_to_be_translated_when_the_session_has_ended_leads_to_the_log_in_and_back(
    page: Page, server: ChatServer
) -> None:
    log_in(page, server, "ann")
    box = page.locator("#question-box textarea")
    box.fill(QUESTION)
    box.press("Enter")
    offered = page.locator(".translation.awaited")
    expect(offered).to_have_count(1)
    expect(page).to_have_url(re.compile("conversation="))
    page.context.clear_cookies()
    offered.locator("summary").click()
    page.get_by_label("Name").fill("ann")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.locator(".answer")).to_contain_text("Stündlich")


@pytest.mark.parametrize(("name", "may_add"), [("ann", False), ("eve", True)])
def test_only_editors_are_shown_how_to_add_articles(
    page: Page, server: ChatServer, name: str, may_add: bool
) -> None:
    log_in(page, server, name)
    page.locator("#articles-button").click()
    expect(page.locator("#library-articles")).to_contain_text("a.md")
    expect(page.locator("#library-drop")).to_be_visible(visible=may_add)
