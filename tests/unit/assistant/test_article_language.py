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
            "Was steht in den englischsprachigen artikeln?",
            "en",
            "Was steht in den artikeln?",
        ),
        ("Was fürchtet er laut französischem Artikel?", "fr", "Was fürchtet er laut Artikel?"),
        ("Was steht im Artikel auf Französisch?", "fr", "Was steht im Artikel?"),
        ("Selon l’article allemand, qui dirige Sony ?", "de", "Selon l’article, qui dirige Sony ?"),
        ("Que disent les articles italiens ?", "it", "Que disent les articles ?"),
        ("Que dit l'article rédigé en anglais ?", "en", "Que dit l'article ?"),
    ],
)
def test_language_of_the_article_is_taken_out(question: str, language: str, without: str) -> None:
    assert article_language(question) == (without, language)


@pytest.mark.parametrize(
    "question",
    [
        "Which articles mention the French government?",
        "What do the articles in French newspapers say?",
        "Who wrote the text in French Guiana?",
        "Can it polish articles for journalists?",
        "Can the polish articles need be had?",
        "How many German text messages were sent?",
        "What does the German Article 5 say?",
        "How do the French article and the German article differ?",
        "Compare the English article with the German one.",
        "What does the French article say of the German government?",
        "Was sagt der deutsche, was der französische Artikel?",
        "Was war der deutsche Beitrag zum Klimafonds?",
        "Welche deutschen Artikel werden exportiert?",
        "Quelle différence entre l'article allemand et l'article français ?",
        "Comment obtenir des papiers français ?",
        "Combien d'articles français sont exportés ?",
        "Is it French+language?",
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
    assert in_language(found, "fr") == (two, three)
    assert in_language(found, "es") == found
    assert in_language(found, "") == found
