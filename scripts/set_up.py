"""Make .venv and install the locked requirements; run by the Makefile, with any Python >= 3.11.

Every step leaves a stamp when it is done, so a set-up that was interrupted goes on where it
stopped, and one that is complete costs nothing. The stamps lie in .venv and go with it, whoever
removes it. Two set-ups at once wait for each other. Nothing is written outside the checkout.
"""

import argparse
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

OLDEST_PYTHON = (3, 11)
RUNTIME_LOCK = "requirements.lock"
DEVELOPMENT_LOCK = "requirements-dev.lock"
SETUP_LOCK = "requirements-setup.lock"
RAY_LOCK = "requirements-ray.lock"
OPENVINO_LOCK = "requirements-openvino.lock"

# Variables that would send an installer elsewhere than into .venv.
_MISLEADING = ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIRE_VIRTUALENV", "PYTHONHOME")

_CPUINFO = Path("/proc/cpuinfo")
_INTEGER_PRODUCTS = ("avx512_vnni", "avx_vnni")

Runner = Callable[[Sequence[str], Mapping[str, str]], None]


class SetUpError(Exception):
    """Set-up can't go on; the message is one line that says what to do."""


def run_command(command: Sequence[str], environment: Mapping[str, str]) -> None:
    """Run a command with its output shown.

    Raises:
        SetUpError: it failed.
    """
    done = subprocess.run(command, env=dict(environment), stdin=subprocess.DEVNULL, check=False)  # noqa: S603 - our own commands
    if done.returncode:
        raise SetUpError(f"`{' '.join(command[:5])} …` failed; its output is above")


def say(line: str) -> None:
    """Tell what is being done, at once."""
    print(line, flush=True)


def gains_by_openvino() -> bool:
    """Whether the processor sums products of small integers, so that OpenVINO is worth its size."""
    try:
        told = _CPUINFO.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return any(f" {flag}" in told for flag in _INTEGER_PRODUCTS)


