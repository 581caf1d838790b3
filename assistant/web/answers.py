"""Answers for the page and for programs alike: in turn, and for as long as the model is alive."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from assistant.conversation import Turn
from assistant.events import Event, StageStarted
from assistant.web.patience import events_while_alive, until
from assistant.web.places import Places
from assistant.web.protocols import ChatAssistant

# Two answers at once keep a second reader from waiting on the first; more would starve them all
# on the few cores that the embedded model is made for.
ANSWERS_AT_ONCE = 2


@dataclass(frozen=True)
class Queued:
    """Others are answered first: so many wait as well and are served before this one."""

    before: int


@dataclass(eq=False)
class _UnderWay:
    tab: str | None
    exchange: str | None
    stopped: asyncio.Event = field(default_factory=asyncio.Event)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)


class Answers:
    """Gives an assistant's answers to readers in turn; see `Places` for whose turn it is.

    Args:
        assistant: answers the questions.
        at_once: as many answers are written at the same time.
        most_seconds: an answer ends when the model shows no sign of life for that long.
    """

    def __init__(
        self,
        assistant: ChatAssistant,
        *,
        at_once: int = ANSWERS_AT_ONCE,
        most_seconds: float = 300.0,
    ) -> None:
        self._assistant = assistant
        self._places = Places(at_once)
        self._most_seconds = most_seconds
        self._under_way: list[_UnderWay] = []

    async def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        articles: Collection[str] = (),
        *,
        fresh: bool = False,
        reader: str,
        tab: str | None = None,
        exchange: str | None = None,
    ) -> AsyncGenerator[Event | Queued, None]:
        """The way to an answer: first its place in the queue, then what `Assistant.stream` tells.

        Closing it, or cancelling the task that reads it, leaves the queue or stops the model, and
        so does `stop`, after which it ends early.

        Args:
            question: what is asked, with `history` and `articles` as `Assistant.ask` takes them.
            history: earlier turns.
            articles: ids of the only articles to answer from.
            fresh: whether the question is answered anew, though it was answered before.
            reader: whose turn it is; see `Places`.
            tab: the open page that it is for.
            exchange: id of the exchange that it is for.

        Raises:
            AssistantError: what `Assistant.stream` raises, or `ModelSilentError`.
        """
        mine = _UnderWay(tab, exchange)
        self._under_way.append(mine)
        try:
            answer = self._in_turn(
                reader, lambda: self._assistant.stream(question, history, articles, fresh=fresh)
            )
            async with aclosing(until(mine.stopped, answer)) as events:
                async for event in events:
                    yield event
        finally:
            self._under_way.remove(mine)

    def stop(self, *, tab: str | None = None, exchange: str | None = None) -> None:
        """End what is under way for a tab or an exchange, waiting or written; from any thread."""
        for one in list(self._under_way):
            if (tab and one.tab == tab) or (exchange and one.exchange == exchange):
                one.loop.call_soon_threadsafe(one.stopped.set)

    async def _in_turn(
        self, reader: str, begin: Callable[[], Iterator[Event]]
    ) -> AsyncGenerator[Event | Queued, None]:
        place = self._places.wanted_by(reader)
        try:
            async for before in place.waits():
                yield Queued(before)
            yield StageStarted(stage="condense")
            events = events_while_alive(begin, self._most_seconds)
            async with aclosing(events):
                async for event in events:
                    yield event
        finally:
            place.leave()
