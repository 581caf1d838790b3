"""Fits the adapter that copies the words which answer, and measures it on unseen documents.

    pip install -e '.[training]'
    python -m training.copying DATA... [--out FOLDER] [--keep FOLDER] [--measure]

DATA are data sets as `assistant eval` takes them, with our own questions as for `training.judge`,
whose kept questions (`--keep`) it shares. Asked for the words of a quote that answer exactly, or
for “none”, the model learns where a near miss departs from what is asked: it is fitted to the words
themselves where a data set marks them, and to whether there are any where it only says which
sentence answers. It begins as the judge's adapter, with as many ranks again. One document in four
is held out, and the bundled gold set is measured too; nothing is fitted to either.

What is reported, of the quote that the judge is surest of: the area under the curve (answerable
against unanswerable questions, and against the same ones without the quotes that answer) of the
judge's verdict, of this adapter's, and of their sum.
"""

import argparse
import math
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - as everybody calls it

from assistant.evaluation.sources import load_gold
from assistant.llm.adapter import FOLDER
from assistant.settings import Settings
from training.examples import Asked, Quote, is_held_out, twins
from training.fitting import fit
from training.judge import BUNDLED, IN_THE_NEWS, Prompts, area, searched
from training.peft import adapters_in, load, save
from training.qwen2 import Qwen2, Tree, default_model, tree

NONE = "none"
_FIRST, _RANK = 12, 8
_RATE = 4e-4
_TOKENS = 1400  # in one step
_WORDS = 8  # tokens of the words that answer; what follows is hardly a question of which
_WORDS_WEIGHT = 0.5  # of copying the right words, beside whether there are any
_JUDGED = 6  # quotes of a question
_MEASURED = 200  # questions of a data set
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


class Batch(NamedTuple):
    """What one step is fitted to: prompts, and what stands behind each."""

    joined: Tree
    begin: torch.Tensor
    """Places of the tokens before the replies; shape (quotes,)."""
    answers: torch.Tensor
    """1 where there are words that answer; shape (quotes,)."""
    places: list[int]
    """Of the tokens before each one of the words."""
    words: list[int]
    """The words' tokens."""


def main(arguments: Sequence[str]) -> None:
    """Fit, measure, and write the adapter."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=FOLDER / "copy")
    parser.add_argument("--keep", type=Path, help="folder for the questions with their quotes")
    parser.add_argument("--measure", action="store_true", help="measure what is in --out")
    options = parser.parse_args(arguments)
    settings = Settings.load()
    sets = searched(options.data, settings, options.keep)
    model = default_model(settings, first=_FIRST, rank=_RANK)
    prompts = Prompts(model, "copy-fitted")
    if options.measure:
        load(model, options.out)
    else:
        _begin_as_the_judge(model)
        answers = {row.id: row.answers for path in options.data for row in load_gold([path]).rows}
        fitted = fitted_of(sets, answers, twins(options.data))
        save_now = partial(save, model, options.out)
        fit(model, packed(model, prompts, fitted), partial(loss_of, model), _RATE, save_now)
        save_now()
    for name, asked in sets.items():
        held = asked if name == BUNDLED else [each for each in asked if is_held_out(each)]
        print(measured(model, prompts, name, held[:_MEASURED]), flush=True)


def _begin_as_the_judge(model: Qwen2) -> None:
    """Half of the ranks are the judge's; what they add is its whole."""
    judge = adapters_in(FOLDER / "judge", model)
    for name, pair in model.adapters.items():
        down, up = judge[name]
        with torch.no_grad():
            pair.down[: len(down)] = down
            pair.up[:, : len(down)] = up


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
    for name, asked in sets.items():
        if name == BUNDLED:
            continue
        data, _, ours = name.partition("-")
        marked = name != IN_THE_NEWS and ours != "ours"
        left_out = kept.get(data, frozenset())
        own = [
            _example(each, _accepted(each.id, answers) if marked else ())
            for each in asked
            if not is_held_out(each) and each.document not in left_out
        ]
        share = _SHARES.get(name, _SHARES.get(ours, _SHARE))
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
        at = quote.text.find(answer)
        if answer and at >= 0:
            return answer
    return None


def packed(model: Qwen2, prompts: Prompts, fitted: Sequence[Example]) -> list[Batch]:
    """One batch a step."""
    steps, held = [], 0
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
    for example in group:
        own = []
        for quote in example.quotes:
            reply = model.ids(quote.words)[:_WORDS] if quote.words else []
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
        [at + step for at, reply in zip(begin, replies, strict=True) for step in range(len(reply))],
        [token for reply in replies for token in reply],
    )


def loss_of(model: Qwen2, batch: Batch) -> torch.Tensor:
    """Cross entropy of whether there are words, and of the words."""
    none = model.vocabulary[NONE]
    scores = model.scores(batch.joined, [*batch.begin.tolist(), *batch.places])
    first = _odds(scores[: len(batch.begin)], none)
    whether = F.binary_cross_entropy_with_logits(first, batch.answers)
    if not batch.words:
        return whether
    copied = F.cross_entropy(scores[len(batch.begin) :], torch.tensor(batch.words))
    return whether + _WORDS_WEIGHT * copied


def _odds(scores: torch.Tensor, none: int) -> torch.Tensor:
    """Log-odds of anything else against `none`; shape (prompts,)."""
    others = scores.clone()
    others[:, none] = -math.inf
    return others.logsumexp(-1) - scores[:, none]


def measured(model: Qwen2, prompts: Prompts, name: str, asked: Sequence[Asked]) -> str:
    """One line of figures on a data set."""
    judge = Prompts(model)
    kinds = ("judge", "copy", "sum")
    answered: dict[str, list[float]] = {kind: [] for kind in kinds}
    others: dict[str, list[float]] = {kind: [] for kind in kinds}
    without: dict[str, list[float]] = {kind: [] for kind in kinds}
    own = model.adapters
    fitted_judge = adapters_in(FOLDER / "judge", model)
    for each in asked:
        quotes = each.quotes[:_JUDGED]
        if not quotes:
            continue
        model.adapters = fitted_judge
        group = judge.question(each.question), [judge.quote(quote.text) for quote in quotes]
        with torch.no_grad():
            odds = model.log_odds(tree(judge.beginning, [group]), "yes", "no").tolist()
        model.adapters = own
        best = int(np.argmax(odds))
        missed = [place for place, quote in enumerate(quotes) if quote.answers is False]
        second = max(missed, key=odds.__getitem__) if each.answerable and missed else None
        chosen = [best] if second is None or second == best else [best, second]
        group = prompts.question(each.question), [prompts.quote(quotes[at].text) for at in chosen]
        joined = tree(prompts.beginning, [group])
        with torch.no_grad():
            scores = model.scores(joined, joined.ends.tolist())
        copy = _odds(scores, model.vocabulary[NONE]).tolist()
        for at, place in enumerate(chosen):
            verdicts = odds[place] / 2.5, copy[at]
            for kind, value in zip(kinds, (*verdicts, 1.6 * verdicts[0] + verdicts[1]), strict=True):
                if at == 0:
                    (answered if each.answerable else others)[kind].append(value)
                if place == second:
                    without[kind].append(value)
    return f"{name}: {len(answered['sum'])} answerable, {len(others['sum'])} not; " + "; ".join(
        f"{kind} {area(answered[kind], others[kind]):.3f}, "
        f"taken out {area(answered[kind], without[kind]):.3f}"
        for kind in kinds
    )


if __name__ == "__main__":
    main(sys.argv[1:])
