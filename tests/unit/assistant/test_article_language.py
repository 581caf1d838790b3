import pytest

from assistant.article_language import article_language, in_language
from tests.unit.assistant.passages import passage


@pytest.mark.parametrize(
    ("question", "language", "without"),
    [
        (
            "Which algorithm does AI rely on, according to the French piece about Sony?",
            "fr",
            "Which algorithm does AI rely on, according to the piece about Sony?",
        ),
        (
            "What do the German-language newspaper articles say?",
            "de",
            "What do the newspaper articles say?",
        ),
        ("Is it in the article written in Polish?", "pl", "Is it in the article?"),
        (
            "Was sagt Perry dem französischen Artikel zufolge?",
            "fr",
            "Was sagt Perry dem Artikel zufolge?",
        ),
        (
            "Was steht in den englischsprachigen Texten?",
            "en",
            "Was steht in den Texten?",
        ),
        ("Was steht im Artikel auf Französisch?", "fr", "Was steht im Artikel?"),
        ("Selon l’article allemand, qui dirige Sony ?", "de", "Selon l’article, qui dirige Sony ?"),
        ("Que disent les articles italiens ?", "it", "Que disent les articles ?"),
        ("Que dit le texte rédigé en anglais ?", "en", "Que dit le texte ?"),
    ],
)
def test_language_of_the_article_is_taken_out(question: str, language: str, without: str) -> None:
    assert article_language(question) == (without, language)


@pytest.mark.parametrize(
    "question",
    [
        "Which articles mention the French government?",
        "What does the French report on the economy say?",
        "Wer ist der französische Präsident?",
        "Wie heißt der deutsche Artikelschreiber?",
        "Que pense l’acteur français de l’article ?",
        "What does the French piece of legislation say?",
        "Is the article long?",
        "",
    ],
)
def test_other_questions_stay_as_they_are(question: str) -> None:
    assert article_language(question) == (question, "")


def test_passages_in_the_language_come_alone_where_there_are_any() -> None:
    one, two, three = (
        passage(text, language=language)
        for text, language in (("Ja.", "de"), ("Oui.", "fr"), ("Non.", "fr"))
    )
    found = (one, two, three)
    assert in_language(found, "fr", 8) == (two, three)
    assert in_language(found, "fr", 1) == (two,)
    assert in_language(found, "es", 2) == (one, two)
    assert in_language(found, "", 2) == (one, two)
