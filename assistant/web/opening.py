"""What the settings name, opened for a server and closed with it."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.access.gate import Gate
from assistant.conversation_store import ConversationStore, open_conversations
from assistant.feedback import FeedbackLog, settings_to_keep
from assistant.library import Library, open_library
from assistant.settings import Settings
from assistant.web.listening import is_loopback
from assistant.web.protocols import ChatAssistant


@dataclass(frozen=True)
class Opened:
    """What a server serves."""

    assistant: ChatAssistant
    feedback: FeedbackLog
    conversations: ConversationStore | None
    library: Library | None


@contextmanager
def opened(
    settings: Settings, gate: Gate | None, index: str | Path | None = None
) -> Iterator[Opened]:
    """Open the assistant and what is kept beside it.

    Args:
        settings: what to open, and whether readers may change articles.
        gate: knows who may ask, and is closed with the rest; None lets everybody.
        index: folder of the index in place of the one that the settings name.

    Raises:
        AssistantError: the index or the conversations can't be opened.
    """
    from assistant.assistant import Assistant  # loads heavy libraries

    folder = index or settings.index_place
    read_only = settings.read_only
    if read_only is None:
        read_only = gate is None and not is_loopback(settings.host)
    with ExitStack() as stack:
        if gate is not None:
            stack.enter_context(closing(gate))
        conversations = open_conversations(settings, folder or settings.articles)
        if conversations is not None:
            stack.enter_context(closing(conversations))
        assistant = stack.enter_context(Assistant.open(folder, settings=settings))
        library = None if read_only else open_library(assistant.index, settings, named=bool(folder))
        if library is not None:
            stack.enter_context(closing(library))
        feedback = FeedbackLog(
            settings.feedback or settings.cache / "feedback.jsonl", settings_to_keep(settings)
        )
        yield Opened(assistant, feedback, conversations, library)
