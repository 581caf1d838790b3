"""What holds for every test: its marker, its own user state, and no network but loopback."""

import importlib.util
import ipaddress
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from itertools import count
from pathlib import Path

import pytest
from platformdirs import user_cache_path

from tests.chroma_server import ChromaServer
from tests.postgres_server import PostgresServer, find_postgres

# Read once, when the first library that uses OpenMP loads: threads that spin at barriers beside
# other busy processes slow everything down.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

TESTS = Path(__file__).resolve().parent
FOLDER_MARKERS = ("unit", "integration", "browser")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")

# Names in TESTS_REQUIRE (comma-separated: model, chromium, postgres, ray) fail where they would be
# skipped.
REQUIRED = frozenset(filter(None, os.environ.get("TESTS_REQUIRE", "").split(",")))

REAL_CACHE = Path(
    os.environ.get("ASSISTANT_CACHE") or user_cache_path("article-assistant", appauthor=False)
).expanduser()


_numbers = count()  # of tests that have been set up


class NetworkForbiddenError(AssertionError):
    """A test reached for something beyond loopback."""


def pytest_configure(config: pytest.Config) -> None:
    """Keep bytecode for the run where none was installed and none may be written beside it.

    Every process that a test starts would compile all libraries again, for many seconds.
    """
    largest = importlib.util.find_spec("gradio")
    assert largest is not None
    assert largest.origin is not None
    installed = Path(importlib.util.cache_from_source(largest.origin)).exists()
    if sys.dont_write_bytecode and not installed:
        sys.pycache_prefix = str(config.rootpath / ".pytest_cache" / "bytecode")
        sys.dont_write_bytecode = False
        os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by the folder it lies in."""
    for item in items:
        folder = item.path.relative_to(TESTS).parts[0]
        if folder in FOLDER_MARKERS:
            item.add_marker(folder)


# --- user state ---------------------------------------------------------------------------------


def _point_user_state_at(folder: Path, environment: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("ASSISTANT_", "GRADIO_", "HF_", "OPENAI_", "ANTHROPIC_")):
            environment.delenv(name)
    environment.delenv("TIKTOKEN_CACHE_DIR", raising=False)
    for name, place in {
        "HOME": "home",
        "XDG_CACHE_HOME": "home/.cache",
        "XDG_CONFIG_HOME": "home/.config",
        "XDG_DATA_HOME": "home/.local/share",
        "ASSISTANT_CACHE": "cache",
        "GRADIO_TEMP_DIR": "gradio",
        "HF_HOME": "huggingface",
        "MPLCONFIGDIR": "matplotlib",
    }.items():
        (folder / place).mkdir(parents=True, exist_ok=True)
        environment.setenv(name, str(folder / place))
    environment.setenv("GRADIO_ANALYTICS_ENABLED", "False")
    environment.setenv("HF_HUB_OFFLINE", "1")


@pytest.fixture(scope="session", autouse=True)
def session_state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """User state of fixtures that outlive one test; real models can be read there."""
    folder = tmp_path_factory.mktemp("user")
    with pytest.MonkeyPatch.context() as environment:
        _point_user_state_at(folder, environment)
        models = REAL_CACHE / "models"
        if models.is_dir():
            (folder / "cache" / "models").symlink_to(models)
        # OpenVINO's form of the model takes a minute to make, and so does reading what all prompts
        # begin with: once for all processes of this run.
        for name in ("readers", "prompts"):
            common = _common_folder(tmp_path_factory) / name
            common.mkdir(exist_ok=True)
            (folder / "cache" / name).symlink_to(common)
        _take_what_was_read(folder / "cache" / "prompts")
        yield folder


def _take_what_was_read(prompts: Path) -> None:
    """Have what the user's own chat has read of prompts at hand, as the models are."""
    for kept in (REAL_CACHE / "prompts").glob("*"):
        with suppress(FileExistsError):  # another process was first
            (prompts / kept.name).symlink_to(kept)


