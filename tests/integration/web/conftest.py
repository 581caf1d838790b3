"""A chat served over a scripted assistant."""

from collections.abc import Iterator

import pytest

from assistant.web import ChatServer
from tests.integration.web.scripted_assistant import ScriptedAssistant


@pytest.fixture
def assistant() -> ScriptedAssistant:
    return ScriptedAssistant()


@pytest.fixture
def server(assistant: ScriptedAssistant) -> Iterator[ChatServer]:
    with ChatServer(assistant, port=0) as running:
        yield running
