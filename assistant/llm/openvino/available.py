"""Whether OpenVINO works here, and faster than llama.cpp."""

import contextlib
import os
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from index.processors import processor_flags

_INTEGER_PRODUCTS = frozenset({"avx512_vnni", "avx_vnni"})
"""What Linux calls the instructions that OpenVINO is faster with; where AMX is, they are too."""
_GROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")
LEAST_MEMORY = 5 * 2**30
"""Bytes without which OpenVINO is not chosen: a chat with it takes 3.7 GB, for a moment 4 GB."""


def is_installed() -> bool:
    """Whether there is all that OpenVINO needs (extra [openvino])."""
    return all(find_spec(name) for name in ("openvino", "tokenizers"))


def has_integer_products() -> bool:
    """Whether the processor has instructions that sum products of small integers (VNNI, AMX)."""
    return not _INTEGER_PRODUCTS.isdisjoint(processor_flags())


def has_memory() -> bool:
    """Whether the machine has memory for OpenVINO."""
    return _memory() >= LEAST_MEMORY


def is_faster_here() -> bool:
    """Whether the processor is one for it, and there are OpenVINO and memory."""
    return has_integer_products() and is_installed() and has_memory()


def reads_here(engine: Literal["auto", "llama.cpp", "openvino"]) -> bool:
    """Whether OpenVINO runs the model, with that value of the setting `judge_engine`."""
    return engine == "openvino" or (engine == "auto" and is_faster_here())


def _memory() -> int:
    """Bytes of the machine, or of the control group where that has fewer."""
    total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    with contextlib.suppress(OSError, ValueError):  # no such limit
        total = min(total, int(_GROUP_LIMIT.read_text(encoding="ascii")))
    return total
