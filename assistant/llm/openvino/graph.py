"""A Qwen2 model as an OpenVINO graph that works on several texts at once, as one sequence.

Their common beginning stands in it once, and a mask says which token sees which. The graph
remembers nothing: keys and values of earlier tokens are handed in, and those of the new ones are
handed out. Products with its matrices are of integers of 8 bits, and all else is in single
precision.

Sources: Qwen2 (arXiv:2407.10671); llama.cpp's `qwen2` for what the file's tensors are.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import openvino as ov
from numpy.typing import NDArray
from openvino import Type
from openvino import opset13 as op

from assistant.llm.adapter import LowRank
from assistant.llm.openvino.matrices import Floats, GgufFile, turning

ARCHITECTURE = "qwen2"

_SMALLEST = 1e-6
"""What a vector of zeros is divided by."""

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
    inner: int
    """Length of a token's vector within the feed-forward part."""
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
        inner=int(number("feed_forward_length")),
        theta=float(number("rope.freq_base")),
        epsilon=float(number("attention.layer_norm_rms_epsilon")),
    )


def build(
    file: GgufFile, shape: Shape, adapters: Sequence[Mapping[str, LowRank]], choices: Floats
) -> ov.Model:
    """The graph of all but the output matrix.

    Its inputs, for T new tokens and K earlier ones, of which some may be seen by none: `tokens`
    (1, T, width), `cosine` and `sine` (1, 1, T, head) of their positions, `gates` (1, T, ranks),
    what each token takes of each rank of the adapters, one behind the other; `kept` (2 * blocks,
    key_heads, K, head), keys and values of the earlier ones; `mask` (1, 1, heads / key_heads * T,
    K + T), added to what is attended to; and `at` (N), the places whose successors are wanted.

    Its outputs: `states` (1, N, width), which the output matrix is multiplied with; `logits`
    (1, N, choices), of a few of its rows; and `fresh` (2 * blocks, key_heads, T, head), keys and
    values of the new tokens.

    Args:
        file: the weights.
        shape: what the file says of them.
        adapters: each adds to the matrices of its names, such as `blk.12.attn_q`.
        choices: rows of the output matrix, of the tokens that are chosen among.
    """
    return _Builder(file, shape, side_by_side(adapters)).model(choices)


def build_output(file: GgufFile, shape: Shape) -> ov.Model:
    """The graph of the output matrix.

    From `states` (1, N, width) to `logits` (1, N, tokens), and to `whole` (1, N, 1), the logarithm
    of the sum of what they are the logarithms of.
    """
    states = _input("states", [1, -1, shape.width])
    logits = _product(_rounded(states, shape.width), file, output_matrix(file))
    most = op.reduce_max(logits, _integers(-1), True)
    parts = op.reduce_sum(op.exp(op.subtract(logits, most)), _integers(-1), True)
    whole = op.add(most, op.log(parts))
    results = [_result(logits, "logits"), _result(whole, "whole")]
    return ov.Model(results, [states], f"{ARCHITECTURE}-output")


def output_matrix(file: GgufFile) -> str:
    """Name of the output matrix; in small models the embeddings are used again."""
    return "output.weight" if file.has("output.weight") else "token_embd.weight"


def side_by_side(adapters: Sequence[Mapping[str, LowRank]]) -> dict[str, LowRank]:
    """Adapters as one, whose ranks are theirs one behind the other.

    A matrix that one of them leaves alone gets nothing of its ranks.

    Example:
        >>> one = {"a": LowRank(np.ones((1, 3)), np.ones((2, 1)))}
        >>> two = {"a": one["a"], "b": one["a"]}
        >>> side_by_side([one, two])["b"].down.tolist()
        [[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]]
    """
    ranks = [rank_of(adapter) for adapter in adapters]
    joined = {}
    for name in sorted({name for adapter in adapters for name in adapter}):
        rows = next(len(adapter[name].up) for adapter in adapters if name in adapter)
        columns = next(adapter[name].down.shape[1] for adapter in adapters if name in adapter)
        parts = [
            adapter.get(name)
            or LowRank(np.zeros((rank, columns), np.float32), np.zeros((rows, rank), np.float32))
            for adapter, rank in zip(adapters, ranks, strict=True)
        ]
        joined[name] = LowRank(
            np.concatenate([part.down for part in parts]),
            np.concatenate([part.up for part in parts], 1),
        )
    return joined


def rank_of(adapter: Mapping[str, LowRank]) -> int:
    """Rank of an adapter's matrices, the same for all."""
    return len(next(iter(adapter.values())).down)


class _Rounded(NamedTuple):
    """What matrices are multiplied with."""

    whole: Node
    """Shape (1, T, width)."""
    quants: Node
    """The same, turned, as shares of `unit` in steps of a 128th."""
    unit: Node
    """Of each vector; shape (1, T, 1)."""


