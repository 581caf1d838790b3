import pytest

from assistant.evaluation.gold import GoldQuote, GoldRow
from assistant.evaluation.observation import Observation, Outcome, Retrieved
from assistant.evaluation.retrieval_scores import score_retrieval


def outcome(relevant: tuple[str, ...], retrieved: tuple[str, ...], error: str = "") -> Outcome:
    return Outcome(
        row=GoldRow(
            id="1",
            language="en",
            kind="fact",
            question="Where?",
            answers=(("x",),),
            articles=("a",),
            quotes=(GoldQuote(article="a", text="x"),),
        ),
        observation=Observation(
            key="k",
            error=error,
            retrieved=tuple(
                Retrieved(id=name, article_id=name.split(":")[0], start=0, end=1, score=1.0)
                for name in retrieved
            ),
        ),
        relevant=relevant,
    )


def test_the_rank_of_the_gold_passage_decides() -> None:
    scores = score_retrieval([outcome(("a:2",), ("b:1", "a:1", "a:2"))])["1"]

    assert scores["hit@1"] == 0
    assert scores["hit@5"] == 1
    assert scores["mrr"] == pytest.approx(1 / 3)
    assert scores["ndcg@10"] == pytest.approx(0.5)
    assert scores["recall@10"] == 1


def test_articles_are_ranked_by_their_best_passage() -> None:
    scores = score_retrieval([outcome(("a:2",), ("b:1", "b:2", "a:1"))])["1"]

    assert scores["article_mrr"] == pytest.approx(1 / 2)
    assert scores["article_hit@1"] == 0


def test_equal_scores_keep_the_order_of_the_search() -> None:
    assert score_retrieval([outcome(("b:9",), ("b:9", "a:1"))])["1"]["hit@1"] == 1


def test_a_search_that_finds_nothing_scores_nothing() -> None:
    scores = score_retrieval([outcome(("a:2",), ())])["1"]

    assert scores["hit@10"] == 0
    assert scores["article_mrr"] == 0


def test_questions_that_failed_are_left_out() -> None:
    assert score_retrieval([outcome(("a:2",), (), error="down")]) == {}


def test_where_no_passage_is_known_to_be_right_only_articles_are_measured() -> None:
    scores = score_retrieval([outcome((), ("a:1",))])["1"]

    assert scores["article_hit@1"] == 1
    assert "hit@1" not in scores
