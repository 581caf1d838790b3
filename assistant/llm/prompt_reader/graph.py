"""A Qwen2 model as an OpenVINO graph that reads several prompts at once, as one sequence.

The prompts' common beginning stands in it once, and a mask says which token sees which. So it
remembers nothing, and what it says of one prompt does not depend on the others. Its matrices stay
in the few bits that they have in the file.

Sources: Qwen2 (arXiv:2407.10671); llama.cpp's `qwen2` for what the file's tensors are.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import openvino as ov
from numpy.typing import NDArray
from openvino import Type
from openvino import opset13 as op

from assistant.llm.adapter import LowRank
from assistant.llm.prompt_reader.matrices import Floats, GgufFile, Grouped

ARCHITECTURE = "qwen2"

Node = Any
"""A node of OpenVINO's, which has no types."""


class Shape(NamedTuple):
    """How a model is made."""

    blocks: int
    width: int
    """Length of a token's vector."""
    heads: int
    """Of the queries."""
    key_heads: int
    """Of keys and values; some query heads share one."""
    head: int
    """Length of a vector of one head."""
    theta: float
    """Base of the rotary positions."""
    epsilon: float
    """Added to a mean square before its root is taken."""


def shape_of(file: GgufFile) -> Shape:
    """What a file says of its model."""

    def number(key: str) -> Any:  # noqa: ANN401 - an integer or a fraction
        return file.says(f"{ARCHITECTURE}.{key}")

    width, heads = int(number("embedding_length")), int(number("attention.head_count"))
    return Shape(
        blocks=int(number("block_count")),
        width=width,
        heads=heads,
        key_heads=int(number("attention.head_count_kv")),
        head=width // heads,
        theta=float(number("rope.freq_base")),
        epsilon=float(number("attention.layer_norm_rms_epsilon")),
    )


def build(
    file: GgufFile, shape: Shape, adapter: Mapping[str, LowRank], choices: Floats
) -> ov.Model:
    """The graph.

    Its inputs, for T tokens: `tokens` (1, T, width), `cosine` and `sine` (1, 1, T, head) of their
    positions, `mask` (1, 1, heads / key_heads * T, T), added to what is attended to, and `at` (N),
    the places whose successors are wanted. Its output is `logits` (1, N, choices).

    Args:
        file: the weights.
        shape: what the file says of them.
        adapter: added to the matrices of these names, such as `blk.12.attn_q`.
        choices: rows of the output matrix, of the tokens that are chosen among.
    """
    return _Builder(file, shape, adapter).model(choices)


