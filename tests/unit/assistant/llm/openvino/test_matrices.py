from pathlib import Path

import gguf
import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.errors import ModelError
from assistant.llm.openvino.matrices import GgufFile, by_row, grouped, unpacked


def stored(rows: int, blocks: int) -> NDArray[np.uint8]:
    """Rows of Q4_K at random, with scales that a model might have."""
    chance = np.random.default_rng(0)
    data = chance.integers(0, 256, (rows, blocks, 144), np.uint8)
    scales = chance.uniform(0.001, 0.01, (rows, blocks, 2)).astype(np.float16)
    data[..., :4] = scales.view(np.uint8)
    return data.reshape(rows, -1)


def test_four_bits_go_over_as_they_are() -> None:
    data = stored(3, 2)
    matrix = grouped(data)
    quants = np.stack((matrix.quants & 15, matrix.quants >> 4), -1).reshape(3, 16, 32)
    signed = np.where(quants > 7, quants.astype(int) - 16, quants)
    scaled = signed * matrix.scales.astype(np.float32)
    whole = (scaled + matrix.offsets.astype(np.float32)[..., None]).reshape(3, 512)
    wanted = unpacked(data, "Q4_K")
    assert np.abs(whole - wanted).max() < 0.002 * np.abs(wanted).max()


def test_group_without_a_scale_is_its_minimum_throughout() -> None:
    block = np.zeros((1, 144), np.uint8)
    block[0, 2:4] = np.frombuffer(np.float16(0.5).tobytes(), np.uint8)
    block[0, 8] = 3  # times .5, of the first group
    block[0, 16:] = 255
    matrix = grouped(block)
    assert matrix.scales[0, 0, 0] == 0
    assert matrix.offsets[0, 0] == -1.5


def test_eight_bits_a_row_are_near_what_they_stand_for() -> None:
    chance = np.random.default_rng(0)
    matrix = chance.standard_normal((4, 256)).astype(np.float32)
    matrix[1] = 0
    kept = by_row(matrix)
    error = np.abs(kept.quants * kept.scales.astype(np.float32) - matrix)
    assert (error.max(1) <= np.abs(matrix).max(1) / 127 * 0.6).all()


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
