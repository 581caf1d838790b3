"""A Qwen2 model as its GGUF file has it, in PyTorch, with low-rank adapters that can be fitted.

The quantised weights are unpacked to bfloat16 and stay as they are, so an adapter is fitted to the
very weights that llama.cpp will add it to. Several prompts that begin alike are computed in one go
as a tree, with their common beginning once.
"""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import gguf
import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - as everybody calls it
from gguf.quants import dequantize

from assistant.llm.adapter import MODULES
from assistant.llm.openvino.chat_tokens import byte_pair_tokenizer
from assistant.models.catalogue import DEFAULT_MODEL, find_model
from assistant.models.download import ensure_model
from assistant.settings import Settings

_MODULES = tuple(MODULES.values())
_FILLED = 64


class Tree(NamedTuple):
    """Prompts with common beginnings, as one sequence of T tokens."""

    tokens: torch.Tensor
    """Shape (T,)."""
    positions: torch.Tensor
    """Shape (T,): place in its own prompt."""
    mask: torch.Tensor
    """Shape (T, T), bool: what each token sees."""
    ends: torch.Tensor
    """Places of the last token of each prompt."""


Turn = tuple[torch.Tensor, torch.Tensor]
"""Cosines and sines of the rotary positions, shape (1, T, half a head)."""

Group = tuple[Sequence[int], Sequence[Sequence[int]]]
"""What some prompts share behind the beginning of all, and how each goes on."""


class Pair(NamedTuple):
    """An adapter of one matrix: what is added to its product is `scale * up @ (down @ x)`."""

    down: torch.Tensor
    up: torch.Tensor


class Qwen2:
    """A frozen model with adapters for its upper blocks.

    Args:
        path: GGUF file of the architecture `qwen2`.
        first: first block, from 0, that gets adapters.
        rank: of the adapters.
    """

    def __init__(self, path: Path, *, first: int, rank: int) -> None:
        reader = gguf.GGUFReader(path)
        tokens = reader.fields["tokenizer.ggml.tokens"].contents()
        merges = reader.fields["tokenizer.ggml.merges"].contents()
        self.tokenizer = byte_pair_tokenizer(tokens, merges)
        self.vocabulary = {token: number for number, token in enumerate(tokens)}

        def number(key: str) -> Any:  # noqa: ANN401 - whatever the file says
            return reader.fields[f"qwen2.{key}"].contents()

        self.blocks = int(number("block_count"))
        self.width = int(number("embedding_length"))
        self.heads = int(number("attention.head_count"))
        self.key_heads = int(number("attention.head_count_kv"))
        self._theta = float(number("rope.freq_base"))
        self._epsilon = float(number("attention.layer_norm_rms_epsilon"))
        self._weights = {tensor.name: _unpacked(tensor) for tensor in reader.tensors}
        self.scale = 2.0
        self.first, self.rank = first, rank
        self.adapters = self._fresh_adapters(first, rank)

    def _fresh_adapters(self, first: int, rank: int) -> dict[str, Pair]:
        generator = torch.Generator().manual_seed(0)
        adapters = {}
        for block in range(first, self.blocks):
            for module in _MODULES:
                name = f"blk.{block}.{module}"
                rows, columns = self._weights[f"{name}.weight"].shape
                down = (torch.rand(rank, columns, generator=generator) * 2 - 1) / math.sqrt(columns)
                adapters[name] = Pair(
                    down.requires_grad_(), torch.zeros(rows, rank).requires_grad_()
                )
        return adapters

    def parameters(self) -> list[torch.Tensor]:
        """What is fitted."""
        return [matrix for pair in self.adapters.values() for matrix in pair]

    def ids(self, text: str) -> list[int]:
        """Tokens of a text without special ones."""
        return list(self.tokenizer.encode(text, add_special_tokens=False).ids)

    def log_odds(self, tree: Tree, one: str, other: str) -> torch.Tensor:
        """Log-odds of the token `one` against `other` after each prompt; shape (prompts,)."""
        output = self._weights.get("output.weight", self._weights["token_embd.weight"])
        direction = output[self.vocabulary[one]].float() - output[self.vocabulary[other]].float()
        return self._hidden(tree)[tree.ends].float() @ direction

    def surprise(self, tree: Tree, places: Sequence[int], tokens: Sequence[int]) -> torch.Tensor:
        """Mean negative log-probability of tokens that stand behind the given places of a tree."""
        return F.cross_entropy(self.scores(tree, places), torch.tensor(tokens))

    def scores(self, tree: Tree, places: Sequence[int]) -> torch.Tensor:
        """Logits of what comes behind the given places of a tree; shape (places, vocabulary)."""
        output = self._weights.get("output.weight", self._weights["token_embd.weight"])
        return F.linear(self._hidden(tree)[torch.tensor(places)], output).float()

    def _hidden(self, tree: Tree) -> torch.Tensor:
        """Last hidden states, normalised; shape (T, width)."""
        size = self.width // self.heads
        frequencies = 1.0 / self._theta ** (torch.arange(0, size, 2).float() / size)
        angles = tree.positions.float()[:, None] * frequencies
        turn = angles.cos()[None], angles.sin()[None]
        x = self._weights["token_embd.weight"][tree.tokens]
        for block in range(self.blocks):
            name = f"blk.{block}."
            x = x + self._attention(name, self._norm(x, f"{name}attn_norm"), turn, tree.mask)
            h = self._norm(x, f"{name}ffn_norm")
            gate = F.silu(self._linear(h, f"{name}ffn_gate"))
            x = x + self._linear(gate * self._linear(h, f"{name}ffn_up"), f"{name}ffn_down")
        return self._norm(x, "output_norm")

    def _attention(
        self, name: str, h: torch.Tensor, turn: Turn, mask: torch.Tensor
    ) -> torch.Tensor:
        def heads(module: str, count: int) -> torch.Tensor:
            return self._linear(h, f"{name}{module}").view(len(h), count, -1).transpose(0, 1)

        queries = _turned(heads("attn_q", self.heads), *turn)
        keys = _turned(heads("attn_k", self.key_heads), *turn)
        values = heads("attn_v", self.key_heads)
        shared = self.heads // self.key_heads
        seen = F.scaled_dot_product_attention(
            queries[None],
            keys.repeat_interleave(shared, 0)[None],
            values.repeat_interleave(shared, 0)[None],
            attn_mask=mask[None, None],
        )[0]
        return self._linear(seen.transpose(0, 1).reshape(len(h), self.width), f"{name}attn_output")

    def _linear(self, x: torch.Tensor, name: str) -> torch.Tensor:
        y = F.linear(x, self._weights[f"{name}.weight"])
        if f"{name}.bias" in self._weights:
            y = y + self._weights[f"{name}.bias"].to(y.dtype)
        if name in self.adapters:
            down, up = (matrix.to(x.dtype) for matrix in self.adapters[name])
            y = torch.addmm(y, F.linear(x, down), up.t(), alpha=self.scale)
        return y

    def _norm(self, x: torch.Tensor, name: str) -> torch.Tensor:
        wide = x.float()
        mean = wide.pow(2).mean(-1, keepdim=True)
        normal = wide * torch.rsqrt(mean + self._epsilon) * self._weights[f"{name}.weight"]
        return normal.to(torch.bfloat16)


