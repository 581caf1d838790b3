"""Who asks, and what they may see of the articles and of their own earlier answers.

Whatever serves a request takes the assistant from `seen_by`, and shows conversations as
`Withholding` leaves them. An assistant that has not gone through `seen_by` shows what is open to
everybody.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from assistant.access.collections import EVERYTHING, Sight
from assistant.access.restricted_assistant import RestrictedAssistant
from assistant.answer import Answer
from assistant.article_listing import ArticleListing
from assistant.conversation_store import KeptConversation, KeptExchange
from assistant.web.exchanges import Conversation, Exchange
from assistant.web.protocols import Articles, ChatAssistant
from assistant.web.readers import account_of
from assistant.web.texts import Texts

if TYPE_CHECKING:
    import gradio as gr
    from starlette.requests import Request

    from assistant.access.account import Account

_E = TypeVar("_E", Exchange, KeptExchange)
_MOST_LISTINGS = 16


def seen_by(assistant: ChatAssistant, request: gr.Request | Request) -> ChatAssistant:
    """The assistant as who asks may see it."""
    return seen_by_account(assistant, account_of(request))


def seen_by_account(assistant: ChatAssistant, account: Account | None) -> ChatAssistant:
    """The assistant as an account may see it; None is who has not logged in."""
    if isinstance(assistant, RestrictedAssistant):
        return assistant.seen_by(account)
    return assistant


def sight_of(assistant: ChatAssistant, request: gr.Request | Request) -> Sight:
    """What who asks may see."""
    if isinstance(assistant, RestrictedAssistant):
        return assistant.seen_by(account_of(request)).sight
    return EVERYTHING


class Seen(NamedTuple):
    """What somebody may see at one moment, and the articles that this leaves them."""

    sight: Sight
    articles: Articles


def seen_now(assistant: ChatAssistant, request: gr.Request | Request) -> Seen:
    """What who asks may see now, with the articles for it.

    The access list is looked at once: it may change between two looks, and what was listed for one
    sight would pass for what another one shows.
    """
    seen = seen_by(assistant, request)
    if isinstance(seen, RestrictedAssistant):
        sight = seen.sight
        return Seen(sight, seen.index_for(sight))
    return Seen(EVERYTHING, seen.index)


class Listings:
    """The lists of articles, one for all who may see the same.

    Args:
        assistant: has the articles.
    """

    def __init__(self, assistant: ChatAssistant) -> None:
        self._assistant = assistant
        self._lock = Lock()
        self._made: OrderedDict[str, ArticleListing] = OrderedDict()

    def of(self, request: gr.Request) -> ArticleListing:
        """The list that who asks may see."""
        sight, articles = seen_now(self._assistant, request)
        name = sight.name
        with self._lock:
            listing = self._made.get(name)
            if listing is None:
                listing = self._made[name] = ArticleListing(articles, name)
            self._made.move_to_end(name)
            while len(self._made) > _MOST_LISTINGS:
                self._made.popitem(last=False)
            return listing

    def sight_of(self, request: gr.Request) -> Sight:
        """What who asks may see."""
        return sight_of(self._assistant, request)

    @property
    def before_anybody_asks(self) -> ArticleListing | None:
        """What the page may have before it is known who opens it; None where that may change."""
        if isinstance(self._assistant, RestrictedAssistant):
            return None
        return ArticleListing(self._assistant.index)


class Withholding:
    """Leaves out of conversations what their reader could see once and may see no more.

    An answer that names such an article is withheld, and so are later ones to follow-ups, whose
    questions were completed with what it said. Nothing tells what a draft that was stopped was made
    from, so it is shown only to who still sees what they saw then.

    Args:
        assistant: has the articles.
    """

    def __init__(self, assistant: ChatAssistant) -> None:
        self._assistant = assistant

    def sight_of(self, request: gr.Request | Request) -> Sight:
        """What who asks may see."""
        return sight_of(self._assistant, request)

    def shown(
        self, conversation: Conversation, request: gr.Request | Request, texts: Texts
    ) -> Conversation:
        """A conversation as its reader may see it; itself, where that is all of it."""
        sight = self.sight_of(request)
        if not sight.denied:
            return conversation
        told = [
            _of_page(exchange, withheld, sight, texts)
            for exchange, withheld in _judged(conversation.exchanges, sight)
        ]
        edited = conversation.edited
        if edited is not None and edited in conversation.exchanges:
            edited = told[conversation.exchanges.index(edited)]
        articles = tuple(filter(sight.may_read, conversation.articles))
        return replace(conversation, exchanges=told, edited=edited, articles=articles)

    def exported(
        self, conversation: KeptConversation, request: gr.Request | Request, texts: Texts
    ) -> KeptConversation:
        """The same of a conversation as it was kept."""
        sight = self.sight_of(request)
        if not sight.denied:
            return conversation
        told = tuple(
            _of_store(exchange, texts) if withheld or exchange.answer is None else exchange
            for exchange, withheld in _judged(conversation.exchanges, sight)
        )
        articles = tuple(filter(sight.may_read, conversation.articles))
        return replace(conversation, exchanges=told, articles=articles)


def _judged(exchanges: Sequence[_E], sight: Sight) -> Iterable[tuple[_E, bool]]:
    """Each exchange, and whether its answer has to be withheld."""
    leant_on = False
    for exchange in exchanges:
        withheld = False
        if exchange.answer is not None:
            withheld = _tells_too_much(exchange.answer, sight) or (
                leant_on and exchange.answer.standalone_question != exchange.answer.question
            )
        leant_on = leant_on or withheld
        yield exchange, withheld


def _tells_too_much(answer: Answer, sight: Sight) -> bool:
    named = {citation.article_id for citation in answer.citations}
    named.update(passage.article_id for passage in (*answer.evidence, *answer.related))
    return not all(map(sight.may_read, named))


def _of_page(exchange: Exchange, withheld: bool, sight: Sight, texts: Texts) -> Exchange:
    if withheld:
        return replace(exchange, answer=None, draft="", failure=texts.withheld)
    if exchange.answer is None and exchange.seen != sight.name:
        failure = texts.withheld if exchange.failure else ""
        return replace(exchange, draft="", failure=failure)
    return exchange


def _of_store(exchange: KeptExchange, texts: Texts) -> KeptExchange:
    failure = texts.withheld if exchange.answer or exchange.failure else ""
    return replace(exchange, answer=None, draft="", failure=failure)
