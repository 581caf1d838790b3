"""Trials of the models on this machine, which together end in time whatever happens."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Timer
from types import MappingProxyType
from typing import Any

from index.processors import usable_processors

MOST_SECONDS = 45.0
"""For all trials together: with all else that is looked at, less than a minute."""
_EMBEDDER_SECONDS = 10.0
# Of its time, after which a trial begins nothing more: what is under way then can end.
_BEGIN_SHARE = 0.6
_BARRIERS = "OMP_WAIT_POLICY"
_CPUINFO = Path("/proc/cpuinfo")


@dataclass(frozen=True)
class Trial:
    """What one trial told.

    Attributes:
        told: what it found, in its order.
        cut: whether it was ended because its time was over.
        failure: why it ended early, where it did so by itself.
    """

    told: tuple[dict[str, Any], ...]
    cut: bool = False
    failure: str = ""

    def last(self, name: str) -> Any:  # noqa: ANN401 - numbers and texts
        """What was told under a name at last; None where nothing was."""
        return next((one[name] for one in reversed(self.told) if name in one), None)

    def rate(self, name: str, *, short: bool | None = None) -> float | None:
        """So many of these a second; None where none was counted."""
        counted = [
            one for one in self.told if name in one and short in (None, one.get("short", False))
        ]
        seconds = sum(one["seconds"] for one in counted)
        return sum(one[name] for one in counted) / seconds if seconds else None


@dataclass(frozen=True)
class ModelTrial(Trial):
    """What the trial of the model with some number of threads told."""

    threads: int = 1

    @property
    def reading(self) -> float | None:
        """Tokens a second that it reads, of quotes where it came to them; None where unknown."""
        return self.rate("read", short=True) or self.rate("read")

    @property
    def writing(self) -> float | None:
        """Tokens a second that it writes; None where unknown."""
        return self.rate("written")


def run_trial(task: dict[str, Any], seconds: float) -> Trial:
    """Run one trial, for so long at most.

    Args:
        task: see `assistant.diagnosis.trial`.
        seconds: after which it is ended.
    """
    argument = json.dumps(task | {"seconds": seconds * _BEGIN_SHARE})
    command = [sys.executable, "-m", "assistant.diagnosis.trial", argument]
    told: list[dict[str, Any]] = []
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as complaints:
        process = subprocess.Popen(  # noqa: S603 - our own module, with numbers and our settings
            command,
            env=os.environ | {_BARRIERS: os.environ.get(_BARRIERS, "passive")},
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        )
        ended = Event()

        def end_it() -> None:
            ended.set()
            process.kill()

        end = Timer(seconds, end_it)
        end.start()
        try:
            for line in process.stdout or ():
                with contextlib.suppress(ValueError):  # what a library prints
                    told.append(json.loads(line))
            code = process.wait()
        finally:
            end.cancel()
            process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()
        cut = code != 0 and ended.is_set()
        complaints.seek(0)
        said = complaints.read().strip().splitlines()
    failure = (said[-1] if said else f"exit code {code}") if code and not cut else ""
    return Trial(tuple(told), cut, failure)


def try_embedder(embeddings: str, seconds: float) -> Trial:
    """Run the trial of the embedder, for so long at most."""
    return run_trial({"embeddings": embeddings}, min(seconds, _EMBEDDER_SECONDS))


def try_model(
    path: Path,
    context_tokens: int,
    counts: Sequence[int],
    seconds: float,
    clock: Callable[[], float] = time.monotonic,
    *,
    adapters: Mapping[str, Path] = MappingProxyType({}),
    reader_cache: Path | None = None,
) -> list[ModelTrial]:
    """Run the model with several numbers of threads, as many as there is time for.

    Args:
        path: of its file.
        context_tokens: as in settings.
        counts: numbers of threads, the one that would be used first.
        seconds: for all of them.
        clock: gives seconds.
        adapters: files of the model's adapters, by name.
        reader_cache: with OpenVINO's form of the model. Default: llama.cpp reads everything.
    """
    deadline = clock() + seconds
    trials: list[ModelTrial] = []
    for number, threads in enumerate(counts):
        left = deadline - clock()
        # A share each; what one does not use is the others'. The first is worth most.
        share = left / (len(counts) - number) if number else left * 0.6
        if number and share < _worth(trials[0]):
            break
        task = {
            "path": str(path),
            "threads": threads,
            "context_tokens": context_tokens,
            "adapters": {name: str(file) for name, file in adapters.items()},
            "reader_cache": str(reader_cache or ""),
        }
        found = run_trial(task, share if len(counts) > 1 else left)
        trials.append(ModelTrial(found.told, found.cut, found.failure, threads))
        if found.failure or found.last("loaded") is None:
            break
    return trials


def _worth(first: ModelTrial) -> float:
    """Seconds below which another trial tells nothing: the model would hardly be loaded."""
    return 2 * float(first.last("loaded") or 0.0)


def thread_counts(configured: int | None) -> list[int]:
    """Numbers of threads that are worth trying, the one that would be used first.

    Every other processor of many is often but half a core, and one left free keeps whatever else
    runs from holding all the others up.
    """
    usable = usable_processors()
    tried = [configured or usable, usable, _cores(usable), usable - 1, usable // 2]
    return [count for count in dict.fromkeys(tried) if count >= 1][:4]


def _cores(usable: int) -> int:
    """Physical cores, where the system tells them; no more than processors that may be used."""
    try:
        blocks = _CPUINFO.read_text(encoding="utf-8", errors="replace").split("\n\n")
    except OSError:
        return usable
    cores = {
        tuple(
            line.partition(":")[2].strip()
            for line in block.splitlines()
            if line.startswith(("physical id", "core id"))
        )
        for block in blocks
        if block.strip()
    }
    return min(usable, len(cores) if len(cores) > 1 else usable)
