"""Reading a SQLite file in a folder that can't be written to.

It is read as one that never changes, it is made sure afterwards that it did not, and what was read
of two states is read again.
"""

import os
from pathlib import Path

from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_fixed

from index.errors import StateChangedError

_READ_ONLY = "?mode=ro"
_FROZEN = "&immutable=1"

rereading = retry(
    retry=retry_if_exception_type(StateChangedError),
    stop=stop_after_attempt(3),
    wait=wait_fixed(0.05),
    reraise=True,
)
"""Does again what read of two states, because it has no right to keep a writer from writing."""


def address_of(path: Path) -> str:
    """Return the URI under which SQLite opens a file, also in a folder that can't be written to.

    Reading needs lock files beside the file. Where they can't be made, they are there while
    somebody else writes; else the file may be read as one that never changes, if it is made sure
    afterwards that it did not.
    """
    address = path.absolute().as_uri()
    if is_writable(path.parent):
        return address
    pending = path.with_name(f"{path.name}-wal").exists()
    return f"{address}{_READ_ONLY}" if pending else f"{address}{_READ_ONLY}{_FROZEN}"


def is_frozen(address: str) -> bool:
    """Tell whether a file is read as one that never changes."""
    return _FROZEN in address


def leans_on_writer(address: str) -> bool:
    """Tell whether a file is read with the journal of somebody else, who may take it away."""
    return address.endswith(_READ_ONLY)


def is_writable(folder: Path) -> bool:
    """Tell whether files can be made in a folder."""
    return os.access(folder, os.W_OK)


def status_of(path: Path) -> os.stat_result | None:
    """Return what a file is like now; None where there is none."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def is_unchanged(one: os.stat_result, other: os.stat_result | None) -> bool:
    """Tell whether a file was not written between two looks at it."""
    names = ("st_dev", "st_ino", "st_size", "st_mtime_ns")
    return other is not None and all(getattr(one, each) == getattr(other, each) for each in names)
