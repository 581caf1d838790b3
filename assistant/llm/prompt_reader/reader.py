"""Reads prompts, and says how likely each of a few words is to come next."""

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelError
from assistant.llm.adapter import AdapterName, adapter_digest, low_rank
from assistant.llm.prompt_reader.mapped import let_go
from index.processors import processor_flags, usable_processors

_GROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")
LEAST_MEMORY = 6 * 2**30
"""Bytes without which OpenVINO is not chosen: the chat with it beside llama.cpp takes some 5 GB."""
_FORM = 1
"""Of what is kept; a reader in another form is made anew."""
_GRAPH, _WEIGHTS, _TOKENIZER, _FACTS = "graph.xml", "graph.bin", "tokenizer.json", "facts.json"
_UNSEEN = np.float32(-1e9)
# Tokens that lengths are filled up to a multiple of: OpenVINO keeps code and memory for each length
# that it has met.
_FILLED = 32


def is_installed() -> bool:
    """Whether there is all that a reader needs (extra [amx])."""
    return all(find_spec(name) for name in ("openvino", "tokenizers"))


def has_amx() -> bool:
    """Whether the processor multiplies matrices in hardware."""
    return "amx_bf16" in processor_flags()


def has_memory() -> bool:
    """Whether the machine has memory for OpenVINO beside llama.cpp."""
    return _memory() >= LEAST_MEMORY


def is_faster_here() -> bool:
    """Whether the processor multiplies matrices in hardware, and there are OpenVINO and memory."""
    return has_amx() and is_installed() and has_memory()


def reads_here(engine: Literal["auto", "llama.cpp", "openvino"]) -> bool:
    """Whether OpenVINO reads what is judged, with that value of the setting `judge_engine`."""
    return engine == "openvino" or (engine == "auto" and is_faster_here())


def is_made(model: Path, adapter: AdapterName, words: Sequence[str], cache: Path) -> bool:
    """Whether OpenVINO's form of the model, a file that is there, is in the cache already."""
    return (_folder(model, adapter, words, cache) / _FACTS).is_file()


def _memory() -> int:
    """Bytes of the machine, or of the control group where that has fewer."""
    total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    with contextlib.suppress(OSError, ValueError):  # no such limit
        total = min(total, int(_GROUP_LIMIT.read_text(encoding="ascii")))
    return total


class Reading(NamedTuple):
    """What comes next after one prompt."""

    chances: dict[str, float]
    """Natural log-probabilities of the words, as if nothing else could come."""
    read: int
    """Tokens that were read for it; those of the common beginning count with the first prompt."""


@dataclass(frozen=True)
class _Facts:
    """What a reader must know beside its graph."""

    words: list[str]
    """What the columns of the output stand for; several may be the same word."""
    heads_a_key: int
    head: int
    theta: float
    embedding_offset: int
    embedding_shape: list[int]
    embedding_kind: str


class PromptReader:
    """A Qwen2 model with an adapter, that reads prompts and tells the chances of a few words.

    Not safe for several threads at once.

    Args:
        model: its GGUF file.
        adapter: what is fitted to it.
        words: that are chosen among, whatever their case.
        cache: where OpenVINO's form of the model is kept, which is made where it is absent: about
            1 GB, mapped and not read.
        threads: to read with. Default: the cores usable here.

    Raises:
        ModelError: the model can't be read, or the cache can't be written.
    """

    def __init__(
        self,
        model: Path,
        adapter: AdapterName,
        words: Sequence[str],
        cache: Path,
        threads: int | None = None,
    ) -> None:
        folder = _folder(model, adapter, words, cache)
        if not (folder / _FACTS).is_file():
            _make(folder, model, adapter, words)
        import openvino as ov

        from assistant.llm.prompt_reader.chat_tokens import ChatTokens

        self._facts = _Facts(**json.loads((folder / _FACTS).read_text(encoding="utf-8")))
        self._tokens = ChatTokens(folder / _TOKENIZER)
        facts = self._facts
        kind = np.dtype(np.uint8)
        self._embedding: NDArray[np.uint8] = np.memmap(
            model, kind, "r", facts.embedding_offset, tuple(facts.embedding_shape)
        )
        core = ov.Core()
        options = {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_PRECISION_HINT": "bf16",
            "INFERENCE_NUM_THREADS": threads or usable_processors(),
            # Bound to its cores it would wait for whatever else runs there.
            "ENABLE_CPU_PINNING": False,
        }
        powers = np.arange(0, facts.head, 2) / facts.head
        self._turns = facts.theta**-powers
        try:
            graph = core.read_model(folder / _GRAPH)
            self._request = core.compile_model(graph, "CPU", options).create_infer_request()
            # At its first use OpenVINO puts the matrices into an order of its own beside the file.
            self._logits(flattened([[0]]))
        except RuntimeError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise ModelError(
                f"OpenVINO can't load {folder}: {str(error).splitlines()[0]}; it was removed, and "
                "the next start makes it anew"
            ) from error
        let_go(folder / _WEIGHTS)

    def read(self, conversations: Sequence[Sequence[Mapping[str, str]]]) -> list[Reading]:
        """What comes next after each of some conversations, which may begin alike."""
        if not conversations:
            return []
        prompts = [self._tokens.of(messages) for messages in conversations]
        flat = flattened(prompts)
        logits = self._logits(flat)
        logits -= logits.max(-1, keepdims=True)
        chances = logits - np.log(np.exp(logits).sum(-1, keepdims=True))
        return [
            Reading(self._by_word(row), own + (0 if number else flat.shared))
            for number, (row, own) in enumerate(zip(chances, flat.own, strict=True))
        ]

    def _by_word(self, row: NDArray[np.float64]) -> dict[str, float]:
        found: dict[str, float] = {}
        for word, chance in zip(self._facts.words, row, strict=True):
            found[word] = float(np.logaddexp(found.get(word, -np.inf), chance))
        return found

    def _logits(self, flat: "Flat") -> NDArray[np.float64]:
        from assistant.llm.prompt_reader.matrices import unpacked

        facts = self._facts
        angles = np.outer(flat.positions, self._turns)
        angles = np.concatenate([angles, angles], -1)[None, None]
        mask = np.where(flat.seen, np.float32(0), _UNSEEN)
        stored = self._embedding[np.array(flat.tokens)]
        outputs = self._request.infer(
            {
                "tokens": unpacked(stored, facts.embedding_kind)[None],
                "cosine": np.cos(angles).astype(np.float32),
                "sine": np.sin(angles).astype(np.float32),
                "mask": np.tile(mask, (facts.heads_a_key, 1))[None, None],
                "at": np.array(flat.ends, np.int64),
            }
        )
        logits: NDArray[np.float64] = np.array(outputs["logits"][0], np.float64)
        return logits


