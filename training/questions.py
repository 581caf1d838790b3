"""Fits the adapters that questions are embedded with, and measures them on unseen documents.

    pip install -e '.[training]'
    python -m training.questions DATA... [--minutes M] [--out FILE] [--measure]

DATA are data sets as `assistant eval` takes them. Fitted to are their questions that can be
answered, those of ours on the same documents (`training/questions`), translated ones, and ours on
short articles and dossiers of ours; the documents that judge and reranker have not seen are held
out here too (`training.examples`). What is reported of those: how often a sentence that answers is
among the first of all sentences of the data set in that language, by the embedder as it is and as
fitted.

Passages keep their vectors. A question's is moved until the sentences that answer it, and the
document that they stand in, are likelier than all others of the data set (InfoNCE; van den Oord et
al., arXiv:1807.03748), and kept near to where it was: scores stay on their scale, and what is found
by it already is not forgotten. The method is LoRA (arXiv:2106.09685).
"""

import argparse
import random
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - as everybody calls it
from torch import Tensor

from index.e5.engine import engine
from index.e5.questions import WEIGHTS
from training.banks import Bank, Vectors, Wanted, banks
from training.e5 import Bert, fit_for, load, save

_RATE = 5e-4
_WARM = 20  # steps until the rate is whole
_QUESTIONS = 48  # in one step
_LONGEST = 64  # tokens of a question
_TEMPERATURE = 0.01  # of multilingual-e5-small itself
_DOCUMENT_WEIGHT = 0.3
_NEAR_WEIGHT = 3.0
_LEVEL_WEIGHT = 200.0
_MEASURED = 250  # questions of a data set
_FIRST = (1, 5, 9, 24)
_SEED = 0


def passages(texts: Sequence[str]) -> Vectors:
    """Vectors of passages, as an index has them."""
    vectors: Vectors = engine().embed([f"passage: {text}" for text in texts])
    return vectors


class Model(Bert):
    """The embedder with the adapters that questions have."""

    def forward(self, questions: Sequence[str]) -> Tensor:
        """Vectors of questions, of length 1."""
        begin, end = self.vocabulary.begin, self.vocabulary.end
        ids = [self.tokens.ids(f"query: {question}")[:_LONGEST] for question in questions]
        given = self.inputs.padded([[begin, *each, end] for each in ids])
        means = torch.tensor(given["shares"]) @ self.states(given)
        return F.normalize(means[:, 0], dim=-1)

    def vectors(self, questions: Sequence[str]) -> Tensor:
        """The same of many, without what is needed to fit."""
        with torch.no_grad():
            some = [
                self(questions[start : start + _QUESTIONS])
                for start in range(0, len(questions), _QUESTIONS)
            ]
        return torch.cat(some)


class Item(NamedTuple):
    """What is fitted to: a question of a bank, with its vector before."""

    bank: str
    wanted: Wanted
    before: Tensor


def fit(model: Model, known: Mapping[str, Bank], minutes: float) -> None:
    """Fit for some minutes, and print how it goes."""
    fitted = [tensor for tensor, _, _ in model.adapters().values()]
    model.requires_grad_(requires_grad=False)
    for parameter in fitted:
        parameter.requires_grad_(requires_grad=True)
    rates = [{"params": fitted, "lr": _RATE, "highest": _RATE}]
    items = [
        Item(name, wanted, before)
        for name, bank in known.items()
        if (asked := [wanted for wanted in bank.wanted if not wanted.held_out])
        for wanted, before in zip(asked, model.vectors([w.question for w in asked]), strict=True)
    ]
    tensors = {
        name: tuple(map(torch.tensor, (bank.sentences, bank.documents, bank.sentences.mean(0))))
        for name, bank in known.items()
    }

    def loss(batch: Sequence[Item]) -> Tensor:
        return loss_of(model([item.wanted.question for item in batch]), batch, tensors)

    optimizer = torch.optim.AdamW(rates, weight_decay=0.0)
    fit_for(minutes, items, loss, optimizer, at_once=_QUESTIONS, warm=_WARM)


def loss_of(
    vectors: Tensor, batch: Sequence[Item], tensors: Mapping[str, tuple[Tensor, ...]]
) -> Tensor:
    """How unlikely what is wanted is among all that could be, and how far questions have moved.

    Args:
        vectors: of the batch's questions, one a row.
        batch: the questions.
        tensors: vectors of sentences, of documents, and the mean of those of sentences, by the
            name of their bank.
    """
    losses = []
    for vector, item in zip(vectors, batch, strict=True):
        sentences, documents, middle = tensors[item.bank]
        odds = sentences @ vector / _TEMPERATURE
        found = odds.logsumexp(0) - odds[list(item.wanted.sentences)].logsumexp(0)
        odds = documents @ vector / _TEMPERATURE
        found = found + _DOCUMENT_WEIGHT * (odds.logsumexp(0) - odds[item.wanted.document])
        moved = vector - item.before
        level = (middle @ moved) ** 2
        away = 1 - vector @ item.before
        losses.append(found + _NEAR_WEIGHT * away + _LEVEL_WEIGHT * level)
    return torch.stack(losses).mean()


def measured(model: Model, before: Model, bank: Bank) -> str:
    """One line on the questions of a bank that nothing was fitted to."""
    held = [wanted for wanted in bank.wanted if wanted.held_out]
    random.Random(_SEED).shuffle(held)  # noqa: S311 - nothing secret
    held = held[:_MEASURED]
    lines = [f"{bank.name}: {len(held)} questions, {len(bank.sentences)} sentences"]
    for name, each in (("as it is", before), ("fitted", model)):
        scores = each.vectors([wanted.question for wanted in held]).numpy() @ bank.sentences.T
        places = np.array(
            [
                (row > row[list(wanted.sentences)].max()).sum()
                for row, wanted in zip(scores, held, strict=True)
            ]
        )
        shares = ", ".join(f"{np.mean(places < first):.3f} of {first}" for first in _FIRST)
        lines.append(f"{name} {shares} (spread {scores.std(1).mean():.3f})")
    return "; ".join(lines)


def main(arguments: Sequence[str]) -> None:
    """Fit, measure, and write the weights."""
    parser = argparse.ArgumentParser(description="Fits the vectors of questions.")
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--minutes", type=float, default=12.0, help="how long to fit")
    parser.add_argument("--measure", action="store_true", help="measure what is in --out")
    options = parser.parse_args(arguments)
    torch.manual_seed(_SEED)
    before, model = Model(), Model()
    known = {bank.name: bank for bank in banks(options.data, passages)}
    if options.measure:
        load(model.adapters(), options.out)
    else:
        fit(model, known, options.minutes)
        save(model.adapters(), options.out)
    for bank in known.values():
        if any(wanted.held_out for wanted in bank.wanted):
            print(measured(model, before, bank), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
