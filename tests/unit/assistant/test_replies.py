import pytest

from assistant.replies import quoted, reply, without_own_words
from index.language import detect_language


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "nl", "pt", "pl"])
def test_refusal_is_in_the_language_of_the_question(language: str) -> None:
    assert detect_language(reply("not_found", language)) == language


@pytest.mark.parametrize("language", ["und", "ja", ""])
def test_refusal_is_in_english_where_there_is_no_translation(language: str) -> None:
    assert reply("not_found", language) == reply("not_found", "en")


def test_quotation_marks_within_words_become_single_ones() -> None:
    assert quoted('die „Alpha“ und "Beta"', "en") == "“die ‚Alpha‘ und 'Beta'”"


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "pl"])
def test_an_article_s_own_words_are_taken_out_again(language: str) -> None:
    text = f"It has rotors ({quoted('die „Alpha“', language)}) [1][2]. It is (“new”)."
    assert without_own_words(text) == "It has rotors [1][2]. It is (“new”)."


def test_words_are_quoted_as_the_language_of_the_question_does() -> None:
    assert quoted("Scheiben", "fr") == "«\u00a0Scheiben\u00a0»"
    assert quoted("discs", "de") == "„discs“"
    assert quoted("discs", "ja") == quoted("discs", "en") == "“discs”"
