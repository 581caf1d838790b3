import onnx

from index.e5.questions import GRAPH
from scripts.questions_graph import made


def test_the_graph_that_is_shipped_is_what_the_script_makes() -> None:
    assert onnx.load(GRAPH, load_external_data=False) == made()


def test_the_graph_holds_no_weights() -> None:
    assert GRAPH.stat().st_size < 50_000