@dataclass(frozen=True)
class SetUp:
    """The set-up of one checkout."""

    root: Path
    run: Runner = run_command

    @property
    def state(self) -> Path:
        """Folder of the lock, and of what an interrupted set-up goes on with."""
        return self.root / ".setup"

    @property
    def environment(self) -> Path:
        """Folder of the installed packages."""
        return self.root / ".venv"

    @property
    def stamps(self) -> Path:
        """Folder of the stamps: in .venv, so that they never tell of packages that went with it."""
        return self.environment / "set-up"

    @property
    def python(self) -> Path:
        """The interpreter of .venv."""
        return self.environment / "bin" / "python"

    # --- stamps -------------------------------------------------------------------------------

    def _fingerprint(self, *names: str) -> str:
        """Of the named files, the place of the checkout and the Python of .venv."""
        digest = hashlib.sha256(str(self.root).encode())
        configuration = self.environment / "pyvenv.cfg"
        for file in (configuration, *(self.root / name for name in names)):
            digest.update(file.read_bytes() if file.exists() else b"-")
        return digest.hexdigest()

    def _is_done(self, step: str, fingerprint: str) -> bool:
        stamp = self.stamps / step
        return stamp.is_file() and stamp.read_text() == fingerprint

    def _mark_done(self, step: str, fingerprint: str) -> None:
        self.stamps.mkdir(exist_ok=True)
        draft = self.stamps / f"{step}.new"
        draft.write_text(fingerprint)
        draft.replace(self.stamps / step)

    def _started(self, step: str) -> Path:
        """The mark of a step that is being done, or was when it was interrupted."""
        return self.state / f"{step}.started"

    @contextlib.contextmanager
    def _interruptible(self, step: str) -> Iterator[bool]:
        """Yield whether an earlier try of the step was interrupted, and remember this one."""
        started = self._started(step)
        interrupted = started.exists()
        started.touch()
        yield interrupted
        started.unlink()

    @contextlib.contextmanager
    def _only_one(self) -> Iterator[None]:
        """Wait for any other set-up of this checkout; the lock ends with its process."""
        self.state.mkdir(exist_ok=True)
        with (self.state / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("Waiting for another set-up of this checkout …")
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    # --- steps --------------------------------------------------------------------------------

    def complete(
        self, *, development: bool, this_python: bool, ray: bool = False, openvino: bool = False
    ) -> None:
        """Bring .venv to what the locks say, doing only what is not yet done.

        Args:
            development: install the development tools as well.
            this_python: make .venv anew if it belongs to another Python than the running one.
            ray: install Ray as well, which indexes on clusters.
            openvino: install OpenVINO as well, which is faster than llama.cpp where it pays.

        Raises:
            SetUpError: a step failed.
        """
        with self._only_one():
            self._make_environment(this_python=this_python)
            with self._workplace() as environment:
                self._install_locked("setup", SETUP_LOCK, environment)
                self._install_locked("runtime", RUNTIME_LOCK, environment)
                if development:
                    self._install_locked("development", DEVELOPMENT_LOCK, environment)
                if openvino:
                    self._install_locked("openvino", OPENVINO_LOCK, environment)
                if ray:
                    self._install_locked("ray", RAY_LOCK, environment)
                self._install_project(environment)

    def _make_environment(self, *, this_python: bool) -> None:
        # Looking changes nothing: a set-up that is killed while it looks interrupts no step.
        interrupted = self._started("environment").exists()
        if not interrupted and self._environment_serves(this_python=this_python):
            return
        if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
            version = f"{sys.version_info[0]}.{sys.version_info[1]}"
            raise SetUpError(
                f"{sys.executable} lacks the venv module; "
                f"install it (Debian, Ubuntu: apt-get install python{version}-venv)"
            )
        with self._interruptible("environment"):
            say("Making .venv …")
            shutil.rmtree(self.environment, ignore_errors=True)
            self.run([sys.executable, "-m", "venv", str(self.environment)], os.environ)

    def _environment_serves(self, *, this_python: bool) -> bool:
        probe = "import sys, pip; print(*sys.version_info[:2], sys.prefix)"
        try:
            answer = subprocess.run(  # noqa: S603 - the interpreter of .venv
                [str(self.python), "-c", probe], capture_output=True, text=True, check=True
            ).stdout.strip()
        except (OSError, subprocess.CalledProcessError):
            return False
        major, minor, prefix = answer.split(" ", 2)
        version = (int(major), int(minor))
        return (
            Path(prefix) == self.environment
            and version >= OLDEST_PYTHON
            and (version == sys.version_info[:2] or not this_python)
        )

    @contextlib.contextmanager
    def _workplace(self) -> Iterator[dict[str, str]]:
        """Environment of the installers: caches and temporary files inside the checkout.

        Downloads are kept until the set-up is complete, so that the next try finds them.
        """
        downloads = self.state / "downloads"
        temporary = self.state / "tmp"
        temporary.mkdir(parents=True, exist_ok=True)
        environment = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
        environment |= {
            "PIP_CACHE_DIR": str(downloads / "pip"),
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PIP_USER": "0",
            "UV_CACHE_DIR": str(downloads / "uv"),
            "UV_NO_CONFIG": "1",
            "UV_LINK_MODE": "copy",  # NLTK refuses data files that are hard links
            "TMPDIR": str(temporary),
        }
        yield environment
        shutil.rmtree(downloads, ignore_errors=True)
        shutil.rmtree(temporary, ignore_errors=True)

    def _install_locked(self, step: str, lock: str, environment: dict[str, str]) -> None:
        fingerprint = self._fingerprint(lock)
        if self._is_done(step, fingerprint):
            return
        say(f"Installing {lock} …")
        with self._interruptible(step) as interrupted:
            # A package whose copying was cut short looks installed: copy all again from the cache.
            again = ["--reinstall"] if interrupted else []
            arguments = ["--require-hashes", "--quiet", "-r", str(self.root / lock)]
            self._install([*again, *arguments], environment, with_uv=lock != SETUP_LOCK)
        self._mark_done(step, fingerprint)

    def _install_project(self, environment: dict[str, str]) -> None:
        fingerprint = self._fingerprint("pyproject.toml", "assistant/version.py")
        if self._is_done("project", fingerprint):
            return
        say("Installing the project, editable …")
        arguments = ["--quiet", "--no-deps", "--no-build-isolation", "-e", str(self.root)]
        with self._interruptible("project"):
            self._install(arguments, environment, with_uv=True)
        self._mark_done("project", fingerprint)

    def _install(self, arguments: list[str], environment: dict[str, str], *, with_uv: bool) -> None:
        """Install with uv, and where that fails with pip, which may be configured better."""
        if with_uv:
            uv = [str(self.python), "-m", "uv", "pip", "install", "--python", str(self.python)]
            try:
                return self.run([*uv, *arguments], environment | self._pip_settings(environment))
            except SetUpError:
                say("uv could not install them; trying pip, which is slower …")
        pip = [str(self.python), "-m", "pip", "install"]
        arguments = ["--force-reinstall" if x == "--reinstall" else x for x in arguments]
        return self.run([*pip, *arguments], environment)

    def _pip_settings(self, environment: Mapping[str, str]) -> dict[str, str]:
        """What pip is told about the index and its certificate, in uv's words."""
        listed = subprocess.run(  # noqa: S603 - the interpreter of .venv
            [str(self.python), "-m", "pip", "config", "list"],
            capture_output=True, text=True, check=False, env=dict(environment),
        ).stdout  # fmt: skip
        told: dict[str, str] = {}
        for line in listed.splitlines():
            name, _, value = line.partition("=")
            told[name.rpartition(".")[2]] = value.strip().strip("'\"")
        wanted = {"UV_DEFAULT_INDEX": "index-url", "SSL_CERT_FILE": "cert"}
        return {
            variable: told[option]
            for variable, option in wanted.items()
            if told.get(option) and not environment.get(variable)
        }


def main() -> int:
    """Set up the checkout that this file is in; exit code 0, or 1 with one line on stderr."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--development", action="store_true", help="development tools as well")
    parser.add_argument("--this-python", action="store_true", help="remake another Python's .venv")
    parser.add_argument("--ray", action="store_true", help="Ray as well")
    options = parser.parse_args()
    root = Path(__file__).resolve().parent.parent
    try:
        SetUp(root).complete(
            development=options.development,
            this_python=options.this_python,
            ray=options.ray,
            openvino=gains_by_openvino(),
        )
    except SetUpError as error:
        print(f"Set-up stopped: {error}. `make install` goes on from here.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Set-up interrupted. `make install` goes on from here.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
