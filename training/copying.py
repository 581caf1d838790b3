"""Fits the adapter that copies the words which answer, and measures it on unseen documents.

    pip install -e '.[training]'
    python -m training.copying DATA... [--out FOLDER] [--keep FOLDER]
                               [--further N | --harder N | --measure]

DATA are data sets as `assistant eval` takes them, with our own questions as for `training.judge`,
whose kept questions (`--keep`) it shares. Asked for the words of a quote that answer exactly, or
for “none”, the model learns where a near miss departs from what is asked: it is fitted to the words
themselves where a data set marks them, and to whether there are any where it only says which
sentence answers. It begins as the judge's adapter, with as many ranks again; with `--further` it
goes on from the adapter `copy`, with N of the questions, and makes `words` of the mean of both.
With `--harder` it goes on from `copy` with N of the questions that were left, beside what the
reranker takes for an answer most and is none, and makes `copy` of the mean of both. One document in
four is held out, and the bundled gold set is measured too; nothing is fitted to either.
What is reported is what `training.judge` reports of the judge's verdicts, of the log-odds that
there are words to copy. It takes 80 minutes on two cores that multiply bfloat16 (AVX-512 or AMX),
700 further questions a sixth of that.
"""

import argparse
import math
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812 - as everybody calls it

from assistant.evaluation.sources import load_gold
from assistant.llm.adapter import FOLDER
from assistant.reranker.engine import Reranker
from assistant.settings import Settings
from training.examples import twins
from training.fitting import fit
from training.judge import Prompts, measure, searched
from training.marked_words import Example, fitted_of, harder_of
from training.peft import adapters_in, average, load, save, saved_in
from training.qwen2 import Qwen2, Tree, default_model, tree

NONE = "none"
_END = "<|im_end|>"
_FIRST, _RANK = 12, 8
_RATE = 4e-4
_FURTHER_RATE = 1.5e-4
_TOKENS = 1400  # in one step
_WORDS = 24  # tokens of the words that answer, at most, and the end
_WORDS_WEIGHT = 0.5  # of copying the right words, beside whether there are any


class Batch(NamedTuple):
    """What one step is fitted to: prompts, and what stands behind each."""

    joined: Tree
    begin: torch.Tensor
    """Places of the tokens before the replies; shape (quotes,)."""
    answers: torch.Tensor
    """1 where there are words that answer; shape (quotes,)."""
    weights: torch.Tensor
    """All that do not answer a question count as one; shape (quotes,)."""
    places: list[int]
    """Of the tokens before each one of the words."""
    words: list[int]
    """The words' tokens."""


def main(arguments: Sequence[str]) -> None:
    """Fit, measure, and write the adapter."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--keep", type=Path, help="folder for the questions with their quotes")
    parser.add_argument("--further", type=int, help="make `words` of `copy`, N questions")
    parser.add_argument("--harder", type=int, help="another pass of `copy`, by what misleads")
    parser.add_argument("--measure", action="store_true", help="measure what is in --out")
    options = parser.parse_args(arguments)
    settings = Settings.load()
    sets = searched(options.data, settings, options.keep)
    model = default_model(settings, first=_FIRST, rank=_RANK)
    prompts = Prompts(model, "copy-fitted")
    goes_on = bool(options.further or options.harder)
    out = options.out or FOLDER / ("words" if options.further else "copy")
    if options.measure:
        load(model, out)
    elif goes_on:
        load(model, FOLDER / "copy")
    else:
        _begin_as_the_judge(model)
    if not options.measure:
        answers = {row.id: row.answers for path in options.data for row in load_gold([path]).rows}
        if options.harder:
            scores_of, most = Reranker().scores, options.harder
            fitted = harder_of(sets, answers, twins(options.data), scores_of, most)
        else:
            fitted = fitted_of(sets, answers, twins(options.data))
        begun = saved_in(FOLDER / "copy") if goes_on else {}  # the pass may be kept there
        save_now = partial(save, model, out)
        steps = packed(model, prompts, fitted[: options.further])
        rate = _FURTHER_RATE if goes_on else _RATE
        fit(model, steps, partial(loss_of, model), rate, save_now)
        if goes_on:
            average(model, begun)
        save_now()
    measure(sets, partial(odds_of, model, prompts))


def _begin_as_the_judge(model: Qwen2) -> None:
    """Half of the ranks are the judge's; what they add is its whole."""
    judge = adapters_in(FOLDER / "judge", model)
    for name, pair in model.adapters.items():
        down, up = judge[name]
        with torch.no_grad():
            pair.down[: len(down)] = down
            pair.up[:, : len(down)] = up