class _Builder:
    def __init__(self, file: GgufFile, shape: Shape, adapter: Mapping[str, LowRank]) -> None:
        self._file, self._shape, self._adapter = file, shape, adapter
        self._tokens = _input("tokens", [1, -1, shape.width])
        self._cosine = _input("cosine", [1, 1, -1, shape.head])
        self._sine = _input("sine", [1, 1, -1, shape.head])
        self._mask = _input("mask", [1, 1, -1, -1])
        self._at = _input("at", [-1], np.int64)

    def model(self, choices: Floats) -> ov.Model:
        x: Node = self._tokens
        for block in range(self._shape.blocks):
            name = f"blk.{block}."
            x = op.add(x, self._attention(self._norm(x, f"{name}attn_norm"), name))
            x = op.add(x, self._forward(self._norm(x, f"{name}ffn_norm"), name))
        last = op.gather(x, self._at, _constant(np.int64(1)))
        logits = op.matmul(self._norm(last, "output_norm"), _constant(choices), False, True)
        result = op.result(logits)
        result.get_output_tensor(0).set_names({"logits"})
        given = [self._tokens, self._cosine, self._sine, self._mask, self._at]
        return ov.Model([result], given, ARCHITECTURE)

    def _attention(self, h: Node, name: str) -> Node:
        shape = self._shape
        queries = self._turned(self._heads(h, f"{name}attn_q", shape.heads))
        keys = self._turned(self._heads(h, f"{name}attn_k", shape.key_heads))
        values = self._heads(h, f"{name}attn_v", shape.key_heads)
        # Query heads that share a key head stand one below the other.
        stacked = op.reshape(queries, _integers(1, shape.key_heads, -1, shape.head), False)
        seen = op.scaled_dot_product_attention(stacked, keys, values, self._mask)
        apart = op.reshape(seen, _integers(1, shape.heads, -1, shape.head), False)
        joined = op.transpose(apart, _integers(0, 2, 1, 3))
        joined = op.reshape(joined, _integers(1, -1, shape.heads * shape.head), False)
        return self._linear(joined, f"{name}attn_output")

    def _heads(self, h: Node, name: str, count: int) -> Node:
        parts = op.reshape(self._linear(h, name), _integers(1, -1, count, self._shape.head), False)
        return op.transpose(parts, _integers(0, 2, 1, 3))

    def _turned(self, x: Node) -> Node:
        """Rotary positions, the two halves of each head turned together."""
        half, one, axis = self._shape.head // 2, _integers(1), _integers(3)
        upper = op.slice(x, _integers(half), _integers(self._shape.head), one, axis)
        lower = op.slice(x, _integers(0), _integers(half), one, axis)
        other = op.concat([op.multiply(upper, _constant(np.float32(-1))), lower], -1)
        return op.add(op.multiply(x, self._cosine), op.multiply(other, self._sine))

    def _forward(self, h: Node, name: str) -> Node:
        gate = op.swish(self._linear(h, f"{name}ffn_gate"))
        return self._linear(op.multiply(gate, self._linear(h, f"{name}ffn_up")), f"{name}ffn_down")

    def _norm(self, x: Node, name: str) -> Node:
        squares = op.power(x, _constant(np.float32(2)))
        mean = op.reduce_mean(squares, _integers(-1), True)
        root = op.sqrt(op.add(mean, _constant(np.float32(self._shape.epsilon))))
        normal = op.multiply(x, op.divide(_constant(np.float32(1)), root))
        return op.multiply(normal, _constant(self._file.floats(f"{name}.weight")))

    def _linear(self, x: Node, name: str) -> Node:
        y = op.matmul(x, self._matrix(f"{name}.weight"), False, True)
        if name in self._adapter:
            down, up = self._adapter[name]
            low = op.matmul(x, _constant(down), False, True)
            y = op.add(y, op.matmul(low, _constant(up), False, True))
        if self._file.has(f"{name}.bias"):
            y = op.add(y, _constant(self._file.floats(f"{name}.bias")))
        return y

    def _matrix(self, name: str) -> Node:
        """A matrix that is unpacked as it is multiplied with."""
        matrix = self._file.matrix(name)
        if not isinstance(matrix, Grouped):
            quants = op.convert(_constant(matrix.quants), Type.f16)
            return op.convert(op.multiply(quants, _constant(matrix.scales)), Type.f32)
        rows, groups, half = matrix.quants.shape
        flat = np.ascontiguousarray(matrix.quants.reshape(-1))
        tensor = ov.Tensor(flat, ov.Shape([rows, groups, 2 * half]), Type.u4)
        # A copy: OpenVINO would go on reading an array that is gone by then.
        packed = op.convert(op.constant(tensor, shared_memory=False), Type.f16)
        shifted = op.subtract(packed, _constant(matrix.zeros))
        whole = op.multiply(shifted, _constant(matrix.scales))
        return op.convert(op.reshape(whole, _integers(rows, groups * 2 * half), False), Type.f32)


def _input(name: str, shape: list[int], kind: Any = np.float32) -> Node:  # noqa: ANN401 - a dtype
    parameter = op.parameter(shape, kind, name=name)
    parameter.get_output_tensor(0).set_names({name})
    return parameter


def _constant(value: NDArray[Any] | np.generic) -> Node:
    return op.constant(np.ascontiguousarray(value))


def _integers(*values: int) -> Node:
    return op.constant(np.array(values, np.int64))
