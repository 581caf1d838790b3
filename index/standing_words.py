"""What the articles tell of a question's language: its words stand in those of one language only.

Where a word stands only in German passages, that says the more for German the more articles there
are in the language that the question would else be taken for, and the less the word's letters look
like that one.
"""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from index.letter_statistics import letter_statistics, log_share

# Set on keyword questions (docs/quality-retrieval.md).
_MOST = 3.0  # that one word adds
_KNOWN = 0.85  # share of the words of questions that stand in very many articles
_HALF = 10  # articles in which half as many do


class Stand(NamedTuple):
    """Where words stand."""

    languages: Mapping[str, Collection[str]]
    """By word the languages of the passages that have it. Names are left out."""
    articles: Mapping[str, int]
    """By language, how many articles there are."""


Standing = Callable[[Sequence[str]], Stand]
"""Tells of words where they stand."""


def told_by_articles(words: Sequence[str], standing: Standing, best: str) -> dict[str, float]:
    """Return by how much articles say that a question is in another language, as log odds.

    They say so of a language that some of its words stand in alone, unless as many stand in none
    of its passages and do not look like it.

    Args:
        words: of the question, without its function words.
        standing: tells where they stand.
        best: language that the question would be taken for.
    """
    stand = standing(words)
    alone = {word: next(iter(found)) for word, found in stand.languages.items() if len(found) == 1}
    told: dict[str, float] = {}
    for language in sorted({*alone.values()} - {best}):
        own = [word for word, found in alone.items() if found == language]
        missed = [
            word
            for word, found in stand.languages.items()
            if language not in found and _unlike(word, language, best) <= 0
        ]
        if len(own) > len(missed):
            gained = (_weight(word, language, best, stand.articles) for word in own)
            lost = (
                _weight(word, best, language, stand.articles)
                for word, found in alone.items()
                if found == best
            )
            told[language] = sum(gained) - sum(lost)
    return told


def _weight(word: str, language: str, rival: str, articles: Mapping[str, int]) -> float:
    """How much a word that stands in one language says for it and not for another one."""
    many = articles.get(rival, 0)
    missing = -math.log(1 - _KNOWN * many / (many + _HALF))
    return max(0.0, min(_MOST, missing + _unlike(word, language, rival)))


def _unlike(word: str, language: str, rival: str) -> float:
    """How much more a word looks like one language than like another."""
    letters = letter_statistics(word.lower())
    return log_share(letters, language) - log_share(letters, rival)
