import pytest

from assistant.reranker.engine import reranker

QUESTION = "Why did Tyler Perry pause the extension of his studio?"
ANSWERS = [
    "Tyler Perry paused the extension of his studio because he had seen what Sora can do.",
    "Tyler Perry hat den Ausbau seines Studios gestoppt, weil er gesehen hatte, was Sora kann.",
    "Tyler Perry a suspendu l'agrandissement de son studio après avoir vu ce que fait Sora.",
]
OTHERS = [
    "Tyler Perry's studio is in Atlanta and has twelve sound stages.",
    "Das Studio von Tyler Perry steht in Atlanta und hat zwölf Hallen.",
    "Le studio de Tyler Perry se trouve à Atlanta et compte douze plateaux.",
]


def test_what_answers_scores_higher_in_each_language() -> None:
    scores = reranker().scores(QUESTION, [*ANSWERS, *OTHERS])
    for answer, other in zip(scores[:3], scores[3:], strict=True):
        assert answer > other + 1.0


def test_scores_come_in_the_order_of_the_texts_whatever_else_is_read() -> None:
    texts = [*OTHERS, "No.", *ANSWERS, " ".join([*ANSWERS, *OTHERS] * 3)] * 3
    scores = reranker().scores(QUESTION, texts)
    alone = [reranker().scores(QUESTION, [text])[0] for text in texts[:8]]
    assert scores[:8] == pytest.approx(alone, abs=0.3)
    assert scores[8:16] == pytest.approx(scores[:8], abs=0.3)


def test_questions_and_texts_that_are_too_long_are_cut() -> None:
    [score] = reranker().scores("Why? " * 2000, ["It rained. " * 5000])
    assert score == pytest.approx(
        reranker().scores("Why? " * 3000, ["It rained. " * 9000])[0], abs=0.05
    )


@pytest.mark.parametrize(("question", "text"), [("", ""), ("\0\ud800", "\udfff"), ("🙂", "字")])
def test_odd_texts_have_a_score(question: str, text: str) -> None:
    [score] = reranker().scores(question, [text])
    assert -20.0 < score < 20.0


def test_nothing_to_score_has_no_scores() -> None:
    assert reranker().scores(QUESTION, []) == []
