"""What happens when someone asks, stops, tries again or begins anew.

Each method answers one event of the page and returns the new contents of the components that the
page wired it to. A conversation is changed by its own session's events only.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import gradio as gr

from assistant.asked import LONGEST_QUESTION
from assistant.errors import AssistantError
from assistant.events import AnswerReady, Event, StageStarted, TextDelta, TextReplaced
from assistant.web.answer_view import editing_markup, exchange_markup, question_markup
from assistant.web.answers import Answers, BusyError, Queued, TooOftenError
from assistant.web.article_text import shortened
from assistant.web.examples import unbroken
from assistant.web.exchanges import Conversation, Exchange, Session
from assistant.web.instead import questions_instead
from assistant.web.keeping import Keeping
from assistant.web.patience import ModelSilentError
from assistant.web.protocols import ChatAssistant
from assistant.web.readers import waits_as
from assistant.web.scope import drop_removed
from assistant.web.sight import Withholding, seen_by, seen_now
from assistant.web.texts import Texts, texts_for
from assistant.web.warming import Warming

_log = logging.getLogger(__name__)
# Of a question that is too long. All that could be sent would be held for as long as the page is
# open; so much is enough to be shortened.
_LONGEST_HELD = 10 * LONGEST_QUESTION  # characters
_LONGEST_SHOWN = 200  # characters

Message = dict[str, Any]
BoxUpdate = dict[str, Any]
Shown = tuple[list[Message] | BoxUpdate, BoxUpdate]


class Chat:
    """The events of the chat page, for one assistant and any number of sessions."""

    def __init__(
        self,
        answers: Answers,
        warming: Warming,
        keeping: Keeping,
        assistant: ChatAssistant,
    ) -> None:
        self._answers = answers
        self._assistant = assistant
        self._withholding = Withholding(assistant)
        self._warming = warming
        self._keeping = keeping

    def ask(self, question: str, session: Session, shown: str | None, request: gr.Request) -> Shown:
        """Show the question at once; an empty one, or one too many at a time, changes nothing.

        `shown` is the id of the conversation before the reader, who may have had it open since
        before the server was started.
        """
        # The list still names the one before, where a new one was begun a moment ago.
        fresh = not session.turned and not session.current.exchanges
        if shown and shown != session.current.id and fresh:
            session.current = self._keeping.find(shown, request) or session.current
        conversation = session.current
        if _is_too_long(question.strip()) and not conversation.waiting:
            return self._refused(question.strip(), conversation, request)
        edited, conversation.edited = conversation.edited, None
        if not question.strip() or conversation.waiting:
            return self._messages(conversation, request), gr.skip()
        before = None
        while edited in conversation.exchanges:  # what was too long meanwhile goes too
            before = conversation.exchanges.pop()
        return self._asked(question.strip(), conversation, before, request)

    def _asked(
        self,
        question: str,
        conversation: Conversation,
        before: Exchange | None,
        request: gr.Request,
    ) -> Shown:
        """Show a question that awaits its answer, in the place of the one `before`."""
        texts = texts_of(request)
        seen = self._withholding.sight_of(request).name
        conversation.add(Exchange(question, texts.waiting, seen=seen, replaces=before))
        self._keeping.begin(conversation, conversation.exchanges[-1], request)
        return self._messages(conversation, request), box_for(conversation, texts) | {"value": ""}

    def _refused(self, question: str, conversation: Conversation, request: gr.Request) -> Shown:
        """Say that a question is too long. It stays in the box, to be shortened."""
        said = texts_of(request).too_long.format(most=LONGEST_QUESTION)
        seen = self._withholding.sight_of(request).name
        # It is no question for the store, but can be changed and tried again like any other.
        conversation.add(Exchange(question[:_LONGEST_HELD], failure=said, seen=seen))
        return self._messages(conversation, request), gr.skip()

    def ask_example(
        self, session: Session, shown: str | None, request: gr.Request, chosen: gr.SelectData
    ) -> Shown:
        """Ask the example question that was clicked."""
        return self.ask(str(chosen.value["text"]), session, shown, request)

    def ask_instead(
        self, session: Session, shown: str | None, request: gr.Request, chosen: gr.SelectData
    ) -> Shown:
        """Ask one of the questions that a refusal offers."""
        return self.ask(str(chosen.value), session, shown, request)

    def retry(self, session: Session, request: gr.Request) -> Shown:
        """Ask the last question again."""
        conversation = session.current
        if not conversation.exchanges or conversation.waiting:
            return self._messages(conversation, request), gr.skip()
        if _is_too_long(conversation.exchanges[-1].question):  # as it says already
            return self._messages(conversation, request), gr.skip()
        conversation.edited = None
        before = conversation.exchanges.pop()
        shown = self._asked(before.question, conversation, before, request)
        conversation.exchanges[-1].fresh = True
        return shown

    def edit(self, session: Session, request: gr.Request) -> Shown:
        """Put the last question into the box again; what is asked then takes its place."""
        conversation = session.current
        if not conversation.exchanges or conversation.waiting:
            return self._messages(conversation, request), gr.skip()
        conversation.edited = conversation.exchanges[-1]
        return self._messages(conversation, request), gr.update(value=conversation.edited.question)

    async def answer(self, session: Session, request: gr.Request) -> AsyncIterator[Shown]:
        """Stream the answer to the question that waits, if one does."""
        conversation = session.current
        exchange = conversation.waiting
        if exchange is None or exchange.begun:
            yield self._messages(conversation, request), gr.skip()
            return
        exchange.begun = True
        try:
            async for _ in self._events(exchange, conversation, request):
                yield self._shown(session, conversation, request)
        finally:  # also where the reader has left meanwhile
            exchange.stopped = exchange.stopped or exchange.open
            before = exchange.replaces
            await asyncio.to_thread(self._settle, conversation, exchange, request)
        shown, box = self._shown(session, conversation, request, done=True)
        if before is not None and before in conversation.exchanges:
            gr.Warning(exchange.failure or texts_of(request).stopped)
            if session.current is conversation and exchange.question != before.question:
                box |= {"value": exchange.question}  # what was written is not lost either
        yield shown, box

    def _settle(self, conversation: Conversation, exchange: Exchange, request: gr.Request) -> None:
        """Keep what became of a question; where nothing did, what it was to replace comes back."""
        before, exchange.replaces = exchange.replaces, None
        nothing = exchange.answer is None and bool(exchange.failure or not exchange.draft)
        if before is None or not nothing or exchange not in conversation.exchanges:
            self._keeping.finish(conversation, exchange, request)
            if before is not None:
                self._keeping.drop(conversation, before, request)
            return
        conversation.exchanges[conversation.exchanges.index(exchange)] = before
        self._keeping.drop(conversation, exchange, request)

    def stop(self, session: Session, request: gr.Request) -> Shown:
        """Keep what was written so far, marked as unchecked."""
        conversation, texts = session.current, texts_of(request)
        if exchange := conversation.waiting:
            exchange.stopped = True
            self._answers.stop(exchange=exchange.id)
            self._keeping.finish(conversation, exchange, request)
        return self._messages(conversation, request), box_for(conversation, texts)

    def begin_anew(self, session: Session, request: gr.Request) -> Shown:
        """Begin a new conversation; the one before goes on where an answer is under way."""
        session.turn_to(Conversation())
        return [], box_for(session.current, texts_of(request))

    def _messages(self, conversation: Conversation, request: gr.Request) -> list[Message]:
        texts = texts_of(request)
        return messages(self._withholding.shown(conversation, request, texts), texts)

    def _shown(
        self,
        session: Session,
        conversation: Conversation,
        request: gr.Request,
        *,
        done: bool = False,
    ) -> Shown:
        """What the page shows of an answer under way: nothing new where the reader is elsewhere."""
        if session.current is not conversation:
            return gr.skip(), gr.skip()
        box = box_for(conversation, texts_of(request)) if done else gr.skip()
        return self._messages(conversation, request), box

    def leave(self, request: gr.Request) -> None:
        """End what a tab that was closed was waiting for."""
        self._answers.stop(tab=request.session_hash)

    async def _events(
        self, exchange: Exchange, conversation: Conversation, request: gr.Request
    ) -> AsyncIterator[None]:
        """Take the events of an answer one by one, until it is there, stopped or has failed."""
        texts = texts_of(request)
        try:
            seen = seen_by(self._assistant, request)
            sight, articles = seen_now(self._assistant, request)
            await asyncio.to_thread(drop_removed, conversation, articles, texts, sight)
            events = self._answers.stream(
                exchange.question,
                self._withholding.shown(conversation, request, texts).history(),
                conversation.articles,
                fresh=exchange.fresh,
                reader=waits_as(request),
                assistant=seen,
                tab=request.session_hash,
                exchange=exchange.id,
            )
            async with aclosing(events):
                async for event in events:
                    if not exchange.open:  # stopped meanwhile
                        return
                    self._take(event, exchange, texts)
                    yield
        except ModelSilentError as error:
            _log.warning("%s", error)
            exchange.failure = texts.silent
        except BusyError:
            exchange.failure = texts.busy
        except TooOftenError:
            exchange.failure = texts.too_often
        except AssistantError as error:
            exchange.failure = str(error)[:1].upper() + str(error)[1:]
        except Exception:  # whatever a model or library throws, the chat lives on
            _log.exception("answering failed")
            exchange.failure = texts.failed

    def _take(self, event: Event | Queued, exchange: Exchange, texts: Texts) -> None:
        """Let an event of the assistant change what is shown."""
        match event:
            case Queued():
                exchange.status = texts.place(event.before)
            case StageStarted():
                loading = event.stage in {"condense", "read", "write"} and self._warming.running
                exchange.status = texts.loading if loading else _status(event, texts)
            case TextDelta():
                exchange.draft += event.text
            case TextReplaced():
                exchange.draft = event.text
            case AnswerReady():
                exchange.answer = event.answer


def _is_too_long(question: str) -> bool:
    return len(question) > LONGEST_QUESTION


def _displayed(question: str) -> str:
    """The question; the beginning of one that is too long to be answered."""
    return shortened(question, _LONGEST_SHOWN) if _is_too_long(question) else question


def _status(event: StageStarted, texts: Texts) -> str:
    if event.stage == "read" and event.count == 1:
        return texts.read_one
    if event.stage == "read" and event.count:
        return texts.read_many.format(count=event.count)
    return str(getattr(texts, event.stage))


def messages(conversation: Conversation, texts: Texts) -> list[Message]:
    """The conversation as `gr.Chatbot` wants it, every text in it escaped."""
    shown: list[Message] = []
    for exchange in conversation.exchanges:
        question = question_markup(_displayed(exchange.question), texts)
        if exchange is conversation.edited:
            question += editing_markup(texts)
        shown.append({"role": "user", "content": str(question)})
        shown.append({"role": "assistant", "content": str(exchange_markup(exchange, texts))})
    if shown and (refusal := conversation.exchanges[-1].answer):
        asked = [exchange.question for exchange in conversation.exchanges]
        offered = questions_instead(refusal, asked, texts)
        shown[-1]["options"] = [{"value": q, "label": unbroken(q)} for q in offered]
    return shown


def texts_of(request: gr.Request) -> Texts:
    """The words of the interface in the reader's language."""
    return texts_for(request.headers.get("accept-language"))


def box_for(conversation: Conversation, texts: Texts) -> BoxUpdate:
    """The question box as it suits a conversation: to ask, or to stop the answer under way."""
    if conversation.waiting:
        return gr.update(submit_btn=False, stop_btn=texts.stop)
    return gr.update(submit_btn=texts.ask, stop_btn=False)
