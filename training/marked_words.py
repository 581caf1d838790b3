"""What the adapter that copies is fitted to: questions with quotes, and the words that answer.

Where a data set marks the answer, its words are to be copied; where it only says which sentence
answers, there are such words and nobody says which.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from training.examples import IN_THE_NEWS, Asked, Quote, open_sets

_SEED = 1
_SHARES = {"squad2_dev_half": 0.65, "xquad_en_de": 0.3, "translated": 0.3, IN_THE_NEWS: 0.3}
_SHARE = 0.6
"""Of a set's questions that are fitted to, where `_SHARES` says nothing else."""


class Copied(NamedTuple):
    """A quote and what is to be copied from it."""

    text: str
    words: str | None
    """Empty where nothing answers; None where something does, and nobody marked what."""


class Example(NamedTuple):
    """A question with some quotes."""

    question: str
    quotes: tuple[Copied, ...]
    document: str


def fitted_of(
    sets: Mapping[str, Sequence[Asked]],
    answers: Mapping[str, Sequence[Sequence[str]]],
    kept: Mapping[str, frozenset[str]],
) -> list[Example]:
    """What is fitted to, mixed, always in the same order.

    Args:
        sets: questions by the name of their set.
        answers: groups of accepted answers of the data sets' own questions, by their ids.
        kept: documents by data set that are not held out there, but elsewhere.
    """
    made = []
    for each in open_sets(sets, kept):
        marked = each.about != "ours"
        own = [
            _example(asked, _accepted(asked.id, answers) if marked else ())
            for asked in each.asked
            if asked.document not in each.left_out
        ]
        share = _SHARES.get(each.name, _SHARES.get(each.about, _SHARE))
        made += _mixed([example for example in own if example.quotes])[: round(share * len(own))]
    return _mixed(made)


def _mixed(examples: Sequence[Example]) -> list[Example]:
    order = np.random.default_rng(_SEED).permutation(len(examples))
    return [examples[place] for place in order]


def _accepted(name: str, answers: Mapping[str, Sequence[Sequence[str]]]) -> tuple[str, ...]:
    """Accepted answers of a question, which may be one that we translated."""
    groups = answers.get(name) or answers.get(name.rpartition("-")[0]) or ()
    return tuple(answer for group in groups for answer in group)


def _example(asked: Asked, accepted: Sequence[str]) -> Example:
    """The quote that answers and the likeliest that does not; of near misses, the likeliest."""
    right = [quote for quote in asked.quotes if quote.answers][:1]
    wrong = [quote for quote in asked.quotes if quote.answers is False][: 1 if right else 2]
    if not asked.answerable:
        right, wrong = [], list(asked.quotes[:1])
    copied = [Copied(quote.text, _words(quote, accepted)) for quote in right]
    copied += [Copied(quote.text, "") for quote in wrong]
    return Example(asked.question, tuple(copied), asked.document)


def _words(quote: Quote, accepted: Sequence[str]) -> str | None:
    """The words of the quote that answer, as they stand there."""
    for answer in sorted(accepted, key=len):
        if answer and re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", quote.text):
            return answer
    return None
