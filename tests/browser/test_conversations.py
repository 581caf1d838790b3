"""Conversations that are kept: found again, changed, exported and deleted."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from threading import Event as Gate

import pytest
from playwright.sync_api import expect

from assistant.conversation_store import ConversationStore
from assistant.errors import AssistantError
from assistant.events import StageStarted, TextDelta
from assistant.feedback import read_feedback
from assistant.settings import Settings
from assistant.web import ChatServer
from tests.browser.conftest import Reader, Visit
from tests.browser.test_chat import CLOSED, CLOSED_ANSWER, LIGHT, LIGHT_ANSWER
from tests.integration.web.scripted_assistant import ScriptedAssistant, script_of

WIDE = {"width": 1280, "height": 800}


@pytest.fixture(autouse=True)
def scripts(assistant: ScriptedAssistant) -> None:
    assistant.scripts[CLOSED] = script_of(CLOSED_ANSWER)
    assistant.scripts[LIGHT] = script_of(LIGHT_ANSWER)


def ask_and_wait(reader: Reader, question: str, answer: str) -> None:
    reader.ask(question)
    expect(reader.answers.last).to_contain_text(answer)
    expect(reader.page).to_have_url(re.compile(r"conversation=[0-9a-f]{32}"))


def two_conversations(reader: Reader) -> None:
    ask_and_wait(reader, CLOSED, "undermined")
    reader.page.get_by_role("button", name="New conversation").click()
    expect(reader.answers).to_have_count(0)
    ask_and_wait(reader, LIGHT, "Twenty miles")
    expect(reader.page.locator("#conversations label")).to_have_count(2)


def test_conversations_are_listed_by_their_first_question(reader: Reader) -> None:
    two_conversations(reader)
    expect(reader.page.locator("#conversations label")).to_have_text([LIGHT, CLOSED])


def test_earlier_conversation_is_opened_and_gone_on_with(
    reader: Reader, assistant: ScriptedAssistant
) -> None:
    two_conversations(reader)
    reader.page.locator("#conversations label", has_text=CLOSED).click()
    expect(reader.answers).to_contain_text("undermined")
    reader.ask("And for how long?")
    expect(reader.answers).to_have_count(2)
    expect(reader.answers.last).to_contain_text("do not answer")
    question, history = assistant.asked[-1]
    assert (question, [turn.question for turn in history]) == ("And for how long?", [CLOSED])


def test_word_on_an_answer_waits_for_its_conversation_to_be_opened_again(
    reader: Reader, ratings: Path
) -> None:
    ask_and_wait(reader, CLOSED, "undermined")
    reader.page.get_by_role("button", name="Dislike").click()
    word = reader.page.locator("#comment-box textarea")
    word.fill("It was a ship.")
    reader.page.get_by_role("button", name="New conversation").click()
    expect(word).not_to_be_visible()
    ask_and_wait(reader, LIGHT, "Twenty miles")
    expect(word).not_to_be_visible()
    reader.page.locator("#conversations label", has_text=CLOSED).click()
    expect(word).to_have_value("It was a ship.")
    word.press("Enter")
    expect(word).not_to_be_visible()
    (kept,) = read_feedback(ratings)
    assert (kept.rating, kept.comment, kept.question) == ("bad", "It was a ship.", CLOSED)


def test_reload_finds_the_conversation_again(reader: Reader) -> None:
    ask_and_wait(reader, CLOSED, "undermined")
    reader.page.reload()
    expect(reader.answers).to_contain_text("undermined")
    reader.page.locator("a.marker").first.click()
    expect(reader.panel.locator("mark").first).to_be_visible()


def test_answer_that_a_reload_cut_off_is_marked_and_can_be_asked_again(
    reader: Reader, assistant: ScriptedAssistant
) -> None:
    gate = Gate()
    assistant.scripts[CLOSED] = [StageStarted(stage="write"), TextDelta(text="A pillar had"), gate]
    reader.ask(CLOSED)
    expect(reader.answers).to_contain_text("A pillar had")
    expect(reader.page).to_have_url(re.compile("conversation="))
    reader.page.reload()
    expect(reader.answers).to_contain_text("Stopped")
    assistant.scripts[CLOSED] = script_of(CLOSED_ANSWER)
    reader.page.get_by_role("button", name="Retry").click()
    expect(reader.answers).to_contain_text("undermined")
    gate.set()
    assistant.left.wait()
    reader.page.reload()
    expect(reader.answers).to_have_count(1)


@pytest.fixture
def restarted() -> Iterator[list[ChatServer]]:
    """Servers that a test started beside the first one."""
    started: list[ChatServer] = []
    yield started
    for again in started:
        again.__exit__(None, None, None)


def test_restarted_server_goes_on_where_the_page_stood(
    reader: Reader,
    server: ChatServer,
    assistant: ScriptedAssistant,
    conversations: ConversationStore,
    restarted: list[ChatServer],
) -> None:
    ask_and_wait(reader, CLOSED, "undermined")
    port = server.port
    server.__exit__(None, None, None)
    again = ChatServer(assistant, Settings.load(port=port), conversations=conversations)
    restarted.append(again.__enter__())
    reader.page.reload()
    expect(reader.answers).to_contain_text("undermined")
    reader.ask(LIGHT)
    expect(reader.answers.last).to_contain_text("Twenty miles")
    assert [turn.question for turn in assistant.asked[-1][1]] == [CLOSED]


def test_question_is_changed_and_takes_its_own_place(
    reader: Reader, assistant: ScriptedAssistant
) -> None:
    ask_and_wait(reader, CLOSED, "undermined")
    ask_and_wait(reader, "How far?", "do not answer")
    reader.page.get_by_role("button", name="Change the question").click()
    expect(reader.box).to_have_value("How far?")
    expect(reader.page.locator(".editing")).to_be_visible()
    reader.ask(LIGHT)
    expect(reader.answers.last).to_contain_text("Twenty miles")
    expect(reader.answers).to_have_count(2)
    assert [turn.question for turn in assistant.asked[-1][1]] == [CLOSED]
    reader.page.reload()
    expect(reader.answers).to_have_count(2)
    expect(reader.page.locator(".user").last).to_contain_text(LIGHT)


def test_change_is_given_up_with_an_empty_box(reader: Reader) -> None:
    ask_and_wait(reader, CLOSED, "undermined")
    reader.page.get_by_role("button", name="Change the question").click()
    expect(reader.box).to_have_value(CLOSED)
    reader.ask("")
    expect(reader.page.locator(".editing")).to_have_count(0)
    expect(reader.answers).to_contain_text("undermined")


def test_answer_goes_on_while_the_reader_looks_elsewhere(
    reader: Reader, assistant: ScriptedAssistant
) -> None:
    ask_and_wait(reader, CLOSED, "undermined")
    reader.page.get_by_role("button", name="New conversation").click()
    expect(reader.answers).to_have_count(0)
    gate = Gate()
    assistant.scripts[LIGHT] = [gate, *script_of(LIGHT_ANSWER)]
    reader.ask(LIGHT)
    labels = reader.page.locator("#conversations label")
    expect(labels).to_have_count(2)
    labels.filter(has_text=CLOSED).click()
    expect(reader.answers).to_contain_text("undermined")
    gate.set()
    expect(reader.page.locator("#question-box").get_by_text("Ask", exact=True)).to_be_visible()
    assistant.left.wait()
    expect(reader.answers).not_to_contain_text("Twenty miles")
    labels.filter(has_text=LIGHT).click()
    expect(reader.answers).to_contain_text("Twenty miles")


def test_conversation_is_deleted_only_when_that_is_confirmed(reader: Reader) -> None:
    two_conversations(reader)
    delete = reader.page.get_by_role("button", name="Delete this conversation")
    delete.click()
    reader.page.get_by_role("button", name="Keep", exact=True).click()
    expect(reader.page.locator("#conversations label")).to_have_count(2)
    delete.click()
    reader.page.get_by_role("button", name="Delete", exact=True).click()
    expect(reader.page.locator("#conversations label")).to_have_count(1)
    expect(reader.answers).to_have_count(0)
    reader.page.reload()
    expect(reader.page.locator("#conversations label")).to_have_count(1)
    expect(reader.page.locator("#conversations label")).to_have_text([CLOSED])


@pytest.mark.parametrize(("link", "suffix"), [("Save as Markdown", "md"), ("Save as JSON", "json")])
def test_conversation_is_exported(reader: Reader, link: str, suffix: str) -> None:
    ask_and_wait(reader, CLOSED, "undermined")
    with reader.page.expect_download() as download:
        reader.page.get_by_role("link", name=link).click()
    assert download.value.suggested_filename == f"why-was-the-bridge-closed.{suffix}"
    content = download.value.path().read_text(encoding="utf-8")
    assert "A pillar had been undermined" in content
    if suffix == "json":
        (exchange,) = json.loads(content)["exchanges"]
        assert exchange["answer"]["citations"][0]["quote"].startswith("Im Juni")


def test_another_reader_finds_nothing_of_it(reader: Reader, visit: Visit) -> None:
    ask_and_wait(reader, CLOSED, "undermined")
    export = reader.page.get_by_role("link", name="Save as JSON").get_attribute("href")
    other = visit(viewport=WIDE)
    expect(other.page.locator("#conversations label")).to_have_count(0)
    other.page.goto(reader.page.url)
    expect(other.box).to_be_visible()
    expect(other.answers).to_have_count(0)
    assert export is not None
    assert other.page.request.get(other.url + export).status == 404


def test_hostile_question_is_a_plain_title(reader: Reader) -> None:
    hostile = "<img src=x onerror=window.hacked=1> **why**?"
    ask_and_wait(reader, hostile, "do not answer")
    expect(reader.page.locator("#conversations label")).to_have_text(hostile)
    assert reader.page.evaluate("window.hacked") is None


def test_phone_shows_the_list_on_demand_and_makes_way_again(visit: Visit) -> None:
    narrow = visit(viewport={"width": 360, "height": 740})
    ask_and_wait(narrow, CLOSED, "undermined")
    narrow.page.get_by_role("button", name="New conversation").click()
    expect(narrow.answers).to_have_count(0)
    toggle = narrow.page.get_by_role("button", name="Conversations")
    expect(toggle).to_have_attribute("aria-expanded", "false")
    toggle.click()
    narrow.page.locator("#conversations label", has_text=CLOSED).click()
    expect(narrow.answers).to_contain_text("undermined")
    expect(toggle).to_have_attribute("aria-expanded", "false")


def test_store_that_fails_takes_no_answer_from_its_reader(
    reader: Reader, conversations: ConversationStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise AssistantError("conversations can't be kept in the file: the disk is full")

    monkeypatch.setattr(conversations, "add", full)
    monkeypatch.setattr(conversations, "update", full)
    reader.ask(CLOSED)
    expect(reader.answers).to_contain_text("undermined")
    expect(reader.page.get_by_text("the disk is full").first).to_be_visible()
