"""What the page's events do with a session, where the page itself could not be made to show it."""

import asyncio
from typing import Any

import pytest

from assistant.web.answers import BusyError
from assistant.web.chat import Chat
from assistant.web.exchanges import Session
from assistant.web.keeping import Keeping
from assistant.web.sidebar import Sidebar
from assistant.web.sight import Withholding
from tests.integration.web.page_requests import REQUEST
from tests.integration.web.scripted_assistant import ScriptedAssistant


def test_question_asked_before_the_list_knows_of_the_new_conversation_belongs_to_the_new_one(
    chat: Chat,
) -> None:
    session = Session()
    chat.ask("The first?", session, None, REQUEST)
    before = session.current
    chat.begin_anew(session, REQUEST)
    chat.ask("The second?", session, before.id, REQUEST)
    assert [exchange.question for exchange in session.current.exchanges] == ["The second?"]
    assert [exchange.question for exchange in before.exchanges] == ["The first?"]


def test_page_that_outlived_its_server_goes_on_with_the_conversation_that_it_shows(
    chat: Chat,
) -> None:
    session = Session()
    chat.ask("The first?", session, None, REQUEST)
    chat.stop(session, REQUEST)
    new_server = Session()
    chat.ask("The second?", new_server, session.current.id, REQUEST)
    questions = [exchange.question for exchange in new_server.current.exchanges]
    assert questions == ["The first?", "The second?"]


async def answered(chat: Chat, session: Session) -> list[tuple[Any, Any]]:
    """What the page was told until the question that waits was done with."""
    return [shown async for shown in chat.answer(session, REQUEST)]


def kept(keeping: Keeping, session: Session) -> list[str]:
    """The questions of the session's conversation as a page finds them that comes later."""
    later = Session()
    Sidebar(keeping, Withholding(ScriptedAssistant())).open(session.current.id, later, REQUEST)
    return [exchange.question for exchange in later.current.exchanges]


@pytest.mark.parametrize("failure", [BusyError("too many wait", 5), RuntimeError("it broke")])
def test_answer_stays_where_asking_again_comes_to_nothing(
    chat: Chat,
    keeping: Keeping,
    assistant: ScriptedAssistant,
    monkeypatch: pytest.MonkeyPatch,
    failure: Exception,
) -> None:
    told: list[str] = []
    monkeypatch.setattr("assistant.web.chat.gr.Warning", told.append)
    session = Session()
    chat.ask("How long is it?", session, None, REQUEST)
    asyncio.run(answered(chat, session))
    [before] = session.current.exchanges
    assert before.answer is not None
    assistant.scripts["How long is it?"] = [failure]
    chat.retry(session, REQUEST)
    assert session.current.exchanges != [before]
    asyncio.run(answered(chat, session))
    assert session.current.exchanges == [before]
    assert kept(keeping, session) == ["How long is it?"]
    assert len(told) == 1
    assert told[0]


def test_changed_question_that_comes_to_nothing_is_back_in_the_box(
    chat: Chat, assistant: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.web.chat.gr.Warning", lambda _: None)
    session = Session()
    chat.ask("How long is it?", session, None, REQUEST)
    asyncio.run(answered(chat, session))
    chat.edit(session, REQUEST)
    assistant.scripts["How wide is it?"] = [RuntimeError("it broke")]
    chat.ask("How wide is it?", session, None, REQUEST)
    *_, (_, box) = asyncio.run(answered(chat, session))
    assert box["value"] == "How wide is it?"
    assert [exchange.question for exchange in session.current.exchanges] == ["How long is it?"]


def test_changed_question_that_was_too_long_takes_its_place_once_it_is_shortened(
    chat: Chat, keeping: Keeping
) -> None:
    session = Session()
    chat.ask("How long is it?", session, None, REQUEST)
    asyncio.run(answered(chat, session))
    chat.edit(session, REQUEST)
    chat.ask("x" * 4001, session, None, REQUEST)
    chat.ask("How wide is it?", session, None, REQUEST)
    asyncio.run(answered(chat, session))
    assert [exchange.question for exchange in session.current.exchanges] == ["How wide is it?"]
    assert kept(keeping, session) == ["How wide is it?"]


def test_new_answer_takes_the_place_of_the_one_before(chat: Chat, keeping: Keeping) -> None:
    session = Session()
    chat.ask("How long is it?", session, None, REQUEST)
    asyncio.run(answered(chat, session))
    [before] = session.current.exchanges
    chat.retry(session, REQUEST)
    asyncio.run(answered(chat, session))
    [after] = session.current.exchanges
    assert after.id != before.id
    assert after.answer is not None
    assert kept(keeping, session) == ["How long is it?"]


def test_question_that_is_too_long_is_refused_before_anything_is_kept(
    chat: Chat, keeping: Keeping
) -> None:
    session = Session()
    shown, box = chat.ask("x" * 4001, session, None, REQUEST)
    assert "value" not in box
    [refused] = session.current.exchanges
    assert "4000" in refused.failure
    assert "x" * 100 in str(shown)
    assert "x" * 250 not in str(shown)
    assert not session.current.waiting
    assert kept(keeping, session) == []


def test_question_that_is_too_long_is_refused_again_where_it_is_tried_again(
    chat: Chat, keeping: Keeping, assistant: ScriptedAssistant
) -> None:
    session = Session()
    chat.ask(" ".join(["long"] * 1000), session, None, REQUEST)
    _, box = chat.retry(session, REQUEST)
    assert "value" not in box
    asyncio.run(answered(chat, session))
    [refused] = session.current.exchanges
    assert "4000" in refused.failure
    assert assistant.asked == []
    assert kept(keeping, session) == []


def test_question_that_is_too_long_comes_back_whole_to_be_shortened(
    chat: Chat, keeping: Keeping
) -> None:
    session = Session()
    question = " ".join(["long"] * 1000)
    chat.ask(question, session, None, REQUEST)
    shown, box = chat.edit(session, REQUEST)
    assert box["value"] == question
    assert question[:250] not in str(shown)
    shorter = question[:3999]
    chat.ask(shorter, session, None, REQUEST)
    asyncio.run(answered(chat, session))
    assert [exchange.question for exchange in session.current.exchanges] == [shorter]
    assert kept(keeping, session) == [shorter]


def test_no_more_of_a_question_is_held_than_can_be_shortened(chat: Chat) -> None:
    session = Session()
    chat.ask("x" * 10**6, session, None, REQUEST)
    assert len(session.current.exchanges[0].question) == 40_000
    _, box = chat.retry(session, REQUEST)
    assert "4000" in session.current.exchanges[0].failure
    assert "value" not in box


def test_conversations_that_nobody_comes_back_to_are_not_all_held(chat: Chat) -> None:
    session = Session()
    for number in range(50):
        chat.ask(f"Question {number}?", session, None, REQUEST)
        chat.begin_anew(session, REQUEST)
    assert len(session.elsewhere) <= 21
