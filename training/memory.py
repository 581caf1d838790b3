"""Memory between the steps of a fit."""

import ctypes
import ctypes.util


def give_back() -> None:
    """Give freed memory back to the system, where the C library can.

    glibc keeps what the steps of different sizes freed, some 200 MB a step.
    """
    name = ctypes.util.find_library("c")
    trim = getattr(ctypes.CDLL(name), "malloc_trim", None) if name else None
    if trim is not None:
        trim(0)
