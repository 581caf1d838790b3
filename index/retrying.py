"""Asking again while a server restarts."""

from collections.abc import Callable

from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_random_exponential

_LONGEST_PAUSE = 2.0  # seconds


def patient(seconds: float, may_pass: Callable[[BaseException], bool]) -> Retrying:
    """Return what calls again after errors that may pass, after longer and longer pauses.

    Args:
        seconds: after which it gives up.
        may_pass: tells of an error whether trying again may help.
    """
    return Retrying(
        retry=retry_if_exception(may_pass),
        stop=stop_after_delay(seconds),
        wait=wait_random_exponential(multiplier=0.2, max=_LONGEST_PAUSE),
        reraise=True,
    )
