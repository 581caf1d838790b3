import pytest

from assistant.checking.coverage import share_named
from tests.unit.assistant.passages import passage


@pytest.mark.parametrize(
    ("question", "share"),
    [
        ("What three things are needed?", 1.0),
        ("Which 3 things are needed?", 0.0),
        ("What happened in 1996?", 1.0),
        ("What happened in 1996 to Anna Holm?", 1 / 3),
        ("What is needed?", 1.0),
    ],
)
def test_figures_and_names_are_looked_for_and_what_is_only_counted_is_not(
    question: str, share: float
) -> None:
    quotes = [passage("Planning, design and money are needed since 1996.", title="Building")]
    assert share_named(question, "en", quotes) == pytest.approx(share)


def test_quotes_need_not_say_again_that_they_are_about_ai() -> None:
    quotes = [passage("Planning, design and money are needed since 1996.", title="Building")]
    assert share_named("What does AI need?", "en", quotes) == 1.0
    assert share_named("Was braucht die KI seit 1996?", "de", quotes) == 1.0
    assert share_named("What does AI need in 1997?", "en", quotes) == 0.0


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Wann wurde Stability AI gegründet?", "de"),
        ("Who leads Mistral AI?", "en"),
        ("What does the AI Act rule?", "en"),
        ("Was regelt der AI Act?", "de"),
    ],
)
def test_ai_in_a_name_is_looked_for(question: str, language: str) -> None:
    assert share_named(question, language, [passage("OpenAI wurde 2015 gegründet.")]) < 1.0


def test_office_counts_by_any_of_its_names() -> None:
    quotes = [passage("Technikchefin Eva Rot sagte nichts.")]
    assert share_named("Who is the CTO?", "en", quotes) == 1.0


@pytest.mark.parametrize(
    ("question", "quote", "share"),
    [
        ("What is the population of Niger?", "Nigeria had 206 million inhabitants then.", 0.0),
        ("What is the population of Niger?", "Im Niger leben 27 Millionen.", 1.0),
        ("What did Paul Weber say?", "Paula Weber said nothing.", 1 / 2),
    ],
)
def test_name_of_another_that_begins_alike_is_not_counted(
    question: str, quote: str, share: float
) -> None:
    quotes = [passage(quote, title="Untitled")]
    assert share_named(question, "en", quotes) == pytest.approx(share)
