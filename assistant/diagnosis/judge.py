"""What runs the model here, llama.cpp or OpenVINO, and why."""

from dataclasses import dataclass

from assistant.diagnosis.finding import Finding, Level
from assistant.diagnosis.machine import BESIDE_MODEL, available_memory, configured_model
from assistant.llm.adapter import adapters_of
from assistant.llm.openvino.available import (
    LEAST_MEMORY,
    has_integer_products,
    is_installed,
    reads_here,
)
from assistant.settings import Settings

OPENVINO_MEMORY = 2_700_000_000
"""Bytes that OpenVINO takes with the default model, in place of llama.cpp (docs/speed.md)."""
LESS = "set judge_engine = 'llama.cpp', which takes less and is slower"
_INSTALL = (
    "install article-assistant[openvino]: OpenVINO then judges and writes several times as fast"
)
_COSTS = (
    "it takes about 2.7 GB of memory and 1.6 GB of the cache; judge_engine = 'llama.cpp' turns it "
    "off"
)


@dataclass(frozen=True)
class Judge:
    """What judges quotes and writes.

    Attributes:
        openvino: whether OpenVINO does; else llama.cpp, or a server.
        why: what decided it.
        advice: what would be faster, or work at all; empty where there is nothing to do.
        usable: false where the settings ask for what is not installed.
    """

    openvino: bool
    why: str
    advice: str = ""
    usable: bool = True


def judge_here(settings: Settings) -> Judge:
    """What judges quotes and writes with these settings on this machine."""
    model = configured_model(settings)
    if model is None or "judge" not in adapters_of(model.sha256):
        return Judge(False, f"{settings.llm} has no adapter that is fitted to judging")
    engine = settings.judge_engine
    if engine == "openvino" and not is_installed():
        return Judge(
            False,
            "judge_engine = 'openvino', and the extra [openvino] is not installed",
            "pip install 'article-assistant[openvino]', or leave out judge_engine",
            usable=False,
        )
    if reads_here(engine):
        asked = engine == "openvino"
        why = (
            "as judge_engine says"
            if asked
            else "VNNI or AMX, the extra [openvino] and enough memory are here"
        )
        return Judge(True, why)
    if engine == "llama.cpp":
        return Judge(False, "as judge_engine says")
    if not has_integer_products():
        return Judge(
            False, "the processor has neither VNNI nor AMX, without which OpenVINO is no faster"
        )
    if not is_installed():
        return Judge(
            False,
            "the processor has VNNI or AMX, but the extra [openvino] is not installed",
            _INSTALL,
        )
    return Judge(
        False,
        "the processor has VNNI or AMX, but there are less than "
        f"{LEAST_MEMORY / 2**30:.0f} GB of memory",
    )


def judging(settings: Settings) -> Finding:
    """Say what judges quotes here, why, what it takes and how it is turned off."""
    if settings.llm.partition(":")[0] not in {"embedded", "gguf"}:
        return Finding(
            Level.OK, "judging", f"{settings.llm} judges quotes and writes, on its server"
        )
    judge = judge_here(settings)
    if not judge.usable:
        return Finding(Level.FAIL, "judging", f"can't begin: {judge.why}", judge.advice)
    if judge.openvino:
        text = f"OpenVINO judges quotes and writes ({judge.why}); {_COSTS}"
        figures = {"judging_bytes": float(OPENVINO_MEMORY)}
        free, needed = available_memory(), OPENVINO_MEMORY + BESIDE_MODEL
        if free is not None and free < needed:
            text += f"; {free / 1e9:.1f} GB are at hand and {needed / 1e9:.1f} GB needed in all"
            return Finding(Level.WARN, "judging", text, LESS, figures)
        return Finding(Level.OK, "judging", text, figures=figures)
    text = f"llama.cpp judges quotes and writes: {judge.why}"
    return Finding(Level.OK, "judging", text, judge.advice)
