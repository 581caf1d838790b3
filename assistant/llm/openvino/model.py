"""A Qwen2 model with its adapters, made once for OpenVINO, kept in the cache, and run."""

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelError
from assistant.llm.adapter import AdapterName, adapter_digest, low_rank
from assistant.llm.openvino.mapped import let_go
from assistant.llm.yes_no import NO, YES
from index.processors import usable_processors

Floats = NDArray[np.float32]

_FORM = 5
"""Of what is kept; a model in another form is made anew."""
_GRAPH, _OUTPUT, _TOKENIZER, _FACTS = "graph", "output", "tokenizer.json", "facts.json"
_UNSEEN = np.float32(-1e9)
_WORDS = YES + NO
"""That are chosen among, whatever their case."""
_ROWS = 64
"""Places whose successors are told at once: 40 MB of logits with the default model."""
_KEPT_SECONDS = 30 * 24 * 3600.0
"""After which a form that nobody used is removed when another is made."""
_NOTHING = 32
"""Earlier tokens that stand for none, and that nobody sees."""


@dataclass(frozen=True)
class Facts:
    """What must be known of a model beside its graph."""

    words: list[str]
    """What the columns of `logits` stand for; several may be the same word."""
    ranks: dict[AdapterName, int]
    """Of the adapters, in their order."""
    width: int
    blocks: int
    key_heads: int
    heads_a_key: int
    head: int
    theta: float
    ends: list[int]
    """Tokens that end a reply."""
    embedding_offset: int
    embedding_shape: list[int]
    embedding_kind: str


class Step(NamedTuple):
    """T new tokens, of several texts at once."""

    tokens: Sequence[int]
    positions: Sequence[int]
    """Of each token in its own text."""
    seen: NDArray[np.bool_]
    """What each attends to of the K earlier tokens and of the new ones; shape (T, K + T)."""
    at: Sequence[int]
    """Places among the new tokens whose successors are wanted."""
    adapters: Sequence[AdapterName | None]
    """What each token is read with."""


class Outcome(NamedTuple):
    """What a model makes of a step, at N places."""

    states: Floats
    """What the output matrix is multiplied with; shape (1, N, width)."""
    logits: Floats
    """Of the words that are chosen among; shape (N, words)."""
    fresh: Floats
    """Keys and values of the new tokens; shape (2 * blocks, key heads, T, head)."""


