"""When quotes are scored before they are judged."""

import pytest

from assistant.gathering import _of_authors, across_languages
from tests.unit.assistant.passages import passage


@pytest.mark.parametrize(
    ("languages", "across"),
    [("", False), ("en", False), ("de", True), ("en en en de", False), ("en en de fr", True)],
)
def test_half_of_the_passages_in_other_languages_count(languages: str, across: bool) -> None:
    passages = [passage("x", language=language) for language in languages.split()]
    assert across_languages("en", passages) == across


def test_only_bylines_and_what_speaks_of_writing_tell_who_wrote() -> None:
    signed = passage("Von Anna Berg.", start=0)
    others = [
        passage("Der Hafen wurde von Jo Hill gebaut.", start=40, score=0.9),
        passage("Von Anna Berg.", start=0, score=0.8),
        passage("Den Plan hat Jo Hill geschrieben.", start=90, score=0.7),
        passage("Der Bericht von Jo Hill nennt Mängel.", start=150, score=0.6),
    ]
    kept = _of_authors([signed], others)
    assert [quote.text for quote in kept] == [
        "Von Anna Berg.",
        "Den Plan hat Jo Hill geschrieben.",
        "Der Bericht von Jo Hill nennt Mängel.",
    ]
    assert kept[0].score == 0.9
    assert _of_authors([], others[:1]) == ()
