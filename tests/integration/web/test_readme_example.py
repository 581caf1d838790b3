"""The README's example of the web API, run as it stands against a chat."""

import re
from pathlib import Path
from typing import Any

from assistant.web import ChatServer
from tests.integration.web.scripted_assistant import (
    BRIDGE,
    HOSTILE,
    LIGHTHOUSE,
    ScriptedAssistant,
    answer,
    cite,
    script_of,
)

README = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"^## Web API\n.*?^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
QUESTION = "Why did Tyler Perry pause his studio?"
ADDRESS = "http://127.0.0.1:7860"


def test_example_of_the_web_api_runs(server: ChatServer, assistant: ScriptedAssistant) -> None:
    quote = cite(1, LIGHTHOUSE, "Sa lanterne porte à vingt milles.")
    assistant.scripts[QUESTION] = script_of(answer(QUESTION, "He saw it [1].", quote))
    assert EXAMPLE.count(ADDRESS) == 1
    found: dict[str, Any] = {}
    exec(EXAMPLE.replace(ADDRESS, server.url), found)  # noqa: S102 - it is ours
    assert found["answer"]["text"] == "He saw it [1]."
    assert found["passages"] == []  # of the scripted articles none names him
    assert [article["id"] for article in found["articles"]] == [
        BRIDGE.id,
        LIGHTHOUSE.id,
        HOSTILE.id,
    ]
