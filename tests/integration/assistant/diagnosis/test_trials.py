"""Trials in processes of their own, with the real embedder and files that are no models."""

from pathlib import Path

import pytest

from assistant.diagnosis.trials import run_trial, try_model
from index.embedding import DEFAULT_EMBEDDINGS

_LONG = 120.0


@pytest.mark.thorough
def test_embedder_is_counted() -> None:
    found = run_trial({"embeddings": DEFAULT_EMBEDDINGS}, _LONG)
    assert not found.failure
    assert found.rate("questions")
    assert found.last("memory") > 10_000_000


def test_trial_ends_with_its_time() -> None:
    found = run_trial({"embeddings": DEFAULT_EMBEDDINGS}, 0.01)
    assert found.cut
    assert not found.failure


def test_file_that_is_no_model_is_told_with_the_reason(tmp_path: Path) -> None:
    file = tmp_path / "model.gguf"
    file.write_bytes(b"not a model")
    (found,) = try_model(file, 4096, [1], _LONG)
    assert "is not a GGUF model file" in found.failure


@pytest.mark.thorough
@pytest.mark.model
def test_default_model_is_counted() -> None:
    from assistant.diagnosis.speed import answer_seconds, local_model
    from assistant.settings import Settings

    path = local_model(Settings.load())
    assert path
    (found,) = try_model(path, 4096, [1], _LONG)
    assert answer_seconds(found)
    assert "= 1" in found.last("build")
