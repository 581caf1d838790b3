"""Measures how soon things are there, and what memory the chat takes.

    python -m benchmarks.starting [--repeat 5]

Figures by name, each of fresh processes, with the model on disk:

- `help_seconds`, `import_seconds`: of `assistant --help`, and of a Python that imports the package.
- `chat_first_ready_seconds`: from the start of `assistant chat` until its page answers, where the
  bundled articles were never indexed; `chat_ready_seconds` the same where they were.
- `chat_warm_seconds`: until the model has read what it reads ahead as well, that is until the
  process rests; left out where it does not within ten minutes. OpenVINO's form of the model is
  taken from the usual cache where it is there, and made within this time where it is not.
- `chat_rss_mib`: the most memory of that chat, after some answers.
"""

import argparse
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from assistant.settings import Settings
from benchmarks.results import keep

_QUESTIONS = (
    "Why did Tyler Perry pause his studio?",
    "Was sagte Ashton Kutcher über Sora?",
    "Qui a présenté Sora à Hollywood fin février ?",
)
_ADDRESS = re.compile(r"http://\S+")
_PATIENCE = 120.0  # seconds for a page; much slower is no figure but a failure
# For a model: it reads some thousand tokens ahead, and OpenVINO's form of it may have to be made.
_PATIENCE_WARMING = 600.0
_REST_SECONDS = 1.5  # the process rests when it has done next to nothing for so long
_REST_SHARE = 0.05


class Chat:
    """`assistant chat` in a process of its own.

    Args:
        cache: with the model in it.
    """

    def __init__(self, cache: Path) -> None:
        self.begun = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "assistant", "chat", "--no-browser", "--port", "0"],
            env=os.environ | {"ASSISTANT_CACHE": str(cache)},
            stdout=subprocess.PIPE,
            text=True,
        )
        self.address = self._told_address()

    def _told_address(self) -> str:
        output = self._process.stdout
        for line in output or ():
            if found := _ADDRESS.search(line):
                return found[0]
        raise RuntimeError("the chat ended before it said where it is")

    def wait_until_ready(self) -> float:
        """Return the seconds from the start until the page came whole."""
        httpx.get(self.address, timeout=_PATIENCE).raise_for_status()
        return time.perf_counter() - self.begun

    def wait_until_warm(self) -> float | None:
        """Return the seconds from the start until the process came to rest; None if it did not."""
        rested = seconds_until_rest(self._processor_seconds, self.begun + _PATIENCE_WARMING)
        return None if rested is None else rested - self.begun

    def ask(self, question: str) -> None:
        """Have a question answered."""
        from gradio_client import Client  # type: ignore[import-untyped]

        Client(self.address, verbose=False).predict(question, api_name="/ask")

    def peak_mib(self) -> float:
        """Return the most memory that the process had."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024

    def end(self) -> None:
        """Interrupt it, as Ctrl+C does."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait()

    def _processor_seconds(self) -> float:
        stat = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="utf-8")
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def seconds_until_rest(
    processor_seconds: Callable[[], float],
    deadline: float,
    clock: Callable[[], float] = time.perf_counter,
    sleep: Callable[[float], None] = time.sleep,
) -> float | None:
    """Return when a process came to rest, by the clock; None where it works on at the deadline.

    Args:
        processor_seconds: tells what the process has used so far.
        deadline: by the clock.
        clock: gives seconds.
        sleep: waits so many seconds.
    """
    while (since := clock()) <= deadline:
        before = processor_seconds()
        sleep(_REST_SECONDS)
        if processor_seconds() - before < _REST_SHARE * _REST_SECONDS:
            return since
    return None


@contextmanager
def chat(cache: Path) -> Iterator[Chat]:
    """A chat for as long as the context lasts."""
    begun = Chat(cache)
    try:
        yield begun
    finally:
        begun.end()


def median_seconds(arguments: list[str], repeat: int) -> float:
    """Return the median wall-clock seconds of a Python with these arguments."""
    found = []
    for _ in range(repeat):
        begun = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)  # noqa: S603 - ours
        found.append(time.perf_counter() - begun)
    return statistics.median(found)


def chats(cache: Path, repeat: int) -> dict[str, float]:
    """Start the chat in a cache that holds the model alone, and again."""
    prepare(cache, Settings.load().cache)
    with chat(cache) as first:
        figures = {"chat_first_ready_seconds": first.wait_until_ready()}
    ready = []
    for _ in range(repeat):
        with chat(cache) as again:
            ready.append(again.wait_until_ready())
    with chat(cache) as last:
        ready.append(last.wait_until_ready())
        warm = last.wait_until_warm()
        if warm is None:
            print(
                f"chat_warm_seconds: not known, the chat still worked after "
                f"{_PATIENCE_WARMING:.0f} s; the answers and the memory below are of a chat that "
                "was not warm",
                file=sys.stderr,
            )
        else:
            figures["chat_warm_seconds"] = warm
        for question in _QUESTIONS:
            last.ask(question)
        figures["chat_rss_mib"] = last.peak_mib()
    return figures | {"chat_ready_seconds": statistics.median(ready)}


def prepare(cache: Path, usual: Path) -> None:
    """Make a cache with what a start finds on disk: the models, and OpenVINO's form of them.

    Args:
        cache: is made.
        usual: where they are. What is missing there is made in the new cache.
    """
    cache.mkdir()
    for name in ("models", "readers"):
        if (usual / name).is_dir():
            (cache / name).symlink_to(usual / name)


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeat", type=int, default=5, help="times that a command is run")
    options = parser.parse_args()
    figures = {
        "help_seconds": median_seconds(["-m", "assistant", "--help"], options.repeat),
        "import_seconds": median_seconds(["-c", "import assistant"], options.repeat),
    }
    with tempfile.TemporaryDirectory() as folder:
        figures |= chats(Path(folder) / "cache", max(1, options.repeat // 2))
    for name, value in figures.items():
        print(f"{name:28}{value:10.3f}")
    keep(figures)


if __name__ == "__main__":
    main()
