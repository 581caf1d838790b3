"""Build llama.cpp for this machine's processor in place of the wheel for any; run by `make native`.

The published wheel keeps to AVX2. On a processor with more (AVX-512) a build of the same version
from source reads prompts faster (docs/speed.md). It stays until .venv is made anew;
`make native-undo` brings the wheel back. AMX is left out: llama.cpp's code for it ends the process
at its first product with the default model (its issue 20824).
"""

import os
import platform
import shutil
import subprocess
import sys
from importlib.metadata import version

_PACKAGE = "xllamacpp"
# What is not needed here and would be fetched from code hosts while building: TLS and a second kind
# of grammar.
_CMAKE = "-DLLAMA_BUILD_BORINGSSL=OFF -DLLAMA_LLGUIDANCE=OFF"
_WITHOUT_AMX = "-mno-amx-tile -mno-amx-int8 -mno-amx-bf16"


def missing() -> list[str]:
    """Return what of the tools that building takes is not installed."""
    compiler = any(shutil.which(name) for name in (os.environ.get("CXX", "c++"), "g++", "clang++"))
    found = {
        "cmake": shutil.which("cmake"),
        "a C++ compiler": compiler,
        "make": shutil.which("make"),
    }
    return [name for name, there in found.items() if not there]


def install(*options: str, environment: dict[str, str] | None = None) -> int:
    """Install the locked version again, and return the installer's exit code."""
    command = [
        sys.executable, "-m", "pip", "install", "--no-deps", "--force-reinstall", *options,
        f"{_PACKAGE}=={version(_PACKAGE)}",
    ]  # fmt: skip
    done = subprocess.run(command, env=os.environ | (environment or {}), check=False)  # noqa: S603 - our own command
    return done.returncode


def main() -> int:
    """Build and install, or with --undo install the wheel."""
    if "--undo" in sys.argv[1:]:
        print(f"Installing the wheel of {_PACKAGE} again …", flush=True)
        return install()
    if lacking := missing():
        print(f"Building takes what is not installed: {', '.join(lacking)}.", file=sys.stderr)
        return 2
    print(f"Building {_PACKAGE} for this processor; that takes 10 to 20 minutes …", flush=True)
    arguments = f"{os.environ.get('CMAKE_ARGS', '')} {_CMAKE}".strip()
    environment = {"CMAKE_ARGS": arguments}
    if platform.machine() == "x86_64":
        for variable in ("CFLAGS", "CXXFLAGS"):
            environment[variable] = f"{os.environ.get(variable, '')} {_WITHOUT_AMX}".strip()
    # No cache: a home that two machines share would hand one the other's build.
    failed = install("--no-binary", _PACKAGE, "--no-cache-dir", environment=environment)
    if failed:
        print("The build failed, and the wheel is still in use.", file=sys.stderr)
        return 1
    print("Built. `make bench` measures what it brings.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
