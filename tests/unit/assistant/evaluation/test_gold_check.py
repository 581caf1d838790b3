import pytest

from assistant.evaluation.gold import GoldQuote, GoldRow
from assistant.evaluation.gold_check import check_rows, counts, main
from tests.unit.assistant.evaluation.rows import BOTH, NOWHERE, WHERE
from tests.unit.assistant.evaluation.scripted import STUDIO, UNION

ARTICLES = {STUDIO.id: STUDIO, UNION.id: UNION}
HOW_LONG = GoldRow(
    id="how-long",
    language="en",
    kind="number",
    question="How long was the strike?",
    answers=(("148 days",),),
    articles=(UNION.id,),
    quotes=(GoldQuote(article=UNION.id, text="The strike took 148 days."),),
)


def problems(row: GoldRow) -> list[str]:
    return [finding.text for finding in check_rows([row], ARTICLES) if finding.is_problem]


def remarks(row: GoldRow) -> list[str]:
    return [finding.text for finding in check_rows([row], ARTICLES) if not finding.is_problem]


def test_sound_rows_pass() -> None:
    assert check_rows([WHERE, NOWHERE, HOW_LONG], ARTICLES) == ()


def test_a_quote_that_is_not_exact_is_found() -> None:
    row = HOW_LONG.model_copy(
        update={"quotes": (GoldQuote(article=UNION.id, text="The strike took 148  days."),)}
    )

    assert problems(row)[0].startswith("not the exact text of union.txt")


def test_an_answer_that_no_quote_states_is_found_unless_it_is_concluded() -> None:
    row = HOW_LONG.model_copy(update={"answers": (("five months",),)})

    assert problems(row)[0].startswith("no quote states five months")
    assert problems(row.model_copy(update={"derived": True})) == []


def test_an_answer_in_another_language_than_its_quotes_is_a_remark() -> None:
    row = WHERE.model_copy(update={"answers": (("Georgia",),)})

    assert problems(row) == []
    assert remarks(row) == ["only in translation: Georgia"]


def test_a_question_that_gives_its_answer_away_is_a_remark() -> None:
    row = HOW_LONG.model_copy(update={"question": "Was the strike 148 days long?"})

    assert remarks(row) == ["the question itself states every accepted answer"]


def test_an_answer_that_states_that_of_another_group_is_a_remark() -> None:
    row = BOTH.model_copy(update={"answers": (("800 million",), ("148 days", "800"))})

    assert remarks(row) == ["whoever states 800 million states 148 days / 800 as well"]


def test_articles_that_do_not_exist_or_are_not_quoted_are_found() -> None:
    assert problems(WHERE.model_copy(update={"articles": ("x.txt",)})) == [
        "article 'x.txt' does not exist"
    ]
    assert problems(BOTH.model_copy(update={"quotes": BOTH.quotes[:1]})) == [
        "no quote is from union.txt, which the row names"
    ]
    assert problems(WHERE.model_copy(update={"quotes": ()})) == ["no quote supports the answer"]
    assert problems(WHERE.model_copy(update={"kind": "two-articles"})) == [
        "a question of two articles names both"
    ]


def test_the_same_question_twice_is_found() -> None:
    again = WHERE.model_copy(update={"id": "again", "question": "where does the studio stand"})

    assert [finding.text for finding in check_rows([WHERE, again], ARTICLES)] == [
        "asks the same as where"
    ]


def test_counts_stand_by_language_and_kind() -> None:
    table = [line.split() for line in counts([WHERE, NOWHERE, HOW_LONG]).splitlines()]

    assert table[0] == ["en", "all"]
    assert ["unanswerable", "1", "1"] in table
    assert table[-1] == ["all", "3", "3"]


def test_wrong_use_says_how_it_is_called(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["one"]) == 2
    assert "usage:" in capsys.readouterr().err
