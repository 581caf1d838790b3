import pytest

from assistant.evaluation.citation_scores import CitationVerdict
from assistant.evaluation.figures import measure
from assistant.evaluation.metrics import METRICS
from assistant.evaluation.scoring import Score


def row(
    number: int,
    *,
    answerable: bool = True,
    answered: bool = True,
    right: bool | None = None,
    citations: tuple[bool, ...] = (),
    claims: int = 0,
    cited_claims: int = 0,
    seconds: float = 1.0,
) -> Score:
    return Score(
        id=str(number),
        language="en",
        kind="fact",
        direction="en→de",
        answerable=answerable,
        asked=True,
        answered=answered,
        right=right if answerable else None,
        citations=tuple(
            CitationVerdict(claim=0, number=n, right=verdict, reason="gold quote")
            for n, verdict in enumerate(citations)
        ),
        claims=claims,
        claims_rightly_cited=cited_claims,
        seconds=seconds,
    )


ROWS = (
    row(1, right=True, citations=(True, True), claims=2, cited_claims=2),
    row(2, right=False, citations=(False,), claims=2, cited_claims=0),
    row(3, answered=False, right=False),
    row(4, answerable=False, answered=False),
    row(5, answerable=False, answered=False),
    row(6, answerable=False, citations=(False,), claims=1, seconds=9.0),
)


@pytest.mark.parametrize(
    ("name", "value", "rows"),
    [
        ("answer_accuracy", 1 / 3, 3),
        ("accuracy_when_answered", 1 / 2, 2),
        ("citation_precision", 2 / 3, 2),
        ("right_article", 1.0, 2),
        ("citation_recall", 2 / 4, 2),
        ("rightly_cited", 1 / 2, 2),
        ("right_and_cited", 1 / 3, 3),
        ("refusal_precision", 2 / 3, 3),
        ("refusal_recall", 2 / 3, 3),
        ("refusal_f1", 2 / 3, 4),
        ("over_refusal", 1 / 3, 3),
        ("balanced_accuracy", 2 / 3, 6),
        ("seconds_median", 1.0, 6),
        ("errors", 0.0, 6),
    ],
)
def test_figures_follow_their_definitions(name: str, value: float, rows: int) -> None:
    figure = measure(ROWS)[name]

    assert figure.value == pytest.approx(value)
    assert figure.rows == rows
    assert figure.low <= figure.value <= figure.high


def test_no_more_is_right_and_cited_than_is_right_where_questions_failed() -> None:
    failed = row(7, right=False).model_copy(update={"answered": None, "failed": True})
    figures = measure((*ROWS, failed))

    assert figures["answer_accuracy"].value == pytest.approx(1 / 4)
    assert figures["right_and_cited"].value == pytest.approx(1 / 4)


def test_what_no_row_has_is_left_out() -> None:
    figures = measure(ROWS)

    assert "token_f1" not in figures
    assert "hit@1" not in figures
    assert measure([]) == {}


def test_questions_that_were_only_searched_for_count_for_no_answer_figure() -> None:
    searched = ROWS[0].model_copy(
        update={"asked": False, "answered": None, "right": None, "citations": (), "claims": 0}
    )

    assert measure([searched]).keys() == {"seconds_median", "seconds_p95"}


def test_every_metric_says_what_it_is() -> None:
    assert all(metric.meaning and (metric.terms or metric.value) for metric in METRICS.values())
