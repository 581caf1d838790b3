"""The words of the interface."""

import string
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import pytest

from assistant.web.article_texts import ARTICLE_TEXTS
from assistant.web.library_texts import LIBRARY_TEXTS
from assistant.web.login_texts import LOGIN_TEXTS
from assistant.web.making_texts import MAKING_TEXTS
from assistant.web.texts import TEXTS, texts_for


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


@pytest.mark.parametrize(
    "translations",
    [TEXTS, ARTICLE_TEXTS, LIBRARY_TEXTS, LOGIN_TEXTS, MAKING_TEXTS],
    ids=["chat", "article", "library", "login", "making"],
)
@pytest.mark.parametrize("code", TEXTS)
def test_every_language_says_everything_with_the_same_gaps(
    translations: Mapping[str, Any], code: str
) -> None:
    assert translations.keys() == TEXTS.keys()
    for field in fields(translations["en"]):
        said, english = (getattr(translations[each], field.name) for each in (code, "en"))
        assert said, field.name
        if isinstance(said, dict):
            assert said.keys() == english.keys()
            assert all(said.values())
            continue
        assert gaps(said) == gaps(english), field.name


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
