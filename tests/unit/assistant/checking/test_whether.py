import time

import pytest

from assistant.checking.whether import asks_whether


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "Did the council approve the new bridge?"),
        ("en", "Isn’t the ferry free of charge?"),
        ("en", "“Was the mayor right?”"),
        ("de", "Ist Kaffee gesund?"),
        ("de", "Wurde Norwegen 1972 Mitglied der Europäischen Union?"),
        ("de", "Hat der Rat gesagt, dass die Brücke bleibt?"),
        ("fr", "Le conseil a-t-il approuvé le pont ?"),
        ("fr", "Est-ce que le pont est fermé ?"),
        ("fr", "Peut-on fumer sur le quai ?"),
        ("fr", "Le maire sait-il que le pont est fermé ?"),
    ],
)
def test_what_yes_or_no_would_answer(language: str, question: str) -> None:
    assert asks_whether(question, language)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "Why did the council approve the new bridge?"),
        ("en", "Do you know who built it?"),
        ("en", "The bridge is closed?"),
        ("de", "Was war der Grund?"),
        ("de", "Weißt du, warum die Brücke zu ist?"),
        ("de", "Kannst du sagen, wann sie öffnet?"),
        ("de", "Wie heißt die Fähre?"),
        ("fr", "Quand le conseil a-t-il voté ?"),
        ("fr", "Qu’est-ce que la médiation familiale ?"),
        ("fr", "Que veut-il ?"),
        ("fr", "Carte grise : que faire si on rachète le véhicule ?"),
        ("es", "¿Es sano el café?"),
    ],
)
def test_what_asks_for_more_or_is_not_known(language: str, question: str) -> None:
    assert not asks_whether(question, language)


@pytest.mark.parametrize("language", ["de", "en", "fr"])
@pytest.mark.parametrize("piece", ["a ", "a-", "- ", "x", " ", "'", "est-ce "])
def test_no_question_takes_long(language: str, piece: str) -> None:
    begun = time.process_time()
    asks_whether(piece * 10_000, language)
    assert time.process_time() - begun < 0.5
