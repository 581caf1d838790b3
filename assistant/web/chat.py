"""What happens when someone asks, stops, tries again or begins anew.

Each method answers one event of the page and returns the new contents of the components that the
page wired it to. A conversation is changed by its own session's events only.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import gradio as gr

from assistant.conversation import Turn
from assistant.errors import AssistantError
from assistant.events import AnswerReady, Event, StageStarted, TextDelta, TextReplaced
from assistant.feedback import FeedbackLog
from assistant.web.answer_view import exchange_markup, question_markup
from assistant.web.exchanges import Conversation, Exchange
from assistant.web.protocols import ChatAssistant
from assistant.web.texts import Texts, texts_for
from assistant.web.warming import Warming

_log = logging.getLogger(__name__)

Message = dict[str, str]
BoxUpdate = dict[str, Any]
Shown = tuple[list[Message], BoxUpdate]


class Chat:
    """The events of the chat page, for one assistant and any number of sessions."""

    def __init__(
        self, assistant: ChatAssistant, warming: Warming, feedback: FeedbackLog | None = None
    ) -> None:
        self._assistant = assistant
        self._warming = warming
        self._feedback = feedback

    def ask(self, question: str, conversation: Conversation, request: gr.Request) -> Shown:
        """Show the question at once; an empty one, or one too many at a time, changes nothing."""
        texts = _texts(request)
        if not question.strip() or conversation.waiting:
            return _messages(conversation, texts), gr.skip()
        conversation.exchanges.append(Exchange(question.strip(), texts.waiting))
        return _messages(conversation, texts), _box_while_answering(texts)

    def ask_example(
        self, conversation: Conversation, request: gr.Request, chosen: gr.SelectData
    ) -> Shown:
        """Ask the example question that was clicked."""
        return self.ask(str(chosen.value["text"]), conversation, request)

    def retry(self, conversation: Conversation, request: gr.Request) -> Shown:
        """Ask the last question again."""
        if not conversation.exchanges or conversation.waiting:
            return _messages(conversation, _texts(request)), gr.skip()
        return self.ask(conversation.exchanges.pop().question, conversation, request)

    def answer(self, conversation: Conversation, request: gr.Request) -> Iterator[Shown]:
        """Stream the answer to the question that waits, if one does."""
        texts = _texts(request)
        exchange = conversation.waiting
        if exchange is None or exchange.begun:
            yield _messages(conversation, texts), gr.skip()
            return
        exchange.begun = True
        exchange.status = texts.loading if self._warming.running else texts.condense
        yield _messages(conversation, texts), gr.skip()
        try:
            with _stream(self._assistant, exchange.question, conversation.history()) as events:
                for event in events:
                    if not exchange.open:  # stopped meanwhile
                        return
                    self._take(event, exchange, texts)
                    yield _messages(conversation, texts), gr.skip()
        except AssistantError as error:
            exchange.failure = str(error)[:1].upper() + str(error)[1:]
        except Exception:  # whatever a model or library throws, the chat lives on
            _log.exception("answering failed")
            exchange.failure = texts.failed
        if exchange.open:
            exchange.failure = texts.failed
        yield _messages(conversation, texts), _box_when_done(texts)

    def stop(self, conversation: Conversation, request: gr.Request) -> Shown:
        """Keep what was written so far, marked as unchecked."""
        if exchange := conversation.waiting:
            exchange.stopped = True
        texts = _texts(request)
        return _messages(conversation, texts), _box_when_done(texts)

    def clear(self, conversation: Conversation, request: gr.Request) -> Shown:
        """Begin a new conversation."""
        if exchange := conversation.waiting:
            exchange.stopped = True
        conversation.exchanges.clear()
        return [], _box_when_done(_texts(request))

    def rate(
        self, conversation: Conversation, request: gr.Request, rated: gr.LikeData
    ) -> BoxUpdate:
        """Keep a reader's thumb, and ask for a word on it."""
        exchange = _exchange_at(conversation, rated.index)
        if exchange is None or exchange.answer is None or self._feedback is None:
            return gr.update(visible=False)
        exchange.rating = "good" if rated.liked is True else "bad"
        conversation.rated = exchange
        self._keep(conversation, exchange, "")
        texts = _texts(request)
        asks = texts.why_good if exchange.rating == "good" else texts.why_bad
        return gr.update(visible=True, value="", placeholder=asks, submit_btn=texts.send)

    def comment(self, words: str, conversation: Conversation, request: gr.Request) -> BoxUpdate:
        """Keep the reader's word on the answer that was rated last."""
        if conversation.rated is not None and words.strip():
            self._keep(conversation, conversation.rated, words)
            gr.Info(_texts(request).thanks)
        return gr.update(visible=False, value="")

    def _keep(self, conversation: Conversation, exchange: Exchange, words: str) -> None:
        if self._feedback is None or exchange.answer is None:
            return
        before = conversation.history(before=exchange) if exchange in conversation.exchanges else ()
        try:
            exchange.rated_as = self._feedback.add(
                exchange.answer, before, exchange.rating, words, exchange.rated_as
            )
        except AssistantError as error:
            _log.warning("%s", error)
            raise gr.Error(str(error)) from error

    def _take(self, event: Event, exchange: Exchange, texts: Texts) -> None:
        """Let an event of the assistant change what is shown."""
        match event:
            case StageStarted():
                loading = event.stage in {"read", "write"} and self._warming.running
                exchange.status = texts.loading if loading else _status(event, texts)
            case TextDelta():
                exchange.draft += event.text
            case TextReplaced():
                exchange.draft = event.text
            case AnswerReady():
                exchange.answer = event.answer


@contextmanager
def _stream(
    assistant: ChatAssistant, question: str, history: Sequence[Turn]
) -> Iterator[Iterator[Event]]:
    """The events of an answer; leaving early closes them, which stops the model."""
    events = assistant.stream(question, history)
    try:
        yield events
    finally:
        close = getattr(events, "close", None)  # generators have it, other iterators need not
        if close is not None:
            close()


def _exchange_at(conversation: Conversation, index: int | tuple[int, int]) -> Exchange | None:
    """The exchange whose answer is the message at `index`: questions and answers alternate."""
    place = index if isinstance(index, int) else index[0]
    number = place // 2
    return conversation.exchanges[number] if 0 <= number < len(conversation.exchanges) else None


def _status(event: StageStarted, texts: Texts) -> str:
    if event.stage == "read" and event.count == 1:
        return texts.read_one
    if event.stage == "read" and event.count:
        return texts.read_many.format(count=event.count)
    return str(getattr(texts, event.stage))


def _messages(conversation: Conversation, texts: Texts) -> list[Message]:
    """The conversation as `gr.Chatbot` wants it, every text in it escaped."""
    messages: list[Message] = []
    for exchange in conversation.exchanges:
        question = str(question_markup(exchange.question, texts))
        answer = str(exchange_markup(exchange, texts))
        messages.append({"role": "user", "content": question})
        messages.append({"role": "assistant", "content": answer})
    return messages


def _texts(request: gr.Request) -> Texts:
    return texts_for(request.headers.get("accept-language"))


def _box_while_answering(texts: Texts) -> BoxUpdate:
    return gr.update(value="", submit_btn=False, stop_btn=texts.stop)


def _box_when_done(texts: Texts) -> BoxUpdate:
    return gr.update(submit_btn=texts.ask, stop_btn=False)
