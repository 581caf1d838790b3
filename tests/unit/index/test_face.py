import subprocess
import sys
from pathlib import Path

import pytest

import index

ROOT = Path(__file__).resolve().parents[3]
HEAVY = (
    "chromadb",
    "gradio",
    "llama_index",
    "onnxruntime",
    "sentencepiece",
    "numpy",
    "pydantic",
    "tiktoken",
)


def test_importing_the_package_loads_no_heavy_library() -> None:
    code = f"import sys, index; print([name for name in {HEAVY!r} if name in sys.modules])"
    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert shown.stdout.strip() == "[]"


@pytest.mark.parametrize("name", index.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(index, name).__name__ == name
    assert name in dir(index)


def test_other_names_are_not() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        index.Nothing  # noqa: B018 - looking is the point
