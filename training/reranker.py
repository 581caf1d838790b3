"""Fits the reranker, and measures it on documents that it has not seen.

    pip install -e '.[training]'
    python -m training.reranker DATA... [--minutes M] [--keep FOLDER] [--measure]

DATA are data sets as `assistant eval` takes them; our own questions are added as for the judge
(`training.judge`), and the same documents are held out. What is reported: how often a quote that
answers is among the first of a question's twelve, by the retrieval and by the reranker, and the
area under the curve of the best score (answerable against unanswerable questions).

The method is LoRA (arXiv:2106.09685) beside every matrix of the embedder, whose own weights stay in
the 4 bits that they ship in; biases, norms and a head are fitted too, to the cross entropy of each
quote's answering and, of questions that can be answered, of which quote does.
"""

import argparse
import math
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - as everybody calls it
from torch import Tensor, nn

from assistant.reranker.engine import LONGEST_QUESTION, WEIGHTS
from assistant.settings import Settings
from training.e5 import Bert, fit_for, load, save
from training.examples import BUNDLED, Asked, Example, examples, is_held_out, twins
from training.judge import area, searched

_RATE, _RATE_OF_BIASES = 8e-4, 1e-4
_QUESTIONS = 12  # in one step
_LONGEST_TEXT = 116  # tokens of a quote while fitting
_FIRST = 2  # quotes found first that do not answer, beside the one that does
_AT_ONCE = 16  # quotes that are read together
_WARM = 60  # steps until the rate is whole
_MEASURED = 200  # questions of a data set
_SEED = 0


class Model(Bert):
    """The reranker as PyTorch fits it."""

    def __init__(self) -> None:
        super().__init__()
        self.parts = nn.Parameter(torch.zeros(2, self.width))
        self.inner = nn.Linear(2 * self.width, self.width)
        self.outer = nn.Linear(self.width, 1)

    def odds(self, pairs: Sequence[tuple[str, str]]) -> Tensor:
        """Log-odds that the second of each pair answers the first."""
        read = [self._read(*pair) for pair in pairs]
        order = sorted(range(len(read)), key=lambda number: len(read[number][0]))
        found = [
            self([read[number] for number in order[start : start + _AT_ONCE]])
            for start in range(0, len(order), _AT_ONCE)
        ]
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return torch.cat(found)[back]

    def _read(self, question: str, text: str) -> tuple[list[int], int]:
        asked = self.tokens.ids(question)[:LONGEST_QUESTION]
        said = self.tokens.ids(text)[:_LONGEST_TEXT]
        begin, end = self.vocabulary.begin, self.vocabulary.end
        return [begin, *asked, end, end, *said, end], len(asked) + 2

    def forward(self, batch: Sequence[tuple[list[int], int]]) -> Tensor:
        """Log-odds of tokens with the place at which the second part begins."""
        given = self.inputs.padded([tokens for tokens, _ in batch])
        second = torch.zeros(given["present"].shape, dtype=torch.long)
        for row, (_, begin) in enumerate(batch):
            second[row, begin:] = 1
        x = self.states(given, self.parts[second])
        mean = (torch.tensor(given["shares"]) @ x)[:, 0]
        both = torch.cat([x[:, 0], mean], -1)
        found: Tensor = self.outer(torch.tanh(self.inner(both)))[:, 0]
        return found

    def rates(self) -> list[dict[str, object]]:
        """What is fitted, with its highest rate: adapters and head faster than what was there."""
        new = {"parts", "inner", "outer"}
        fast: list[Tensor] = []
        slow: list[Tensor] = []
        for name, parameter in self.named_parameters():
            adapted = ".down." in name or ".up." in name
            (fast if adapted or name.split(".")[0] in new else slow).append(parameter)
        return [
            {"params": fast, "lr": _RATE, "highest": _RATE},
            {"params": slow, "lr": _RATE_OF_BIASES, "highest": _RATE_OF_BIASES},
        ]

    def named(self) -> dict[str, tuple[Tensor, float, bool]]:
        """Tensors of the file by name, each with its scale and whether it is transposed."""
        found = {
            "eln.w": (self.opening.weight, 1.0, False),
            "eln.b": (self.opening.bias, 1.0, False),
            "parts": (self.parts, 1.0, False),
            "head.in.w": (self.inner.weight, 1.0, True),
            "head.in.b": (self.inner.bias, 1.0, False),
            "head.out.w": (self.outer.weight, 1.0, True),
            "head.out.b": (self.outer.bias, 1.0, False),
        }
        for number, layer in enumerate(self.layers):
            for linear in layer.linear.values():
                found[f"{linear.place}.b"] = (linear.bias, 1.0, False)
            for name, norm in layer.norm.items():
                found[f"l{number}.{name}.w"] = (norm.weight, 1.0, False)
                found[f"l{number}.{name}.b"] = (norm.bias, 1.0, False)
        return found | self.adapters()


