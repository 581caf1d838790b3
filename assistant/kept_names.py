"""Whether a rendering still names what its quote names.

Endings differ between languages, and AI has other letters in other ones, so only longer names
count, by their beginnings.
"""

import re
from collections.abc import Set as AbstractSet
from itertools import groupby

from assistant.checking.names import names_in, with_genitive
from assistant.checking.places import places_in
from assistant.evidence import refers_back
from index.article import Passage

_BEGINNING = 4
"""Letters by which a name is known again in another language."""
_WORD = re.compile(r"[\w’'-]+")


def keeps_names(quote: Passage, rendering: str, names: AbstractSet[str]) -> bool:
    """Whether those of `names` that stand in a quote stand in its rendering too."""
    words = set(re.findall(r"\w+", quote.text))
    said = rendering.casefold()
    told = (name for name in names if not words.isdisjoint(with_genitive(name)))
    return all(_is_said(name, said) for name in told)


def keeps_whom(quote: Passage, rendering: str, question: str, language: str) -> bool:
    """Whether whoever a question names and its quote does too is still named in the rendering.

    Of names that stand side by side, first and last ones, either will do; so will a people for its
    country, and a pronoun that the rendering opens with.

    Args:
        quote: what was rendered.
        rendering: in the question's language.
        question: what it is to answer.
        language: of the question, ISO 639-1.
    """
    if refers_back(rendering):
        return True
    said, places = rendering.casefold(), _places(_WORD.findall(rendering), language)
    asked = names_in(question, language)
    spelt = {each: name for name in asked for each in with_genitive(name)}
    words = [spelt.get(word, "") for word in _WORD.findall(quote.text)]
    runs = (list(run) for named, run in groupby(words, key=bool) if named)
    return all(
        any(_is_said(name, said) or _places([name], language) & places for name in run)
        for run in runs
    )


def _is_said(name: str, said: str) -> bool:
    return len(name) < _BEGINNING or name[:_BEGINNING].casefold() in said


def _places(words: list[str], language: str) -> frozenset[str]:
    """Codes of the places among some words, be it by their people."""
    return frozenset(code for codes in places_in(words, language).values() for code in codes)
