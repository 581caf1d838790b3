"""What the code may never do, wherever it stands: docs/security.md promises it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = sorted(path for name in ("assistant", "index") for path in (ROOT / name).rglob("*.py"))
EVERYTHING = [*CODE, *sorted((ROOT / "scripts").rglob("*.py"))]

# They make objects of whatever kind the data names.
UNPICKLING = {"pickle", "_pickle", "cPickle", "dill", "cloudpickle", "marshal", "shelve", "joblib"}
RUNNING = {"eval", "exec", "compile", "__import__"}
NETWORK = {"httpx", "requests", "urllib.request", "urllib3", "aiohttp", "http.client", "socket"}
NETWORK |= {"ftplib", "smtplib", "huggingface_hub"}

# Who starts another process, and which; none takes a word of a document for one of a command.
STARTERS = {
    "assistant/diagnosis/trials.py",  # doctor, which tries out the models
    "assistant/models/package_client.py",  # pip, for the parts of a model
    "index/own_process.py",  # the processes that read files, and that store vectors
    "index/local_sets.py",  # the process that copies Chroma's databases
}
# Who may speak to the network, and to whom.
SPEAKERS = {
    "assistant/diagnosis/services.py",  # doctor, to what the settings name
    "assistant/llm/beginnings.py",  # the model in this process, on loopback
    "assistant/models/web_source.py",  # where models come from
    "assistant/models/sources.py",  # the same
    "assistant/web/http_server.py",  # listens
    "assistant/web/listening.py",  # listens
    "index/chroma_server.py",  # the Chroma server that the settings name
    "index/last_sync.py",  # asks the machine's own name
    "index/lock.py",  # the same
    "index/postgres.py",  # asks the machine's own name
    "index/ray_cluster.py",  # the Ray cluster that `--ray` names
    "index/store.py",  # names the errors of Chroma's client
}


def parsed(path: Path) -> ast.AST:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imported(tree: ast.AST, names: set[str]) -> set[str]:
    """Those of the modules that are imported, or something of them is."""
    return {name for name in names for found in imports(tree) if f"{found}.".startswith(f"{name}.")}


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def argument(call: ast.Call, name: str) -> ast.expr | None:
    return next((each.value for each in call.keywords if each.arg == name), None)


def faults(tree: ast.AST) -> list[str]:
    """What no module may do."""
    found = [f"imports {name}" for name in imported(tree, UNPICKLING)]
    for name, call in calls(tree):
        if name in RUNNING:
            found.append(f"calls {name}")
        if name in {"os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"}:
            found.append(f"calls {name}")
        if name.startswith("subprocess.") and argument(call, "shell") is not None:
            found.append(f"gives {name} a shell")
        if name == "yaml.load" and ast.unparse(argument(call, "Loader") or call) != "_PlainLoader":
            found.append("loads YAML with a loader that may make objects")
        if argument(call, "allow_pickle") is not None or name in {"torch.load", "yaml.unsafe_load"}:
            found.append(f"unpickles with {name}")
        if name in {"tempfile.mktemp", "mktemp"}:
            found.append("makes a temporary file that another can take")
    return found


@pytest.mark.parametrize("path", EVERYTHING, ids=name_of)
def test_module_unpickles_nothing_runs_no_text_and_uses_no_shell(path: Path) -> None:
    assert faults(parsed(path)) == []


@pytest.mark.parametrize(
    "code",
    [
        "import pickle",
        "from joblib import load",
        "from os import path\nimport marshal as m",
        "eval(text)",
        "subprocess.run(text, shell=True)",
        "os.system(text)",
        "yaml.load(text, Loader=yaml.Loader)",
        "numpy.load(path, allow_pickle=True)",
    ],
)
def test_these_tests_would_find_it(code: str) -> None:
    assert faults(ast.parse(code))


def test_only_known_modules_start_processes() -> None:
    wanted = {"subprocess", "multiprocessing", "pty", "os.system", "os.execv", "os.posix_spawn"}
    assert {name_of(path) for path in CODE if imported(parsed(path), wanted)} == STARTERS


def test_only_known_modules_speak_to_the_network() -> None:
    found = {name_of(path) for path in CODE if imported(parsed(path), NETWORK)}
    assert found <= SPEAKERS
    assert not any(name.startswith("index/readers/") for name in found)
