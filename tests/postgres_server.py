"""A real PostgreSQL of the tests' own, on loopback, which can be stopped and started again."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

_PROGRAMS = ("initdb", "pg_ctl", "postgres")
_USER = "assistant"
PASSWORD = "only-of-the-tests"
_SECONDS = 60


def find_postgres() -> Path | None:
    """Return the folder of PostgreSQL's programs; Debian keeps them off the path."""
    of_debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    for program in (shutil.which("pg_ctl"), *of_debian):
        if program and all(Path(program).with_name(name).exists() for name in _PROGRAMS):
            return Path(program).parent
    return None


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class PostgresServer:
    """A cluster in a folder of its own; it runs as another user where the tests run as root.

    Args:
        programs: as `find_postgres` gives it.
    """

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="postgres-of-tests-"))
        self._port = free_port()
        self._user: dict[str, object] = {}
        if os.geteuid() == 0:  # as which PostgreSQL refuses to run
            nobody = pwd.getpwnam("nobody")
            os.chown(self._folder, nobody.pw_uid, nobody.pw_gid)
            self._user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        secret = self._folder / "password"
        secret.write_text(PASSWORD, encoding="utf-8")
        secret.chmod(0o644)
        self._run(
            "initdb", "--pgdata", str(self._data), "--username", _USER, "--encoding", "UTF8",
            "--locale", "C", "--auth", "scram-sha-256", "--pwfile", str(secret), "--no-sync",
        )  # fmt: skip
        self.start()

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(  # type: ignore[call-overload]
            [str(self._programs / program), *arguments],
            cwd=self._folder,
            env={"PATH": os.environ["PATH"], "HOME": str(self._folder), "LC_ALL": "C"},
            stdout=subprocess.DEVNULL,  # which the server inherits
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
            **self._user,
        )
        if done.returncode != 0:
            log = self._folder / "log"
            told = log.read_text(encoding="utf-8")[-2000:] if log.exists() else ""
            raise RuntimeError(f"{program} failed: {told}")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = (
            f"-c listen_addresses=127.0.0.1 -c port={self._port} -c fsync=off "
            f"-c unix_socket_directories={self._folder} -c max_connections=60"
        )
        self._run(
            "pg_ctl", "start", "--wait", "--pgdata", str(self._data),
            "--log", str(self._folder / "log"), "--options", options,
        )  # fmt: skip

    def start_again(self) -> None:
        """Start it where it does not run."""
        if not (self._data / "postmaster.pid").exists():
            self.start()

    def stop(self) -> None:
        """Stop it as its power going would: connections break, nothing is said to them."""
        self._run("pg_ctl", "stop", "--wait", "--mode", "immediate", "--pgdata", str(self._data))

    def freeze(self) -> None:
        """Have its processes hold still: connections stay open, and nobody answers."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Have them go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        first = int((self._data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for process in (first, *map(int, children)):
            with suppress(ProcessLookupError):  # one that had just come to its end
                os.kill(process, number)

    def remove(self) -> None:
        """Stop it for good, and delete what it kept."""
        if (self._data / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def address(self, database: str) -> str:
        """Return the URL of one of its databases."""
        return f"postgresql://{_USER}:{PASSWORD}@127.0.0.1:{self._port}/{database}"

    def new_database(self) -> str:
        """Make an empty database, and return its URL."""
        import psycopg

        name = f"test_{uuid4().hex[:12]}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.address(name)
