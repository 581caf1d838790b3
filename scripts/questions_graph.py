"""Makes index/e5/questions.onnx, the graph that questions are embedded by, without its weights.

    python -m scripts.questions_graph

That of multilingual-e5-small (`scripts/e5_graph.py`) with an adapter beside each matrix. Names of
weights are those of `index.e5.engine.graph_tensors` and `index.e5.questions.own_tensors`.
"""

import onnx

from index.e5.engine import graph_tensors
from index.e5.questions import GRAPH, own_tensors
from index.e5.weights import read_weights, weights_file
from scripts.e5_graph import Graph


def made() -> onnx.ModelProto:
    """Return the graph."""
    weights = read_weights(weights_file())
    graph, width = Graph(graph_tensors(weights) | own_tensors(weights)), weights.width
    graph.node("MatMul", ["shares", graph.bert(weights.layers)], "mean")
    return graph.model("questions", width, "mean", ["texts", 1, width])


if __name__ == "__main__":
    GRAPH.write_bytes(made().SerializeToString(deterministic=True))
    print(f"{GRAPH.name}: {GRAPH.stat().st_size} bytes")
