"""Vectors of questions that lie near the sentences which answer them.

multilingual-e5-small puts a question near sentences that say what it says. One that answers in
other words lies further away. So to rank sentences a question is read with low-rank adapters beside
the model's matrices (Hu et al., arXiv:2106.09685), fitted by `training/questions.py` while texts
keep the vectors that they have: no index has to be made anew. The weights are this module's own
(`questions.safetensors`); the graph, `questions.onnx`, was made by `scripts/questions_graph.py`.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.e5 import engine as e5
from index.e5.weights import Floats, Weights
from index.once import Once

GRAPH = Path(__file__).with_name("questions.onnx")
WEIGHTS = Path(__file__).with_name("questions.safetensors")


class QuestionEngine(e5.Engine):
    """Embeds questions. Safe to call from several threads at once.

    Raises:
        ArticleIndexError: the embedder's weights can't be read.
    """

    def __init__(self) -> None:
        embedder = e5.engine()  # whose vocabulary takes a second to make
        self.weights, self.tokens = embedder.weights, embedder.tokens
        self.inputs = embedder.inputs
        self.tensors = embedder.tensors | e5.held(own_tensors(self.weights))
        self._session = e5.Session(GRAPH, self.tensors)


def own_tensors(weights: Weights) -> dict[str, Any]:
    """Return what the graph wants beside the embedder's tensors: arrays by name."""
    from safetensors.numpy import load_file

    fitted = {name: each.astype(np.float32) for name, each in load_file(WEIGHTS).items()}
    return dict(adapter_tensors(fitted, weights.layers))


def adapter_tensors(fitted: Mapping[str, Floats], layers: int) -> dict[str, Floats]:
    """Return low-rank adapters by the names that a graph has for them.

    Args:
        fitted: for each matrix `l0.q` and so on the two sides of its adapter, `l0.q.down` (inputs
            x rank) and `l0.q.up` (rank x outputs).
        layers: how many there are.
    """
    found: dict[str, Floats] = {}
    for layer in range(layers):
        for name, sources in e5.MATRICES.items():
            downs, ups = (
                [fitted[f"l{layer}.{source}.{side}"] for source in sources]
                for side in ("down", "up")
            )
            found[f"l{layer}.{name}.down"] = np.concatenate(downs, axis=1)
            found[f"l{layer}.{name}.up"] = _side_by_side(ups)
    return found


def _side_by_side(blocks: Sequence[Floats]) -> Floats:
    """Matrices along the diagonal of one, zeros elsewhere."""
    rows, columns = np.cumsum([[0, 0], *(block.shape for block in blocks)], axis=0).T
    whole = np.zeros((rows[-1], columns[-1]), np.float32)
    for number, block in enumerate(blocks):
        place = slice(rows[number], rows[number + 1]), slice(columns[number], columns[number + 1])
        whole[place] = block
    return whole


question_engine = Once(QuestionEngine)
"""The engine of this process, loaded with the first call.

Raises:
    ArticleIndexError: the embedder's weights can't be read.
"""
