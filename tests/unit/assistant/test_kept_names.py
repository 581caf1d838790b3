"""A rendering is told only where it names whom its quote names."""

import pytest

from assistant.kept_names import keeps_names, keeps_whom
from tests.unit.assistant.passages import passage

PERRY = "What does Tyler Perry say?"


@pytest.mark.parametrize(
    ("question", "text", "rendering"),
    [
        (PERRY, "Tyler Perry lobt es.", "Tyler Perry praises it."),
        (PERRY, "Tyler Perry lobt es.", "Perry praises it."),
        (PERRY, "Perrys Freunde loben es.", "Perry's friends praise it."),
        (PERRY, "Laut Perry ist es gut.", "He says it is good."),
        (PERRY, "Laut Berg ist es gut.", "According to the boss it is good."),
        ("What does AI do?", "AI hilft.", "The machine helps."),
        ("What does France want?", "La France veut la paix.", "The French want peace."),
        ("What does Poland plan?", "Poland plant einen Hafen.", "A Polish harbour is planned."),
    ],
)
def test_whom_it_is_about_is_still_named(question: str, text: str, rendering: str) -> None:
    assert keeps_whom(passage(text), rendering, question, "en")


@pytest.mark.parametrize(
    ("question", "text", "rendering"),
    [
        (PERRY, "Laut Perry ist es gut.", "According to the boss it is good."),
        (PERRY, "Laut Perry ist es gut.", "According to him it is good."),
        (PERRY, "Perrys Freunde loben es.", "Friends praise it."),
        ("What does France want?", "La France veut la paix.", "The Germans want peace."),
        ("What does France want?", "La France veut la paix.", "Everybody wants peace."),
    ],
)
def test_whom_it_is_about_is_lost(question: str, text: str, rendering: str) -> None:
    assert not keeps_whom(passage(text), rendering, question, "en")


def test_names_of_an_article_are_kept_by_their_beginnings() -> None:
    quote = passage("Hollywoods Studios fürchten KI.")
    names = frozenset({"Hollywood", "KI", "Atlanta"})
    assert keeps_names(quote, "Hollywood's studios fear AI.", names)
    assert not keeps_names(quote, "The studios fear AI.", names)
