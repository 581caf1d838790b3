"""When quotes are scored before they are judged."""

import pytest

from assistant.gathering import across_languages
from tests.unit.assistant.passages import passage


@pytest.mark.parametrize(
    ("languages", "across"),
    [("", False), ("en", False), ("de", True), ("en en en de", False), ("en en de fr", True)],
)
def test_half_of_the_passages_in_other_languages_count(languages: str, across: bool) -> None:
    passages = [passage("x", language=language) for language in languages.split()]
    assert across_languages("en", passages) == across
