from pathlib import Path
from typing import get_args

import gguf
import numpy as np
import pytest
from safetensors.numpy import load_file

from assistant.errors import ModelError
from assistant.llm.adapter import (
    FOLDER,
    WEIGHTS_FILE,
    AdapterName,
    adapter_config,
    adapter_gguf,
    adapters_of,
    gguf_name,
)
from assistant.models.catalogue import DEFAULT_MODEL, find_model


def test_default_model_has_adapters_and_others_have_none() -> None:
    assert adapters_of(find_model(DEFAULT_MODEL).sha256) == ("judge", "render", "copy", "words")
    assert adapters_of(find_model("qwen2.5-coder-0.5b").sha256) == ()


@pytest.mark.parametrize("name", get_args(AdapterName))
def test_llama_cpp_gets_every_weight_of_an_adapter_as_it_is(
    tmp_path: Path, name: AdapterName
) -> None:
    reader = gguf.GGUFReader(adapter_gguf(name, tmp_path))
    written = {tensor.name: tensor.data for tensor in reader.tensors}
    kept = load_file(FOLDER / name / WEIGHTS_FILE)
    assert len(written) == len(kept) > 0
    for tensor, matrix in kept.items():
        assert np.array_equal(written[gguf_name(tensor)], matrix)
    config = adapter_config(name)
    assert reader.fields["adapter.lora.alpha"].contents() == config.lora_alpha
    assert reader.fields["general.architecture"].contents() == config.architecture
    down = next(matrix for tensor, matrix in kept.items() if "lora_A" in tensor)
    assert down.shape[0] == config.r


def test_adapter_is_made_once(tmp_path: Path) -> None:
    first = adapter_gguf("judge", tmp_path)
    before = first.stat().st_mtime_ns
    assert adapter_gguf("judge", tmp_path) == first
    assert first.stat().st_mtime_ns == before
    assert [path.name for path in first.parent.iterdir()] == [first.name]


def test_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "adapters").write_text("a file where the folder should be")
    with pytest.raises(ModelError, match=r"adapters.*set the cache"):
        adapter_gguf("judge", tmp_path)


def test_tensor_of_another_kind_is_refused() -> None:
    with pytest.raises(ModelError, match=r"lm_head"):
        gguf_name("base_model.model.lm_head.lora_A.weight")
