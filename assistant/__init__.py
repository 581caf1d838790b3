"""Article Assistant: answers from a folder of articles, with a checked citation per sentence.

Example:
    >>> from assistant import Assistant
    >>> with Assistant.open("my-index") as assistant:  # doctest: +SKIP
    ...     answer = assistant.ask("Why did Tyler Perry pause his studio?")
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.answer import Answer, Citation, Claim, Status, TokenUsage
    from assistant.assistant import Assistant
    from assistant.conversation import Turn
    from assistant.errors import AssistantError
    from assistant.events import AnswerReady, Event, StageStarted, TextDelta, TextReplaced
    from assistant.settings import Settings
    from index.article import Passage

# Importing the package must stay quick: each name loads its module when it is first used.
_HOMES = {
    "Answer": "assistant.answer",
    "AnswerReady": "assistant.events",
    "Assistant": "assistant.assistant",
    "AssistantError": "assistant.errors",
    "Citation": "assistant.answer",
    "Claim": "assistant.answer",
    "Event": "assistant.events",
    "Passage": "index.article",
    "Settings": "assistant.settings",
    "StageStarted": "assistant.events",
    "Status": "assistant.answer",
    "TextDelta": "assistant.events",
    "TextReplaced": "assistant.events",
    "TokenUsage": "assistant.answer",
    "Turn": "assistant.conversation",
}

__all__ = [
    "Answer",
    "AnswerReady",
    "Assistant",
    "AssistantError",
    "Citation",
    "Claim",
    "Event",
    "Passage",
    "Settings",
    "StageStarted",
    "Status",
    "TextDelta",
    "TextReplaced",
    "TokenUsage",
    "Turn",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
