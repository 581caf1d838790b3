"""The small words that lead in a few words of a text."""

import pytest

from assistant.leading_words import led_in


@pytest.mark.parametrize(
    ("text", "words", "language", "led"),
    [
        ("Es ginge ohne die Stuntmen.", "Stuntmen", "de", "ohne die Stuntmen"),
        ("Sie siedelten entlang der Küste.", "Küste", "de", "entlang der Küste"),
        ("Es ist ab 2018 verboten.", "2018", "de", "ab 2018"),
        ("It ran in less than linear time.", "linear time", "en", "in less than linear time"),
        ("Pas avant le 3 mai.", "3 mai", "fr", "Pas avant le 3 mai"),
        ("Il parle de l’IA.", "IA", "fr", "de l’IA"),
        ("Es ginge ohne Ton und ohne Bild.", "Bild", "de", "ohne Ton und ohne Bild"),
        ("pour l’art et pour leur vie", "vie", "fr", "pour l’art et pour leur vie"),
        ("pour leurs droits et pour leur vie", "vie", "fr", "pour leurs droits et pour leur vie"),
        ("animals such as the eel", "eel", "en", "the eel"),
        ("by train, by car or by bus", "bus", "en", "by car or by bus"),
        ("in Rom starb Caesar und in Paris lebte er", "Paris", "de", "in Paris"),
        ("Er war in Rom krank und in Paris.", "Paris", "de", "in Paris"),
        ("Die Arten sterben nicht ohne diese Art.", "Art", "de", "nicht ohne diese Art"),
        ("Im Jahr 2018 stieg es, nicht vor 2018.", "2018", "de", "2018"),
        ("Vor 2018 und vor 2018 stieg es.", "2018", "de", "2018"),
        ("Die Tonne klingt ohne Ton.", "Ton", "de", "ohne Ton"),
        ("Der Mann, mit dem Eva kam", "Eva", "de", "Eva"),
        ("sans aucun figurant", "figurant", "fr", "sans aucun figurant"),
        ("ohne jegliche Stuntmen", "Stuntmen", "de", "ohne jegliche Stuntmen"),
        ("He was never Pope.", "Pope", "en", "never Pope"),
        ("Er traf sie in Rom und Eva in Paris.", "Paris", "de", "in Paris"),
        ("Er traf sie in Rom und Paris.", "Paris", "de", "Paris"),
        ("The Master came.", "Master", "en", "The Master"),
        ("She met Ann Lee.", "Ann Lee", "en", "Ann Lee"),
        ("einen von Algen stammenden Stoff", "Algen", "de", "von Algen"),
        ("die Filme, die Kutcher meint", "Kutcher", "de", "Kutcher"),
        ("He says that Kutcher knew.", "Kutcher", "en", "Kutcher"),
        ("in the one of all of the many rooms", "rooms", "en", "of the many rooms"),
        ("ohne die Stuntmen", "Stuntmen", "it", "Stuntmen"),
        ("Anders gesagt", "Stuntmen", "de", "Stuntmen"),
    ],
)  # fmt: skip
def test_prepositions_articles_and_negations_lead_in(
    text: str, words: str, language: str, led: str
) -> None:
    assert led_in(text, words, language) == led
