import pytest

from assistant.evaluation.matching import normalise, stated_groups


def states(text: str, accepted: str) -> bool:
    return stated_groups(text, [[accepted]]) == (True,)


@pytest.mark.parametrize("written", ["204.000", "204,000", "204 000", "204\u202f000", "204'000"])
def test_a_number_is_the_same_however_its_thousands_are_set_apart(written: str) -> None:
    assert states(f"Es geht um {written} Stellen.", "204000")
    assert states("204000 jobs", written)


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        ("Im Jahr 2010", "10"),
        ("10,5 Prozent", "10"),
        ("der 10th day", "10"),
        ("100 Tage", "10"),
        ("1000", "100"),
    ],
)
def test_part_of_a_number_is_not_the_number(text: str, accepted: str) -> None:
    assert not states(text, accepted)


def test_decimal_comma_and_point_are_the_same() -> None:
    assert states("Es sind 3,5 Prozent.", "3.5")
    assert states("1.234,56 €", "1234.56")


def test_a_date_states_its_year_but_is_no_thousand() -> None:
    assert states("am 12.03.2024", "2024")
    assert states("am 12.03.2024", "12.3.2024")
    assert not states("am 12.03.2024", "12032024")


def test_endings_of_long_words_do_not_matter() -> None:
    assert states("die japanische Firma", "japan")
    assert states("aus den künstlichen Intelligenzen", "künstliche Intelligenz")
    assert not states("Unjapanisches", "japan")


@pytest.mark.parametrize(
    ("text", "accepted"), [("eighty days", "eight"), ("vierzig Tage", "vier"), ("zehnte", "zehn")]
)
def test_a_numeral_is_not_the_beginning_of_another(text: str, accepted: str) -> None:
    assert not states(text, accepted)


def test_short_words_must_be_whole() -> None:
    assert not states("Im Kino", "KI")
    assert states("ein KI-Modell", "KI")


def test_words_must_stand_together_and_in_order() -> None:
    assert states("in New-York City", "new york")
    assert not states("York is new", "new york")
    assert not states("new things in York", "new york")


def test_typographic_quotes_dashes_and_spaces_do_not_matter() -> None:
    assert normalise("„A\u00a0–  B’s“") == '"a - b\'s"'
    assert states("l’intelligence\u00a0artificielle", "l'intelligence artificielle")


def test_diacritics_matter() -> None:
    assert not states("Il est prive", "privé")


def test_an_article_before_an_accepted_answer_need_not_be_repeated() -> None:
    assert states("Won by Panthers.", "the Panthers")
    assert not states("Won by them.", "the")


def test_each_group_is_stated_by_any_of_its_alternatives() -> None:
    groups = [["Sony", "Columbia"], ["2024"], ["Paris"]]

    assert stated_groups("Columbia said so in 2024.", groups) == (True, True, False)
