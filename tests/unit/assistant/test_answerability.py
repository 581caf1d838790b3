import math
from dataclasses import replace
from typing import get_args

import pytest

from assistant.answerability import (
    Calibration,
    Signals,
    Way,
    calibration,
    observe,
    signal_names,
)
from tests.unit.assistant.passages import passage

FLAT = dict.fromkeys(signal_names(), 0.0)
ONE = dict.fromkeys(signal_names(), 1.0)


def test_no_evidence_either_way_is_an_even_chance() -> None:
    made = Calibration(fitted_on="x", mean=FLAT, scale=ONE, weight=FLAT, intercept=0.0)
    assert made.chance(Signals()) == 0.5


def test_signals_are_standardised_weighed_and_added() -> None:
    made = Calibration(
        fitted_on="x",
        mean={**FLAT, "best": 1.0},
        scale={**ONE, "best": 2.0},
        weight={**FLAT, "best": 3.0},
        intercept=-1.0,
    )
    assert made.chance(Signals(best=5.0)) == pytest.approx(1 / (1 + math.exp(-5.0)))


def test_signal_that_is_not_known_counts_as_its_mean() -> None:
    made = Calibration(
        fitted_on="x",
        mean={**FLAT, "copied": 1.5},
        scale=ONE,
        weight={**FLAT, "copied": 2.0},
        intercept=0.25,
    )
    assert made.chance(Signals()) == made.chance(Signals(copied=1.5))
    assert made.chance(Signals(copied=-1.0)) < made.chance(Signals()) < 1.0
    assert "copied" not in Signals().known()


def test_signal_that_came_after_the_fit_does_not_count() -> None:
    older = {"best": 1.0}
    made = Calibration(fitted_on="x", mean=older, scale=older, weight=older, intercept=0.0)
    assert made.chance(Signals(best=3.0, near=9.0)) == made.chance(Signals(best=3.0))


@pytest.mark.parametrize("best", [-1e300, 1e300])
def test_extreme_signal_is_still_a_chance(best: float) -> None:
    made = Calibration(fitted_on="x", mean=FLAT, scale=ONE, weight=ONE, intercept=0.0)
    assert 0.0 <= made.chance(Signals(best=best)) <= 1.0


@pytest.mark.parametrize("way", get_args(Way))
def test_shipped_weights_know_every_signal_and_trust_a_sure_model_more(way: Way) -> None:
    made = calibration(way)
    for part in (made.mean, made.scale, made.weight):
        assert set(part) == set(signal_names())
    assert all(made.scale.values())
    sure, unsure = (made.chance(Signals(best=best, named=1.0, fitting=1.0)) for best in (3.0, -6.0))
    assert sure > unsure


def test_names_are_looked_for_in_what_was_read_and_the_kind_in_what_is_told() -> None:
    read, told = passage("Perry stopped it."), passage("It cost 800 million.")
    question = "How much did Tyler Perry and Ashton Kutcher spend?"
    assert observe(question, "en", 1.5, [read], [told]) == Signals(
        best=1.5, named=0.25, fitting=1.0
    )
    assert observe(question, "en", 1.5, [told], [read]) == Signals(best=1.5, named=0.0, fitting=0.0)


def test_how_near_a_quote_is_counts_in_another_language_alone() -> None:
    far, near = (passage("Perry stoppte es.", language="de", score=score) for score in (1.5, 1.8))
    assert observe("Who stopped it?", "en", 0.0, [far], [far]).near == 1.5
    assert observe("Who stopped it?", "en", 0.0, [far, near], [far]).near == 1.8
    assert observe("Wer stoppte es?", "de", 0.0, [near], [near]).near is None
    assert observe("Who stopped it?", "en", 0.0, [], []).near is None
    unscored = passage("Perry stoppte es.", language="de")
    assert observe("Who stopped it?", "en", 0.0, [unscored], [unscored]).near is None


def test_another_scale_of_nearness_decides_nothing() -> None:
    shipped = calibration("fitted")
    sure = Signals(best=1.5, named=1.0, fitting=1.0, copied=3.0)
    chances = [shipped.chance(replace(sure, near=near)) for near in (0.1, 0.9, 1.5, 1.8, 99.0)]
    assert chances == sorted(chances)
    assert chances[0] > 0.8
    assert chances[2] < chances[3]
