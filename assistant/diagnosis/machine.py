"""The machine: processor, cores that may be used, memory, disk."""

import os
import platform
import shutil
from collections.abc import Iterator
from pathlib import Path

from assistant.diagnosis.finding import Finding, Level
from assistant.models.catalogue import CATALOGUE, CatalogueEntry
from assistant.models.verification import model_path
from assistant.settings import Settings
from index.processors import processor_flags, usable_processors

_PLATFORMS = {("Linux", "x86_64"), ("Linux", "aarch64"), ("Darwin", "arm64")}
BESIDE_MODEL = 1_000_000_000
"""Bytes that the embedder, the index and the page take."""
_COMFORTABLE_CORES = 2

_MEMINFO = Path("/proc/meminfo")
_CGROUP_MEMORY = Path("/sys/fs/cgroup")


def findings(settings: Settings) -> Iterator[Finding]:
    """Look at the machine."""
    yield _platform()
    yield _cores(settings)
    yield _memory(settings)
    yield _disk(settings)


def configured_model(settings: Settings) -> CatalogueEntry | None:
    """The embedded model that the settings name, if they name one that exists."""
    kind, _, name = settings.llm.partition(":")
    return CATALOGUE.get(name) if kind == "embedded" else None


def available_memory() -> int | None:
    """Bytes that this process may still take, by the system and by its control group."""
    found = [value for value in (_system_memory(), _group_memory()) if value is not None]
    return min(found, default=None)


def _platform() -> Finding:
    system, machine = platform.system(), platform.machine()
    text = f"{platform.platform()}"
    if (system, machine) not in _PLATFORMS:
        return Finding(
            Level.WARN, "platform", text, "made for Linux and for macOS on Apple silicon"
        )
    flags = processor_flags()
    if machine == "x86_64" and flags and "avx2" not in flags:
        return Finding(
            Level.FAIL,
            "platform",
            f"{text}, processor without AVX2",
            "embedded models need AVX2; name a server in the setting `llm`",
        )
    return Finding(Level.OK, "platform", text)


def _cores(settings: Settings) -> Finding:
    usable, all_cores = usable_processors(), os.cpu_count() or 1
    text = f"{usable} of {all_cores} usable"
    if settings.threads and settings.threads > usable:
        return Finding(
            Level.WARN,
            "cores",
            f"{text}, but {settings.threads} threads configured",
            f"more threads than cores are far slower; set ASSISTANT_THREADS={usable} or leave it",
        )
    if usable < _COMFORTABLE_CORES:
        return Finding(Level.WARN, "cores", text, "answers take about twice as long as on two")
    return Finding(Level.OK, "cores", text)


def _memory(settings: Settings) -> Finding:
    free, model = available_memory(), configured_model(settings)
    needed = BESIDE_MODEL + (model.size if model else 0)
    if free is None:
        return Finding(Level.OK, "memory", f"not told here; {needed / 1e9:.1f} GB are needed")
    text = f"{free / 1e9:.1f} GB available, {needed / 1e9:.1f} GB needed"
    if free < needed:
        advice = "end other programs, or set ASSISTANT_LLM=embedded:qwen2.5-coder-0.5b"
        return Finding(Level.WARN, "memory", text, advice)
    return Finding(Level.OK, "memory", text)


def _disk(settings: Settings) -> Finding:
    folder = settings.cache
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    free, model = shutil.disk_usage(folder).free, configured_model(settings)
    needed = model.size if model and not model_path(model, settings.cache).exists() else 0
    text = f"{free / 1e9:.1f} GB free for {settings.cache}"
    if not os.access(folder, os.W_OK):
        advice = "it can't be written; name another folder in ASSISTANT_CACHE"
        return Finding(Level.FAIL, "disk", text, advice)
    if free < needed * 2:
        advice = f"fetching the model takes {needed * 2 / 1e9:.1f} GB at most: free some, or name "
        return Finding(Level.FAIL, "disk", text, advice + "another folder in ASSISTANT_CACHE")
    return Finding(Level.OK, "disk", text)


def _system_memory() -> int | None:
    try:
        lines = _MEMINFO.read_text().splitlines()
    except OSError:
        return None
    for line in lines:
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return None


def _group_memory() -> int | None:
    try:
        limit = (_CGROUP_MEMORY / "memory.max").read_text().strip()
        used = int((_CGROUP_MEMORY / "memory.current").read_text())
    except (OSError, ValueError):
        return None
    return None if limit == "max" else max(0, int(limit) - used)
