"""Whether a rendering names whom its quote names, and who is shown to the model in full if not."""

import pytest

from assistant.kept_names import in_full, keeps_names, keeps_whom
from tests.unit.assistant.passages import passage

PERRY = "What does Tyler Perry say?"
WHOM = frozenset({"Tyler", "Perry"})


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


ARTICLE = "Laut Perry wird gebaut. Tyler Perry lobt es. Der Schauspieler Perry zahlt."


def test_whoever_was_lost_is_named_in_full() -> None:
    quote = passage("Nach Perrys Plan wird gebaut, sagt Perry.", language="de")
    fuller, shown = in_full(quote, "The boss says it is built.", WHOM, "en", ARTICLE)
    assert fuller.text == "Nach Tyler Perrys Plan wird gebaut, sagt Tyler Perry."
    assert shown == {"Tyler Perry": "Perry"}
    assert in_full(quote, "Perry says it is built.", WHOM, "en", ARTICLE) == (quote, {})


def test_a_name_that_is_full_or_only_begins_a_word_stays_as_it_is() -> None:
    quote = passage("In Perrysburg lobt Tyler Perry, was Perry's Studio plant.", language="de")
    fuller, _ = in_full(quote, "It is praised.", WHOM - {"Tyler"}, "en", ARTICLE)
    assert fuller.text == "In Perrysburg lobt Tyler Perry, was Tyler Perry's Studio plant."


def test_whoever_has_no_other_name_is_left_as_he_is() -> None:
    quote = passage("Nach Perrys Plan wird gebaut.", language="de")
    assert in_full(quote, "It is built.", WHOM, "en", "Perry baut.") == (quote, {})
    full = passage("Tyler Perry baut.", language="de")
    assert in_full(full, "It is built.", WHOM, "en", ARTICLE) == (full, {})
