import pytest

from assistant.evaluation.span_scores import score_against_spans


def test_case_articles_and_punctuation_do_not_count() -> None:
    assert score_against_spans("The Red House!", ["red house"], "en") == (1.0, 1.0)
    assert score_against_spans("das rote Haus", ["rotes Haus", "Rote Haus"], "de").exact == 1.0
    assert score_against_spans("l’homme", ["homme"], "fr").exact == 1.0


@pytest.mark.parametrize(
    ("answer", "span"),
    [("The $800.", "800"), ("C++", "C"), ("x=1", "x1"), ("~5%", "5"), ("„5“ –", "5")],
)
def test_signs_that_squad_takes_for_punctuation_do_not_count(answer: str, span: str) -> None:
    assert score_against_spans(answer, [span], "en") == (1.0, 1.0)


def test_other_signs_count() -> None:
    assert score_against_spans("€800", ["800"], "en") == (0.0, 0.0)


def test_an_article_of_another_language_counts() -> None:
    assert score_against_spans("die house", ["house"], "en").exact == 0.0


def test_f1_weighs_surplus_and_missing_words() -> None:
    score = score_against_spans("it has three rooms", ["three large rooms"], "en")

    assert score.exact == 0.0
    assert score.f1 == pytest.approx(2 * (2 / 4) * (2 / 3) / (2 / 4 + 2 / 3))


def test_a_span_without_a_word_of_its_own_is_matched_by_no_refusal() -> None:
    assert score_against_spans("", ["The", "…", "red"], "en") == (0.0, 0.0)


def test_the_best_span_decides() -> None:
    assert score_against_spans("blue", ["red", "blue sky", "blue"], "en") == (1.0, 1.0)


def test_a_refusal_against_a_span_scores_nothing() -> None:
    assert score_against_spans("", ["308"], "en") == (0.0, 0.0)


def test_no_spans_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="at least one span"):
        score_against_spans("x", [], "en")
