"""What the set-up does again and what not, with a scripted runner in place of installers."""

import importlib.util
import shutil
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "scripts" / "set_up.py"


@pytest.fixture(scope="session")
def set_up() -> ModuleType:
    specification = importlib.util.spec_from_file_location("set_up", SCRIPT)
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    sys.modules["set_up"] = module
    specification.loader.exec_module(module)
    return module


class Installers:
    """Notes what would be run, makes a .venv that serves, and fails where a test says so."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.environments: list[Mapping[str, str]] = []
        self.failing: str | None = None
        self.failure: BaseException | None = None

    def __call__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        line = " ".join(command[1:])
        if self.failing and self.failing in line:
            assert self.failure
            raise self.failure
        self.ran.append(line)
        self.environments.append(environment)
        if command[1:3] == ["-m", "venv"]:
            python = Path(command[3]) / "bin" / "python"
            python.parent.mkdir(parents=True)
            # Answers the one question that set-up asks of it, as a Python of that place would.
            python.write_text(f"#!/bin/sh\necho {sys.version_info[0]} {sys.version_info[1]} "
                              f'"{command[3]}"\n')  # fmt: skip
            python.chmod(0o755)
            (Path(command[3]) / "pyvenv.cfg").write_text("home = /usr/bin\n")

    def steps(self) -> list[str]:
        """What was run since last asked, in short."""
        ran, self.ran = self.ran, []
        return [
            "venv" if " venv " in line else line.rpartition("/")[2] if " -r " in line else "project"
            for line in ran
        ]


ALL = ["venv", "requirements-setup.lock", "requirements.lock", "project"]


@pytest.fixture
def installers() -> Installers:
    return Installers()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    root = tmp_path / "checkout"
    (root / "assistant").mkdir(parents=True)
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-setup.lock",
                 "requirements-ray.lock", "requirements-openvino.lock", "pyproject.toml",
                 "assistant/version.py"):  # fmt: skip
        (root / name).write_text(name)
    return root


def complete(
    set_up: ModuleType,
    checkout: Path,
    installers: Installers,
    *,
    development: bool = False,
    ray: bool = False,
    openvino: bool = False,
) -> list[str]:
    set_up.SetUp(checkout, installers).complete(
        development=development, this_python=False, ray=ray, openvino=openvino
    )
    return installers.steps()


def raising(error: BaseException) -> Callable[..., bool]:
    def fail(*_: object, **__: object) -> bool:
        raise error

    return fail


def test_second_set_up_does_nothing(
    set_up: ModuleType, checkout: Path, installers: Installers
) -> None:
    assert complete(set_up, checkout, installers) == ALL
    assert complete(set_up, checkout, installers) == []


def test_development_tools_are_added_to_what_is_there(
    set_up: ModuleType, checkout: Path, installers: Installers
) -> None:
    complete(set_up, checkout, installers)
    assert complete(set_up, checkout, installers, development=True) == ["requirements-dev.lock"]
    assert complete(set_up, checkout, installers) == []


def test_ray_is_added_to_what_is_there_and_stays(
    set_up: ModuleType, checkout: Path, installers: Installers
) -> None:
    complete(set_up, checkout, installers, development=True)
    again = [complete(set_up, checkout, installers, development=True, ray=True) for _ in "12"]
    assert again == [["requirements-ray.lock"], []]
    assert complete(set_up, checkout, installers, development=True) == []


def test_openvino_is_added_to_what_is_there(
    set_up: ModuleType, checkout: Path, installers: Installers
) -> None:
    complete(set_up, checkout, installers)
    again = [complete(set_up, checkout, installers, openvino=True) for _ in "12"]
    assert again == [["requirements-openvino.lock"], []]


@pytest.mark.parametrize(
    ("flags", "has"), [("avx2 avx512_vnni", True), ("avx2 avx_vnni", True), ("avx2", False)]
)
def test_processor_tells_whether_openvino_pays(
    set_up: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flags: str, has: bool
) -> None:
    told = tmp_path / "cpuinfo"
    monkeypatch.setattr(set_up, "_CPUINFO", told)
    assert not set_up.gains_by_openvino()
    told.write_text(f"processor : 0\nflags : fpu {flags}\n")
    assert set_up.gains_by_openvino() is has


def test_changed_lock_is_installed_again(
    set_up: ModuleType, checkout: Path, installers: Installers
) -> None:
    complete(set_up, checkout, installers)
    (checkout / "requirements.lock").write_text("newer")
    assert complete(set_up, checkout, installers) == ["requirements.lock"]


def test_interrupted_set_up_goes_on_and_copies_again_what_was_being_copied(
    set_up: ModuleType, checkout: Path, installers: Installers
) -> None:
    installers.failing, installers.failure = "requirements.lock", KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        complete(set_up, checkout, installers)
    assert installers.steps() == ALL[:2]
    assert (checkout / ".setup" / "tmp").is_dir()  # what was downloaded is kept
    installers.failing = None
    set_up.SetUp(checkout, installers).complete(development=False, this_python=False)
    assert "--reinstall" in installers.ran[0]
    assert installers.steps() == ALL[2:]
    assert not (checkout / ".setup" / "tmp").exists()


def test_interrupted_environment_is_made_anew(
    set_up: ModuleType, checkout: Path, installers: Installers
) -> None:
    installers.failing, installers.failure = "venv", KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        complete(set_up, checkout, installers)
    installers.failing = None
    assert complete(set_up, checkout, installers) == ALL


def test_broken_environment_is_made_anew_with_all_that_belongs_in_it(
    set_up: ModuleType, checkout: Path, installers: Installers
) -> None:
    complete(set_up, checkout, installers)
    (checkout / ".venv" / "bin" / "python").unlink()
    (checkout / ".venv" / "pyvenv.cfg").write_text("cut off")
    assert complete(set_up, checkout, installers) == ALL
    assert complete(set_up, checkout, installers) == []


def test_removed_environment_is_made_anew_with_all_that_belongs_in_it(
    set_up: ModuleType, checkout: Path, installers: Installers
) -> None:
    complete(set_up, checkout, installers, development=True)
    shutil.rmtree(checkout / ".venv")
    assert complete(set_up, checkout, installers, development=True) == [
        *ALL[:-1],
        "requirements-dev.lock",
        "project",
    ]


def test_environment_that_somebody_made_anew_by_hand_is_filled(
    set_up: ModuleType, checkout: Path, installers: Installers
) -> None:
    complete(set_up, checkout, installers)
    shutil.rmtree(checkout / ".venv")
    installers([sys.executable, "-m", "venv", str(checkout / ".venv")], {})
    installers.steps()
    assert complete(set_up, checkout, installers) == ALL[1:]


def test_environment_whose_making_was_killed_is_made_anew_with_all_that_belongs_in_it(
    set_up: ModuleType, checkout: Path, installers: Installers
) -> None:
    complete(set_up, checkout, installers)
    (checkout / ".setup" / "environment.started").touch()
    assert complete(set_up, checkout, installers) == ALL


def test_set_up_that_is_killed_while_it_looks_at_the_environment_leaves_it_alone(
    set_up: ModuleType, checkout: Path, installers: Installers, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete(set_up, checkout, installers)
    with monkeypatch.context() as killed:
        killed.setattr(set_up.SetUp, "_environment_serves", raising(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            complete(set_up, checkout, installers)
    assert complete(set_up, checkout, installers) == []


def test_moved_checkout_is_set_up_anew(
    set_up: ModuleType, checkout: Path, installers: Installers
) -> None:
    complete(set_up, checkout, installers)
    moved = checkout.rename(checkout.with_name("moved"))
    assert complete(set_up, moved, installers) == ALL


def test_pip_is_tried_where_uv_fails(
    set_up: ModuleType, checkout: Path, installers: Installers
) -> None:
    installers.failing, installers.failure = "-m uv", set_up.SetUpError("no network")
    assert complete(set_up, checkout, installers) == ALL
    assert complete(set_up, checkout, installers) == []


def test_nothing_is_written_outside_the_checkout(
    set_up: ModuleType, checkout: Path, installers: Installers
) -> None:
    complete(set_up, checkout, installers)
    for environment in installers.environments[1:]:
        for variable in ("PIP_CACHE_DIR", "UV_CACHE_DIR", "TMPDIR"):
            assert Path(environment[variable]).is_relative_to(checkout)


def test_misleading_variables_are_left_out(
    set_up: ModuleType, checkout: Path, installers: Installers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    complete(set_up, checkout, installers)
    assert all("PIP_TARGET" not in environment for environment in installers.environments[1:])


def test_second_set_up_waits_for_the_first(
    set_up: ModuleType,
    checkout: Path,
    installers: Installers,
    capsys: pytest.CaptureFixture[str],
) -> None:
    begun, go_on, waiting = threading.Event(), threading.Event(), threading.Event()

    def slow(command: Sequence[str], environment: Mapping[str, str]) -> None:
        begun.set()
        assert go_on.wait(30)
        installers(command, environment)

    def say(line: str) -> None:
        if line.startswith("Waiting"):
            waiting.set()

    first = threading.Thread(
        target=set_up.SetUp(checkout, slow).complete,
        kwargs={"development": False, "this_python": False},
    )
    first.start()
    assert begun.wait(30)
    other = Installers()
    said, set_up.say = set_up.say, say  # type: ignore[attr-defined]
    try:
        second = threading.Thread(
            target=set_up.SetUp(checkout, other).complete,
            kwargs={"development": False, "this_python": False},
        )
        second.start()
        assert waiting.wait(30)
        go_on.set()
        first.join(30)
        second.join(30)
    finally:
        set_up.say = said  # type: ignore[attr-defined]
    assert installers.steps() == ALL
    assert other.steps() == []
    assert capsys.readouterr().err == ""
