"""Answers for the page and for programs alike: in turn, and for as long as the model is alive."""

import asyncio
import math
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, aclosing, contextmanager
from dataclasses import dataclass, field
from typing import Literal, Protocol

from assistant.access.throttle import Throttle
from assistant.answer import Answer
from assistant.conversation import Turn
from assistant.errors import AssistantError
from assistant.events import AnswerReady, Event, StageStarted, TextDelta
from assistant.web.patience import events_while_alive, until
from assistant.web.places import Places
from assistant.web.protocols import ChatAssistant

# Two answers at once keep a second reader from waiting on the first; more would starve them all
# on the few cores that the embedded model is made for.
ANSWERS_AT_ONCE = 2
# Until an answer has been timed; roughly what the default model takes.
_SECONDS_AN_ANSWER = 5.0
_LONGEST_RETRY = 120  # seconds
# No account or address holds more of the queue, so that nobody fills it alone.
_SHARE = 4
_FEW = 4
_GLANCE_SECONDS = 0.05  # between two looks at what is under way, when the server ends


class BusyError(AssistantError):
    """As many wait already as may, or the server is about to end.

    Attributes:
        retry_after: whole seconds after which it is worth asking again.
    """

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class TooOftenError(AssistantError):
    """Somebody has asked more in the last minute than may be.

    Attributes:
        retry_after: whole seconds after which the next question is taken.
    """

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            f"this account has asked as much as it may in a minute: ask again in {retry_after} s"
        )
        self.retry_after = retry_after


