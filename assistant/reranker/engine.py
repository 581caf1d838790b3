"""A cross-encoder by onnxruntime: the embedder's own model, fitted to tell what answers.

It reads a question and a sentence together, which vectors made of each alone can't, and costs a
hundredth of what the model that judges does. Its matrices are those of the embedder in 4 bits, with
low-rank adapters beside them (Hu et al., arXiv:2106.09685) and a head, which `training/reranker.py`
fits; the graph beside this file holds no weights, `scripts/reranker_graph.py` made it.

Source of the method: Nogueira and Cho, Passage Re-ranking with BERT, 2019 (arXiv:1901.04085).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.e5 import engine as e5
from index.e5.questions import adapter_tensors
from index.e5.weights import Floats, Weights
from index.once import Once

GRAPH = Path(__file__).with_name("graph.onnx")
WEIGHTS = Path(__file__).with_name("weights.safetensors")

LONGEST_QUESTION = 64
LONGEST_TEXT = 160
"""Tokens beyond which a question or a text is cut."""


class Reranker:
    """Scores texts by how likely they answer a question. Safe to call from several threads.

    Raises:
        ArticleIndexError: the embedder's weights can't be read.
    """

    def __init__(self) -> None:
        embedder = e5.engine()  # whose vocabulary takes a second to make
        own, self._parts = own_tensors(embedder.weights)
        self._vocabulary = embedder.weights.vocabulary
        self._tokens, self._inputs = embedder.tokens, embedder.inputs
        self._session = e5.Session(GRAPH, embedder.tensors | e5.held(own))

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return log-odds that each text answers, in their order.

        Args:
            question: any language.
            texts: any language; what is too long is cut.
        """
        begin, end = self._vocabulary.begin, self._vocabulary.end
        opening = [begin, *self._tokens.ids(question)[:LONGEST_QUESTION], end]
        windows = (
            e5.Window(number, [*opening, end, *self._tokens.ids(text)[:LONGEST_TEXT], end])
            for number, text in enumerate(texts)
        )
        found = [0.0] * len(texts)
        for batch in e5.batches(windows):
            given = self._inputs.padded([window.tokens for window in batch])
            given["tokens"][:, : len(opening)] += self._parts[0]
            given["tokens"][:, len(opening) :] += self._parts[1]
            odds = self._session.run("odds", given)[:, 0, 0]
            for window, each in zip(batch, odds, strict=True):
                found[window.text] = float(each)
        return found


def own_tensors(weights: Weights) -> tuple[dict[str, Any], Floats]:
    """Return what the graph wants beside the embedder's tensors, and what is added to tokens.

    Returns:
        Arrays by name; and two vectors (2 x width), the first for the tokens of the question and
        the second for those of the text.
    """
    from safetensors.numpy import load_file

    fitted = {name: each.astype(np.float32) for name, each in load_file(WEIGHTS).items()}
    parts = fitted.pop("parts")
    adapters = adapter_tensors(fitted, weights.layers)
    sides = (".down", ".up")
    others = {name: each for name, each in fitted.items() if not name.endswith(sides)}
    return others | adapters, parts


reranker = Once(Reranker)
"""The reranker of this process, loaded with the first call.

Raises:
    ArticleIndexError: the embedder's weights can't be read.
"""
