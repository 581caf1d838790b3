from pathlib import Path

import pytest

from assistant.errors import ModelError
from assistant.llm.llama_cpp import _made_with, check_gguf


def test_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.gguf"
    path.write_text("<html>not found</html>")
    with pytest.raises(ModelError, match="is not a GGUF model"):
        check_gguf(path)


def test_what_another_build_of_llama_cpp_made_of_a_prompt_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = tmp_path / "model.gguf"
    model.write_bytes(b"GGUF")
    made = []
    for build in ("published", "built here"):
        monkeypatch.setattr("assistant.fingerprint.runtime_fingerprint", lambda build=build: build)
        made.append(_made_with([model]))
    model.write_bytes(b"GGUF of another")
    made.append(_made_with([model]))
    assert made[0] != made[1] != made[2]
