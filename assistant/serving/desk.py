"""Where requests get their answers: in turn, within a time, and as long as their client waits."""

import asyncio
from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from starlette.requests import Request

from assistant.access.account import Account
from assistant.answer import Answer
from assistant.conversation import Turn
from assistant.events import Event
from assistant.web.answers import Answers, Queued, answer_in
from assistant.web.patience import TimeLimitError, while_there
from assistant.web.protocols import ChatAssistant
from assistant.web.sight import seen_by_account


@dataclass(frozen=True)
class Asked:
    """A question with what belongs to it."""

    question: str
    history: Sequence[Turn] = ()
    articles: Collection[str] = ()
    fresh: bool = False
    reader: str = ""
    """Whose turn it is; see `assistant.web.places`."""
    account: Account | None = None
    """Who asks, where one has to log in."""


class Desk:
    """Answers for requests.

    Args:
        assistant: has the articles.
        answers: gives answers in turn, to the page's readers too.
        most_seconds: for a request, waiting included.
    """

    def __init__(self, assistant: ChatAssistant, answers: Answers, *, most_seconds: float) -> None:
        self._assistant = assistant
        self._answers = answers
        self._most_seconds = most_seconds

    async def events(self, asked: Asked) -> AsyncGenerator[Event | Queued, None]:
        """The way to an answer; closing it stops the work.

        Raises:
            TimeLimitError: it took too long.
            AssistantError: what `Answers.stream` raises.
        """
        deadline = asyncio.get_running_loop().time() + self._most_seconds
        stream = self._answers.stream(
            asked.question,
            asked.history,
            asked.articles,
            fresh=asked.fresh,
            reader=asked.reader,
            assistant=seen_by_account(self._assistant, asked.account),
        )
        async with aclosing(stream) as events:
            while True:
                try:
                    async with asyncio.timeout_at(deadline):
                        event = await anext(events)
                except StopAsyncIteration:
                    return
                except TimeoutError as error:
                    raise TimeLimitError(self._most_seconds) from error
                yield event

    async def answer(self, asked: Asked, request: Request) -> Answer:
        """The answer, for as long as the client of the request is there.

        Raises:
            ClientGoneError: it has left, and the work was stopped.
            AssistantError: what `events` raises.
        """
        return await while_there(request, self._last(asked))

    async def _last(self, asked: Asked) -> Answer:
        async with aclosing(self.events(asked)) as events:
            return await answer_in(events)
