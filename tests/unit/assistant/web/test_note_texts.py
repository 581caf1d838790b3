import pytest

from assistant.checking import notes
from assistant.web.note_texts import said_note
from assistant.web.texts import FRENCH, GERMAN, TEXTS, Texts


@pytest.mark.parametrize("texts", [GERMAN, FRENCH], ids=["de", "fr"])
def test_every_note_of_the_checks_is_said_in_every_language(texts: Texts) -> None:
    known = {note for name, note in vars(notes).items() if name.isupper()}
    said = {said_note(note, texts) for note in known}
    assert len(said) == len(known) > 1
    assert not said & known


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
    assert said_note(note, TEXTS[code]) == said
