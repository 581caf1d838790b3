"""Measures how soon things are there, and what memory the chat takes.

    python -m benchmarks.starting [--repeat 5]

Figures by name, each of fresh processes, with the model on disk:

- `help_seconds`, `import_seconds`: of `assistant --help`, and of a Python that imports the package.
- `chat_first_ready_seconds`: from the start of `assistant chat` until its page answers, where the
  bundled articles were never indexed; `chat_ready_seconds` the same where they were.
- `chat_warm_seconds`: until the model has read what it reads ahead as well, that is until the
  process rests.
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
from collections.abc import Iterator
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
_PATIENCE = 120.0  # seconds for a page or a model; much slower is no figure but a failure
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

    def wait_until_warm(self) -> float:
        """Return the seconds from the start until the process came to rest."""
        while True:
            since, before = time.perf_counter(), self._processor_seconds()
            time.sleep(_REST_SECONDS)
            spent = self._processor_seconds() - before
            if spent < _REST_SHARE * _REST_SECONDS:
                return since - self.begun
            if since - self.begun > _PATIENCE:
                raise RuntimeError("the chat does not come to rest")

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
    cache.mkdir()
    (cache / "models").symlink_to(Settings.load().cache / "models")
    with chat(cache) as first:
        figures = {"chat_first_ready_seconds": first.wait_until_ready()}
    ready = []
    for _ in range(repeat):
        with chat(cache) as again:
            ready.append(again.wait_until_ready())
    with chat(cache) as last:
        ready.append(last.wait_until_ready())
        figures["chat_warm_seconds"] = last.wait_until_warm()
        for question in _QUESTIONS:
            last.ask(question)
        figures["chat_rss_mib"] = last.peak_mib()
    return figures | {"chat_ready_seconds": statistics.median(ready)}


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
