"""Whether a rendering still names what its quote names.

Endings differ between languages, and AI has other letters in other ones, so only longer names
count, by their beginnings.
"""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import groupby

from assistant.checking.names import names_in, with_genitive
from assistant.checking.places import places_in
from assistant.evidence import refers_back
from index.article import Passage
from index.function_words import function_words

_BEGINNING = 4
"""Letters by which a name is known again in another language."""
_WORD = re.compile(r"[\w’'-]+")
# What stands before a name where a sentence begins, and is none; nor does it make one full.
_BEFORE_NAMES = frozenset(
    {"laut", "gemäß", "herr", "herrn", "frau", "mr", "mrs", "ms", "dr", "mme"}
)


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
    asked = names_in(question, language)
    return refers_back(rendering) or not any(_lost(quote, rendering, asked, language))


def _lost(
    quote: Passage, rendering: str, names: AbstractSet[str], language: str
) -> Iterator[list[str]]:
    """Those of `names` that a quote has and its rendering has not, with those beside them."""
    said, places = rendering.casefold(), _places(_WORD.findall(rendering), language)
    spelt = {each: name for name in names for each in with_genitive(name)}
    words = [spelt.get(word, "") for word in _WORD.findall(quote.text)]
    for named, run in groupby(words, key=bool):
        together = list(run)
        if named and not any(
            _is_said(name, said) or _places([name], language) & places for name in together
        ):
            yield together


def in_full(
    quote: Passage, rendering: str, names: AbstractSet[str], language: str, article: str
) -> tuple[Passage, dict[str, str]]:
    """The quote with whoever its rendering lost named in full, and their names by those.

    A last name that is like a word is taken for it: of "Kutcher" a model made an owl.
    "Ashton Kutcher" is a name to it. The article says it in full where it does so first.

    Args:
        quote: what was rendered.
        rendering: in the question's language.
        names: that count.
        language: of the rendering, ISO 639-1.
        article: the text of the quote's article.
    """
    text, shown = quote.text, {}
    without = function_words(quote.language) | _BEFORE_NAMES
    for name in {lost[0] for lost in _lost(quote, rendering, names, language) if len(lost) == 1}:
        before = re.findall(rf"\b([\w’-]+) {re.escape(name)}\b", f"{quote.title}\n{article}")
        first = next((it for it in before if it[0].isupper() and it.lower() not in without), "")
        spelt = "|".join(re.escape(each) for each in sorted(with_genitive(name), reverse=True))
        alone = re.compile(rf"(?<!\b{re.escape(first)} )\b(?={re.escape(name)})(?:{spelt})\b")
        if first and alone.search(text):
            text = alone.sub(rf"{first} \g<0>", text)
            shown[f"{first} {name}"] = name
    return quote.model_copy(update={"text": text}), shown


def _is_said(name: str, said: str) -> bool:
    return len(name) < _BEGINNING or name[:_BEGINNING].casefold() in said


def _places(words: list[str], language: str) -> frozenset[str]:
    """Codes of the places among some words, be it by their people."""
    return frozenset(code for codes in places_in(words, language).values() for code in codes)
