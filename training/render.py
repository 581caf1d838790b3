"""Fits the adapter that renders quotes in another language.

    pip install -e '.[training]'
    python -m training.render DATA... [--out FOLDER] [--pairs N]
    python -m training.render --further [--skip N --more] [--out FOLDER] [--pairs N]

DATA are the data sets on whose sentences `training/translations` has translations of ours; its file
`news.jsonl` brings its own sentences. `--further` goes on from what is in `--out`, with sentences
in the manner of the news in all three languages (`articles.jsonl`), after the first N that an
earlier pass had, and with `--more` with the same sentences in other ways. One document in ten is
held out, and what is reported is the mean negative log-probability of a token of its translations,
before and after. What it does to answers, `python -m benchmarks.renderings` and `assistant eval`
tell. Half an hour on two cores that multiply bfloat16 themselves, `--further` an hour.

The method is that of `training.judge`: LoRA (arXiv:2106.09685), fitted to the translations' tokens.
"""

import argparse
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import torch

from assistant.drafting import language_name
from assistant.llm.adapter import FOLDER
from assistant.prompts import load_prompt
from assistant.settings import Settings
from training.fitting import fit
from training.pairs import (
    Pair,
    in_other_ways,
    in_three_languages,
    is_held_out_pair,
    translations,
)
from training.peft import load, save
from training.qwen2 import Qwen2, Tree, default_model, tree

_FIRST, _RANK = 12, 8
_RATE = 4e-4
_FURTHER_RATE = 3e-4
_TOKENS = 1400  # in one step
_MEASURED = 200  # pairs that are held out
_SEED = 1


class Batch(NamedTuple):
    """Some pairs as one sequence, and which tokens stand behind which places of it."""

    joined: Tree
    places: list[int]
    tokens: list[int]


def main(arguments: Sequence[str]) -> None:
    """Fit, measure, and write the adapter."""
    parser = argparse.ArgumentParser(description="Fits the adapter that renders quotes.")
    parser.add_argument("data", nargs="*", type=Path)
    parser.add_argument("--out", type=Path, default=FOLDER / "render")
    parser.add_argument("--pairs", type=int, help="most sentences that are fitted to")
    parser.add_argument("--further", action="store_true", help="go on from what is in --out")
    parser.add_argument("--skip", type=int, default=0, help="pairs that an earlier pass had")
    parser.add_argument("--more", action="store_true", help="further, in other ways too")
    options = parser.parse_args(arguments)
    if bool(options.data) is options.further:
        parser.error("give either DATA or --further")
    settings = Settings.load()
    model = default_model(settings, first=_FIRST, rank=_RANK)
    if options.further:
        load(model, options.out)
    pairs = list(in_three_languages() if options.further else translations(options.data))
    random.Random(_SEED).shuffle(pairs)  # noqa: S311 - nothing secret
    held = list(_batches(model, [p for p in pairs if is_held_out_pair(p)][:_MEASURED]))
    open_ones = [pair for pair in pairs if not is_held_out_pair(pair)][options.skip :]
    if options.more:
        open_ones += [pair for pair in in_other_ways() if not is_held_out_pair(pair)]
        random.Random(_SEED).shuffle(open_ones)  # noqa: S311 - nothing secret
    fitted = list(_batches(model, open_ones[: options.pairs]))
    print(f"{len(open_ones[: options.pairs])} pairs in {len(fitted)} steps", flush=True)
    print(f"held out, before: {_surprise(model, held):.3f}", flush=True)
    rate = _FURTHER_RATE if options.further else _RATE
    keep = partial(save, model, options.out)
    fit(model, fitted, partial(loss_of, model), rate, keep)
    keep()
    print(f"held out, after: {_surprise(model, held):.3f}", flush=True)


def loss_of(model: Qwen2, batch: Batch) -> torch.Tensor:
    """Mean negative log-probability of the translations' tokens."""
    return model.surprise(*batch)


def _surprise(model: Qwen2, batches: Sequence[Batch]) -> float:
    with torch.no_grad():
        losses = [loss_of(model, batch).item() * len(batch.tokens) for batch in batches]
    return float(sum(losses)) / sum(len(batch.tokens) for batch in batches)


def _batches(model: Qwen2, pairs: Iterable[Pair]) -> Iterator[Batch]:
    system, user = (text for _, text in load_prompt("render-fitted").turns)
    opens, closes = model.vocabulary["<|im_start|>"], model.vocabulary["<|im_end|>"]
    line = model.ids("\n")
    beginning = [opens, *model.ids(f"system\n{system}"), closes, *line]
    answer = [closes, *line, opens, *model.ids("assistant\n")]

    def stem(pair: Pair) -> list[int]:
        filled = user.replace("$language_name", language_name(pair.into))
        asked = filled.replace("$sentence", pair.source)
        return [opens, *model.ids(f"user\n{asked}"), *answer]

    groups: list[tuple[list[int], list[list[int]]]] = []
    held = 0
    for pair in pairs:
        group = stem(pair), [[*model.ids(pair.text), closes]]
        size = len(group[0]) + len(group[1][0])
        if groups and held + size > _TOKENS:
            yield _joined(beginning, groups)
            groups, held = [], 0
        groups.append(group)
        held += size
    if groups:
        yield _joined(beginning, groups)


def _joined(beginning: Sequence[int], groups: Sequence[tuple[list[int], list[list[int]]]]) -> Batch:
    places: list[int] = []
    tokens: list[int] = []
    end = len(beginning)
    for stem, (written,) in groups:
        end += len(stem)
        places += range(end - 1, end - 1 + len(written))
        tokens += written
        end += len(written)
    return Batch(tree(beginning, groups), places, tokens)


if __name__ == "__main__":
    main(sys.argv[1:])
