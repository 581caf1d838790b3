"""Signs of life while something is waited for."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


async def with_pings(
    work: Coroutine[Any, Any, Result], seconds: float
) -> AsyncIterator[Result | None]:
    """None every so many seconds, and at the end what the work gives; closing it cancels the work.

    Raises:
        Exception: what the work raises.
    """
    task = asyncio.ensure_future(work)
    try:
        while True:
            done, _ = await asyncio.wait({task}, timeout=seconds)
            if done:
                yield task.result()
                return
            yield None
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
