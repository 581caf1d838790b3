"""The words of the interface."""

import string
from dataclasses import fields

import pytest

from assistant.checking import notes
from assistant.web.texts import ENGLISH, TEXTS, Texts, texts_for


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("de-DE,de;q=0.9,en;q=0.8", "de"),
        ("fr", "fr"),
        ("es-ES, fr;q=0.3, de;q=0.7", "de"),
        ("pt-BR", "en"),
        ("", "en"),
        (None, "en"),
        ("de;q=nonsense, fr;q=0.1", "fr"),
        ("*", "en"),
    ],
)
def test_browser_gets_the_language_it_likes_best(header: str | None, code: str) -> None:
    assert texts_for(header).code == code


@pytest.mark.parametrize("texts", TEXTS.values(), ids=TEXTS)
def test_every_language_says_everything_with_the_same_gaps(texts: Texts) -> None:
    for field in fields(Texts):
        said, english = getattr(texts, field.name), getattr(ENGLISH, field.name)
        assert said, field.name
        if isinstance(said, dict):
            assert said.keys() == english.keys()
            assert all(said.values())
            continue
        assert gaps(said) == gaps(english), field.name


@pytest.mark.parametrize("texts", TEXTS.values(), ids=TEXTS)
def test_every_note_of_the_checks_is_said_in_every_language(texts: Texts) -> None:
    assert set(texts.notes) == set(notes.ALL)
    assert len(set(texts.notes.values())) == len(notes.ALL)


@pytest.mark.parametrize(
    ("code", "note", "said"),
    [
        ("de", notes.REPEATS, "wiederholt nur die Frage"),
        ("de", notes.lacks({"paris", "1815"}), "nicht in den Zitaten: 1815, paris"),
        ("fr", notes.lacks({"1815"}), "absent des citations : 1815"),
        ("en", notes.lacks({"1815"}), "not in the quotes: 1815"),
        ("de", notes.lacks({"month 3", "paris"}), "nicht in den Zitaten: März, paris"),
        ("fr", notes.lacks({"month 12"}), "absent des citations : décembre"),
        ("fr", "of a later version", "of a later version"),
        ("de", "", ""),
    ],
)
def test_note_is_said_with_what_it_names(code: str, note: str, said: str) -> None:
    assert TEXTS[code].note(note) == said


def gaps(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text)}


@pytest.mark.parametrize(
    ("code", "iso", "said"),
    [
        ("en", "2024-03-25", "25 March 2024"),
        ("de", "2024-03-25", "25. März 2024"),
        ("fr", "2024-03", "mars 2024"),
        ("en", "2024", "2024"),
        ("en", "2024-03-25T10:00:00", "25 March 2024"),
        ("en", "spring 2024", "spring 2024"),
        ("en", "2024-99", "2024-99"),
        ("en", "2024-xx-01", "2024-xx-01"),
    ],
)
def test_date_is_said_as_exactly_as_it_is_known(code: str, iso: str, said: str) -> None:
    assert TEXTS[code].date(iso) == said


def test_language_without_a_name_is_told_by_its_code() -> None:
    assert TEXTS["fr"].language("de") == "allemand"
    assert TEXTS["en"].language("tlh-x") == "TLH-X"
    assert TEXTS["de"].language("und") == "Sprache unbekannt"
