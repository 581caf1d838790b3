import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.checking.spelling import (
    as_spelt,
    begins_compound,
    differ_in_any_ending,
    differ_in_ending,
)

_NAMES = st.text(alphabet="abeimnrst", max_size=9)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Müller", "Mueller"), ("Ørsted", "Oersted"), ("Håkon", "Haakon"), ("Łódź", "Lodz")],
)
def test_spellings_of_a_name_are_one(one: str, other: str) -> None:
    assert as_spelt(one) == as_spelt(other)


@pytest.mark.parametrize(("one", "other"), [("Bauer", "Baur"), ("Queens", "Quens"), ("Joe", "Jo")])
def test_letters_that_stand_for_themselves_are_kept(one: str, other: str) -> None:
    assert as_spelt(one) != as_spelt(other)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("kutcher", "kutchers", True),
        ("berlin", "berliner", True),
        ("california", "californie", True),
        ("catholic", "catholique", True),
        ("mongols", "mongolische", True),
        ("niger", "nigeria", False),
        ("louis", "louisa", False),
        ("miller", "millen", False),
        ("anna", "anne", False),
    ],
)
def test_only_known_endings_are_taken_for_endings(one: str, other: str, *, same: bool) -> None:
    assert differ_in_ending(one, other) is same
    assert differ_in_ending(other, one) is same


@given(_NAMES, _NAMES)
def test_order_of_two_names_makes_no_difference(one: str, other: str) -> None:
    assert differ_in_ending(one, other) is differ_in_ending(other, one)
    assert differ_in_any_ending(one, other) is differ_in_any_ending(other, one)


def test_compound_has_a_second_word() -> None:
    assert begins_compound("trump", "trumpregierung")
    assert not begins_compound("martin", "martinez")
