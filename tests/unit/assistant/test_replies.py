import pytest

from assistant.replies import quoted, reply
from index.language import detect_language


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "nl", "pt", "pl"])
def test_refusal_is_in_the_language_of_the_question(language: str) -> None:
    assert detect_language(reply("not_found", language)) == language


@pytest.mark.parametrize("language", ["und", "ja", ""])
def test_refusal_is_in_english_where_there_is_no_translation(language: str) -> None:
    assert reply("not_found", language) == reply("not_found", "en")


def test_words_are_quoted_as_the_language_of_the_question_does() -> None:
    assert quoted("Scheiben", "fr") == "«\u00a0Scheiben\u00a0»"
    assert quoted("discs", "de") == "„discs“"
    assert quoted("discs", "ja") == quoted("discs", "en") == "“discs”"
