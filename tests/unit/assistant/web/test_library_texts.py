import string
from dataclasses import fields

import pytest

from assistant.article_listing import ORDERS
from assistant.web.library_texts import LIBRARY_TEXTS, LibraryTexts
from assistant.web.texts import TEXTS


def test_library_speaks_the_languages_that_the_page_does() -> None:
    assert LIBRARY_TEXTS.keys() == TEXTS.keys()


@pytest.mark.parametrize("texts", LIBRARY_TEXTS.values(), ids=LIBRARY_TEXTS)
def test_every_language_says_everything_with_the_same_gaps(texts: LibraryTexts) -> None:
    for field in fields(LibraryTexts):
        said, english = getattr(texts, field.name), getattr(LIBRARY_TEXTS["en"], field.name)
        assert said, field.name
        if isinstance(said, dict):
            assert said.keys() == set(ORDERS)
            assert all(said.values())
            continue
        assert gaps(said) == gaps(english), field.name


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_names_are_listed_as_the_language_does() -> None:
    assert LIBRARY_TEXTS["en"].names(["a", "b"]) == "a and b"
    assert LIBRARY_TEXTS["de"].names(["a", "b", "c"]) == "a, b und c"
