from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.checking.calendar_names import (
    months_in,
    possible_months_in,
    possible_weekdays_in,
    weekdays_in,
)
from assistant.checking.numbers import (
    numbers_disagree,
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


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("a debt of one billion", "en", 10**9),
        ("eine Billion Euro Schulden", "de", 10**12),
        ("deux billions d'euros", "fr", 2 * 10**12),
        ("2 Milliarden Euro", "de", 2 * 10**9),
        ("half a million visitors", "en", 500_000),
        ("eine halbe Million Gäste", "de", 500_000),
        ("un demi-million de visiteurs", "fr", 500_000),
        ("a quarter of a million visitors", "en", 250_000),
        ("anderthalb Millionen Gäste", "de", 1_500_000),
        ("zweieinhalb Millionen Gäste", "de", 2_500_000),
        ("two and a half million visitors", "en", 2_500_000),
        ("un million et demi de visiteurs", "fr", 1_500_000),
        ("2 millions et demi de visiteurs", "fr", 2_500_000),
        ("5 mil millones", "es", 5 * 10**9),
        ("20 milioni", "it", 20_000_000),
        ("800 M€", "fr", 800_000_000),
        ("1,2 Md d'euros", "fr", 1_200_000_000),
        ("2,3 Bio. Euro", "de", 2.3 * 10**12),
        ("3 Bio-Eier", "de", 3),
        ("an hour and a half", "en", 1.5),
        ("2½ million", "en", 2_500_000),
        ("minus 5 Grad", "de", -5),
        ("−5 °C", "de", -5),
        ("au moins 5 degrés", "fr", 5),
        ("die dreijährige Ausbildung", "de", 3),
        ("une vingtaine de maisons", "fr", 20),
        ("the nineteenth century", "en", 19),
        ("au XIIIe siècle", "fr", 13),
        ("nel secolo XIX", "it", 19),
        ("zum fünften Mal", "de", 5),
        ("zwei Drittel", "de", 0.6667),
        ("three quarters", "en", 0.75),
    ],
)
def test_amount_is_read_in_the_language_of_its_text(
    text: str, language: str, expected: float
) -> None:
    assert numbers_in(text, language) == values(expected)


@pytest.mark.parametrize(
    ("quote", "language", "claim"),
    [
        ("Ein Drittel der Schulen fehlt.", "de", "A third of the schools are missing."),
        ("Jede dritte Schule fehlt.", "de", "One in three schools is missing."),
        ("Une école sur deux manque.", "fr", "Half of the schools are missing."),
        ("Die drittgrößte Schule schließt.", "de", "The third largest school closes."),
        ("Die achtgrößte Schule schließt.", "de", "The eighth largest school closes."),
        ("Sie bestand im 13. Jahrhundert.", "de", "Elle existait au XIIIe siècle."),
        ("Sie begann am 23.02.24.", "de", "It began on 23 February 2024."),
        ("Sie begann am 23.02. um 10 Uhr.", "de", "It began on 23 February at 10."),
        ("Sie begann um 20 Uhr.", "de", "It began at 8 pm."),
        ("Sie begann um 20 Uhr.", "de", "It began at 20:00."),
        ("It began at 8:30 p.m.", "en", "Sie begann um 20.30 Uhr."),
        ("It was open in 1990-95.", "en", "Sie war bis 1995 offen."),
        ("Sie war in den 90er Jahren offen.", "de", "It was open in the 1990s."),
        ("Sie war in den neunziger Jahren offen.", "de", "It was open in the 1990s."),
        ("Elle était ouverte dans les années 90.", "fr", "It was open in the 1990s."),
        ("Zwei bis drei Millionen fehlen.", "de", "Two million to three million are missing."),
        ("2 bis 3 Millionen fehlen.", "de", "2 million to 3 million are missing."),
        ("Es waren minus 5 Grad.", "de", "It was 5 degrees below zero."),
        ("Das Ergebnis lag bei minus 5 Millionen.", "de", "A loss of 5 million."),
        ("Une centaine de maisons brûle.", "fr", "About 100 houses are on fire."),
        ("Tres puentes están cerrados.", "es", "Three bridges are closed."),
        ("Dois mil livros faltam.", "pt", "2000 books are missing."),
        ("Pół miliona ludzi i trzy miliony koron.", "pl", "500,000 people, three million crowns."),
        ("In a district of Paris.", "en", "In einem Viertel von Paris."),
        ("Sie dauerte eine und eine halbe Stunde.", "de", "It took an hour and a half."),
        ("Elle a duré deux ans et demi.", "fr", "It took 2.5 years."),
    ],
)
def test_same_in_another_notation_is_supported(quote: str, language: str, claim: str) -> None:
    assert not unsupported_numbers(claim, quote, "en", language)


