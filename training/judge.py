"""Fits the judge's adapter, and measures it on documents that it has not seen.

    pip install -e '.[training]'
    python -m training.judge DATA... [--out FOLDER] [--questions N] [--keep FOLDER] [--measure]
    python -m training.judge DATA... --further [--skip N] [--share S]
    python -m training.judge DATA... --harder N

DATA are data sets as `assistant eval` takes them; our own questions on their documents
(`training/questions`) are added. One document in four is held out with all that is asked of it;
the bundled gold set is measured too, and nothing is fitted to it. What is reported: the area under
the curve of the surest quote's log-odds (answerable against unanswerable questions, and against the
same questions without the quotes that answer), and how often the surest quote answers. It takes an
hour or so on two cores; bfloat16 is fast only where the processor multiplies it itself (AMX).
Questions are searched once and kept in `--keep`; `--measure` fits nothing and measures the adapter
that is in `--out`; `--further` goes on from it, with a share of ours again and of each data set
the questions behind the first `--skip`; `--harder` with N questions beside what the reranker takes
for an answer most and is none, and makes the mean of both.

The method is LoRA (arXiv:2106.09685): small matrices beside those of the upper blocks, fitted with
AdamW to the log-odds of yes against no.
"""

import argparse
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - as everybody calls it

from assistant.llm.adapter import FOLDER
from assistant.prompts import load_prompt
from assistant.reranker.engine import Reranker
from assistant.settings import Settings
from training.dossiers import IN_DOSSIERS, asked_in_dossiers
from training.examples import (
    BUNDLED,
    IN_THE_NEWS,
    Asked,
    Example,
    asked_by_us,
    asked_in_the_news,
    asked_in_translation,
    asked_of,
    examples,
    is_held_out,
    open_sets,
    read_asked,
    twins,
    write_asked,
)
from training.fitting import fit
from training.marked_words import ScoresOf, harder_of
from training.peft import average, load, save, saved_in
from training.qwen2 import Qwen2, Tree, default_model, tree

_FIRST, _RANK = 12, 4
_RATE = 5e-4
_FURTHER_RATE = 3e-4
_TOKENS = 1400  # in one step
_MISSES = 2  # quotes that do not answer, beside the one that does
_JUDGED = 6  # quotes of a question
_MEASURED = 200  # questions of a data set
_SEED = 1
_TEMPERATURE = 2.5
"""Brings the log-odds to the scale on which `assistant.judging` compares quotes."""

OddsOf = Callable[[str, Sequence[str]], list[float]]
"""Log-odds that each of some quotes answers a question."""


def main(arguments: Sequence[str]) -> None:
    """Fit, measure, and write the adapter."""
    parser = argparse.ArgumentParser(description="Fits the judge's adapter.")
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=FOLDER / "judge")
    parser.add_argument("--questions", type=int, default=1000, help="most of one data set")
    parser.add_argument("--keep", type=Path, help="folder for the questions with their quotes")
    parser.add_argument("--measure", action="store_true", help="measure what is in --out")
    parser.add_argument("--further", action="store_true", help="go on from what is in --out")
    parser.add_argument("--harder", type=int, help="another pass, by what misleads")
    parser.add_argument("--skip", type=int, default=0, help="questions of a data set to leave out")
    parser.add_argument(
        "--share", type=float, default=1.0, help="of our questions on public documents"
    )
    options = parser.parse_args(arguments)
    settings = Settings.load()
    model = default_model(settings, first=_FIRST, rank=_RANK)
    prompts = Prompts(model)
    sets = searched(options.data, settings, options.keep)
    if options.measure or options.further or options.harder:
        load(model, options.out)
    if not options.measure:
        chosen = slice(options.skip, options.skip + options.questions)
        if options.harder:
            scores_of = Reranker().scores
            fitted = misleading(sets, twins(options.data), scores_of, options.harder)
        else:
            fitted = examples_in_order(fitted_of(sets, chosen, options.share, twins(options.data)))
        rate = _FURTHER_RATE if options.further or options.harder else _RATE
        fit(model, _packed(prompts, fitted), partial(loss_of, model), rate)
        if options.harder:
            average(model, saved_in(options.out))
        save(model, options.out, temperature=_TEMPERATURE)
    measure(sets, partial(verdicts_of, model, prompts))


def measure(sets: Mapping[str, Sequence[Asked]], odds_of: OddsOf) -> None:
    """Print a line on each data set, of questions that nothing was fitted to."""
    for name, asked in sets.items():
        held = asked if name == BUNDLED else [each for each in asked if is_held_out(each)]
        print(measured(name, held[:_MEASURED], odds_of), flush=True)


def searched(data: Sequence[Path], settings: Settings, keep: Path | None) -> dict[str, list[Asked]]:
    """The questions of each data set, ours on it, and the bundled ones, with their quotes."""
    wanted: dict[str, Callable[[], list[Asked]]] = {}
    for path in data:
        wanted[path.name] = partial(asked_of, [path], settings)
        wanted[f"{path.name}-ours"] = partial(asked_by_us, path, settings)
        wanted[f"{path.name}-translated"] = partial(asked_in_translation, path, settings)
    wanted[IN_THE_NEWS] = partial(asked_in_the_news, settings)
    wanted[IN_DOSSIERS] = partial(asked_in_dossiers, settings)
    wanted[BUNDLED] = partial(asked_of, [], settings)
    sets = {}
    for name, search in wanted.items():
        kept = keep / f"{name}.jsonl" if keep else None
        if kept and kept.is_file():
            sets[name] = list(read_asked(kept))
            continue
        sets[name] = search()
        if kept:
            kept.parent.mkdir(parents=True, exist_ok=True)
            write_asked(sets[name], kept)
    return {name: asked for name, asked in sets.items() if asked}


