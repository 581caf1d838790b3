from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.checking.calendar_names import (
    months_in,
    possible_months_in,
)
from assistant.checking.numbers import (
    numbers_in,
    unsupported_numbers,
    with_whole_numbers,
)


def values(*numbers: object) -> frozenset[Decimal]:
    return frozenset(Decimal(str(number)) for number in numbers)


@pytest.mark.parametrize(
    "text", ["204.000", "204,000", "204 000", "204\u00a0000", "204\u202f000", "204'000", "204’000"]
)
def test_thousands_are_told_however_they_are_grouped(text: str) -> None:
    assert numbers_in(f"Some {text} jobs") == values(204_000)


@pytest.mark.parametrize(
    "text",
    [
        "$800 million",
        "800 Millionen Dollar",
        "800 millions de dollars",
        "800 Mio. $",
        "$800m",
        "$800 M",
        "der 800-Millionen-Dollar-Ausbau",
        "0,8 Milliarden",
        "0.8bn",
        "800,000,000",
        "eight hundred million",
        "achthundert Millionen",
        "huit cents millions",
    ],
)
def test_amount_is_the_same_in_every_language(text: str) -> None:
    assert numbers_in(text) == values(800_000_000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3.5", (3.5,)),
        ("3,5", (3.5,)),
        ("1.234,56", (1234.56,)),
        ("1,234.56", (1234.56,)),
        ("0.125", (0.125,)),
        ("2-3", (2, 3)),
        ("between 10 and 12", (10, 12)),
        ("1st", (1,)),
        ("the 3rd, the 21st", (3, 21)),
        ("in the 1990s", (1990,)),
        ("die 1990er", (1990,)),
        ("in 2024 204 people", (2024, 204)),
        ("GPT-4", (4,)),
        ("Sora2", ()),
        ("23.02.2024", (23, 2, 2024)),
        ("2024-02-23", (2024, 2, 23)),
        ("20h15", (20, 15)),
        ("20:15", (20, 15)),
        ("a 240 m bridge", (240,)),
        ("10k", (10_000,)),
        ("", ()),
        ("no number", ()),
    ],
)
def test_figures_are_read_as_they_are_meant(text: str, expected: tuple[float, ...]) -> None:
    assert numbers_in(text) == values(*expected)


@pytest.mark.parametrize("text", ["75 %", "75%", "75 percent", "75 per cent", "75 Prozent"])
def test_percentage_is_its_number(text: str) -> None:
    assert numbers_in(text) == values(75)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("twelve", 12),
        ("twenty-five", 25),
        ("one hundred and twenty-five", 125),
        ("two hundred thousand", 200_000),
        ("fifteen hundred", 1500),
        ("two dozen", 24),
        ("a million", 1_000_000),
        ("zwölf", 12),
        ("fünfundzwanzig", 25),
        ("zweihundertfünfzig", 250),
        ("dreitausend", 3000),
        ("eine Million", 1_000_000),
        ("vingt-cinq", 25),
        ("vingt et un", 21),
        ("soixante-dix", 70),
        ("quatre-vingts", 80),
        ("quatre-vingt-dix-sept", 97),
        ("trois cent quatre-vingt-deux", 382),
        ("deux mille", 2000),
    ],
)
def test_written_out_number_is_its_value(text: str, expected: int) -> None:
    assert numbers_in(text) == values(expected)
    assert not unsupported_numbers(str(expected), text)


@pytest.mark.parametrize(
    "text", ["ein Studio", "une actrice", "one of them", "un studio neuf", "pour cent", "per cent"]
)
def test_word_that_is_seldom_a_number_asks_for_no_evidence(text: str) -> None:
    assert not numbers_in(text)


def test_listed_numbers_are_not_added_up() -> None:
    assert numbers_in("twenty, five and two and three") == values(20, 5, 2, 3)


def test_possible_number_in_evidence_supports_a_figure() -> None:
    assert not unsupported_numbers("9 films and 1 studio", "neuf films et un studio")
    assert not unsupported_numbers("two halls", "beide Hallen, both of them")
    assert not unsupported_numbers("a set of three", "eine Dreiermenge")
    assert unsupported_numbers("a set of four", "eine Dreiermenge") == values(4)
    assert numbers_in("das Produkt zweier Zahlen") == values(2)
    assert not numbers_in("beide Hallen, ein paar, both")


def test_invented_figure_is_unsupported() -> None:
    assert unsupported_numbers("founded in 2015 by 3 people", "three people founded it") == values(
        2015
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(min_value=0, max_value=999_999_999))
def test_grouping_never_changes_a_number(number: int) -> None:
    plain = numbers_in(str(number))
    assert plain == values(number)
    for separator in ".,' \u00a0\u202f":
        assert numbers_in(f"{number:,}".replace(",", separator)) == plain


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_searched_for_numbers(text: str) -> None:
    assert not unsupported_numbers(text, text)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("in March and May", {3, 5}),
        ("en mars", {3}),
        ("im März und Mai", {3, 5}),
        ("they may march", set()),
        ("life on Mars", set()),
        ("en février", {2}),
    ],
)
def test_month_is_told_from_other_words(text: str, months: set[int]) -> None:
    assert months_in(text) == months


@pytest.mark.parametrize(
    "text", ["Feb. 23", "23.02.2024", "2024-02-23", "le 23 févr.", "23. Feb.", "février 2024"]
)
def test_month_of_a_claim_is_found_in_a_date(text: str) -> None:
    assert months_in("in February") <= possible_months_in(text)


def test_number_torn_apart_is_mended_where_the_source_has_it() -> None:
    source = "Rund 1.800 Stellen und 204.000 Jobs"
    assert with_whole_numbers("About 1, 800 jobs of 204, 000.", source) == (
        "About 1,800 jobs of 204,000."
    )
    for text in ("In rooms 1, 801 and 2.", "1, 800 and 1,800,000", "of 3.1, 800"):
        assert with_whole_numbers(text, "3.1 and 801") == text