class OpenVinoModel:
    """A model that works on steps. Not safe for several threads at once.

    Args:
        path: its GGUF file.
        adapters: what is fitted to it.
        cache: where OpenVINO's form of the model is kept, which is made where it is absent: about
            1.6 GB, mapped and not read.
        threads: to work with. Default: the cores usable here.

    Raises:
        ModelError: the model can't be read, or the cache can't be written.
    """

    def __init__(
        self,
        path: Path,
        adapters: Sequence[AdapterName],
        cache: Path,
        threads: int | None = None,
    ) -> None:
        self._folder = folder = folder_of(path, adapters, cache)
        if not (folder / _FACTS).is_file():
            try:
                _make(folder, path, adapters)
            except RuntimeError as error:
                raise ModelError(
                    f"OpenVINO can't take over {path}: {_first_line(error)}"
                ) from error
        with contextlib.suppress(OSError):  # of somebody else, or read only
            os.utime(folder)
        from assistant.llm.openvino.chat_tokens import ChatTokens

        self.facts = Facts(**json.loads((folder / _FACTS).read_text(encoding="utf-8")))
        self.chat = ChatTokens(folder / _TOKENIZER)
        self._threads = threads or usable_processors()
        facts = self.facts
        kind = np.dtype(np.uint8)
        self._embedding: NDArray[np.uint8] = np.memmap(
            path, kind, "r", facts.embedding_offset, tuple(facts.embedding_shape)
        )
        self._turns = facts.theta ** -(np.arange(0, facts.head, 2) / facts.head)
        try:
            # At its first use OpenVINO puts the matrices into an order of its own beside the file.
            self._graph = self._compiled(_GRAPH)
            self.run(Step([0], [0], np.ones((1, _NOTHING + 1), bool), [0], [None]))
            let_go(folder / f"{_GRAPH}.bin")
            self._output = self._compiled(_OUTPUT)
            self.chances(np.zeros((1, 1, facts.width), np.float32))
            let_go(folder / f"{_OUTPUT}.bin")
        except (RuntimeError, ModelError) as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise ModelError(
                f"OpenVINO can't load {folder}: {_first_line(error)}; it was removed, and "
                "the next start makes it anew"
            ) from error

    def nothing_kept(self, tokens: int = _NOTHING) -> Floats:
        """Room for keys and values of so many earlier tokens, with nothing in it."""
        facts = self.facts
        return np.zeros((2 * facts.blocks, facts.key_heads, tokens, facts.head), np.float32)

    @cached_property
    def _nothing(self) -> Floats:
        return self.nothing_kept()

    def run(self, step: Step, kept: Floats | None = None) -> Outcome:
        """Work on some tokens.

        Args:
            step: the tokens.
            kept: keys and values of the K earlier ones, as `Outcome.fresh` gave them. Where there
                are none, `step.seen` is (T, T).
        """
        from assistant.llm.openvino.matrices import unpacked

        facts, seen = self.facts, step.seen
        if kept is None:
            kept = self._nothing
            if seen.shape[1] == len(step.tokens):
                seen = np.pad(seen, ((0, 0), (_NOTHING, 0)))
        angles = np.outer(step.positions, self._turns)
        angles = np.concatenate([angles, angles], -1)[None, None]
        mask = np.where(seen, np.float32(0), _UNSEEN)
        outputs = _computed(
            self._graph,
            {
                "tokens": unpacked(self._embedding[np.array(step.tokens)], facts.embedding_kind)[
                    None
                ],
                "cosine": np.cos(angles).astype(np.float32),
                "sine": np.sin(angles).astype(np.float32),
                "gates": self._gates(step.adapters),
                "kept": kept,
                "mask": np.tile(mask, (facts.heads_a_key, 1))[None, None],
                "at": np.array(step.at, np.int64),
            },
        )
        return Outcome(
            np.array(outputs["states"]), np.array(outputs["logits"][0]), outputs["fresh"]
        )

    def chances(self, states: Floats) -> Floats:
        """Natural log-probabilities of all tokens to come next; shape (N, tokens)."""
        outputs = _computed(self._output, {"states": states})
        chances: Floats = outputs["logits"][0] - outputs["whole"][0]
        return chances

    def chances_of(self, states: Floats, tokens: Sequence[int]) -> Floats:
        """Natural log-probability of each of N tokens to come next at its place; shape (N,)."""
        parts = []
        for begin in range(0, len(tokens), _ROWS):
            end = min(begin + _ROWS, len(tokens))
            outputs = _computed(self._output, {"states": states[:, begin:end]})
            rows = outputs["logits"][0][np.arange(end - begin), tokens[begin:end]]
            parts.append(rows - outputs["whole"][0, :, 0])
        return np.concatenate(parts)

    def _gates(self, adapters: Sequence[AdapterName | None]) -> Floats:
        """What each token takes of each rank."""
        ranks = self.facts.ranks
        owners = np.repeat(list(ranks), list(ranks.values()))
        takes = np.array([adapter or "" for adapter in adapters])[:, None] == owners
        return np.asarray(takes, np.float32)[None]

    def _compiled(self, name: str) -> Any:  # noqa: ANN401 - OpenVINO has no types
        import openvino as ov

        options = {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_PRECISION_HINT": "f32",
            "INFERENCE_NUM_THREADS": self._threads,
            # Bound to its cores it would wait for whatever else runs there.
            "ENABLE_CPU_PINNING": False,
        }
        core = ov.Core()
        graph = core.read_model(self._folder / f"{name}.xml")
        return core.compile_model(graph, "CPU", options).create_infer_request()


