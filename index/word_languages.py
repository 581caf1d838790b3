"""In which languages' passages words stand, of those that are no names."""

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from index.connection import Connection
from index.lexical import fold, passage_terms, words
from index.records import texts_of

if TYPE_CHECKING:
    from index.hidden import Hidden

_LOOKED_AT = 5  # passages with a word, which tell whether it is a name
_SAME_BEGINNING = 3  # letters, without which a word of a passage is not stemmed

# Where nouns have capitals as names do: what stands before a noun and hardly ever before a name,
# and what stands behind one.
_CAPITALISES_NOUNS = "de"
_BEFORE_NOUN = re.compile(
    r"der|die|das|des|dem|den|(?:k?ein|[mds]ein|ihr|unser)(?:e[mnrs]?)?|"
    r"(?:dies|jed|viel|welch|all)e[mnrs]?"
)
_BEHIND_NOUN = re.compile(r"des|(?:ein|[mds]ein|ihr|unser|dies)es")
_WORD = re.compile(r"\w+(?:[-‐‑]\w+)*")


def word_languages(
    connection: Connection,
    asked: Sequence[str],
    languages: Collection[str],
    hidden: "Hidden | None" = None,
) -> dict[str, frozenset[str]]:
    """Return by word the languages of the passages that have it, or its stem.

    What stands in one language alone and looks like a name there tells no language, and is left
    out: a word has small letters somewhere, or in German an article before it. Written with an
    accent, a word is another one than without.

    Args:
        connection: to the database.
        asked: words.
        languages: that are looked at, ISO 639-1.
        hidden: what to pass over as if it were not there.
    """
    terms = {(word, each): _term(word, each) for word in asked for each in languages}
    distinct = sorted(filter(None, set(terms.values())))
    having = connection.full_text.having(connection, distinct, _LOOKED_AT, hidden)
    stand: dict[str, frozenset[str]] = {}
    for word in asked:
        found = {each for each in languages if terms[word, each] in having}
        if word.isascii() and len(found) != 1:
            stand[word] = frozenset(found)
            continue
        there = {
            each: _occurrences(connection, having[terms[word, each]], terms[word, each], each)
            for each in found
        }
        found = {each for each in found if _is_spelt(word, there[each])}
        if len(found) != 1 or all(_is_word(there[each], each) for each in found):
            stand[word] = frozenset(found)
    return stand


def _term(word: str, language: str) -> str:
    # Of "l'essor" the longer part; of "KI-Modell", which is searched in three ways, the whole.
    return passage_terms(max(words(word), key=len, default=""), language)


class _Occurrence(NamedTuple):
    """A word in a passage, and its neighbours."""

    before: str
    word: str
    behind: str


def _occurrences(
    connection: Connection, numbers: Sequence[int], term: str, language: str
) -> list[_Occurrence]:
    """Return where some passages have a term."""
    beginning = term.partition("_")[2][:_SAME_BEGINNING]
    found = []
    for text in texts_of(connection, numbers):
        tokens = _WORD.findall(text)
        for each in map(_Occurrence, ["", *tokens], tokens, [*tokens[1:], ""]):
            if fold(each.word)[:_SAME_BEGINNING] == beginning and (
                _term(each.word, language) == term
            ):
                found.append(each)
    return found


def _is_spelt(word: str, occurrences: Sequence[_Occurrence]) -> bool:
    """Whether an occurrence has the accents of a word; a stem has none."""
    accented = {letter for letter in word.casefold() if not letter.isascii()}
    return not accented or any(accented <= set(each.word.casefold()) for each in occurrences)


def _is_word(occurrences: Sequence[_Occurrence], language: str) -> bool:
    """Whether occurrences show a word of the language, and not a name."""
    return any(
        each.word[0].islower()
        or (
            language == _CAPITALISES_NOUNS
            and (_BEFORE_NOUN.fullmatch(each.before.lower()) or _BEHIND_NOUN.fullmatch(each.behind))
        )
        for each in occurrences
    )
