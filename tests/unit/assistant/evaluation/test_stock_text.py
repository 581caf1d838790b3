import pytest

from assistant.evaluation.stock_text import cited_sentences, is_refusal


@pytest.mark.parametrize(
    "text",
    [
        "",
        "None of the provided sources mention this.",
        "The sources do not say who bought it.",
        "I cannot determine this from the sources.",
        "Die Quellen enthalten keine Informationen dazu.",
        "Das geht aus den Quellen nicht hervor.",
        "Les sources ne mentionnent pas ce prix.",
        "Aucune information n'est donnée.",
    ],
)
def test_what_says_that_the_sources_do_not_help_is_a_refusal(text: str) -> None:
    assert is_refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        "Perry paused it [1]. The price is not mentioned.",
        "Er hat den Ausbau gestoppt [1].",
        "Il n'est pas d'accord avec ce projet [1].",
    ],
)
def test_an_answer_is_no_refusal(text: str) -> None:
    assert not is_refusal(text)


@pytest.mark.parametrize(
    "marked", ["It paused [1, 2].", "It paused. [1][2]", "It paused [Source 1] (Source 2)."]
)
def test_sources_are_found_however_they_are_written(marked: str) -> None:
    assert cited_sentences(marked, "en", sources=2) == [("It paused.", (1, 2))]


def test_a_marker_after_the_full_stop_belongs_to_the_sentence_before() -> None:
    assert cited_sentences("It paused. [1] It went on. [2]", "en", sources=2) == [
        ("It paused.", (1,)),
        ("It went on.", (2,)),
    ]


def test_years_in_brackets_are_no_sources() -> None:
    assert cited_sentences("It paused (2015) [7].", "en", sources=2) == [("It paused (2015).", ())]
