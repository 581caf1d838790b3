"""How much Gradio keeps of events: of those that wait, and of results that no page fetches.

Gradio keeps what became of an event, under the name that a page made up for itself, until that page
fetches it, which it need not. Beyond 2000 pages it drops the messages of the oldest, even where an
event of that page still waits; and at the next message to that, it serves no more events at all.
"""

from collections.abc import Collection
from typing import Any, Literal

import gradio as gr
from gradio.data_classes import PredictBodyInternal
from gradio.queueing import Event, EventQueue, Queue
from starlette.requests import Request

from assistant.web.places import source_of
from assistant.web.readers import waits_as

_MOST_KEPT = 1000  # results, each page counting as one at least; Gradio has 2000 pages at most
_MOST_OF_A_PAGE = 200  # events under way, or with results that were not fetched
# Beside those that are at work. Each is told whenever its place changes, and Gradio keeps that too.
_MOST_WAITING = 200
_SHARE = 4  # no account or address holds more of those, so that nobody fills them alone
_Joined = tuple[
    bool,
    str | list[dict[str, Any]],
    Literal["success", "error", "queue_full", "validator_error"],
]
_REFUSAL = "too many events wait already: try again in a moment"


def bound_events(page: gr.Blocks) -> None:
    """Bound what a page's queue keeps, once it has its queue."""
    bounds = _Bounds(page._queue)
    page._queue.push = bounds.push  # type: ignore[method-assign]  # `Blocks` makes none but its own


class _Bounds:
    """Stands before a queue of Gradio's, and tidies it up whenever an event joins."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._push = queue.push

    async def push(
        self, body: PredictBodyInternal, request: Request, username: str | None
    ) -> _Joined:
        """Let an event join, unless too many wait."""
        waiting = [event for each in self._queues for event in each.queue]
        at_work = [event for job in self._queue.active_jobs for event in job or ()]
        self._forget_events([*waiting, *at_work])
        busy = {event.session_hash for event in (*waiting, *at_work)}
        self._forget_pages(busy, body.session_hash)
        if _is_full_for(request, waiting) or self._has_most(body.session_hash):
            return False, _REFUSAL, "queue_full"
        return await self._push(body, request, username)

    @property
    def _queues(self) -> Collection[EventQueue]:
        return self._queue.event_queue_per_concurrency_id.values()

    def _has_most(self, page: str | None) -> bool:
        return len(self._queue.pending_event_ids_session.get(page or "", ())) >= _MOST_OF_A_PAGE

    def _forget_events(self, live: Collection[Event]) -> None:
        """Forget those that were cancelled while they ended, which Gradio does not."""
        ids = {event._id for event in live}
        for ended in self._queue.event_ids_to_events.keys() - ids:
            del self._queue.event_ids_to_events[ended]
        if self._queue.server_app is not None:
            self._queue.server_app.iterators_to_reset &= ids

    def _forget_pages(self, busy: Collection[str], page: str | None) -> None:
        """Make room for a page, first of those that fetched everything, then of the oldest."""
        pending = self._queue.pending_event_ids_session
        known = dict.fromkeys([*pending, *self._queue.pending_messages_per_session])
        idle = [name for name in known if name not in busy]
        if page in idle and self._has_most(page):
            self._forget(str(page))
        if sum(len(pending.get(name, ())) or 1 for name in known) >= _MOST_KEPT:
            others = [name for name in idle if name != page]
            for name in [name for name in others if not pending.get(name)] or others[:1]:
                self._forget(name)

    def _forget(self, page: str) -> None:
        self._queue.pending_messages_per_session.pop(page, None)
        self._queue.pending_event_ids_session.pop(page, None)


def _is_full_for(request: Request, waiting: Collection[Event]) -> bool:
    if len(waiting) < _MOST_WAITING // _SHARE:
        return False
    source = source_of(waits_as(request))
    share = sum(source_of(waits_as(event.request)) == source for event in waiting)
    return len(waiting) >= _MOST_WAITING or share >= _MOST_WAITING // _SHARE
