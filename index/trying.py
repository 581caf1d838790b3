"""When a file is tried again whose reader failed: it took too long, crashed or raised."""

import time
from functools import cache
from importlib.metadata import PackageNotFoundError, version

AGAIN_AFTER = 86400
"""Seconds: the machine may be less busy, a library another."""


@cache
def program_version() -> str:
    """Return the version of this program; "unknown" where it is not installed."""
    try:
        return version("article-assistant")
    except PackageNotFoundError:
        return "unknown"


def now() -> int:
    """Return the seconds since 1970."""
    return int(time.time())
