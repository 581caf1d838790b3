"""Matrices of a GGUF file as OpenVINO computes with them: in 8 bits, with one scale a row.

What they are multiplied with is rounded to 8 bits too, so products are of integers, which nothing
has to be unpacked for. A few columns of what a model works on are far larger than the others, and
would leave these few steps. So neighbours are turned into sums and differences of each other before
they are rounded, on both sides of a product, which is the same after it (QuaRot, arXiv:2404.00456).
"""

import math
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import gguf
import numpy as np
from gguf.quants import dequantize
from numpy.typing import NDArray

from assistant.errors import ModelError
from index.processors import usable_processors

_TURNED = 64
"""Neighbours that are turned at once: with more, products are hardly nearer (docs/speed.md)."""
_ROWS = 512
"""That are unpacked at once by a thread: the output matrix would take a gigabyte."""
_KINDS = frozenset({"F32", "F16", "Q4_K", "Q6_K"})

Floats = NDArray[np.float32]


class ByRow(NamedTuple):
    """A matrix in 8 bits, turned: a weight is `scale * quant`."""

    quants: NDArray[np.int8]
    """Shape (rows, columns)."""
    scales: NDArray[np.float32]
    """Shape (rows, 1)."""


class GgufFile:
    """A GGUF file: what it says of the model, and its tensors.

    Raises:
        ModelError: it can't be read, or holds kinds of tensors that are not known here.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._reader = gguf.GGUFReader(path)
        except (OSError, ValueError) as error:
            raise ModelError(
                f"{path} can't be read: {error}; fetch it again with `assistant models pull`"
            ) from error
        self._tensors = {tensor.name: tensor for tensor in self._reader.tensors}
        unknown = {tensor.tensor_type.name for tensor in self._reader.tensors} - _KINDS
        if unknown:
            raise ModelError(f"{path} holds tensors of kinds not known here: {sorted(unknown)}")

    def says(self, key: str) -> Any:  # noqa: ANN401 - numbers, texts and lists of them
        """What the file says under `key`; None where it says nothing."""
        field = self._reader.fields.get(key)
        return None if field is None else field.contents()

    def has(self, name: str) -> bool:
        """Whether there is a tensor of that name."""
        return name in self._tensors

    def place(self, name: str) -> tuple[int, tuple[int, ...], str]:
        """Where a matrix lies: offset in bytes, shape of what is stored, and its kind."""
        tensor = self._tensors[name]
        return int(tensor.data_offset), tuple(tensor.data.shape), tensor.tensor_type.name

    def floats(self, name: str, rows: NDArray[np.int64] | slice = slice(None)) -> Floats:
        """A tensor, or some of its rows, unpacked."""
        tensor = self._tensors[name]
        return unpacked(np.asarray(tensor.data)[rows], tensor.tensor_type.name)

    def by_row(self, name: str) -> ByRow:
        """A matrix in 8 bits, turned."""
        tensor = self._tensors[name]
        data, kind = np.asarray(tensor.data), tensor.tensor_type.name

        def some(begin: int) -> ByRow:
            return by_row(unpacked(data[begin : begin + _ROWS], kind))

        with ThreadPoolExecutor(usable_processors()) as threads:
            parts = list(threads.map(some, range(0, len(data), _ROWS)))
        quants = np.concatenate([part.quants for part in parts])
        return ByRow(quants, np.concatenate([part.scales for part in parts]))


def unpacked(stored: NDArray[Any], kind: str) -> Floats:
    """What rows of a tensor of a kind, by ggml's name, stand for."""
    return np.asarray(dequantize(stored, gguf.GGMLQuantizationType[kind]), np.float32)


def by_row(matrix: Floats) -> ByRow:
    """A matrix in 8 bits, turned.

    Args:
        matrix: shape (rows, columns).
    """
    rows, columns = matrix.shape
    turn = turning(columns)
    # Row by row: BLAS would share a large product out among threads that wait for each other.
    turned = (matrix.reshape(rows, -1, len(turn)) @ turn).reshape(rows, columns)
    scales = np.maximum(turned.max(1, keepdims=True), -turned.min(1, keepdims=True)) / 127
    turned *= 1 / np.where(scales == 0, 1, scales)
    return ByRow(np.rint(turned, out=turned).astype(np.int8), scales)


def turning(columns: int) -> Floats:
    """What turns neighbours, on both sides of a product: a Hadamard matrix over its root.

    Args:
        columns: of the matrices; as many neighbours are turned at once as divide them, 64 at most.

    Example:
        >>> np.rint(turning(6) * 2**0.5).tolist()
        [[1.0, 1.0], [1.0, -1.0]]
    """
    size = math.gcd(columns, _TURNED)
    turn: Floats = np.ones((1, 1), np.float32)
    while len(turn) < size:
        turn = np.block([[turn, turn], [turn, -turn]])
    return turn / np.float32(math.sqrt(size))
