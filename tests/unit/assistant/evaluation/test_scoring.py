from pathlib import Path

import pytest

from assistant.answer import Answer, Claim
from assistant.evaluation.gold import GoldRow, GoldSet, GoldTurn
from assistant.evaluation.observation import Observation
from assistant.evaluation.run_store import RunStore
from assistant.evaluation.runner import Runner
from assistant.evaluation.scoring import Score, score
from tests.unit.assistant.evaluation.rows import BOTH, HEADING, NOWHERE, WHERE
from tests.unit.assistant.evaluation.scripted import (
    STUDIO,
    UNION,
    InMemoryIndex,
    answered,
    cite,
    refused,
)

INDEX = InMemoryIndex(STUDIO, UNION)
STANDS = "Das Studio steht in Atlanta."
COSTS = "Er kostet 800 Millionen Dollar."


def judge(row: GoldRow, answer: Answer | None, error: str = "") -> Score:
    runner = Runner(INDEX, GoldSet("test", (row,)), RunStore(Path("unused")), None)
    observation = Observation(key="k", answer=answer, seconds=2.0, error=error)
    return score([runner.outcome(row, observation)])[0]


def test_a_right_and_rightly_cited_answer() -> None:
    judged = judge(
        WHERE, answered(WHERE.question, "The studio stands in Atlanta.", cite(STUDIO, STANDS))
    )

    assert judged.right is True
    assert judged.rightly_cited is True
    assert judged.right_language is True
    assert judged.direction == "en→de"
    assert judged.claims_rightly_cited == judged.claims == 1
    assert (judged.tokens_read, judged.tokens_written, judged.seconds) == (300, 20, 2.0)


def test_a_part_of_the_answer_is_not_right_but_counts_as_a_part() -> None:
    judged = judge(BOTH, answered(BOTH.question, "It costs 800 million.", cite(STUDIO, COSTS)))

    assert judged.right is False
    assert judged.groups == (True, False)
    assert judged.articles_cited == 0.5


def test_what_only_a_quote_says_is_no_answer() -> None:
    judged = judge(WHERE, answered(WHERE.question, "See the quote.", cite(STUDIO, STANDS)))

    assert judged.right is False
    assert judged.rightly_cited is True


def test_a_refusal_of_an_answerable_question_is_wrong_and_not_judged_by_citations() -> None:
    judged = judge(WHERE, refused(WHERE.question))

    assert judged.right is False
    assert judged.refused is True
    assert judged.rightly_cited is None


def test_an_answer_to_an_unanswerable_question_is_a_failed_refusal_alone() -> None:
    judged = judge(NOWHERE, answered(NOWHERE.question, "Sony bought it.", cite(STUDIO, STANDS)))

    assert judged.refused is False
    assert judged.right is None
    assert judged.citations == ()


def test_an_answer_in_another_language_is_seen() -> None:
    judged = judge(
        WHERE,
        answered(WHERE.question, "Das Studio steht heute in Atlanta.", cite(STUDIO, STANDS)),
    )

    assert judged.right is True
    assert judged.right_language is False
    assert judged.answer_language == "de"


def test_spans_are_scored_where_they_are_given() -> None:
    row = WHERE.model_copy(update={"spans": ("Atlanta",)})

    judged = judge(row, answered(row.question, "In Atlanta.", cite(STUDIO, STANDS)))
    missing = judge(row, refused(row.question))

    assert judged.exact == 0.0
    assert judged.f1 is not None
    assert 0.6 < judged.f1 < 0.7
    assert missing.f1 == 0.0
    assert judge(WHERE, refused(WHERE.question)).f1 is None


def test_dropped_sentences_are_counted() -> None:
    answer = answered(WHERE.question, "In Atlanta.", cite(STUDIO, STANDS)).model_copy(
        update={"dropped": (Claim(text="In Paris.", citations=(), supported=False),)}
    )

    assert judge(WHERE, answer).dropped == 1


def test_a_question_that_failed_is_wrong() -> None:
    judged = judge(WHERE, None, error="model away")

    assert judged.failed
    assert judged.asked
    assert judged.right is False
    assert judged.answered is None


def test_a_question_that_failed_states_nothing_of_what_was_accepted() -> None:
    judged = judge(BOTH.model_copy(update={"spans": ("148",)}), None, error="model away")

    assert judged.groups == (False, False)
    assert (judged.exact, judged.f1) == (0.0, 0.0)
    assert judge(BOTH, None, error="model away").f1 is None
    assert judge(NOWHERE, None, error="model away").right is None


def test_an_article_that_a_row_names_twice_is_one() -> None:
    row = BOTH.model_copy(update={"articles": (STUDIO.id, UNION.id, UNION.id)})
    answer = answered(BOTH.question, "It costs 800 million.", cite(STUDIO, COSTS))

    assert judge(row, answer).articles_cited == 0.5


def test_a_question_that_was_only_searched_for_is_not_wrong() -> None:
    judged = judge(HEADING, None)

    assert not judged.asked
    assert judged.right is None
    assert "hit@10" in judged.retrieval


@pytest.mark.parametrize(
    ("searched", "expected"),
    [("Who runs the library?", False), ("Who runs the library of the bridge?", True)],
)
def test_an_old_topic_that_is_carried_over_is_seen(searched: str, expected: bool) -> None:
    turn = GoldTurn(question="How long is the bridge?", answer="It is 300 metres long.")
    row = WHERE.model_copy(
        update={"kind": "topic-change", "question": "And who runs the library?", "history": (turn,)}
    )
    answer = refused(row.question).model_copy(update={"standalone_question": searched})
    assert judge(row, answer).carried_over is expected
    assert judge(row.model_copy(update={"kind": "follow-up"}), answer).carried_over is None
