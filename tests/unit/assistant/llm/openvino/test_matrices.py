from pathlib import Path

import gguf
import numpy as np
import pytest

from assistant.errors import ModelError
from assistant.llm.openvino.matrices import GgufFile, by_row, turning


@pytest.mark.parametrize("columns", [256, 96, 7])
def test_products_in_eight_bits_are_near_those_of_what_they_stand_for(columns: int) -> None:
    chance = np.random.default_rng(0)
    matrix = chance.standard_normal((4, columns)).astype(np.float32)
    matrix[1] = 0
    vector = chance.standard_normal(columns).astype(np.float32)
    vector[3] = 30  # a column far larger than the others
    kept = by_row(matrix)
    turn = turning(columns)
    turned = (vector.reshape(-1, len(turn)) @ turn).reshape(columns)
    unit = np.abs(turned).max() / 127
    product = (kept.quants.astype(int) @ np.rint(turned / unit).astype(int)) * unit
    error = np.abs(product * kept.scales[:, 0] - matrix @ vector)
    assert error.max() < 0.03 * np.linalg.norm(vector)


def test_turning_spreads_what_is_far_larger_than_the_rest() -> None:
    turn = turning(1536)
    assert np.allclose(turn @ turn.T, np.eye(64), atol=1e-6)
    one = np.zeros(64, np.float32)
    one[5] = 8
    assert np.allclose(np.abs(one @ turn), 1)


def test_matrix_of_a_file_is_the_same_whatever_is_unpacked_at_once(tmp_path: Path) -> None:
    chance = np.random.default_rng(0)
    matrix = chance.standard_normal((1100, 64)).astype(np.float32)
    path = tmp_path / "model.gguf"
    writer = gguf.GGUFWriter(path, "qwen2")
    writer.add_tensor("some.weight", matrix)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    kept, whole = GgufFile(path).by_row("some.weight"), by_row(matrix)
    assert (kept.quants == whole.quants).all()
    assert (kept.scales == whole.scales).all()


def test_file_that_is_no_model_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"GGUF no more")
    with pytest.raises(ModelError, match=r"can't be read.*models pull"):
        GgufFile(path)


def test_kinds_of_tensors_that_are_not_known_are_told(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    writer = gguf.GGUFWriter(path, "qwen2")
    writer.add_tensor("numbers", np.arange(8, dtype=np.int32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    with pytest.raises(ModelError, match=r"kinds not known here: \['I32'\]"):
        GgufFile(path)
