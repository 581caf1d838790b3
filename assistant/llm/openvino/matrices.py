"""Matrices of a GGUF file as OpenVINO computes with them: in 4 or 8 bits.

Q4_K goes over as it is: 32 neighbours share a scale and an offset, which multiplies their sum.
Products without zero points are a quarter faster. Q6_K, which OpenVINO has not, becomes 8 bits with
one scale a row; its steps are finer than those of Q6_K itself. The layouts are ggml's
(`block_q4_K`, `block_q6_K`).
"""

from pathlib import Path
from typing import Any, NamedTuple

import gguf
import numpy as np
from gguf.quants import dequantize
from numpy.typing import NDArray

from assistant.errors import ModelError

_BLOCK_BYTES = 144  # of 256 weights in Q4_K
# Quants from 0 to 15, two a byte, become the same less 8 where their highest bits are turned.
_MIDDLE = 0x88
_ROWS = 8192
_KINDS = frozenset({"F32", "F16", "Q4_K", "Q6_K"})

Floats = NDArray[np.float32]


class Grouped(NamedTuple):
    """A matrix in 4 bits: a weight is `scale * quant + offset`; 32 of a row share both."""

    quants: NDArray[np.uint8]
    """From -8 to 7, two a byte, the first in its lower half; shape (rows, groups, 16)."""
    scales: NDArray[np.float16]
    """Shape (rows, groups, 1)."""
    offsets: NDArray[np.float16]
    """Shape (rows, groups)."""


class ByRow(NamedTuple):
    """A matrix in 8 bits: a weight is `scale * quant`."""

    quants: NDArray[np.int8]
    """Shape (rows, columns)."""
    scales: NDArray[np.float16]
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
        return unpacked(tensor.data[rows], tensor.tensor_type.name)

    def matrix(self, name: str) -> Grouped | ByRow:
        """A matrix as it is computed with."""
        tensor = self._tensors[name]
        if tensor.tensor_type.name == "Q4_K":
            return grouped(np.asarray(tensor.data))
        return self.by_row(name)

    def by_row(self, name: str) -> ByRow:
        """A matrix in 8 bits, whatever it is kept in."""
        # Some rows at a time: unpacked, the output matrix takes a gigabyte.
        parts = [
            by_row(self.floats(name, slice(begin, begin + _ROWS)))
            for begin in range(0, len(self._tensors[name].data), _ROWS)
        ]
        quants = np.concatenate([part.quants for part in parts])
        return ByRow(quants, np.concatenate([part.scales for part in parts]))


def unpacked(stored: NDArray[Any], kind: str) -> Floats:
    """What rows of a tensor of a kind, by ggml's name, stand for."""
    return np.asarray(dequantize(stored, gguf.GGMLQuantizationType[kind]), np.float32)


def grouped(data: NDArray[np.uint8]) -> Grouped:
    """A matrix of Q4_K.

    Args:
        data: blocks of 144 bytes; shape (rows, bytes of a row).

    Example:
        >>> block = np.zeros((1, 144), np.uint8)
        >>> block[0, :2] = np.frombuffer(np.float16(1).tobytes(), np.uint8)  # scale of scales
        >>> block[0, 4] = 3  # scale of the first 32
        >>> block[0, 16] = 7  # the first weight
        >>> matrix = grouped(block)
        >>> quant = int(matrix.quants[0, 0, 0] & 15) - 16  # the upper half of 16 is below 0
        >>> float(matrix.scales[0, 0, 0] * quant + matrix.offsets[0, 0])
        21.0
    """
    rows = len(data)
    blocks = data.reshape(rows, -1, _BLOCK_BYTES)
    halves = blocks[..., :4].copy().view(np.float16).astype(np.float32)
    packed = blocks[..., 4:16]
    first, second, third = packed[..., :4], packed[..., 4:8], packed[..., 8:]
    scales = np.concatenate((first & 63, (third & 15) | ((first >> 2) & 48)), -1)
    minima = np.concatenate((second & 63, (third >> 4) | ((second >> 2) & 48)), -1)
    scale = (halves[..., :1] * scales).reshape(rows, -1)
    minimum = (halves[..., 1:] * minima).reshape(rows, -1)
    # 64 weights lie in 32 bytes: those of one group in the lower halves, of the next in the upper.
    pairs = blocks[..., 16:].reshape(rows, -1, 4, 32)
    halved = np.empty((*pairs.shape[:-1], 2, 16), np.uint8)
    halved[..., 0, :] = (pairs[..., 0::2] & 15) | (pairs[..., 1::2] << 4)
    halved[..., 1, :] = (pairs[..., 0::2] >> 4) | (pairs[..., 1::2] & 240)
    quants = halved.reshape(rows, -1, 16) ^ np.uint8(_MIDDLE)
    return Grouped(
        quants, scale[..., None].astype(np.float16), (8 * scale - minimum).astype(np.float16)
    )


def by_row(matrix: Floats) -> ByRow:
    """A matrix in 8 bits.

    Args:
        matrix: shape (rows, columns).
    """
    scales = np.abs(matrix).max(1, keepdims=True) / 127
    quants = np.rint(matrix / np.where(scales == 0, 1, scales)).astype(np.int8)
    return ByRow(quants, scales.astype(np.float16))
