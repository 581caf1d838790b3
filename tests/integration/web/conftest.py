"""A chat over a scripted assistant: served, or its events alone."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.conversation_store import ConversationStore
from assistant.settings import Settings
from assistant.web import ChatServer
from assistant.web.answers import Answers
from assistant.web.chat import Chat
from assistant.web.keeping import Keeping
from assistant.web.warming import Warming
from tests.integration.web.scripted_assistant import ScriptedAssistant


@pytest.fixture
def assistant() -> ScriptedAssistant:
    return ScriptedAssistant()


@pytest.fixture
def server(assistant: ScriptedAssistant) -> Iterator[ChatServer]:
    with ChatServer(assistant, Settings.load(port=0)) as running:
        yield running


@pytest.fixture
def keeping(tmp_path: Path) -> Iterator[Keeping]:
    with closing(ConversationStore(f"sqlite:///{tmp_path / 'kept.sqlite'}")) as store:
        yield Keeping(store)


@pytest.fixture
def chat(assistant: ScriptedAssistant, keeping: Keeping) -> Chat:
    return Chat(
        Answers(assistant, at_once=1, most_seconds=30), Warming(assistant), keeping, assistant
    )
