"""Fitting adapters: one pass over batches, with AdamW and a rate that rises and falls."""

import math
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
import torch

from training.memory import give_back
from training.qwen2 import Qwen2

_WARM = 20  # steps until the rate is whole
_TOLD = 10  # steps
_KEPT = 50  # steps

Batch = TypeVar("Batch")


def fit(
    model: Qwen2,
    batches: Sequence[Batch],
    loss_of: Callable[[Batch], torch.Tensor],
    rate: float,
    keep: Callable[[], object] = lambda: None,
) -> None:
    """Fit the adapters once over all batches, and print how it goes.

    Args:
        model: whose adapters are fitted.
        batches: one a step, in their order.
        loss_of: the loss on one, a single number.
        rate: the highest learning rate; from it to a twentieth along half a cosine.
        keep: called now and then, so that a pass that is ended early leaves what it has fitted.
    """
    optimizer = torch.optim.AdamW(model.parameters(), weight_decay=0.01, betas=(0.9, 0.98))
    losses = []
    begun = time.monotonic()
    for number, batch in enumerate(batches):
        share = 0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * number / len(batches)))
        for group in optimizer.param_groups:
            group["lr"] = rate * share * min(1.0, (number + 1) / _WARM)
        loss = loss_of(batch)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
        del loss
        give_back()
        if number % _KEPT == _KEPT - 1:
            keep()
        if number % _TOLD == 0 or number == len(batches) - 1:
            gone = time.monotonic() - begun
            print(
                f"{number + 1}/{len(batches)} steps, loss {np.mean(losses[-_TOLD:]):.3f}, "
                f"{gone:.0f} s",
                flush=True,
            )
