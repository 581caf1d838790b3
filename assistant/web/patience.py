"""How long is waited: for a model's signs of life, and for as long as somebody wants an answer."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from starlette.requests import Request

from assistant.errors import AssistantError, ModelError
from assistant.events import Event

CLIENT_GONE = 499
"""Status of a response that nobody is left to read, as nginx logs it."""
_log = logging.getLogger(__name__)
Item = TypeVar("Item")


class ModelSilentError(ModelError):
    """The model gave no sign of life for too long."""


class TimeLimitError(AssistantError):
    """A request took longer than the setting request_seconds allows.

    Args:
        seconds: that it allows.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"the request took longer than {seconds:g} seconds: ask again later, or allow it more "
            "with the setting request_seconds"
        )


class ClientGoneError(AssistantError):
    """The client has closed its connection, so nobody waits for the answer."""


async def within(seconds: float, work: Awaitable[Item]) -> Item:
    """What the work of a request gives; it is cancelled where it takes longer.

    Raises:
        TimeLimitError: it took longer.
        Exception: what the work raises.
    """
    try:
        async with asyncio.timeout(seconds) as limit:
            return await work
    except TimeoutError as error:
        if not limit.expired():
            raise
        raise TimeLimitError(seconds) from error


async def while_there(request: Request, work: Coroutine[Any, Any, Item]) -> Item:
    """What the work gives, for as long as the client of the request is there.

    Args:
        request: the whole body of which was read.
        work: is cancelled when the client leaves, and has ended when this returns.

    Raises:
        ClientGoneError: it has left.
        Exception: what the work raises.
    """
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientGoneError("the client has left")
        return working.result()
    finally:
        for task in (working, leaving):
            task.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def events_while_alive(
    begin: Callable[[], Iterator[Event]],
    most_seconds: float,
    when_ended: Callable[[], None] = lambda: None,
) -> AsyncGenerator[Event, None]:
    """The events of an iterator that blocks, each within so many seconds of the one before.

    Closing it, or cancelling the task that reads it, closes the iterator, which stops the model. A
    step that is under way can't be broken off: it runs on in its thread, and nobody waits for it.

    Args:
        begin: makes the iterator, in the thread that it is then read in.
        most_seconds: the longest time without an event.
        when_ended: called in the event loop once no step is under way and none will be: before the
            reader hears of the end, or after the reader has left.

    Raises:
        ModelSilentError: there was no event for that long.
    """
    loop = asyncio.get_running_loop()

    def ended() -> None:
        with suppress(RuntimeError):  # the loop was closed meanwhile
            loop.call_soon_threadsafe(when_ended)

    try:
        reading = _Reading(begin, ended)
    except BaseException:  # there is no thread to be had
        when_ended()
        raise
    try:
        while True:
            try:
                event = await asyncio.wait_for(reading.next(), most_seconds)
            except TimeoutError as error:
                raise ModelSilentError(
                    f"the model gave no sign of life for {most_seconds:g} seconds: see whether it "
                    "still runs, or allow it more with the setting answer_seconds"
                ) from error
            if event is None:
                return
            yield event
    finally:
        reading.close()


async def until(
    stopped: asyncio.Event, items: AsyncGenerator[Item, None]
) -> AsyncGenerator[Item, None]:
    """The items, until the event is set: then they are closed, whatever they are waiting for."""
    stops = asyncio.ensure_future(stopped.wait())
    step: asyncio.Future[Item] | None = None
    try:
        while True:
            step = asyncio.ensure_future(anext(items))
            await asyncio.wait({step, stops}, return_when=asyncio.FIRST_COMPLETED)
            if stopped.is_set():
                return
            try:
                item = step.result()
            except StopAsyncIteration:
                return
            yield item
    finally:
        stops.cancel()
        if step is not None:
            step.cancel()
            await asyncio.gather(step, return_exceptions=True)
        await items.aclose()


class _Reading:
    """Reads a blocking iterator in a thread of its own, a step whenever one is asked for.

    The thread is a daemon, unlike those of an executor, so that a hanging model does not keep the
    server from ending.
    """

    def __init__(
        self, begin: Callable[[], Iterator[Event]], when_ended: Callable[[], None]
    ) -> None:
        self._begin = begin
        self._when_ended = when_ended
        self._wanted: SimpleQueue[Future[Event | None] | None] = SimpleQueue()
        Thread(target=self._run, name="answer", daemon=True).start()

    def next(self) -> "asyncio.Future[Event | None]":
        """The next event, or None behind the last; ask for no more behind that or a failure."""
        step: Future[Event | None] = Future()
        self._wanted.put(step)
        return asyncio.wrap_future(step)

    def close(self) -> None:
        """End after the step that is under way, if one is."""
        self._wanted.put(None)

    def _run(self) -> None:
        try:
            tell_the_end = self._read()
        finally:
            self._when_ended()
        if tell_the_end is not None:
            tell_the_end()

    def _read(self) -> Callable[[], None] | None:
        """Take a step whenever one is wanted.

        Returns:
            What tells the reader of the end; None where there is no reader any more.
        """
        events: Iterator[Event] | None = None
        tell: Callable[[], None] | None = None
        while (step := self._wanted.get()) is not None:
            if not step.set_running_or_notify_cancel():
                continue
            try:
                events = self._begin() if events is None else events
                event = next(events, None)
            except Exception as error:  # it belongs to whoever reads
                tell = partial(step.set_exception, error)
                break
            if event is None:
                tell = partial(step.set_result, None)
                break
            step.set_result(event)
        try:
            # Generators have it, other iterators need not.
            getattr(events, "close", lambda: None)()
        except Exception:
            _log.exception("an answer could not be ended")
        return tell
