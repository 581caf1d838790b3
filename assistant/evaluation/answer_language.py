"""The language that an answer is written in, where that can be told."""

import re

from index.language import UNDETERMINED, detect_language, detect_question_language

MIN_WORDS = 4
MIN_SMALL_WORDS = 2
"""Shorter answers are mostly names and numbers, which belong to no language; so are texts in which
all words begin with a capital."""

_MARKER = re.compile(r"\[\d+(?:\s*,\s*\d+)*\]")
# Words quoted from an article may well be in the article's language.
_QUOTED = re.compile(r"„[^“”]*[“”]|“[^”]*”|«[^»]*»|»[^«]*«|\"[^\"]*\"")
_WORD = re.compile(r"[^\W\d_]+")


def text_without_markers(text: str) -> str:
    """The answer's text without its citation markers.

    >>> text_without_markers("It paused [1], they say [2, 3].")
    'It paused, they say.'
    """
    return re.sub(r"\s+([.,;:!?])", r"\1", " ".join(_MARKER.sub(" ", text).split()))


def answer_language(text: str) -> str | None:
    """ISO 639-1 of an answer's own words; None where they are too few to tell.

    >>> answer_language("Il a arrêté les travaux de son studio [1].")
    'fr'
    """
    own = _QUOTED.sub(" ", text_without_markers(text))
    words = _WORD.findall(own)
    small = sum(word[0].islower() for word in words)
    if len(words) < MIN_WORDS or small < MIN_SMALL_WORDS or detect_language(own) == UNDETERMINED:
        return None
    return detect_question_language(own)
