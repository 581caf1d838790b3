"""Questions that name an article by its language: “according to the French article”.

They are answered by articles in that language, where the search finds any, and the language is no
name that a quote has to say again: hardly an article calls itself French.
"""

import re
from functools import cache
from typing import NamedTuple

from babel import Locale

from index.article import Passage

_MEANT = ("de", "en", "es", "fr", "it", "nl", "pl", "pt")

# What is asked about beside its language, by the language of the question: something definite that
# is an article and nothing else, as texts, reports and papers often are. `kept` is what stays.
_SAID = {
    "de": (
        r"(?P<kept>\b(?:d(?:e[mnrs]|as|ie)|im|vom|beim|laut))\s+"
        r"{name}(?:sprachig)?e[mnrs]?(?=\s+(?:(?:zeitungs|presse)?artikeln?s?)\b(?!\s+\d))",
        r"(?P<kept>\b(?:d(?:e[mnrs]|as|ie)|im|vom|beim)\s+(?:zeitungs|presse)?artikeln?s?)\s+"
        r"(?:auf\s+{name}|in\s+{name}er\s+sprache)\b",
    ),
    "en": (
        r"(?P<kept>\bthe)\s+{name}(?:[\s-]language)?"
        r"(?=\s+(?:(?:news(?:paper)?|press)\s+)?(?:articles?|pieces?(?!\s+of))\b(?!\s+\d))",
        r"(?P<kept>\bthe\s+(?:articles?|pieces?))\s+"
        r"(?:written|published|that\s+(?:is|are))\s+in\s+{name}(?=\s*(?:[,.;:?!)]|$))",
    ),
    "fr": (
        r"(?P<kept>\b(?:l['’]|les\s+)articles?(?:\s+de\s+presse)?)\s+{name}(?:n?e)?s?\b",
        r"(?P<kept>\b(?:l['’]|les\s+)articles?(?:\s+de\s+presse)?)\s+"
        r"(?:(?:rédigé|écrit|publié|paru)e?s?\s+)?en\s+(?:langue\s+)?{name}e?\b",
    ),
}


class _Said(NamedTuple):
    pattern: re.Pattern[str]
    meant: str
    others: re.Pattern[str]
    """Any other language by its name."""


def article_language(question: str) -> tuple[str, str]:
    """The question without the language of the articles that it asks about, and that language.

    Args:
        question: in English, French or German; others name none that is known. One that names a
            second language may compare, and means none.

    Returns:
        The question, and an ISO 639-1 code; the question as it is and nothing where none is named.

    Example:
        >>> article_language("What does Perry fear, according to the French article?")
        ('What does Perry fear, according to the article?', 'fr')
    """
    for said in _patterns():
        text = said.pattern.sub(r"\g<kept>", question)
        if text != question and not said.others.search(text):
            return text, said.meant
    return question, ""


def in_language(passages: tuple[Passage, ...], language: str) -> tuple[Passage, ...]:
    """The passages in a language; where there are none, or none is named, all.

    Args:
        passages: best first.
        language: ISO 639-1, or nothing.
    """
    found = tuple(passage for passage in passages if passage.language == language)
    return found or passages


@cache
def _patterns() -> tuple[_Said, ...]:
    return tuple(
        _Said(
            _compiled(pattern.format(name=_name(asked, meant))),
            meant,
            _compiled(rf"\b(?:{'|'.join(_name(asked, each) for each in _MEANT if each != meant)})"),
        )
        for asked, patterns in _SAID.items()
        for pattern in patterns
        for meant in _MEANT
    )


def _name(asked: str, meant: str) -> str:
    """What a language is called in another; “to polish” is no Polish."""
    name = re.escape(Locale(asked).languages[meant])
    return f"(?-i:{name})" if asked == "en" else name


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
