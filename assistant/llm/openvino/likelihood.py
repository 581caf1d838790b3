"""How likely given replies are, read at once."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from assistant.llm.adapter import AdapterName
from assistant.llm.openvino.model import OpenVinoModel
from assistant.llm.openvino.reader import FILLED, flattened, in_groups


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
    replies = [model.chat.reply(each.reply) for each in said]
    # The last token of a reply is not read: nothing comes behind it.
    texts = [
        [*model.chat.of(each.messages), *reply[:-1]]
        for each, reply in zip(said, replies, strict=True)
    ]
    left = iter(replies)
    return [
        likelihood
        for group in in_groups(texts)
        for likelihood in _read(model, [(text, next(left)) for text in group], adapter)
    ]


def _read(
    model: OpenVinoModel, group: Sequence[tuple[list[int], list[int]]], adapter: AdapterName | None
) -> list[Likelihood]:
    """How likely the replies are with which some texts end; those lack the last token."""
    flat = flattened([text for text, _ in group])
    at: list[int] = []
    wanted: list[int] = []
    for end, (text, reply) in zip(flat.ends, group, strict=True):
        places = [*range(flat.shared), *range(end - len(text) + flat.shared + 1, end + 1)]
        at += places[len(text) - len(reply) :]
        wanted += reply
    rest = [0] * (-len(at) % FILLED)
    states = model.run(flat.step(at + rest, adapter)).states
    chances = model.chances_of(states, wanted + rest)
    ends = np.cumsum([len(reply) for _, reply in group])
    return [
        Likelihood(
            float(chances[end - len(reply) : end].mean()), own + (0 if number else flat.shared)
        )
        for number, (end, (_, reply), own) in enumerate(zip(ends, group, flat.own, strict=True))
    ]
