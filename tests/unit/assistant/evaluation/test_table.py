from io import StringIO

from rich.console import Console

from assistant.evaluation.compare import compare
from assistant.evaluation.table import tables
from tests.unit.assistant.evaluation.rows import NOWHERE, WHERE
from tests.unit.assistant.evaluation.runs import report
from tests.unit.assistant.evaluation.scripted import STUDIO, answered, cite, refused

REFUSING = report(
    (WHERE, NOWHERE), {"where": refused(WHERE.question), "nowhere": refused(NOWHERE.question)}
)
RIGHT = report(
    (WHERE, NOWHERE),
    {
        "where": answered(
            WHERE.question, "It stands in Atlanta.", cite(STUDIO, "Das Studio steht in Atlanta.")
        ),
        "nowhere": refused(NOWHERE.question),
    },
)


def lines(*, compared: bool = False) -> list[list[str]]:
    console = Console(file=StringIO(), width=160)
    console.print(tables(RIGHT, compare(REFUSING, RIGHT) if compared else None))
    assert isinstance(console.file, StringIO)
    return [line.split() for line in console.file.getvalue().splitlines()]


def test_figures_stand_with_interval_and_number_of_rows() -> None:
    assert ["answer_accuracy", "100.0%", "100.0%", "–", "100.0%", "1", "100.0%"] in lines()
    assert ["write", "1.50", "1.50", "300", "200", "20"] in lines()


def test_kinds_stand_side_by_side() -> None:
    assert ["fact", "100.0%", "100.0%", "0.0%", "–"] in lines()
    assert ["unanswerable", "–", "–", "–", "100.0%"] in lines()


def test_a_comparison_says_what_is_better() -> None:
    found = lines(compared=True)

    assert ["answer_accuracy", "0.0%", "100.0%", "+100.0", "+100.0", "to", "+100.0", "better"] in (
        found
    )
    assert ["+", "where", "right", "answer,", "answered"] in found
