"""What the settings name, opened for a server and closed with it."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.access.collections import AccessList
from assistant.access.gate import Gate, others_can_come
from assistant.access.restricted_assistant import RestrictedAssistant
from assistant.conversation_store import ConversationStore, open_conversations
from assistant.feedback import FeedbackLog, settings_to_keep
from assistant.library import Library, open_library
from assistant.settings import Settings
from assistant.web.protocols import ChatAssistant

if TYPE_CHECKING:
    from assistant.assistant import Assistant

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Opened:
    """What a server serves."""

    assistant: ChatAssistant
    feedback: FeedbackLog
    conversations: ConversationStore | None
    library: Library | None


def with_access_list(assistant: "Assistant", settings: Settings, *, guarded: bool) -> ChatAssistant:
    """The assistant as it may be served: restricted where the settings name an access list.

    Args:
        assistant: over all articles.
        settings: may name the list.
        guarded: whether one has to log in.

    Raises:
        SettingsError: the list can't be read, or is wrong.
    """
    if settings.collections is None:
        return assistant
    access = AccessList(settings.collections)
    summaries = assistant.index.summaries()
    for collection in access.collections:
        if not any(collection.holds(article.id) for article in summaries):
            _log.warning(
                "no article is in the collection %r: look at its patterns", collection.name
            )
    if not guarded:
        _log.warning(
            "nobody has to log in, so only articles in no collection of %s are shown",
            settings.collections,
        )
    return RestrictedAssistant(assistant, access)


@contextmanager
def opened(settings: Settings, gate: Gate | None) -> Iterator[Opened]:
    """Open the assistant and what is kept beside it.

    Args:
        settings: what to open, and whether readers may change articles.
        gate: knows who may ask, and is closed with the rest; None lets everybody.

    Raises:
        AssistantError: the index or the conversations can't be opened.
        SettingsError: the access list can't be read, or is wrong.
    """
    from assistant.assistant import Assistant  # loads heavy libraries

    folder = settings.index_place
    read_only = settings.read_only
    if read_only is None:
        read_only = gate is None and others_can_come(settings)
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
        served = with_access_list(assistant, settings, guarded=gate is not None)
        feedback = FeedbackLog(
            settings.feedback or settings.cache / "feedback.jsonl", settings_to_keep(settings)
        )
        yield Opened(served, feedback, conversations, library)