def fitted_of(
    sets: Mapping[str, Sequence[Asked]],
    chosen: slice,
    share: float,
    kept: Mapping[str, frozenset[str]],
) -> list[Example]:
    """What is fitted to.

    Args:
        sets: questions by the name of their set.
        chosen: which of a public set's, in their random order.
        share: of ours, and of those that we translated; of those in the news and on dossiers all
            are taken.
        kept: documents by data set that are not held out there, but elsewhere.
    """
    fitted = []
    for each in open_sets(sets, kept):
        made = examples(each.asked, misses=_MISSES, seed=_SEED)
        most = 1 if each.name in (IN_THE_NEWS, IN_DOSSIERS) else share
        part = slice(round(most * len(made))) if each.about else chosen
        fitted += [example for example in made[part] if example.document not in each.left_out]
    return fitted


def misleading(
    sets: Mapping[str, Sequence[Asked]],
    kept: Mapping[str, frozenset[str]],
    scores_of: ScoresOf,
    most: int,
) -> list[Example]:
    """Questions with what misleads most, for a further pass (`marked_words.harder_of`)."""
    return [
        Example(
            each.question,
            tuple(quote.text for quote in each.quotes),
            tuple(quote.words != "" for quote in each.quotes),
            each.document,
        )
        for each in harder_of(sets, {}, kept, scores_of, most)
    ]


def examples_in_order(fitted: Sequence[Example]) -> list[Example]:
    """All data sets mixed, always in the same order."""
    order = np.random.default_rng(_SEED).permutation(len(fitted))
    return [fitted[place] for place in order]


class Prompts:
    """A prompt about one quote in tokens: what all questions share, one question, and one quote.

    Args:
        model: whose tokens they are.
        name: of the prompt; its turns are the system's and the user's.
    """

    def __init__(self, model: Qwen2, name: str = "judge-fitted") -> None:
        self._model = model
        system, user = (text for _, text in load_prompt(name).turns)
        self._before, between_and_after = user.split("$question")
        self._between, after = between_and_after.split("$sentence")
        self._opens = model.vocabulary["<|im_start|>"]
        closes, line = model.vocabulary["<|im_end|>"], model.ids("\n")
        self.beginning = [self._opens, *model.ids(f"system\n{system}"), closes, *line]
        answer = [closes, *line, self._opens, *model.ids("assistant\n")]
        self._end = [*model.ids(after), *answer] if after else answer

    def question(self, question: str) -> list[int]:
        """What all quotes of a question share; without the space before a quote."""
        text = f"user\n{self._before}{question}{self._between}".removesuffix(" ")
        return [self._opens, *self._model.ids(text)]

    def quote(self, text: str) -> list[int]:
        """One quote, until the model is to speak."""
        return [*self._model.ids(f" {text}"), *self._end]


def verdicts_of(model: Qwen2, prompts: Prompts, question: str, texts: Sequence[str]) -> list[float]:
    """Log-odds that each of some quotes answers."""
    group = prompts.question(question), [prompts.quote(text) for text in texts]
    with torch.no_grad():
        odds: list[float] = model.log_odds(tree(prompts.beginning, [group]), "yes", "no").tolist()
    return odds


def loss_of(model: Qwen2, batch: "tuple[Tree, torch.Tensor]") -> torch.Tensor:
    """Cross entropy of the verdicts on a batch."""
    joined, answers = batch
    return F.binary_cross_entropy_with_logits(model.log_odds(joined, "yes", "no"), answers)


def _packed(prompts: Prompts, fitted: Sequence[Example]) -> "list[tuple[Tree, torch.Tensor]]":
    steps = []
    groups: list[tuple[list[int], list[list[int]]]] = []
    answers: list[bool] = []
    held = 0
    for example in fitted:
        group = prompts.question(example.question), [prompts.quote(t) for t in example.texts]
        size = len(group[0]) + sum(len(each) for each in group[1])
        if groups and held + size > _TOKENS:
            steps.append((tree(prompts.beginning, groups), torch.tensor(answers).float()))
            groups, answers, held = [], [], 0
        groups.append(group)
        answers += example.answers
        held += size
    return [*steps, (tree(prompts.beginning, groups), torch.tensor(answers).float())]


def measured(name: str, asked: Sequence[Asked], odds_of: OddsOf) -> str:
    """One line of figures on a data set."""
    answered, others, without, right = [], [], [], []
    for each in asked:
        quotes = each.quotes[:_JUDGED]
        if not quotes:
            continue
        odds = odds_of(each.question, [quote.text for quote in quotes])
        if not each.answerable:
            others.append(max(odds))
            continue
        answered.append(max(odds))
        right.append(quotes[int(np.argmax(odds))].answers is True)
        missed = [odd for odd, quote in zip(odds, quotes, strict=True) if quote.answers is False]
        without += [max(missed)] if missed else []
    return (
        f"{name}: {len(answered)} answerable, {len(others)} not; "
        f"area {area(answered, others):.3f}, "
        f"with the answer taken out {area(answered, without):.3f}; "
        f"surest quote answers {np.mean(right):.3f}"
    )


def area(high: Sequence[float], low: Sequence[float]) -> float:
    """How often one of the first is higher than one of the others; nan where one side is empty."""
    if not high or not low:
        return math.nan
    one, other = np.array(high)[:, None], np.array(low)[None]
    return float(np.mean(one > other) + 0.5 * np.mean(one == other))


if __name__ == "__main__":
    main(sys.argv[1:])
