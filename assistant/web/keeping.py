"""Conversations kept between visits: what the page asks of the store, and what it shows of it."""

import logging
from collections.abc import Callable, Sequence

import gradio as gr

from assistant.conversation_store import ConversationStore, ConversationSummary, KeptConversation
from assistant.errors import AssistantError
from assistant.web.article_text import on_one_line, shortened
from assistant.web.exchanges import Conversation, Exchange
from assistant.web.readers import reader_of

_log = logging.getLogger(__name__)
_LONGEST_TITLE = 80  # characters


class Keeping:
    """Keeps and finds the conversations of the reader behind a request.

    Without a store, or for a browser without cookies, nothing is kept and nothing found. A store
    that fails is told once per event and never keeps an answer from its reader.
    """

    def __init__(self, store: ConversationStore | None) -> None:
        self._store = store

    @property
    def offered(self) -> bool:
        """Whether conversations are kept at all."""
        return self._store is not None

    def summaries(self, request: gr.Request) -> Sequence[ConversationSummary]:
        """The reader's conversations, the one that was last used first."""
        reader = reader_of(request)
        if self._store is None or not reader:
            return ()
        try:
            return self._store.list(reader)
        except AssistantError as error:
            _tell(error)
            return ()

    def find(self, conversation_id: str, request: gr.Request) -> Conversation | None:
        """A conversation of the reader's; None where there is none of that id."""
        reader = reader_of(request)
        if self._store is None or not (reader and conversation_id):
            return None
        try:
            kept = self._store.load(reader, conversation_id)
        except AssistantError as error:
            _tell(error)
            return None
        return Conversation.restored(kept) if kept else None

    def begin(self, conversation: Conversation, exchange: Exchange, request: gr.Request) -> None:
        """Keep a question that was just asked."""
        title = title_of(exchange.question)

        def add(store: ConversationStore, reader: str) -> None:
            kept = exchange.to_keep()
            store.add(reader, conversation.id, kept, title=title, articles=conversation.articles)

        self._try(add, request)

    def finish(self, conversation: Conversation, exchange: Exchange, request: gr.Request) -> None:
        """Keep what became of it."""
        self._try(lambda s, reader: s.update(reader, conversation.id, exchange.to_keep()), request)

    def drop(self, conversation: Conversation, exchange: Exchange, request: gr.Request) -> None:
        """Remove an exchange, which another takes the place of."""
        self._try(lambda s, reader: s.drop_exchange(reader, conversation.id, exchange.id), request)

    def delete(self, conversation: Conversation, request: gr.Request) -> bool:
        """Remove a conversation for good; False where that failed, which has been told."""
        return self._try(lambda s, reader: s.delete(reader, conversation.id), request)

    def _try(self, change: Callable[[ConversationStore, str], None], request: gr.Request) -> bool:
        reader = reader_of(request)
        if self._store is None or not reader:
            return True
        try:
            change(self._store, reader)
        except AssistantError as error:
            _tell(error)
            return False
        return True

    def load(self, reader: str, conversation_id: str) -> KeptConversation | None:
        """The conversation as it was kept, for a reader's key.

        Raises:
            AssistantError: the store can't be read.
        """
        return self._store.load(reader, conversation_id) if self._store and reader else None


def title_of(question: str) -> str:
    """The title of a conversation that begins with this question."""
    return shortened(on_one_line(question), _LONGEST_TITLE)


def _tell(error: AssistantError) -> None:
    _log.warning("%s", error)
    gr.Warning(str(error))