def packed(model: Qwen2, prompts: Prompts, fitted: Sequence[Example]) -> list[Batch]:
    """One batch a step."""
    steps: list[Batch] = []
    held = 0
    group: list[Example] = []
    for example in fitted:
        size = len(prompts.question(example.question)) + sum(
            len(prompts.quote(each.text)) for each in example.quotes
        )
        if group and held + size > _TOKENS:
            steps.append(_batch(model, prompts, group))
            group, held = [], 0
        group.append(example)
        held += size
    return [*steps, _batch(model, prompts, group)] if group else steps


def _batch(model: Qwen2, prompts: Prompts, group: Sequence[Example]) -> Batch:
    branches, replies = [], []
    closes = model.vocabulary[_END]
    for example in group:
        own = []
        for quote in example.quotes:
            reply = [*model.ids(quote.words), closes][:_WORDS] if quote.words else []
            own.append([*prompts.quote(quote.text), *reply[:-1]])
            replies.append(reply)
        branches.append((prompts.question(example.question), own))
    joined = tree(prompts.beginning, branches)
    begin = [
        end - max(len(reply) - 1, 0)
        for end, reply in zip(joined.ends.tolist(), replies, strict=True)
    ]
    answers = [float(each.words != "") for example in group for each in example.quotes]
    return Batch(
        joined,
        torch.tensor(begin),
        torch.tensor(answers),
        torch.tensor([weight for example in group for weight in _weights(example)]),
        [at + step for at, reply in zip(begin, replies, strict=True) for step in range(len(reply))],
        [token for reply in replies for token in reply],
    )


def _weights(example: Example) -> list[float]:
    misses = sum(quote.words == "" for quote in example.quotes)
    return [1.0 if quote.words != "" else 1 / misses for quote in example.quotes]


def loss_of(model: Qwen2, batch: Batch) -> torch.Tensor:
    """Cross entropy of whether there are words, and of the words."""
    none = model.vocabulary[NONE]
    scores = model.scores(batch.joined, [*batch.begin.tolist(), *batch.places])
    first = _odds(scores[: len(batch.begin)], none)
    whether = F.binary_cross_entropy_with_logits(first, batch.answers, batch.weights)
    if not batch.words:
        return whether
    copied = F.cross_entropy(scores[len(batch.begin) :], torch.tensor(batch.words))
    return whether + _WORDS_WEIGHT * copied


def _odds(scores: torch.Tensor, none: int) -> torch.Tensor:
    """Log-odds of anything else against `none`; shape (prompts,)."""
    others = scores.clone()
    others[:, none] = -math.inf
    return others.logsumexp(-1) - scores[:, none]


def odds_of(model: Qwen2, prompts: Prompts, question: str, texts: Sequence[str]) -> list[float]:
    """Log-odds that words of each of some quotes answer."""
    group = prompts.question(question), [prompts.quote(text) for text in texts]
    joined = tree(prompts.beginning, [group])
    with torch.no_grad():
        scores = model.scores(joined, joined.ends.tolist())
    odds: list[float] = _odds(scores, model.vocabulary[NONE]).tolist()
    return odds


if __name__ == "__main__":
    main(sys.argv[1:])
