"""Reads prompts, and says how likely each of a few words is to come next."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.llm.adapter import AdapterName
from assistant.llm.openvino.model import OpenVinoModel, Step

FILLED = 32
"""Tokens that lengths are filled up to a multiple of: OpenVINO keeps code and memory for each
length that it has met."""
TOGETHER = 400
"""Tokens that are read at once: of the longest, OpenVINO keeps 1.2 MB each with the default model,
and more at once are read no faster."""


class Reading(NamedTuple):
    """What comes next after one prompt."""

    chances: dict[str, float]
    """Natural log-probabilities of the words, as if nothing else could come."""
    read: int
    """Tokens that were read for it; those of the common beginning count with the first prompt."""


def read(
    model: OpenVinoModel,
    conversations: Sequence[Sequence[Mapping[str, str]]],
    adapter: AdapterName | None,
) -> list[Reading]:
    """What comes next after each of some conversations, which may begin alike."""
    prompts = [model.chat.of(messages) for messages in conversations]
    return [reading for group in in_groups(prompts) for reading in _read(model, group, adapter)]


def in_groups(texts: Sequence[list[int]]) -> list[list[list[int]]]:
    """Texts that are read at once, in their order: as many as have `TOGETHER` tokens.

    Example:
        >>> [len(group) for group in in_groups([[1] * 300, [1] * 90, [1] * 20, [1] * 900])]
        [2, 1, 1]
    """
    groups: list[list[list[int]]] = []
    for text in texts:
        if groups and sum(map(len, groups[-1])) + len(text) <= TOGETHER:
            groups[-1].append(text)
        else:
            groups.append([text])
    return groups


def _read(
    model: OpenVinoModel, prompts: Sequence[Sequence[int]], adapter: AdapterName | None
) -> list[Reading]:
    flat = flattened(prompts)
    logits = model.run(flat.step(flat.ends, adapter)).logits.astype(np.float64)
    logits -= logits.max(-1, keepdims=True)
    chances = logits - np.log(np.exp(logits).sum(-1, keepdims=True))
    return [
        Reading(_by_word(model.facts.words, row), own + (0 if number else flat.shared))
        for number, (row, own) in enumerate(zip(chances, flat.own, strict=True))
    ]


def _by_word(words: Sequence[str], row: NDArray[np.float64]) -> dict[str, float]:
    found: dict[str, float] = {}
    for word, chance in zip(words, row, strict=True):
        found[word] = float(np.logaddexp(found.get(word, -np.inf), chance))
    return found


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

    def step(self, at: Sequence[int], adapter: AdapterName | None) -> Step:
        """The tokens as one step of the model, read with an adapter, for some places."""
        return Step(self.tokens, self.positions, self.seen, at, [adapter] * len(self.tokens))


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
    while len(tokens) % FILLED:
        owners.append(-len(tokens))  # nobody else's
        tokens.append(0)
        positions.append(0)
    owner, place = np.array(owners), np.arange(len(tokens))
    seen = (owner == owner[:, None]) | ((owner == 0) & (owner[:, None] >= 0))
    seen &= place <= place[:, None]
    return Flat(tokens, positions, seen, ends, shared, own)