class Flat(NamedTuple):
    """Prompts as one sequence of T tokens, their common beginning once."""

    tokens: list[int]
    """Filled up to a multiple of 32 with tokens that see themselves alone."""
    positions: list[int]
    """Of each token in its own prompt."""
    seen: NDArray[np.bool_]
    """What each token attends to; shape (T, T)."""
    ends: list[int]
    """Places of the last token of each prompt."""
    shared: int
    """Tokens of the common beginning."""
    own: list[int]
    """Tokens of each prompt behind it."""


def flattened(prompts: Sequence[Sequence[int]]) -> Flat:
    """Some prompts one behind the other, none of which sees the others.

    Args:
        prompts: tokens, at least one of each.

    Example:
        >>> flat = flattened([[7, 8, 1], [7, 8, 2, 3]])
        >>> flat.tokens[:6], flat.positions[:5], flat.ends, flat.shared, flat.own
        ([7, 8, 1, 2, 3, 0], [0, 1, 2, 2, 3], [2, 4], 2, [1, 2])
    """
    longest = min(len(prompt) for prompt in prompts) - 1
    shared = next(
        (at for at in range(longest) if len({prompt[at] for prompt in prompts}) > 1), longest
    )
    if len(prompts) == 1:
        shared = 0
    tokens, positions = list(prompts[0][:shared]), list(range(shared))
    owners, ends = [0] * shared, []
    for number, prompt in enumerate(prompts, start=1):
        tokens += prompt[shared:]
        positions += range(shared, len(prompt))
        owners += [number] * (len(prompt) - shared)
        ends.append(len(tokens) - 1)
    own = [len(prompt) - shared for prompt in prompts]
    while len(tokens) % _FILLED:
        owners.append(-len(tokens))  # nobody else's
        tokens.append(0)
        positions.append(0)
    owner, place = np.array(owners), np.arange(len(tokens))
    seen = (owner == owner[:, None]) | ((owner == 0) & (owner[:, None] >= 0))
    seen &= place <= place[:, None]
    return Flat(tokens, positions, seen, ends, shared, own)


def _folder(model: Path, adapter: AdapterName, words: Sequence[str], cache: Path) -> Path:
    """Where the reader of a model with an adapter is kept."""
    import hashlib

    stat = model.stat()
    about = [_FORM, str(model.resolve()), stat.st_size, stat.st_mtime_ns, *words]
    known = hashlib.sha256(json.dumps(about).encode()).hexdigest()[:16]
    return cache / "readers" / f"{adapter}-{adapter_digest(adapter)}-{known}"


def _make(folder: Path, model: Path, adapter: AdapterName, words: Sequence[str]) -> None:
    import openvino as ov

    from assistant.llm.prompt_reader.chat_tokens import byte_pair_tokenizer, spellings
    from assistant.llm.prompt_reader.graph import build, shape_of
    from assistant.llm.prompt_reader.matrices import GgufFile

    file = GgufFile(model)
    shape = shape_of(file)
    tokens = file.says("tokenizer.ggml.tokens")
    found = spellings(tokens, words)
    output = "output.weight" if file.has("output.weight") else "token_embd.weight"
    choices = file.floats(output, np.array([number for _, number in found]))
    offset, stored, kind = file.place("token_embd.weight")
    facts = _Facts(
        [word.casefold() for word, _ in found], shape.heads // shape.key_heads, shape.head,
        shape.theta, offset, list(stored), kind,
    )  # fmt: skip
    graph = build(file, shape, low_rank(adapter), choices)
    with _new_folder(folder) as made:
        ov.save_model(graph, made / _GRAPH, compress_to_fp16=False)
        tokenizer = byte_pair_tokenizer(tokens, file.says("tokenizer.ggml.merges"))
        tokenizer.save(str(made / _TOKENIZER))
        (made / _FACTS).write_text(json.dumps(asdict(facts)), encoding="utf-8")


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
