"""The endpoints for programs, served over a scripted assistant."""

from collections.abc import Iterator

import httpx
import pytest

from assistant.serving.server import AnswerServer
from assistant.settings import Settings
from tests.integration.web.scripted_assistant import (
    BRIDGE,
    ScriptedAssistant,
    answer,
    cite,
    script_of,
)

QUESTION = "Why was the bridge closed?"
QUOTE = "Im Juni wurde die Brücke gesperrt, weil ein Pfeiler unterspült war."
TEXT = "A pillar had been undermined [1]."


@pytest.fixture
def assistant() -> ScriptedAssistant:
    scripted = ScriptedAssistant()
    scripted.scripts[QUESTION] = script_of(answer(QUESTION, TEXT, cite(1, BRIDGE, QUOTE)))
    return scripted


@pytest.fixture
def server(assistant: ScriptedAssistant) -> Iterator[AnswerServer]:
    with AnswerServer(assistant, Settings.load(port=0)) as running:
        yield running


@pytest.fixture
def http(server: AnswerServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, trust_env=False, timeout=60) as client:
        yield client
