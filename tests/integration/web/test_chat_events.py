"""What the page's events do with a session, where the page itself could not be made to show it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import gradio as gr
import pytest

from assistant.conversation_store import ConversationStore
from assistant.web.answers import Answers
from assistant.web.chat import Chat
from assistant.web.exchanges import Session
from assistant.web.keeping import Keeping
from assistant.web.readers import COOKIE
from assistant.web.warming import Warming
from tests.integration.web.scripted_assistant import ScriptedAssistant

REQUEST = gr.Request(headers={}, cookies={COOKIE: "a browser's own secret".ljust(43, ".")})


@pytest.fixture
def chat(assistant: ScriptedAssistant, tmp_path: Path) -> Iterator[Chat]:
    answers = Answers(assistant, at_once=1, most_seconds=30)
    with closing(ConversationStore(f"sqlite:///{tmp_path / 'kept.sqlite'}")) as store:
        yield Chat(answers, Warming(assistant), keeping=Keeping(store))


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