def _computed(request: Any, inputs: dict[str, Any]) -> Any:  # noqa: ANN401 - OpenVINO has no types
    """What a graph makes of its inputs; both are not copied, and the next call writes over it.

    Raises:
        ModelError: OpenVINO could not, as when memory is short.
    """
    arrays = {name: np.ascontiguousarray(value) for name, value in inputs.items()}
    try:
        return request.infer(arrays, share_inputs=True, share_outputs=True)
    except RuntimeError as error:
        raise ModelError(f"OpenVINO failed: {_first_line(error)}; ask again") from error


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def is_made(path: Path, adapters: Sequence[AdapterName], cache: Path) -> bool:
    """Whether OpenVINO's form of the model, a file that is there, is in the cache already."""
    return (folder_of(path, adapters, cache) / _FACTS).is_file()


def folder_of(path: Path, adapters: Sequence[AdapterName], cache: Path) -> Path:
    """Where OpenVINO's form of a model with some adapters is kept."""
    stat = path.stat()
    digests = [adapter_digest(adapter) for adapter in adapters]
    about = [_FORM, str(path.resolve()), stat.st_size, stat.st_mtime_ns, *digests, *_WORDS]
    known = hashlib.sha256(json.dumps(about).encode()).hexdigest()[:16]
    return cache / "readers" / f"{'-'.join(adapters)}-{known}"


def _make(folder: Path, path: Path, adapters: Sequence[AdapterName]) -> None:
    import openvino as ov

    from assistant.llm.openvino.chat_tokens import byte_pair_tokenizer, end_tokens, spellings
    from assistant.llm.openvino.graph import (
        build,
        build_output,
        output_matrix,
        rank_of,
        shape_of,
    )
    from assistant.llm.openvino.matrices import GgufFile

    _remove_unused(folder.parent)
    file = GgufFile(path)
    shape = shape_of(file)
    tokens = file.says("tokenizer.ggml.tokens")
    found = spellings(tokens, _WORDS)
    choices = file.floats(output_matrix(file), np.array([number for _, number in found]))
    offset, stored, kind = file.place("token_embd.weight")
    added = [low_rank(adapter) for adapter in adapters]
    facts = Facts(
        words=[word.casefold() for word, _ in found],
        ranks={name: rank_of(each) for name, each in zip(adapters, added, strict=True)},
        width=shape.width,
        blocks=shape.blocks,
        key_heads=shape.key_heads,
        heads_a_key=shape.heads // shape.key_heads,
        head=shape.head,
        theta=shape.theta,
        ends=end_tokens(tokens),
        embedding_offset=offset,
        embedding_shape=list(stored),
        embedding_kind=kind,
    )
    with _new_folder(folder) as made:
        # One after the other, each of which takes a gigabyte.
        graph = build(file, shape, added, choices)
        ov.save_model(graph, made / f"{_GRAPH}.xml", compress_to_fp16=False)
        del graph
        graph = build_output(file, shape)
        ov.save_model(graph, made / f"{_OUTPUT}.xml", compress_to_fp16=False)
        tokenizer = byte_pair_tokenizer(tokens, file.says("tokenizer.ggml.merges"))
        tokenizer.save(str(made / _TOKENIZER))
        (made / _FACTS).write_text(json.dumps(asdict(facts)), encoding="utf-8")


def _remove_unused(readers: Path) -> None:
    """Remove forms of models that nobody has used for a month: of other versions, or adapters."""
    oldest = time.time() - _KEPT_SECONDS
    for folder in readers.glob("*"):
        with contextlib.suppress(OSError):
            if folder.is_dir() and folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
    """A folder to fill, which has its name only once it is whole."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as draft:
            made = Path(draft) / folder.name
            made.mkdir()
            yield made
            with contextlib.suppress(FileExistsError):
                made.replace(folder)  # another process may have made it meanwhile
    except OSError as error:
        if (folder / _FACTS).is_file():
            return
        raise ModelError(
            f"{folder} can't be written: {error.strerror}; free the place or set the cache"
        ) from error
