from collections import Counter

from assistant.evaluation.gold import GoldRow
from assistant.evaluation.sampling import sample

ROWS = tuple(
    GoldRow(
        id=f"{language}-{number}",
        language=language,
        kind="unanswerable" if number % 4 == 0 else "fact",
        question="Who?",
        answers=() if number % 4 == 0 else (("x",),),
        articles=() if number % 4 == 0 else ("a",),
        answerable=number % 4 != 0,
    )
    for language in ("de", "en", "fr")
    for number in range(40)
)


def test_a_sample_keeps_the_shares_of_languages_and_answerability() -> None:
    chosen = sample(ROWS, 24)

    assert len(chosen) == 24
    assert Counter(row.language for row in chosen) == {"de": 8, "en": 8, "fr": 8}
    assert sum(not row.answerable for row in chosen) == 6


def test_a_sample_is_the_same_each_time_and_whatever_the_order() -> None:
    assert {row.id for row in sample(ROWS, 10)} == {row.id for row in sample(ROWS[::-1], 10)}


def test_a_larger_sample_holds_the_smaller_one() -> None:
    small, large = sample(ROWS, 10), sample(ROWS, 30)

    assert {row.id for row in small} < {row.id for row in large}


def test_a_sample_keeps_the_order_of_the_rows() -> None:
    chosen = sample(ROWS, 10)

    assert list(chosen) == [row for row in ROWS if row in chosen]


def test_no_limit_or_a_large_one_takes_all() -> None:
    assert sample(ROWS, None) == ROWS
    assert sample(ROWS, 1000) == ROWS
