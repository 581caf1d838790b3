"""Currencies and per cent: what a sentence counts in, and whether its quote does too."""

import numpy as np
import pytest

from assistant.checking.support import check_rendering
from assistant.checking.units import units_in
from index.article import Passage


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("800 Millionen Dollar", {"dollars"}),
        ("Für sein 800-Millionen-Dollar-Studio", {"dollars"}),
        ("chiffré à 800 millions de dollars", {"dollars"}),
        ("$800 million, or €740m", {"dollars", "euros"}),
        ("5 livres sterling", {"pounds"}),
        ("douze livres", set()),
        ("20 Franken", {"francs"}),
        ("coups francs et 3 buts", {"francs"}),  # a known limit
        ("21 %", {"per cent"}),
        ("21 percent", {"per cent"}),
        ("21 Prozentpunkte", {"per cent"}),
        ("21 pour cent", {"per cent"}),
        ("800 millones de dólares", {"dollars"}),
        ("20 milioni di dollari", {"dollars"}),
        ("il 5 per cento", {"per cent"}),
        ("5 procent en 3 pond", {"per cent", "pounds"}),
        ("5 por ciento de las libras", {"per cent"}),
        ("Frank and Jen sit by the pond", set()),
        ("a percentage of the eurozone's pounding", set()),
    ],
)
def test_units_are_told_in_many_languages(text: str, units: set[str]) -> None:
    assert units_in(text) == units


def note(claim: str, quote: str, language: str = "en") -> str:
    passage = Passage(
        id="p", article_id="a.md", title="Report", language="de", start=0,
        end=len(quote), text=quote, score=1.0,
    )  # fmt: skip
    unit = np.eye(8)[0]
    support = check_rendering("What is known?", language, claim, 1, passage, lambda _: unit)
    return support.note


PAUSED = "Der Ausbau sollte 800 Millionen Dollar kosten."
LOST = "In der Branche verschwinden 21 % der Arbeitsplätze."


@pytest.mark.parametrize(
    ("claim", "quote", "lacking"),
    [
        ("The expansion was to cost 800 million euros.", PAUSED, "euros"),
        ("L'agrandissement devait coûter 800 millions d'euros.", PAUSED, "euros"),
        ("The expansion was to cost 800 million percent.", PAUSED, "per cent"),
        ("In the industry 21 dollars are lost.", LOST, "dollars"),
        ("The expansion was to cost $800 million.", PAUSED, ""),
        ("L'agrandissement devait coûter 800 millions de dollars.", PAUSED, ""),
        ("The expansion was to cost 800 million.", PAUSED, ""),
        ("In the industry 21 percent of the jobs are lost.", LOST, ""),
        ("Dans la branche, 21 pour cent des emplois disparaissent.", LOST, ""),
        ("Jobs are lost for a few dollars more.", LOST, ""),  # no number, no amount
    ],
)
def test_number_in_another_unit_than_its_quote_is_objected_to(
    claim: str, quote: str, lacking: str
) -> None:
    language = "fr" if "'" in claim or claim.startswith("Dans") else "en"
    found = note(claim, quote, language)
    assert found == (f"not in the quotes: {lacking}" if lacking else "")