def _common_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes share that pytest-xdist spreads tests over."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(autouse=True)
def own_priority(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that gives way in its own process would slow all tests after it."""
    monkeypatch.setattr("index.giving_way.giving_way", nullcontext)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hashing a password takes long on purpose, and nobody attacks those of tests."""
    from argon2 import PasswordHasher

    from assistant.access import passwords

    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", quick)
        patch.setattr(passwords, "_NOBODY", quick.hash("nobody has this password"))
        yield


@pytest.fixture(autouse=True)
def user_state(
    request: pytest.FixtureRequest,
    session_state: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """A cache, a home and a working folder of the test's own; none of the user's is touched.

    Tests marked `model` and browser tests stay with the session's state, where the models are.
    """
    folder = session_state
    # Numbered here: pytest looks through all folders that there are for the next number.
    number = next(_numbers)
    if not any(request.node.get_closest_marker(name) for name in ("model", "browser")):
        folder = tmp_path_factory.mktemp(f"state-{number}", numbered=False)
        _point_user_state_at(folder, monkeypatch)
    workplace = tmp_path_factory.mktemp(f"workplace-{number}", numbered=False)
    monkeypatch.chdir(workplace)
    return folder


# --- network ------------------------------------------------------------------------------------

_network_is_forbidden = False


def _is_loopback(host: object) -> bool:
    if host is None:
        return True
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(name.split("%")[0]).is_loopback
    except ValueError:
        return False


def _is_numeric(host: object) -> bool:
    try:
        ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host))
    except ValueError:
        return False
    return True


def _refuse(what: str) -> None:
    raise NetworkForbiddenError(f"tests may only reach loopback, but this one asked for {what}")


def _watch_network(event: str, arguments: tuple[object, ...]) -> None:
    """Audit hook: refuses name look-ups and connections, whichever library makes them."""
    if not _network_is_forbidden or not event.startswith("socket."):
        return
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        sock, address = arguments[0], arguments[1]
        inet = isinstance(sock, socket.socket) and sock.family in {
            socket.AF_INET,
            socket.AF_INET6,
        }
        if inet and isinstance(address, tuple) and not _is_loopback(address[0]):
            _refuse(f"{address[0]}:{address[1]}")
    elif event in {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}:
        host = arguments[0]
        # A numeric address is looked up without asking anyone.
        if not (_is_loopback(host) or _is_numeric(host)):
            _refuse(f"the address of {host!r}")


sys.addaudithook(_watch_network)


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every connection and name look-up beyond loopback while tests run."""
    global _network_is_forbidden  # an audit hook can't be removed, only switched off
    _network_is_forbidden = True
    yield
    _network_is_forbidden = False


# --- what a machine may lack --------------------------------------------------------------------


def _skip_or_fail(name: str, message: str) -> None:
    if name in REQUIRED:
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium; without one the test is skipped, or fails where it is required."""
    for name in CHROMIUM_NAMES:
        if found := shutil.which(name):
            return found
    _skip_or_fail("chromium", "no Chromium here: install Debian's package chromium, or Chrome")
    raise AssertionError("unreachable: the line above raises")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server that tests may stop, and start again before they end."""
    programs = find_postgres()
    if programs is None:
        _skip_or_fail("postgres", "no PostgreSQL server here: install Debian's package postgresql")
    assert programs is not None
    server = PostgresServer(programs)
    yield server
    server.remove()


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> str:
    """The URL of an empty database."""
    return postgres.new_database()


@pytest.fixture(scope="session")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    """A Chroma server that tests may stop, and start again before they end."""
    server = ChromaServer(tmp_path_factory.mktemp("chroma"))
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def default_model_is_there(request: pytest.FixtureRequest) -> None:
    """Skip tests marked `model` where the model was not fetched, or fail where it is required."""
    if request.node.get_closest_marker("model") and not any((REAL_CACHE / "models").glob("*.gguf")):
        _skip_or_fail("model", "the default model is not on disk: run `assistant models pull`")
