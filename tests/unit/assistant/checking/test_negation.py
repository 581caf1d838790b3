import time

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
        ("She says that it is false.", "en", "Elle n'affirme nullement que c'est faux.", "fr"),
        ("He says that it is true.", "en", "Il n'a ni dit que c'est vrai.", "fr"),
        ("She fears that he will come.", "en", "Elle craint qu'il ne vienne pas.", "fr"),
        ("More than that: he can come.", "en", "De plus elle dit que Paul ne peut venir.", "fr"),
        ("It is good and dear.", "en", "Das ist gut und nicht teuer.", "de"),
        ("He came alone.", "en", "Er kam nicht allein.", "de"),
        ("It is listed as never having sailed.", "en", "Das Schiff ist gefahren.", "de"),
        ("He shows how one came.", "en", "Er zeigt, wie nie jemand kam.", "de"),
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
        ("It was sold only twice.", "en", "Il n'a été vendu que deux fois.", "fr"),
        ("He came and he stayed.", "en", "Il n'est pas seulement venu.", "fr"),
        ("He keeps laughing.", "en", "Il ne cesse de rire.", "fr"),
        ("He never stops laughing.", "en", "Il n'a cessé de rire.", "fr"),
        ("He has probably left.", "en", "Il est sans doute parti.", "fr"),
        ("Close it before he leaves.", "en", "Fermez avant qu'il ne parte.", "fr"),
        ("It is larger than one thinks.", "en", "Il est plus grand qu'on ne le pense.", "fr"),
        ("It rains a lot, notably in May.", "en", "Es regnet viel, nicht zuletzt im Mai.", "de"),
        ("It often rains.", "en", "Nicht selten regnet es.", "de"),
        ("It is not infrequently wet.", "en", "Nicht selten ist es nass.", "de"),
        ("He doesn't just come, he stays.", "en", "Er kommt nicht bloß, er bleibt.", "de"),
        ("He lives on bread.", "en", "Er hat nichts als Brot.", "de"),
        ("He has nothing but bread.", "en", "Il a du pain.", "fr"),
        ("It was sent from No. 10.", "en", "Es kam aus Haus Nummer 10.", "de"),
        ("Whether or not it rains, it opens.", "en", "Ob es regnet, ist gleich.", "de"),
        ("Non-members pay.", "en", "Nicht-Mitglieder zahlen.", "de"),
        ("She will not come until Monday.", "en", "Elle ne viendra que lundi.", "fr"),
        ("She won't come to us until Monday.", "en", "Sie kommt erst am Montag.", "de"),
        ("She won't come until Monday.", "en", "Sie kommt nicht vor Montag.", "de"),
        ("She will not come until Monday.", "en", "Sie kommt nicht vor Montag.", "de"),
        ("All that remains is to wait.", "en", "Il ne reste plus qu'à attendre.", "fr"),
        ("Smoking is prohibited.", "en", "Das Rauchen ist nicht erlaubt.", "de"),
        ("You may not smoke here.", "en", "Il est interdit de fumer ici.", "fr"),
        ("It is far from finished.", "en", "Es ist noch lange nicht fertig.", "de"),
        ("Zero tolerance.", "en", "Keine Toleranz.", "de"),
        ("Profits are lower than ever.", "en", "Die Gewinne sind so gering wie nie zuvor.", "de"),
        ("It is louder than ever.", "en", "C'est plus fort que jamais.", "fr"),
        ("It rained as never before.", "en", "Es regnete so stark wie noch nie.", "de"),
        ("It rained as never before.", "en", "Il a plu plus que les autres jours.", "fr"),
        ("It rained as never before.", "en", "Llovió como nunca antes.", "es"),
        ("It rained more than ever.", "en", "Llovió como nunca antes.", "es"),
        ("Es regnete wie nie zuvor.", "de", "Piovve come mai prima.", "it"),
        ("It rained as never before.", "en", "Het regende als nooit tevoren.", "nl"),
        ("It rained more than ever.", "en", "Choveu como nunca antes.", "pt"),
        ("It rained more than ever.", "en", "Padało jak nigdy dotąd.", "pl"),
        ("Il est plus fort que jamais.", "fr", "Es más fuerte que nunca.", "es"),
        ("Better late than never.", "en", "Mieux vaut tard que jamais.", "fr"),
        ("Besser spät als nie.", "de", "Mieux vaut tard que jamais.", "fr"),
        ("He is called never content.", "en", "Er gilt als nie zufrieden.", "de"),
        ("It is louder than ever.", "en", "Es ist so laut wie sonst nie.", "de"),
        ("Er zeigt, wie nie jemand kam.", "de", "He shows how nobody ever came.", "en"),
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


@pytest.mark.parametrize(
    ("text", "language", "source", "source_language"),
    [
        ("She has neither cat nor dog.", "en", "Sie hat keine Katze und keinen Hund.", "de"),
        ("She came without cat or dog.", "en", "Sie kam ohne Katze, ohne Hund.", "de"),
        ("Personne n'est venu, pas même elle.", "fr", "Niemand kam, nicht einmal sie.", "de"),
        ("She did not come either.", "en", "Elle n'est pas venue non plus.", "fr"),
        ("There is no trace.", "en", "Aucune trace.", "fr"),
        ("Neither can she nor will she.", "en", "Elle ne veut ni ne peut venir.", "fr"),
        ("No trace, nothing to see.", "en", "Pas de trace, rien à voir.", "fr"),
        ("She doesn't know whether to go.", "en", "Sie weiß nicht, ob sie geht oder nicht.", "de"),
    ],
)
def test_a_negation_that_is_said_again_is_not_lost(
    text: str, language: str, source: str, source_language: str
) -> None:
    assert not loses_a_negation(text, language, source, source_language)
    assert not loses_a_negation(source, source_language, text, language)
    assert loses_a_negation("She has it.", "en", source, source_language)


@pytest.mark.parametrize(
    "pumped",
    [
        "n'",
        "ne a ",
        "plus que ",
        "kein a, ",
        "not a ",
        "ne qu'",
        "crain",
        "a'",
        "no ",
        "avant qu'a ",
    ],
)
def test_long_text_takes_no_long_time(pumped: str) -> None:
    began = time.process_time()
    for language in ("en", "de", "fr"):
        loses_a_negation(pumped * 10_000, language, "It is open.", "en")
    assert time.process_time() - began < 10  # what grows with the square takes minutes
