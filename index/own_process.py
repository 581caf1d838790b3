"""Processes of this program's own: started with what this one can import, and ended for certain."""

import ctypes
import os
import signal
import subprocess
import sys
from contextlib import suppress

Process = subprocess.Popen[bytes]

_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux's prctl(2)


def start(module: str, *arguments: str) -> Process:
    """Start a module that is asked on its standard input and answers on its standard output.

    Raises:
        OSError: it can't be started.
    """
    modules = os.pathsep.join(path for path in sys.path if path)
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-P", "-W", "ignore", "-m", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": modules, "OMP_NUM_THREADS": "1"},
    )


def end_with(parent: int) -> None:
    """Have the system kill this process when the thread that started it ends; on Linux.

    Else it goes on with what it is doing, and sees only then that nobody asks it any more.

    Args:
        parent: number of the process that started this one, which may be dead by now.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit()


def finish(process: Process, seconds: float) -> None:
    """Tell a process that nothing more is asked; kill it where it has not ended in so long."""
    try:
        with suppress(OSError, subprocess.TimeoutExpired):
            if process.stdin is not None:
                process.stdin.close()
            process.wait(seconds)
    finally:  # whoever waits may be interrupted
        end(process)


def end(process: Process) -> None:
    """Kill a process and let go of its pipes."""
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(BrokenPipeError):  # something was left to be asked
                pipe.close()
    process.wait()