class AnswerObserver(Protocol):
    """Is told what becomes of questions, to count it."""

    def waiting(self, change: int) -> None:
        """One more waits for its turn (1), or one fewer (-1)."""

    def writing(self, change: int) -> None:
        """One more answer is being written (1), or one fewer (-1), given up or not."""

    def answered(self, answer: Answer) -> None:
        """An answer is complete."""

    def unanswered(self, error: BaseException | None) -> None:
        """A question ended without an answer; None where whoever asked has given it up."""


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
        most_waiting: as many wait for their turn, and a quarter of them, though a few at least, of
            one account or address; who asks beyond that is told to come back. None lets any number
            wait.
        observer: is told what becomes of each question.
        throttle: how often each reader may ask or search; None sets no limit.
    """

    def __init__(
        self,
        assistant: ChatAssistant,
        *,
        at_once: int = ANSWERS_AT_ONCE,
        most_seconds: float = 300.0,
        most_waiting: int | None = None,
        observer: AnswerObserver | None = None,
        throttle: Throttle | None = None,
    ) -> None:
        self._assistant = assistant
        self._places = Places(at_once)
        self._at_once = at_once
        self._most_seconds = most_seconds
        self._most_waiting = most_waiting
        self._observer = observer
        self._throttle = throttle
        self._under_way: list[_UnderWay] = []
        self._seconds = _SECONDS_AN_ANSWER  # of an answer, as they have been lately
        self._ending = False

    @property
    def ending(self) -> bool:
        """Whether new questions are turned away because the server is about to end."""
        return self._ending

    def admit(self, reader: str) -> None:
        """Count a question or a search of a reader's.

        Raises:
            TooOftenError: there were too many in the last minute.
        """
        if self._throttle is not None and (seconds := self._throttle.take(reader)):
            error = TooOftenError(seconds)
            if self._observer:
                self._observer.unanswered(error)
            raise error

    async def finish(self, seconds: float) -> None:
        """Take no more questions, and stop those that are still under way after so long."""
        self._ending = True
        deadline = time.monotonic() + seconds
        while self._under_way and time.monotonic() < deadline:
            await asyncio.sleep(_GLANCE_SECONDS)
        for one in list(self._under_way):
            one.stopped.set()

    async def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        articles: Collection[str] = (),
        *,
        fresh: bool = False,
        reader: str,
        assistant: ChatAssistant | None = None,
        tab: str | None = None,
        exchange: str | None = None,
    ) -> AsyncGenerator[Event | Queued, None]:
        """The way to an answer: first its place in the queue, then what `Assistant.stream` tells.

        Closing it, or cancelling the task that reads it, leaves the queue or stops the model, and
        so does `stop`, after which it ends early. Its place is free when the model has really
        stopped; whoever reads to the end has it free by then.

        Args:
            question: what is asked, with `history` and `articles` as `Assistant.ask` takes them.
            history: earlier turns.
            articles: ids of the only articles to answer from.
            fresh: whether the question is answered anew, though it was answered before.
            reader: whose turn it is; see `Places`.
            assistant: as the reader sees it (`assistant.web.sight`); default: as everybody does.
            tab: the open page that it is for.
            exchange: id of the exchange that it is for.

        Raises:
            TooOftenError: the reader has asked too much in the last minute.
            BusyError: too many wait already, or the server is about to end.
            AssistantError: what `Assistant.stream` raises, or `ModelSilentError`.
        """
        mine, asked = _UnderWay(tab, exchange), assistant or self._assistant
        self.admit(reader)
        self._refuse_when_busy(reader)
        self._under_way.append(mine)
        done, failure = False, None
        try:
            answer = self._in_turn(
                reader, lambda: asked.stream(question, history, articles, fresh=fresh)
            )
            async with aclosing(until(mine.stopped, answer)) as events:
                async for event in events:
                    if isinstance(event, AnswerReady):
                        done = True
                        self._note(event.answer)
                    yield event
        except Exception as error:
            failure = error
            raise
        finally:
            self._under_way.remove(mine)
            if not done and self._observer:
                self._observer.unanswered(failure)

    async def translation(self, begin: Callable[[], Iterator[Event]], *, reader: str) -> str:
        """A quote in another language, once it is the reader's turn.

        Args:
            begin: makes the pieces of text, as `ChatAssistant.translate` does.
            reader: whose turn it is; see `Places`.

        Raises:
            AssistantError: what `stream` raises, and what `begin` does.
        """
        self.admit(reader)
        self._refuse_when_busy(reader)
        mine = _UnderWay(None, None)
        self._under_way.append(mine)
        try:
            async with aclosing(until(mine.stopped, self._in_turn(reader, begin))) as events:
                pieces = [event.text async for event in events if isinstance(event, TextDelta)]
        finally:
            self._under_way.remove(mine)
        return "".join(pieces).strip()

    def stop(self, *, tab: str | None = None, exchange: str | None = None) -> None:
        """End what is under way for a tab or an exchange, waiting or written; from any thread."""
        for one in list(self._under_way):
            if (tab and one.tab == tab) or (exchange and one.exchange == exchange):
                one.loop.call_soon_threadsafe(one.stopped.set)

    def _refuse_when_busy(self, reader: str) -> None:
        waiting = self._places.waiting
        error = None
        if self._ending:
            error = BusyError("the server is about to end: ask again in a moment", 5)
        elif self._is_full_for(reader):
            after = math.ceil(self._seconds * (waiting + 1) / self._at_once)
            error = BusyError(
                "too many questions wait for their answers already: ask again in a while",
                min(max(after, 1), _LONGEST_RETRY),
            )
        if error is not None:
            if self._observer:
                self._observer.unanswered(error)
            raise error

    def _is_full_for(self, reader: str) -> bool:
        if self._most_waiting is None or self._places.free:
            return False
        share = max(_FEW, self._most_waiting // _SHARE)
        return (
            self._places.waiting >= self._most_waiting or self._places.waiting_from(reader) >= share
        )

    def _note(self, answer: Answer) -> None:
        if not answer.cached:
            # Half of what was, half of what is: soon right, and not thrown off by one answer.
            self._seconds = (self._seconds + answer.timings.get("total", self._seconds)) / 2
        if self._observer:
            self._observer.answered(answer)

    async def _in_turn(
        self, reader: str, begin: Callable[[], Iterator[Event]]
    ) -> AsyncGenerator[Event | Queued, None]:
        with ExitStack() as held:
            place = self._places.wanted_by(reader)
            held.callback(place.leave)
            with self._observed("waiting"):
                async for before in place.waits():
                    yield Queued(before)
            held.enter_context(self._observed("writing"))
            yield StageStarted(stage="condense")
            # Given up, it runs on to its next event, and is one of those at once until then.
            ended = held.pop_all().close
            events = events_while_alive(begin, self._most_seconds, when_ended=ended)
            async with aclosing(events):
                async for event in events:
                    yield event

    @contextmanager
    def _observed(self, what: Literal["waiting", "writing"]) -> Iterator[None]:
        if self._observer is None:
            yield
            return
        tell = self._observer.waiting if what == "waiting" else self._observer.writing
        tell(1)
        try:
            yield
        finally:
            tell(-1)


async def answer_in(events: AsyncIterator[Event | Queued]) -> Answer:
    """The answer that events lead to, once they have ended and so have left their place.

    Raises:
        BusyError: they end without one, since the server is about to.
    """
    answer: Answer | None = None
    async for event in events:
        if isinstance(event, AnswerReady):
            answer = event.answer
    if answer is None:
        raise BusyError("the server is about to end: ask again in a moment", 5)
    return answer
