"""How likely given replies are, read at once."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from assistant.llm.adapter import AdapterName
from assistant.llm.openvino.model import OpenVinoModel, Step
from assistant.llm.openvino.reader import flattened


class Said(NamedTuple):
    """A conversation with a reply to it."""

    messages: Sequence[Mapping[str, str]]
    reply: str


class Likelihood(NamedTuple):
    """How likely a reply is."""

    mean_logprob: float
    """Mean natural log-probability of its tokens, that of the end among them."""
    read: int
    """Tokens that were read for it; those of the common beginning count with the first."""


def likelihoods(
    model: OpenVinoModel, said: Sequence[Said], adapter: AdapterName | None
) -> list[Likelihood]:
    """How likely some replies are, each to its conversation, read with an adapter.

    Conversations may begin alike.
    """
    if not said:
        return []
    prompts = [model.chat.of(each.messages) for each in said]
    replies = [model.chat.reply(each.reply) for each in said]
    # The last token of a reply is not read: nothing comes behind it.
    texts = [prompt + reply[:-1] for prompt, reply in zip(prompts, replies, strict=True)]
    flat = flattened(texts)
    at: list[int] = []
    wanted: list[int] = []
    for end, text, reply in zip(flat.ends, texts, replies, strict=True):
        places = [*range(flat.shared), *range(end - len(text) + flat.shared + 1, end + 1)]
        at += places[len(text) - len(reply) :]
        wanted += reply
    step = Step(flat.tokens, flat.positions, flat.seen, at, [adapter] * len(flat.tokens))
    chances = model.chances_of(model.run(step).states, wanted)
    ends = np.cumsum([len(reply) for reply in replies])
    return [
        Likelihood(
            float(chances[end - len(reply) : end].mean()), own + (0 if number else flat.shared)
        )
        for number, (end, reply, own) in enumerate(zip(ends, replies, flat.own, strict=True))
    ]