class _Builder:
    def __init__(self, file: GgufFile, shape: Shape, adapter: Mapping[str, LowRank]) -> None:
        self._file, self._shape, self._adapter = file, shape, adapter
        kept = [2 * shape.blocks, shape.key_heads, -1, shape.head]
        self._tokens = _input("tokens", [1, -1, shape.width])
        self._cosine = _input("cosine", [1, 1, -1, shape.head])
        self._sine = _input("sine", [1, 1, -1, shape.head])
        self._gates = _input("gates", [1, -1, rank_of(adapter)])
        self._kept = _input("kept", kept)
        self._mask = _input("mask", [1, 1, -1, -1])
        self._at = _input("at", [-1], np.int64)
        self._fresh: list[Node] = []

    def model(self, choices: Floats) -> ov.Model:
        x: Node = self._tokens
        for block in range(self._shape.blocks):
            name = f"blk.{block}."
            x = op.add(x, self._attention(self._norm(x, f"{name}attn_norm"), block))
            x = op.add(x, self._forward(self._norm(x, f"{name}ffn_norm"), name))
        last = op.gather(x, self._at, _constant(np.int64(1)))
        states = self._norm(last, "output_norm")
        results = [
            _result(states, "states"),
            _result(op.matmul(states, _constant(choices), False, True), "logits"),
            _result(op.concat(self._fresh, 0), "fresh"),
        ]
        given = [self._tokens, self._cosine, self._sine, self._gates, self._kept, self._mask]
        return ov.Model(results, [*given, self._at], ARCHITECTURE)

    def _attention(self, h: Node, block: int) -> Node:
        shape, name = self._shape, f"blk.{block}."
        rounded = _rounded(h, shape.width)
        queries = self._turned(self._heads(rounded, f"{name}attn_q", shape.heads))
        keys = self._turned(self._heads(rounded, f"{name}attn_k", shape.key_heads))
        values = self._heads(rounded, f"{name}attn_v", shape.key_heads)
        self._fresh += [keys, values]
        keys = op.concat([self._earlier(2 * block), keys], 2)
        values = op.concat([self._earlier(2 * block + 1), values], 2)
        # Query heads that share a key head stand one below the other.
        stacked = op.reshape(queries, _integers(1, shape.key_heads, -1, shape.head), False)
        seen = op.scaled_dot_product_attention(stacked, keys, values, self._mask)
        apart = op.reshape(seen, _integers(1, shape.heads, -1, shape.head), False)
        joined = op.transpose(apart, _integers(0, 2, 1, 3))
        width = shape.heads * shape.head
        joined = op.reshape(joined, _integers(1, -1, width), False)
        return self._linear(_rounded(joined, width), f"{name}attn_output")

    def _earlier(self, number: int) -> Node:
        """Keys or values of the earlier tokens, of one block."""
        begin, end = _integers(number), _integers(number + 1)
        return op.slice(self._kept, begin, end, _integers(1), _integers(0))

    def _heads(self, h: _Rounded, name: str, count: int) -> Node:
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
        rounded = _rounded(h, self._shape.width)
        gate = op.swish(self._linear(rounded, f"{name}ffn_gate"))
        inner = op.multiply(gate, self._linear(rounded, f"{name}ffn_up"))
        return self._linear(_rounded(inner, self._shape.inner), f"{name}ffn_down")

    def _norm(self, x: Node, name: str) -> Node:
        squares = op.power(x, _constant(np.float32(2)))
        mean = op.reduce_mean(squares, _integers(-1), True)
        root = op.sqrt(op.add(mean, _constant(np.float32(self._shape.epsilon))))
        normal = op.multiply(x, op.divide(_constant(np.float32(1)), root))
        return op.multiply(normal, _constant(self._file.floats(f"{name}.weight")))

    def _linear(self, x: _Rounded, name: str) -> Node:
        y = _product(x, self._file, f"{name}.weight")
        if name in self._adapter:
            down, up = self._adapter[name]
            low = op.multiply(op.matmul(x.whole, _constant(down), False, True), self._gates)
            y = op.add(y, op.matmul(low, _constant(up), False, True))
        if self._file.has(f"{name}.bias"):
            y = op.add(y, _constant(self._file.floats(f"{name}.bias")))
        return y


def _rounded(x: Node, width: int) -> _Rounded:
    """Vectors of a length, turned and rounded for products."""
    turn = turning(width)
    parts = op.matmul(op.reshape(x, _integers(-1, len(turn)), False), _constant(turn), False, False)
    turned = op.reshape(parts, _integers(1, -1, width), False)
    largest = op.reduce_max(op.abs(turned), _integers(-1), True)
    unit = op.multiply(
        op.maximum(largest, _constant(np.float32(_SMALLEST))), _constant(np.float32(128 / 127))
    )
    # OpenVINO makes integers of what lies between these two.
    low, high = _constant(np.float32(-1)), _constant(np.float32(127 / 128))
    quants = op.fake_quantize(op.divide(turned, unit), low, high, low, high, 256)
    return _Rounded(x, quants, unit)


def _product(x: _Rounded, file: GgufFile, name: str) -> Node:
    """With a matrix, of integers."""
    matrix = file.by_row(name)
    quants = op.convert(_constant(matrix.quants), Type.f32)
    weights = op.multiply(quants, _constant(matrix.scales))
    return op.multiply(op.matmul(x.quants, weights, False, True), x.unit)


def _result(node: Node, name: str) -> Node:
    result = op.result(node)
    result.get_output_tensor(0).set_names({name})
    return result


def _input(name: str, shape: list[int], kind: Any = np.float32) -> Node:  # noqa: ANN401 - a dtype
    parameter = op.parameter(shape, kind, name=name)
    parameter.get_output_tensor(0).set_names({name})
    return parameter


def _constant(value: NDArray[Any] | np.generic) -> Node:
    return op.constant(np.ascontiguousarray(value))


def _integers(*values: int) -> Node:
    return op.constant(np.array(values, np.int64))
