"""Questions that name an article by its language: “according to the French article”.

They are answered by articles in that language, and the language is no name that a quote has to say
again: hardly an article calls itself French.
"""

import re
from functools import cache
from typing import NamedTuple

from babel import Locale

from index.article import Passage

_MEANT = ("de", "en", "es", "fr", "it", "nl", "pl", "pt")

# Reports, stories and sources are none: a French report is one from France as often.
_ARTICLE = {
    "de": r"(?:(?:zeitungs|presse|original)?(?:artikel|text|beitrag|aufsatz)(?:n|s|es)?|"
    r"texten?|beiträgen?|aufsätzen?)",
    "en": r"(?:(?:news(?:paper)?|press|original) )?(?:articles?|pieces?(?! of)|texts?)",
    "fr": r"(?:articles?|textes?|papiers?)(?: de presse)?",
}
# What of a question is left out, beside an article that stays, by the language of the question.
_SAID = {
    "de": (
        r"(?:{name}(?:sprachig)?e[mnrs]?) (?P<kept>{article})",
        r"(?P<kept>{article}) (?:auf {name}|in {name}er sprache)",
    ),
    "en": (
        r"{name}(?:[ -]language)? (?P<kept>{article})",
        r"(?P<kept>{article}) (?:(?:written|published|that (?:is|are)) )?in {name}",
    ),
    "fr": (
        r"(?P<kept>{article}) {name}(?:n?e)?s?",
        r"(?P<kept>{article}) (?:(?:rédigé|écrit|publié|paru)e?s? )?en (?:langue )?{name}e?",
    ),
}


class _Said(NamedTuple):
    pattern: re.Pattern[str]
    meant: str


def article_language(question: str) -> tuple[str, str]:
    """The question without the language of the articles that it asks about, and that language.

    Args:
        question: in English, French or German; others name none that is known.

    Returns:
        The question, and an ISO 639-1 code; the question as it is and nothing where none is named.

    Example:
        >>> article_language("What does Perry fear, according to the French article?")
        ('What does Perry fear, according to the article?', 'fr')
    """
    for said in _patterns():
        text = said.pattern.sub(r"\g<kept>", question)
        if text != question:
            return text, said.meant
    return question, ""


def in_language(passages: tuple[Passage, ...], language: str, most: int) -> tuple[Passage, ...]:
    """The first passages in a language; where there are none, or none is named, the first of all.

    Args:
        passages: best first.
        language: ISO 639-1, or nothing.
        most: how many.
    """
    found = tuple(passage for passage in passages if passage.language == language)
    return (found or passages)[:most]


@cache
def _patterns() -> tuple[_Said, ...]:
    return tuple(
        _Said(
            re.compile(rf"\b{_filled(pattern, asked, meant)}\b", re.IGNORECASE),
            meant,
        )
        for asked, patterns in _SAID.items()
        for pattern in patterns
        for meant in _MEANT
    )


def _filled(pattern: str, asked: str, meant: str) -> str:
    name = Locale(asked).languages[meant].casefold()
    return pattern.format(name=re.escape(name), article=_ARTICLE[asked]).replace(" ", r"\s+")
