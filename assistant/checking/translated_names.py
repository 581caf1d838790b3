"""Names that are made of words, and so are other words in another language.

The Football Association is a Fußballverband, the First World War the Erste Weltkrieg: letter by
letter they have nothing in common. multilingual-e5-small puts a name and its translation at .90 and
above, and two names of the same kind mostly below (docs/quality.md). As two presidents are alike as
well, nothing passes where a name of the source is missing from the text: then one may stand for the
other. Nor does a name that only a word which both have makes alike, such as Michael Kutcher to
what the source says of Kutcher.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache

from assistant.checking.names import (
    are_spelt_alike,
    names_in,
    unsupported_names,
    with_genitive,
)
from assistant.checking.spelling import folded
from assistant.likeness import Embed, likeness
from index.function_words import function_words

_ALIKE = 0.895
"""Cosine from which a name and some words say the same."""
_REST_ALIKE = 0.857
"""The same for what is left of both where they share a word: Championship Game and
Meisterschaftsspiel have .866, a first name and any other word .851 at most."""
_LOWERED = 0.02
"""By how much a word that is said may lower that cosine: a first name beside a title, as in Actor
Michael for a Schauspieler, lowers it by .04 to .07, Foreign before Minister by .01."""
_LONGEST = 3  # words of the source that one name is compared with
_WORD = re.compile(r"[^\W_](?:[\w'’-]*\w)?")
_POSSESSIVE = re.compile(r"['’]s?\b")
_LITTLE = 3  # letters of a word in small ones that says nothing, such as of
# Words in small letters that stand within a name: Amérique du Nord, Bank of England.
_WITHIN = frozenset({"of", "the", "and", "de", "du", "des", "der", "und", "et", "la", "les"})


def translated_names(
    missing: Collection[str],
    text: str,
    language: str,
    source: str,
    source_language: str,
    embed: Embed,
) -> frozenset[str]:
    """Those of `missing` that the source says in words of its own language.

    Args:
        missing: names of `text` that do not stand in `source`, as single words.
        text: made from `source`.
        language: of the text, ISO 639-1.
        source: what it was made from.
        source_language: its language.
        embed: gives the vector of a text, of length 1.
    """
    if not missing or language == source_language:
        return frozenset()
    lost = unsupported_names(source, source_language, [text]) & names_in(source, source_language)
    # Each phrase is embedded once, however many names it is compared with.
    embed = cache(embed)
    told = list(_phrases(text, language)) if lost else []
    if any(not _is_said(run, told, embed) for run in _runs(source, lost)):
        return frozenset()
    phrases = list(_phrases(source, source_language))
    return frozenset(
        name
        for name in missing
        if any(
            _is_said_anew(name, whole, phrase, embed)
            for whole in _wholes(name, text, language)
            for phrase in phrases
        )
    )


def said_otherwise(
    missing: Collection[str],
    question: str,
    language: str,
    quote: str,
    quote_language: str,
    embed: Embed,
) -> frozenset[str]:
    """Those of a question's names that a quote in another language has in its own words.

    Unlike of a rendering, much of a quote need not stand in the question: what else it names says
    nothing. A name that is spelt alike counts too, such as Gegen Khan for Gegeen Khan, and a part
    of one: quotes mostly say Kutcher of whom a question calls Ashton Kutcher.

    Args:
        missing: names of the question that the quote lacks, as single words.
        question: with these names in it.
        language: of the question, ISO 639-1.
        quote: in another language.
        quote_language: of the quote, ISO 639-1.
        embed: gives the vector of a text, of length 1.
    """
    if not missing:
        return frozenset()
    embed = cache(embed)
    phrases = list(_phrases(quote, quote_language))
    words = {match.group() for match in _WORD.finditer(quote) if match.group()[0].isupper()}
    return frozenset(
        name
        for name in missing
        if any(are_spelt_alike(name, word) for word in words)
        or any(_is_said(whole, phrases, embed) for whole in _wholes(name, question, language))
    )


def _wholes(name: str, text: str, language: str) -> Iterator[str]:
    """A name, and the whole names of `text` that it is a word of."""
    yield name
    yield from _capitalised(text, language, name)


def _is_said_anew(name: str, whole: str, phrase: str, embed: Embed) -> bool:
    """Whether a phrase says `whole`, a name with `name` in it, by more than a word that both have.

    Else a Michael Kutcher would be said by whatever Kutcher stands in.
    """
    if likeness(embed, whole, phrase) < _ALIKE:
        return False
    own, theirs = _parts(whole), _parts(phrase)
    rest = _unlike(own, theirs)
    if not rest or rest == own:
        return True
    left = " ".join(_unlike(theirs, own))
    if not left:
        return False
    alike = likeness(embed, " ".join(rest), left)
    others = " ".join(word for word in rest if word != name)
    if others and alike < likeness(embed, others, left) - _LOWERED:
        return False
    return alike >= _REST_ALIKE


def _parts(text: str) -> list[str]:
    """Its words without little ones, those within a word with a hyphen for themselves."""
    words = re.findall(r"[^\W_]+", _POSSESSIVE.sub("", text))
    return [word for word in words if len(word) > _LITTLE or (len(word) > 1 and word[0].isupper())]


def _unlike(words: Sequence[str], others: Sequence[str]) -> list[str]:
    return [word for word in words if not any(_are_same(word, other) for other in others)]


def _are_same(one: str, other: str) -> bool:
    """Whether two words are one, but for the ending of a genitive."""
    if are_spelt_alike(one, other):
        return True
    small, wide = folded(one), folded(other)
    return small in with_genitive(wide) or wide in with_genitive(small)


def _is_said(name: str, phrases: Iterable[str], embed: Embed) -> bool:
    return any(likeness(embed, name, words) >= _ALIKE for words in phrases)


def _phrases(text: str, language: str) -> Iterator[str]:
    """One to three words that follow each other and neither begin nor end with a function word."""
    little = function_words(language)
    words = [(match, match.group().lower() in little) for match in _WORD.finditer(text)]
    for start, (first, begins_little) in enumerate(words):
        if begins_little:
            continue
        for last, ends_little in words[start : start + _LONGEST]:
            if not ends_little:
                yield text[first.start() : last.end()]


def _runs(text: str, names: Collection[str]) -> list[str]:
    """Names that stand side by side, as one."""
    runs: list[str] = []
    end = -1
    for match in _WORD.finditer(text):
        if match.group() not in names:
            continue
        if runs and text[end : match.start()] == " ":
            runs[-1] += f" {match.group()}"
        else:
            runs.append(match.group())
        end = match.end()
    return runs


def _capitalised(text: str, language: str, name: str) -> Iterator[str]:
    """The whole names that `name` is a word of: capitalised words side by side."""
    little = function_words(language)
    run: list[str] = []
    end = 0
    for match in _WORD.finditer(text):
        word = match.group()
        beside = bool(run) and text[end : match.start()] == " "
        if not (beside and (word[0].isupper() or word in _WITHIN)):
            yield from _whole(run, name)
            run = []
        # What begins a sentence is capitalised too: "Who of the" is no part of a name.
        if run or (word[0].isupper() and word.lower() not in little):
            run.append(word)
        end = match.end()
    yield from _whole(run, name)


def _whole(run: list[str], name: str) -> Iterator[str]:
    while run and run[-1] in _WITHIN:
        run.pop()
    if len(run) > 1 and name in run:
        yield " ".join(run)
