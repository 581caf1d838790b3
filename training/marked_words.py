"""What the adapter that copies is fitted to: questions with quotes, and the words that answer.

Where a data set marks the answer, its words are to be copied; where it only says which sentence
answers, there are such words and nobody says which.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

import numpy as np

from training.dossiers import IN_DOSSIERS
from training.examples import IN_THE_NEWS, Asked, OpenSet, Quote, open_sets

_SEED = 1
_SHARES = {
    "squad2_dev_half": 0.65,
    "xquad_en_de": 0.3,
    "translated": 0.3,
    IN_THE_NEWS: 0.3,
    IN_DOSSIERS: 0.0,
}
_SHARE = 0.6
"""Of a set's questions that are fitted to, where `_SHARES` says nothing else."""

_HARDER = {
    "xquad_en_de": 200,
    "translated": 200,
    "squad2_dev_half": 400,
    IN_THE_NEWS: 2000,
    IN_DOSSIERS: 3000,
}
"""Most of a set's other questions that are shown what misleads; where it says nothing, all."""

_MISLEADING = 2
"""Quotes that do not answer, of such a question."""

ScoresOf = Callable[[str, Sequence[str]], Sequence[float]]
"""How likely each of some quotes answers a question."""

Each = TypeVar("Each")


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
    for each, asked, first in _asked(sets, kept):
        made += [_example(row, _accepted(row, each, answers)) for row in asked[:first]]
    return _mixed(made)


def harder_of(
    sets: Mapping[str, Sequence[Asked]],
    answers: Mapping[str, Sequence[Sequence[str]]],
    kept: Mapping[str, frozenset[str]],
    scores_of: ScoresOf,
    most: int,
) -> list[Example]:
    """What a further pass is fitted to, in the same manner: the questions that were left.

    Beside the quote that answers stand those that do not and mislead most, by `scores_of`: they are
    what is found where the passage with the answer is not among the articles.
    """
    left = []
    for each, asked, first in _asked(sets, kept):
        of_set = _HARDER.get(each.name, _HARDER.get(each.about))
        left += [(row, _accepted(row, each, answers)) for row in asked[first:][:of_set]]
    return [_harder(row, accepted, scores_of) for row, accepted in _mixed(left)[:most]]


def _asked(
    sets: Mapping[str, Sequence[Asked]], kept: Mapping[str, frozenset[str]]
) -> Iterator[tuple[OpenSet, list[Asked], int]]:
    """Each set with its questions, mixed, and how many of them the first pass is fitted to."""
    for each in open_sets(sets, kept):
        asked = [row for row in each.asked if row.document not in each.left_out]
        share = _SHARES.get(each.name, _SHARES.get(each.about, _SHARE))
        shown = _mixed([row for row in asked if _example(row, ()).quotes])
        yield each, shown, round(share * len(asked))


def _mixed(those: Sequence[Each]) -> list[Each]:
    order = np.random.default_rng(_SEED).permutation(len(those))
    return [those[place] for place in order]


def _accepted(
    asked: Asked, of: OpenSet, answers: Mapping[str, Sequence[Sequence[str]]]
) -> tuple[str, ...]:
    """Accepted answers of a question, which may be one that we translated; none of ours."""
    if of.about == "ours":
        return ()
    name = asked.id
    groups = answers.get(name) or answers.get(name.rpartition("-")[0]) or ()
    return tuple(answer for group in groups for answer in group)


def _example(asked: Asked, accepted: Sequence[str]) -> Example:
    """The quote that answers and the likeliest that does not; of near misses, the likeliest."""
    right = [quote for quote in asked.quotes if quote.answers][:1]
    wrong = [quote for quote in asked.quotes if quote.answers is False][: 1 if right else 2]
    if not asked.answerable:
        right, wrong = [], list(asked.quotes[:1])
    return _of(asked, accepted, right, wrong)


def _harder(asked: Asked, accepted: Sequence[str], scores_of: ScoresOf) -> Example:
    """The quote that answers, and those that mislead most."""
    right = [quote for quote in asked.quotes if quote.answers and asked.answerable][:1]
    wrong = [quote for quote in asked.quotes if quote.answers is False or not asked.answerable]
    scores = scores_of(asked.question, [quote.text for quote in wrong])
    order = np.argsort([-score for score in scores], kind="stable")[:_MISLEADING]
    return _of(asked, accepted, right, [wrong[place] for place in order])


def _of(
    asked: Asked, accepted: Sequence[str], right: Sequence[Quote], wrong: Sequence[Quote]
) -> Example:
    copied = [Copied(quote.text, _words(quote, accepted)) for quote in right]
    copied += [Copied(quote.text, "") for quote in wrong]
    return Example(asked.question, tuple(copied), asked.document)


def _words(quote: Quote, accepted: Sequence[str]) -> str | None:
    """The words of the quote that answer, as they stand there."""
    for answer in sorted(accepted, key=len):
        if answer and re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", quote.text):
            return answer
    return None
