"""Build the wheel, install it into an empty environment elsewhere, and use it there.

What is checked: prompts, bundled articles, page files and evaluation templates travel in the
wheel, and the command works outside the checkout.
"""

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CARRIED = ("assistant/_bundled/prompts", "assistant/_bundled/corpus/articles", "assistant/web")
NOT_CARRIED = ("tests/", "scripts/", "benchmarks/", "docs/")


def run(*command: str | Path, folder: Path, environment: dict[str, str]) -> str:
    """Run a command in a folder and return what it printed.

    Raises:
        SystemExit: it failed.
    """
    done = subprocess.run(  # noqa: S603 - our own commands
        [str(part) for part in command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"wheel check: `{' '.join(map(str, command))}` failed")
    return done.stdout


def require_contents(wheel: Path) -> None:
    """Compare what the wheel carries with what is in the checkout.

    Raises:
        SystemExit: a file of the product is missing, or one of the workshop is in it.
    """
    names = set(zipfile.ZipFile(wheel).namelist())
    tracked = run(
        "git", "ls-files", "assistant", "index", folder=ROOT, environment=dict(os.environ)
    )
    wanted = set(tracked.split())
    for name in ("prompts", "corpus"):
        listed = run("git", "ls-files", name, folder=ROOT, environment=dict(os.environ))
        wanted |= {f"assistant/_bundled/{file}" for file in listed.split()}
    missing = sorted(wanted - names)
    stray = sorted(name for name in names if name.startswith(NOT_CARRIED))
    empty = [place for place in CARRIED if not any(name.startswith(place) for name in names)]
    if missing or stray or empty:
        sys.exit(f"wheel check: missing {missing}, nothing in {empty}, not to be in it {stray}")


def main() -> None:
    """Check the wheel; says what it does, and ends with an error where something is wrong."""
    uv: list[str | Path] = [sys.executable, "-m", "uv"]
    with tempfile.TemporaryDirectory(prefix="wheel-check-") as name:
        place = Path(name)
        environment = {
            variable: value
            for variable, value in os.environ.items()
            if variable not in {"PYTHONPATH", "VIRTUAL_ENV"}
        } | {"UV_CACHE_DIR": str(place / "cache"), "UV_LINK_MODE": "copy", "UV_NO_CONFIG": "1"}
        print("Building the wheel …", flush=True)
        build: list[str | Path] = [
            "build",
            "--quiet",
            "--wheel",
            "--no-build-isolation",
            "--python",
            sys.executable,
        ]
        run(*uv, *build, "--out-dir", place, ROOT, folder=ROOT, environment=environment)
        (wheel,) = place.glob("*.whl")
        require_contents(wheel)

        print("Installing it into an empty environment …", flush=True)
        python = place / "venv" / "bin" / "python"
        create: list[str | Path] = ["venv", "--quiet", "--python", sys.executable, place / "venv"]
        run(*uv, *create, folder=place, environment=environment)
        install: list[str | Path] = [*uv, "pip", "install", "--quiet", "--python", python]
        locked: list[str | Path] = ["--require-hashes", "-r", ROOT / "requirements.lock"]
        run(*install, *locked, folder=place, environment=environment)
        run(*install, "--no-deps", wheel, folder=place, environment=environment)

        print("Using it there …", flush=True)
        command = place / "venv" / "bin" / "assistant"
        run(command, "--help", folder=place, environment=environment)
        run(command, "models", "list", folder=place, environment=environment)
        probe = (
            "from assistant.resources import resource_dir as d; from pathlib import Path; "
            "import assistant; home = Path(assistant.__file__).parent; "
            "assert d('prompts').is_relative_to(home) and d('corpus').is_relative_to(home), home"
        )
        run(python, "-c", probe, folder=place, environment=environment)
    print("The wheel works.")


if __name__ == "__main__":
    main()
