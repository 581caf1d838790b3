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
