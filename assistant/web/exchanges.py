"""Conversations as one browser session sees them: questions, and what became of each."""

import uuid
from dataclasses import dataclass, field

from assistant.answer import Answer
from assistant.conversation import Turn
from assistant.conversation_store import KeptConversation, KeptExchange, timestamp
from assistant.feedback import Rating

_MOST_ELSEWHERE = 20
"""Conversations that are left while they await an answer; more are found where they are kept."""


def _new_id() -> str:
    return uuid.uuid4().hex


@dataclass
class Exchange:
    """One question with its answer, or with the way to it while it is being written."""

    question: str
    status: str = ""
    draft: str = ""
    answer: Answer | None = None
    failure: str = ""
    stopped: bool = False
    fresh: bool = False
    """Whether the answer has to be made anew, because the same was asked before."""
    begun: bool = False
    """Whether someone sees to the answer: two events in a row must not both."""
    rated_as: str = ""
    """Id of the rating that a reader gave, if one did."""
    rating: Rating = "good"
    replaces: "Exchange | None" = None
    """The exchange whose place it takes once it has an answer; it comes back if there is none."""
    seen: str = ""
    """Name of what its reader could see when it was asked; see `assistant.web.sight`."""
    id: str = field(default_factory=_new_id)
    asked: str = field(default_factory=timestamp)

    @property
    def open(self) -> bool:
        """Whether an answer is still to come."""
        return self.answer is None and not self.failure and not self.stopped

    def to_keep(self) -> KeptExchange:
        """The exchange as it is kept."""
        draft = "" if self.answer else self.draft
        return KeptExchange(self.id, self.asked, self.question, self.answer, draft, self.failure)


@dataclass
class Conversation:
    """Exchanges, oldest first."""

    exchanges: list[Exchange] = field(default_factory=list)
    edited: Exchange | None = None
    """The last exchange, while its question is being changed."""
    articles: tuple[str, ...] = ()
    """Ids of the articles that questions are limited to; all of them when empty."""
    id: str = ""
    """Given with the first question: before that, pages share the one that Gradio copies."""

    def add(self, exchange: Exchange) -> None:
        """Append a question."""
        self.id = self.id or _new_id()
        self.exchanges.append(exchange)

    @property
    def waiting(self) -> Exchange | None:
        """The exchange whose answer is still to come, if any; it is always the last."""
        last = self.exchanges[-1] if self.exchanges else None
        return last if last and last.open else None

    def history(self, before: Exchange | None = None) -> tuple[Turn, ...]:
        """The answered exchanges, as the assistant wants them; all, or those before one."""
        earlier = self.exchanges[: self.exchanges.index(before)] if before else self.exchanges
        return tuple(
            Turn(exchange.question, exchange.answer.text)
            for exchange in earlier
            if exchange.answer is not None
        )

    @classmethod
    def restored(cls, kept: KeptConversation) -> "Conversation":
        """A conversation that was kept; what was not finished then stays so."""
        exchanges = [
            Exchange(
                question=exchange.question,
                draft=exchange.draft,
                answer=exchange.answer,
                failure=exchange.failure,
                stopped=exchange.answer is None and not exchange.failure,
                id=exchange.id,
                asked=exchange.asked,
                seen="unknown",
            )
            for exchange in kept.exchanges
        ]
        return cls(exchanges, articles=kept.articles, id=kept.id)


@dataclass(frozen=True)
class Remark:
    """A word that a reader may write on an answer which they rated."""

    conversation: Conversation
    exchange: Exchange
    words: str = ""


@dataclass
class Session:
    """What one open page shows, and the conversations in which it awaits an answer.

    Kept in a `gr.State`, so there is one for each page.
    """

    current: Conversation = field(default_factory=Conversation)
    elsewhere: dict[str, Conversation] = field(default_factory=dict)
    """By id: conversations that were left while an answer was under way."""
    remark: Remark | None = None
    """What the box for a word on a rating is open for, whatever conversation is at hand."""
    set_aside: dict[str, Remark] = field(default_factory=dict)
    """By id of their conversation: words that were not sent when another one was opened."""
    turned: bool = False
    """Whether the reader has chosen or begun a conversation since the page was opened."""

    def turn_to(self, conversation: Conversation) -> None:
        """Show another conversation; an answer that is under way goes on."""
        left = [(i, c) for i, c in self.elsewhere.items() if c.waiting]
        self.elsewhere = dict(left[-_MOST_ELSEWHERE:])
        if self.current.waiting:
            self.elsewhere[self.current.id] = self.current
        self.elsewhere.pop(conversation.id, None)
        self.current = conversation
        self.turned = True