def fitted_of(
    sets: Mapping[str, Sequence[Asked]], kept: Mapping[str, frozenset[str]]
) -> list[Example]:
    """What is fitted to: of all questions that are not for measuring.

    Args:
        sets: questions by the name of their set.
        kept: documents by data set that are not held out there, but elsewhere.
    """
    fitted = []
    for name, asked in sets.items():
        left_out = kept.get(name.partition("-")[0], frozenset())
        if name != BUNDLED:
            open_ones = [each for each in asked if not is_held_out(each)]
            made = examples(open_ones, misses=_FIRST, seed=_SEED, behind=1)
            fitted += [example for example in made if example.document not in left_out]
    return fitted


def fit(model: Model, fitted: Sequence[Example], minutes: float) -> None:
    """Fit for some minutes, and print how it goes."""
    optimizer = torch.optim.AdamW(model.rates(), weight_decay=0.0)
    fit_for(minutes, fitted, partial(loss_of, model), optimizer, at_once=_QUESTIONS, warm=_WARM)


def loss_of(model: Model, batch: Sequence[Example]) -> Tensor:
    """Cross entropy of each quote's answering, and of which of a question's quotes does."""
    odds = model.odds([(each.question, text) for each in batch for text in each.texts])
    answers = torch.tensor([answer for each in batch for answer in each.answers]).float()
    weight = torch.tensor(2.0)  # as fewer answer
    loss = F.binary_cross_entropy_with_logits(odds, answers, pos_weight=weight)
    which = [
        F.cross_entropy(some, torch.tensor(each.answers.index(True)))
        for each, some in zip(batch, odds.split([len(each.texts) for each in batch]), strict=True)
        if True in each.answers
    ]
    return loss + 0.5 * torch.stack(which).mean() if which else loss


def measured(model: Model, name: str, asked: Sequence[Asked]) -> str:
    """One line of figures on a data set."""
    ours, search = [], []
    answered: list[float] = []
    others: list[float] = []
    for each in asked:
        if not each.quotes:
            continue
        with torch.no_grad():
            odds = model.odds([(each.question, quote.text) for quote in each.quotes]).numpy()
        (answered if each.answerable else others).append(float(odds.max()))
        right = [place for place, quote in enumerate(each.quotes) if quote.answers]
        if each.answerable:
            places = np.argsort(np.argsort(-odds))
            ours.append(min((places[place] for place in right), default=math.inf))
            search.append(min(right, default=math.inf))
    first = "; ".join(
        f"a quote that answers among the first {most}: retrieval "
        f"{np.mean(np.array(search) < most):.3f}, reranker {np.mean(np.array(ours) < most):.3f}"
        for most in (1, 3, 5)
    )
    return f"{name}: {len(answered)} answerable; {first}; area {area(answered, others):.3f}"


def main(arguments: Sequence[str]) -> None:
    """Fit, measure, and write the weights."""
    parser = argparse.ArgumentParser(description="Fits the reranker.")
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--minutes", type=float, default=45.0, help="how long to fit")
    parser.add_argument("--keep", type=Path, help="folder for the questions with their quotes")
    parser.add_argument("--measure", action="store_true", help="measure what is in --out")
    options = parser.parse_args(arguments)
    torch.manual_seed(_SEED)
    model = Model()
    sets = searched(options.data, Settings.load(), options.keep)
    if options.measure:
        load(model.named(), options.out)
    else:
        fitted = fitted_of(sets, twins(options.data))
        fit(model, fitted, options.minutes)
        save(model.named(), options.out)
    for name, asked in sets.items():
        held = asked if name == BUNDLED else [each for each in asked if is_held_out(each)]
        print(measured(model, name, held[:_MEASURED]), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