def default_model(settings: Settings, *, first: int, rank: int) -> Qwen2:
    """The default model, which is fetched where it is absent, with fresh adapters."""
    path = ensure_model(
        find_model(DEFAULT_MODEL), cache=settings.cache, source=settings.model_source
    )
    return Qwen2(path, first=first, rank=rank)


def _turned(x: torch.Tensor, cosine: torch.Tensor, sine: torch.Tensor) -> torch.Tensor:
    """Rotary positions, the two halves of each head turned together."""
    one, other = x.float().chunk(2, -1)
    turned = torch.cat((one * cosine - other * sine, other * cosine + one * sine), -1)
    return turned.to(x.dtype)


def _unpacked(tensor: Any) -> torch.Tensor:  # noqa: ANN401 - gguf's own
    values = np.array(dequantize(tensor.data, tensor.tensor_type), dtype=np.float32)
    kind = torch.float32 if values.ndim == 1 else torch.bfloat16
    return torch.from_numpy(values).to(kind)


def tree(beginning: Sequence[int], groups: Sequence[Group]) -> Tree:
    """One sequence of all prompts: their beginning, then each group's own and its branches.

    Filled up to a multiple of 64 tokens, which see themselves alone: memory is then used again
    from step to step, and products are faster.
    """
    tokens = list(beginning)
    positions = list(range(len(tokens)))
    seen: list[tuple[int, int, list[tuple[int, int]]]] = [(0, len(tokens), [])]
    ends = []
    whole = (0, len(tokens))
    for stem, branches in groups:
        start = len(tokens)
        tokens += stem
        positions += range(whole[1], whole[1] + len(stem))
        stem_place = (start, len(tokens))
        seen.append((*stem_place, [whole]))
        for branch in branches:
            place = len(tokens)
            tokens += branch
            first = whole[1] + len(stem)
            positions += range(first, first + len(branch))
            seen.append((place, len(tokens), [whole, stem_place]))
            ends.append(len(tokens) - 1)
    filled = -len(tokens) % _FILLED
    tokens += [0] * filled
    positions += [0] * filled
    mask = torch.eye(len(tokens), dtype=torch.bool)
    for start, end, before in seen:
        mask[start:end, start:end] = torch.ones(end - start, end - start, dtype=torch.bool).tril()
        for one, other in before:
            mask[start:end, one:other] = True
    return Tree(torch.tensor(tokens), torch.tensor(positions), mask, torch.tensor(ends))
