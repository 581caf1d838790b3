"""The machines of a newsroom as processes on this one: databases, a model server, chats.

Everything listens on loopback, keeps what it keeps in one scratch folder, and is ended with the
context. PostgreSQL and Chroma are those of the tests, so they can be stopped and started again.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from benchmarks.synthetic_articles import write_articles
from tests.chroma_server import ChromaServer
from tests.postgres_server import PostgresServer, find_postgres, free_port

ROOT = Path(__file__).resolve().parents[1]
_SECONDS = 120


class QuickModel:
    """`benchmarks.quick_model` as a process, always at the same address.

    Args:
        seconds: that it waits before each reply.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._port = free_port()
        self.spec = f"http://127.0.0.1:{self._port}/v1#quick"
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "benchmarks.quick_model", "--port", str(self._port),
             "--seconds", str(self._seconds)],
            cwd=ROOT,
        )  # fmt: skip
        wait_for(f"http://127.0.0.1:{self._port}/v1/models", self._process)

    def stop(self) -> None:
        """End it at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@dataclass
class Newsroom:
    """What runs, and how to reach it."""

    scratch: Path
    model: QuickModel
    chroma: ChromaServer
    postgres: PostgresServer
    environment: dict[str, str]
    chats: list[subprocess.Popen[str]] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)

    @property
    def articles(self) -> Path:
        """Folder of the articles."""
        return self.scratch / "articles"

    def command(self, *arguments: str, told: str = "") -> subprocess.CompletedProcess[str]:
        """Run `assistant …` as somebody on one of the machines would, and wait for its end."""
        return subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "assistant", *arguments],
            env=self.environment, input=told, capture_output=True, text=True, check=False,
            cwd=self.scratch, timeout=1200,
        )  # fmt: skip

    def start_chat(self) -> None:
        """Start one more `assistant serve`, on a machine that keeps nothing of its own."""
        number = len(self.chats)
        with (self.scratch / f"chat-{number}.log").open("w", encoding="utf-8") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "assistant", "serve", "--port", "0", "--require-login"],
                env=self.environment | {"ASSISTANT_CACHE": str(self.scratch / f"chat-{number}")},
                stdout=subprocess.PIPE, stderr=log, text=True, cwd=self.scratch,
            )  # fmt: skip
        self.chats.append(process)
        assert process.stdout is not None  # noqa: S101 - for the type checker
        found = re.search(r"http://[\w.:]+", process.stdout.readline())
        if found is None:
            raise RuntimeError(f"a chat did not start: see {self.scratch}/chat-{number}.log")
        self.hosts.append(found.group())
        wait_for(f"{found.group()}/readyz", process)


@contextmanager
def newsroom(scratch: Path, articles: int, chats: int, model_seconds: float) -> Iterator[Newsroom]:
    """All of it, over so many made-up articles, for as long as the context lasts.

    Args:
        scratch: an empty folder.
        articles: how many.
        chats: how many `assistant serve`.
        model_seconds: that the model server waits before each reply.

    Raises:
        RuntimeError: PostgreSQL is not installed, or something did not start.
    """
    programs = find_postgres()
    if programs is None:
        raise RuntimeError("PostgreSQL's server is not installed")
    with ExitStack() as stack:
        postgres = PostgresServer(programs)
        stack.callback(postgres.remove)
        (scratch / "chroma").mkdir()
        chroma = ChromaServer(scratch / "chroma")
        stack.callback(chroma.stop)
        model = QuickModel(model_seconds)
        stack.callback(model.stop)
        database = postgres.new_database()
        environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "ASSISTANT_CACHE": str(scratch / "cache"),
            "ASSISTANT_CONVERSATIONS": database,
            "ASSISTANT_INDEX_DATABASE": database,
            "ASSISTANT_LLM": model.spec,
            "ASSISTANT_STORE": f"{chroma.address}/newsroom",
            "OMP_WAIT_POLICY": "passive",
        }
        room = Newsroom(scratch, model, chroma, postgres, environment)
        stack.callback(_end, room.chats)
        write_articles(room.articles, articles)
        done = room.command("index", str(room.articles))
        if done.returncode != 0:
            raise RuntimeError(f"the articles could not be indexed: {done.stderr}")
        yield _with_chats(room, chats)


def _with_chats(room: Newsroom, number: int) -> Newsroom:
    done = room.command("users", "add", "first", "--password-stdin", told="only for the load\n")
    if done.returncode != 0:
        raise RuntimeError(f"no user could be added: {done.stderr}")
    for _ in range(number):
        room.start_chat()
    return room


def _end(chats: Sequence[subprocess.Popen[str]]) -> None:
    for chat in chats:
        chat.terminate()
    for chat in chats:
        try:
            chat.wait(timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            chat.kill()


def wait_for(address: str, process: subprocess.Popen[bytes] | subprocess.Popen[str]) -> None:
    """Wait until an address answers with success.

    Raises:
        RuntimeError: the process ended, or it took too long.
    """
    until = time.monotonic() + _SECONDS
    while True:
        try:
            httpx.get(address, timeout=5, trust_env=False).raise_for_status()
        except httpx.HTTPError:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"nothing answers at {address}") from None
            time.sleep(0.2)
        else:
            return