@pytest.mark.parametrize(
    ("quote", "language", "claim"),
    [
        ("Die Schulden betragen eine Billion.", "de", "The debts are one billion."),
        ("Eine Million Gäste kamen.", "de", "Half a million visitors came."),
        ("Ein Viertel der Schulen fehlt.", "de", "A third of the schools are missing."),
        ("Le tiers des joueurs est parti.", "fr", "Three players left."),
        ("Es waren minus 5 Grad.", "de", "It was 5 degrees."),
        ("Es waren minus fünf Grad.", "de", "It was five degrees."),
        ("Sie gewann zum fünften Mal.", "de", "She won for the third time."),
        ("Sie bestand im 13. Jahrhundert.", "de", "It existed in the fourteenth century."),
        ("Sie begann um 20 Uhr.", "de", "It began at 8 am."),
        ("Sie begann um 20 Uhr.", "de", "It began at 9 pm."),
        ("Sie war in den 90er Jahren offen.", "de", "It was open in the 1980s."),
        ("Eine dreijährige Ausbildung.", "de", "A training of two years."),
        ("Le pont a coûté 800 M€.", "fr", "The bridge cost 800 euros."),
        ("Four interceptions at the headquarters.", "en", "Three of them."),
        ("Zwei bis drei Millionen fehlen.", "de", "Four million are missing."),
        ("Zweitausend Schulen fehlen.", "de", "Two schools are missing."),
        ("Zehntausend Schulen fehlen.", "de", "Ten schools are missing."),
        ("Achtzig Schulen fehlen.", "de", "Eight schools are missing."),
        ("Achthundert Schulen fehlen.", "de", "Eight schools are missing."),
        ("Achtung, es fehlen Schulen.", "de", "Eight schools are missing."),
    ],
)
def test_another_amount_is_unsupported(quote: str, language: str, claim: str) -> None:
    assert unsupported_numbers(claim, quote, "en", language)


@pytest.mark.parametrize(
    "text",
    [
        "Elle tente de dire la vérité", "Der Amalgamfüller wartet", "Sie achten auf alles",
        "at first, for a second", "a third party", "Das ist einfach und nur einmal so",
        "in her nineties", "deshalb innerhalb", "au moins",
    ],
)  # fmt: skip
def test_word_that_looks_like_a_number_asks_for_no_evidence(text: str) -> None:
    assert not numbers_in(text)


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("Half a million came.", "500,000 came.", "en"),
        ("Am 23.02.24 war es so.", "Am 23. Februar 2024 war es so.", "de"),
        ("It begins at 8 pm.", "It begins at 20:00.", "en"),
        ("Il vaut 800 M€.", "Il vaut 800 millions d'euros.", "fr"),
        ("A quarter is missing.", "25 percent are missing.", "en"),
    ],
)
def test_notations_of_one_number_do_not_disagree(one: str, other: str, language: str) -> None:
    assert not numbers_disagree(one, other, "", language, language)


@pytest.mark.parametrize(
    ("text", "language", "days"),
    [
        ("Die Sitzung ist am Mittwoch.", "de", {2}),
        ("closed on Sundays", "en", {6}),
        ("le mardi et le samedi", "fr", {1, 5}),
        ("el domingo", "es", {6}),
        ("Plácido Domingo canta", "es", set()),
        ("na segunda-feira", "pt", {0}),
        ("Das ist so, und sie tut es.", "de", set()),
    ],
)
def test_weekday_is_told_from_other_words(text: str, language: str, days: set[int]) -> None:
    assert weekdays_in(text, language) == days


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("am Ostermontag", "de", 0),
        ("Mi., 23.2.", "de", 2),
        ("Wed 23 May", "en", 2),
        ("w środę", "pl", 2),
        ("la segunda-feira", "pt", 0),
    ],
)
def test_weekday_of_a_claim_is_found_in_other_forms(text: str, language: str, day: int) -> None:
    assert day in possible_weekdays_in(text, language)
    assert 5 not in possible_weekdays_in("Das ist so, sagte sie.", language)


@pytest.mark.parametrize(
    ("text", "language", "month"),
    [
        ("15 de enero", "es", 1),
        ("w styczniu", "pl", 1),
        ("in maart", "nl", 3),
        ("em maio", "pt", 5),
    ],
)
def test_month_is_named_in_the_language_of_its_text(text: str, language: str, month: int) -> None:
    assert possible_months_in(text, language) == {month}
