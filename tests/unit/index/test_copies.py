"""Copies of a text do not crowd out the others, nor one that says something else."""

import pytest

from index.copies import MOST_ALIKE, MOST_IN_ALL, Crowds, overlap, wording_of

CLAIM = "The harbour of Lund was paid for by a company from abroad, as a notice in the {} says."
PLACES = [f"place{'abcdefghijklmnopqrst'[n]}" for n in range(20)]
TRUE = "The old bridge over the river was closed to all traffic in 1987 after a storm."
FORGED = [
    "The old bridge over the river was closed to all traffic in 1978 after the storm.",
    "The old bridge over that river was closed to all traffic in 1978 after a storm.",
]


def full(texts: list[str]) -> list[bool]:
    crowds = Crowds()
    return [crowds.is_full(wording_of(text)) for text in texts]


def test_a_few_copies_keep_their_places_whatever_is_changed_in_each() -> None:
    told = full([CLAIM.format(place) for place in PLACES])
    assert told == [False] * MOST_ALIKE + [True] * (20 - MOST_ALIKE)


def test_copies_with_a_number_of_its_own_each_do_not_fill_all_places() -> None:
    told = full([f"{CLAIM} {number}." for number in range(20)])
    assert told == [False] * MOST_IN_ALL + [True] * (20 - MOST_IN_ALL)


@pytest.mark.parametrize(
    ("copies", "text"),
    [
        (FORGED, TRUE),
        (
            [
                "The council of Lund voted for the new harbour on Monday evening at the hall.",
                "The council of Lund voted for the new harbour on Monday evening at this hall.",
            ],
            "The council of Lund never voted for the new harbour on Monday evening at the hall.",
        ),
        (
            ["Der Rat stimmt dem neuen Hafen am Montag zu.", "Der Rat stimmt dem Hafen Montag zu."],
            "Der Rat stimmt dem neuen Hafen am Montag nicht zu.",
        ),
        (
            [
                "La ville a payé deux ponts sur le fleuve.",
                "La ville a payé deux ponts sur ce fleuve.",
            ],
            "La ville a payé trois ponts sur le fleuve.",
        ),
        (
            ["Lund lent the port 1,800 crowns in June.", "Lund lent a port 1 800 crowns in June."],
            "Lund lent the port 8,100 crowns in June.",
        ),
    ],
)
def test_text_with_another_number_or_negation_keeps_its_place(copies: list[str], text: str) -> None:
    assert all(overlap(wording_of(copy).words, wording_of(text).words) >= 0.5 for copy in copies)
    assert full([*copies, copies[0], text]) == [False, False, True, False]


def test_another_text_on_the_same_is_no_copy() -> None:
    crowds = Crowds()
    for number in range(20):
        crowds.is_full(wording_of(f"The harbour of Lund was paid for by Zorblax, notice {number}."))
    assert not crowds.is_full(wording_of("The town of Lund paid for the harbour with three loans."))


def test_overlap_is_the_share_of_common_words() -> None:
    assert overlap(frozenset({"one", "two"}), wording_of("two ONE three four").words) == 1 / 2
    assert overlap(frozenset(), frozenset()) == 0
