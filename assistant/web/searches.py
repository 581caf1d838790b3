"""Searches for programs, within bounds: a few at once, so many that wait, and a time for each."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import TYPE_CHECKING

from assistant.web.answers import Answers, BusyError
from assistant.web.patience import within
from assistant.web.protocols import ChatAssistant
from assistant.web.readers import waits_as
from assistant.web.sight import seen_by
from index.article import Passage

if TYPE_CHECKING:
    import gradio as gr
    from starlette.requests import Request

_AT_ONCE = 4  # more threads than this only take the processor from one another


class Searches:
    """Searches for requests.

    One that is given up while it runs keeps its thread until it ends, so that no more of them run
    than may; one that still waits is never begun.

    Args:
        assistant: searches.
        answers: knows how often each reader may search.
        most_seconds: for a search, waiting included.
        most_waiting: as many searches wait for their turn; None lets any number wait.
    """

    def __init__(
        self,
        assistant: ChatAssistant,
        answers: Answers,
        *,
        most_seconds: float,
        most_waiting: int | None,
    ) -> None:
        self._assistant = assistant
        self._answers = answers
        self._most_seconds = most_seconds
        self._most_waiting = most_waiting
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="search")
        self._under_way: set[Future[tuple[Passage, ...]]] = set()

    async def search(
        self, query: str, limit: int, request: gr.Request | Request
    ) -> tuple[Passage, ...]:
        """The passages closest to a query that who asks may see, best first.

        Raises:
            TooOftenError: the reader has asked too much in the last minute.
            BusyError: too many searches wait already.
            TimeLimitError: it took too long.
            AssistantError: what `Assistant.search` raises.
        """
        self._answers.admit(waits_as(request))
        seen = seen_by(self._assistant, request)
        if self._are_full():
            raise BusyError("too many searches wait already: ask again in a moment", 1)
        searching = self._begin(seen, query, limit)
        return await within(self._most_seconds, asyncio.wrap_future(searching))

    def _are_full(self) -> bool:
        if self._most_waiting is None:
            return False
        return len(self._under_way) >= _AT_ONCE + self._most_waiting

    def _begin(self, seen: ChatAssistant, query: str, limit: int) -> Future[tuple[Passage, ...]]:
        searching = self._threads.submit(copy_context().run, seen.search, query, limit)
        self._under_way.add(searching)
        searching.add_done_callback(self._under_way.discard)
        return searching
