"""Makes assistant/reranker/graph.onnx, the graph of the reranker without its weights.

    python -m scripts.reranker_graph

That of multilingual-e5-small (`scripts/e5_graph.py`) with an adapter beside each matrix and a head:
a layer over the first token's state and the mean of all, then one number. Names of weights are
those of `index.e5.engine.graph_tensors` and `assistant.reranker.engine.own_tensors`. Output: `odds`
(texts x 1 x 1).
"""

import numpy as np
import onnx
from onnx import helper, numpy_helper

from assistant.reranker.engine import GRAPH, own_tensors
from index.e5.engine import graph_tensors
from index.e5.weights import read_weights, weights_file
from scripts.e5_graph import Graph


def made() -> onnx.ModelProto:
    """Return the graph."""
    weights = read_weights(weights_file())
    graph = Graph(graph_tensors(weights) | own_tensors(weights)[0])
    states = graph.bert(weights.layers)
    graph.node("MatMul", ["shares", states], "mean")
    graph.nodes.append(
        helper.make_node(
            "Constant", [], ["zero"], value=numpy_helper.from_array(np.array([0], np.int64))
        )
    )
    graph.node("Gather", [states, "zero"], "opening", axis=1)
    graph.node("Concat", ["opening", "mean"], "both", axis=-1)
    inner = graph.node("MatMul", ["both", "head.in.w"], "head.in")
    inner = graph.node("Add", [inner, "head.in.b"], "head.in.sum")
    inner = graph.node("Tanh", [inner], "head.tanh")
    inner = graph.node("MatMul", [inner, "head.out.w"], "head.out")
    graph.node("Add", [inner, "head.out.b"], "odds")
    return graph.model("reranker", weights.width, "odds", ["texts", 1, 1])


if __name__ == "__main__":
    GRAPH.write_bytes(made().SerializeToString(deterministic=True))
    print(f"{GRAPH.name}: {GRAPH.stat().st_size} bytes")
