import pytest

from assistant.evaluation.answer_language import answer_language, text_without_markers


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Er hat den Ausbau seines Studios gestoppt [1].", "de"),
        ("He has stopped the expansion of his studio [1, 2].", "en"),
        ("Il a arrêté l'agrandissement de son studio [1].", "fr"),
    ],
)
def test_the_language_of_an_answer_is_told(text: str, language: str) -> None:
    assert answer_language(text) == language


@pytest.mark.parametrize("text", ["", "2015 [1].", "Sony Pictures, Tyler Perry und OpenAI [1]."])
def test_names_and_numbers_alone_belong_to_no_language(text: str) -> None:
    assert answer_language(text) is None


def test_words_quoted_from_an_article_do_not_count() -> None:
    text = "He said that it was „schockierend, wie schnell sich das alles entwickelt hat“ [1]."

    assert answer_language(text) == "en"


def test_markers_leave_no_trace() -> None:
    assert text_without_markers("It paused [1], they say [2, 3].") == "It paused, they say."
