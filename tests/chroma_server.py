"""A real Chroma server of the tests' own, on loopback, which can be stopped and started again."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx

from tests.postgres_server import free_port

_SECONDS = 60


class ChromaServer:
    """`chroma run` over a folder.

    Args:
        folder: of what it keeps.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self.address = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        # What `chroma` itself does in the end, without the client's imports before it.
        code = "import sys; from chromadb_rust_bindings import cli; cli(sys.argv)"
        process = subprocess.Popen(
            [sys.executable, "-c", code, "run", "--host", "127.0.0.1", "--port", str(self._port),
             "--path", str(self._folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._folder,
        )  # fmt: skip
        self._process = process
        until = time.monotonic() + _SECONDS
        while True:
            try:
                httpx.get(f"{self.address}/api/v2/heartbeat", timeout=5).raise_for_status()
                return
            except httpx.HTTPError:
                if process.poll() is not None or time.monotonic() > until:
                    process.kill()
                    raise RuntimeError("the Chroma server did not start") from None
                time.sleep(0.1)  # between two looks at a process that is starting

    def start_again(self) -> None:
        """Start it where it does not run."""
        if self._process is None:
            self.start()

    def stop(self) -> None:
        """End it at once, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=_SECONDS)
            self._process = None

    def freeze(self) -> None:
        """Have it hold still: connections stay open, and nobody answers."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Have it go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        if self._process is not None:
            os.kill(self._process.pid, number)
