"""Short questions whose language their letters do not tell, and in which articles words stand."""

from collections.abc import Collection, Mapping, Sequence

import pytest

from index.language import detect_question_language
from index.standing_words import Stand, Standing

MANY = {"de": 100, "en": 100, "fr": 100}


def stand(languages: Mapping[str, str], articles: Mapping[str, int] = MANY) -> Standing:
    """Words and the codes of the languages they stand in; all others stand nowhere."""

    def asked(words: Sequence[str]) -> Stand:
        found: dict[str, Collection[str]] = {
            word: languages.get(word.lower(), "").split() for word in words
        }
        return Stand(found, articles)

    return asked


def never(words: Sequence[str]) -> Stand:
    raise AssertionError(f"asked for {words}")


@pytest.mark.parametrize(
    ("question", "languages", "expected"),
    [
        ("Kosten des Ausbaus", {"kosten": "de", "ausbaus": "de"}, "de"),
        ("Kosten des Ausbaus", {"kosten": "de"}, "de"),
        ("Ausbau Studio Perry", {"ausbau": "de", "studio": "de fr", "perry": "de fr"}, "de"),
        (
            "studio perry pause raison",
            {"studio": "de fr", "perry": "de fr", "pause": "de fr", "raison": "fr"},
            "fr",
        ),
        ("perry studio costs", {"perry": "de en", "studio": "de en", "costs": "en"}, "en"),
    ],
)
def test_words_of_one_language_say_which_it_is(
    question: str, languages: Mapping[str, str], expected: str
) -> None:
    assert detect_question_language(question, standing=stand(languages)) == expected


@pytest.mark.parametrize("question", ["Kosten Ausbau", "Perry Studio", "Sora Hollywood Disney"])
def test_what_stands_in_several_languages_or_nowhere_says_nothing(question: str) -> None:
    as_before = detect_question_language(question)
    everywhere = stand(dict.fromkeys(question.lower().split(), "de en fr"))
    assert detect_question_language(question, standing=everywhere) == as_before
    assert detect_question_language(question, standing=stand({})) == as_before
    assert detect_question_language("Mira Murati", hint="fr", standing=stand({})) == "fr"


@pytest.mark.parametrize(
    "question",
    [
        "Who is Mira Murati?",
        "Was kostet Sora?",
        "Qui est Joe Biden ?",
        "Warum hat Tyler Perry den Ausbau seines Studios in Atlanta gestoppt?",
        "Tyler Perry Ausbau Studio Atlanta Videos Sora",
    ],
)
def test_articles_are_not_asked_where_the_question_is_clear_or_long(question: str) -> None:
    assert detect_question_language(question, standing=never) == detect_question_language(question)


def test_a_word_of_two_languages_is_not_taken_for_that_of_the_articles_alone() -> None:
    only_french = stand({"production": "fr"}, {"fr": 100})
    assert detect_question_language("sora production budget", standing=only_french) == "en"


def test_a_language_most_of_whose_words_are_missing_is_not_named() -> None:
    english = stand({"expose": "en"}, {"en": 400})
    assert detect_question_language("musée expose Hitler", standing=english) == "fr"


def test_the_conversation_decides_where_words_hardly_do() -> None:
    one = stand({"studio": "de", "perry": "de fr"}, {"de": 100, "fr": 2})
    assert detect_question_language("Studio Perry", hint="fr", standing=one) == "fr"
    two = stand({"kosten": "de", "ausbau": "de"})
    assert detect_question_language("Kosten Ausbau", hint="fr", standing=two) == "de"


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("es", "riesgo empleo Hollywood"),
        ("sv", "kostnader studio Perry"),
        ("it", "motivo pausa studio"),
        ("nl", "uitbreiding studio"),
    ],
)
def test_other_languages_are_told_as_well(language: str, question: str) -> None:
    assert detect_question_language(question) != language
    words = {word: language for word in question.split() if word.islower()}
    shared = dict.fromkeys(("studio", "perry", "hollywood"), f"{language} en")
    articles = stand(words | shared, {"en": 100, "fr": 100, language: 100})
    assert detect_question_language(question, standing=articles) == language
