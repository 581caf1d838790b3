import pytest

from assistant.checking.negation import loses_a_negation, negations_differ


@pytest.mark.parametrize(
    ("text", "language", "source", "source_language"),
    [
        ("Sora is available.", "en", "Sora ist nicht verfügbar.", "de"),
        ("Sora n'est pas disponible.", "fr", "Sora ist verfügbar.", "de"),
        ("Il a vu les images.", "fr", "Er hat die Bilder nie gesehen.", "de"),
        ("Sie braucht eine Pause.", "de", "She does not need a break.", "en"),
        ("The council adopted the law.", "en", "El consejo no aprobó la ley.", "es"),
        ("The council adopted the law.", "en", "Il consiglio non ha approvato la legge.", "it"),
        ("The council adopted the law.", "en", "De raad keurde de wet niet goed.", "nl"),
        ("The council adopted the law.", "en", "O conselho não aprovou a lei.", "pt"),
        ("The council adopted the law.", "en", "Rada nie przyjęła ustawy.", "pl"),
        ("She doesn't need a break.", "en", "Elle a besoin d'une pause.", "fr"),
        ("Ils ne sont que prêts à prêter.", "fr", "Sie verleihen nur ungern.", "de"),
        ("He is there.", "en", "Il ne sait pas que la porte est ouverte.", "fr"),
    ],
)
def test_lost_or_invented_negation_is_seen(
    text: str, language: str, source: str, source_language: str
) -> None:
    assert negations_differ(text, language, source, source_language)
    assert negations_differ(source, source_language, text, language)


@pytest.mark.parametrize(
    ("text", "language", "source", "source_language"),
    [
        ("Sora is not available.", "en", "Sora ist nicht verfügbar.", "de"),
        ("Sora is unavailable.", "en", "Sora ist nicht verfügbar.", "de"),
        ("It is difficult to tell.", "en", "Das ist nicht klar.", "de"),
        ("C'est inconnu.", "fr", "Das ist nicht bekannt.", "de"),
        ("Anyone may copy it.", "en", "N'importe qui peut le copier.", "fr"),
        ("Sora is available.", "en", "Sora är inte tillgänglig.", "sv"),
        ("It is loud and dear.", "en", "Sie ist nicht nur laut, sondern teuer.", "de"),
        ("However, it rains.", "en", "Sin embargo, llueve.", "es"),
        ("It is not known.", "en", "Es desconocido.", "es"),
        ("The law was rejected.", "en", "La ley fue rechazada.", "es"),
        ("It opens in May.", "en", "Sie öffnet im Mai.", "de"),
        ("Only two are left.", "en", "Il n'y a que deux pièces.", "fr"),
        ("It is but a rumour.", "en", "Ce n'est qu'une rumeur.", "fr"),
        ("They are reluctant to lend.", "en", "Sie verleihen nur ungern.", "de"),
    ],
)
def test_other_words_for_the_same_pass(
    text: str, language: str, source: str, source_language: str
) -> None:
    assert not negations_differ(text, language, source, source_language)


@pytest.mark.parametrize(
    ("text", "language", "seen"),
    [
        ("Sora ne fait pas encore de fautes.", "fr", True),
        ("Sora does not make mistakes yet.", "en", True),
        ("Sora is not yet without mistakes.", "en", False),
        ("Sora n'est pas encore sans fautes.", "fr", False),
        ("Sora still makes mistakes.", "en", False),
        ("Sora does not work faultlessly yet.", "en", False),
    ],
)
def test_one_of_two_negations_that_is_lost_is_seen(text: str, language: str, seen: bool) -> None:
    quote = "Ganz ohne Fehler arbeitet Sora noch nicht."
    assert loses_a_negation(text, language, quote, "de") is seen
    assert loses_a_negation(quote, "de", text, language) is seen
