"""Full-text search over stemmed terms, incremental.

Every passage is indexed twice over. `terms` holds its words stemmed by the rules of its language
and marked with it (`de_haus`), so that a question only meets words of its own language. `names`
holds what is the same in every language, unstemmed: capitalised words, and numbers. A German
passage therefore gets lexical evidence for an English question where a name or a number matches,
and nowhere else: plain fusion ruins cross-language search (docs/quality-retrieval.md).

Scores are BM25 as SQLite's FTS5 computes it (Robertson and Zaragoza, "The Probabilistic Relevance
Framework: BM25 and Beyond", 2009; k1 = 1.2, b = 0.75), divided by the most that a passage could
score for the query: 0 means that nothing matches, near 1 that every term does, often. Which
passages of a large index are scored, `index.bm25` says.
"""

import re
import threading
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from index import bm25
from index.bm25 import K1, rarity, sought
from index.connection import Connection
from index.function_words import function_words

if TYPE_CHECKING:
    from index.hidden import Hidden

# A question of more terms than this is a pasted text; its first terms tell enough.
_MAX_QUERY_TERMS = 64
_LONGEST_TERM = 64

_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque",
    "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "st": "sesotho", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip

# 204.000, 204,000, 204 000 and 204'000 are one number; so are 3.5 and 3,5.
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:([.,'’ \u00a0\u2009\u202f])\d{3})(?:\1\d{3})*(?!\d)")
_DECIMAL = re.compile(r"(?<![\d.,])(\d+)[.,](\d+)(?![.,]?\d)")
# Stands for the decimal sign while words are told apart, so that the dots of a date are none.
_SIGN = "\ue000"
# Python's letters leave out vowel signs, without which Hindi, Tamil and others are single letters,
# and the joiner that shapes them. Signs that only choose a picture of a letter are not of a word.
_NO_SIGNS = frozenset("\u034f\u180b\u180c\u180d\u180f") | set(map(chr, range(0xFE00, 0xFE10)))
_JOINER = "\u200d"
_MARKS = frozenset({"Mn", "Mc"})  # categories
# Scripts written without spaces are searched by pairs of characters.
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")

_stemming = threading.local()


def fold(word: str) -> str:
    """Return the word without case and diacritics: `Élysée` becomes `elysee`.

    Vowel signs are no diacritics, and stay.
    """
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    kept = "".join(mark for mark in decomposed if mark.isalnum() or mark == "." or _is_sign(mark))
    return unicodedata.normalize("NFC", kept) or word


def _is_sign(mark: str) -> bool:
    """Whether a mark is part of how a word is spelt, and not an accent or a point.

    Unicode's combining classes tell: from 200 on are accents, such as those of Latin, Greek and
    Cyrillic letters, 1 goes through a letter, 10 to 36 are points of Hebrew, Arabic and Syriac.
    """
    place = unicodedata.combining(mark)
    accent = place == 1 or 10 <= place <= 36 or place >= 200
    return not accent and mark not in _NO_SIGNS and unicodedata.category(mark) in _MARKS


@cache
def _word() -> re.Pattern[str]:
    """What words are told by; made when it is first used, as it looks at all of Unicode."""
    marks = (
        mark
        for mark in map(chr, range(0x300, 0x1F000))
        if unicodedata.category(mark) in _MARKS and mark not in _NO_SIGNS
    )
    # All of these come after U+02FF, and are looked for one by one: not behind a word of Latin.
    letters = rf"[^\W_]+(?:(?![\0-\u02ff])[{_JOINER}{''.join(marks)}]+[^\W_]*)*"
    return re.compile(rf"\d+{_SIGN}\d+|{letters}(?:[-‐‑]{letters})*")


def words(text: str) -> Iterator[str]:
    """Yield the words and numbers of a text, numbers in one notation, hyphenated words thrice.

    `KI-Modell` gives `KI`, `Modell` and `KIModell`: each way of writing it finds the others.
    """
    text = _GROUPED.sub(_ungroup, unicodedata.normalize("NFC", text))
    for found in _word().findall(_DECIMAL.sub(rf"\1{_SIGN}\2", text)):
        if found.isascii() and found.isalnum():  # most words; nothing of what follows is in them
            yield found
            continue
        word = found.replace(_SIGN, ".")
        if _UNSPACED.search(word):
            yield from _pairs(word)
            continue
        parts = re.split(r"[-‐‑]", word)
        yield from parts
        if len(parts) > 1:
            yield "".join(parts)


def _ungroup(match: re.Match[str]) -> str:
    return re.sub(r"\D", "", match.group())


def _pairs(word: str) -> Iterator[str]:
    if len(word) == 1:
        yield word
    for first, second in pairwise(word):
        yield first + second


@lru_cache(maxsize=1 << 17)
def _stem(word: str, language: str) -> str:
    """Stem with one stemmer per thread: the stemmers keep the word at hand in themselves."""
    algorithm = _STEMMERS.get(language)
    if algorithm is None or word[0].isdigit():
        return word
    stemmers: dict[str, Any] | None = getattr(_stemming, "stemmers", None)
    if stemmers is None:
        stemmers = _stemming.stemmers = {}
    if algorithm not in stemmers:
        import snowballstemmer

        stemmers[algorithm] = snowballstemmer.stemmer(algorithm)
    return str(stemmers[algorithm].stemWord(word))


def _term(word: str, language: str) -> str:
    # Folded first: a user who leaves out an accent then gets the stem of one who does not.
    return f"{language}_{_stem(fold(word), language)}"[:_LONGEST_TERM]


def passage_terms(text: str, language: str) -> str:
    """Return the stemmed terms of a passage, marked with its language, joined by spaces."""
    return _terms(words(text), language)


def passage_names(text: str, language: str) -> str:
    """Return what other languages may share with a passage: capitalised words and numbers."""
    return _names(words(text), language)


def passage_words(text: str, language: str) -> tuple[str, str]:
    """Return `passage_terms` and `passage_names`, in less time than one after the other."""
    found = list(words(text))
    return _terms(found, language), _names(found, language)


def _terms(found: Iterable[str], language: str) -> str:
    return " ".join([_term(word, language) for word in found])


def _names(found: Iterable[str], language: str) -> str:
    without = function_words(language)
    names = [
        fold(word)[:_LONGEST_TERM]
        for word in found
        if not word.islower() and len(word) > 1 and word.lower() not in without
    ]
    return " ".join((_language_mark(language), *names))


def _language_mark(language: str) -> str:
    return f"language_{language}"


def query_terms(query: str, language: str) -> list[str]:
    """Return the distinct stemmed terms of a query without its function words."""
    without = function_words(language)
    content = [word for word in words(query) if word.lower() not in without]
    return list(dict.fromkeys(_term(word, language) for word in content))[:_MAX_QUERY_TERMS]


def query_names(query: str, language: str) -> list[str]:
    """Return what of a query may be a name or a number, however the user spelt it."""
    without = function_words(language)
    content = [word for word in words(query) if len(word) > 1 and word.lower() not in without]
    return list(dict.fromkeys(fold(word)[:_LONGEST_TERM] for word in content))[:_MAX_QUERY_TERMS]


def search_terms(
    connection: Connection,
    query: str,
    language: str,
    passages: int,
    limit: int,
    articles: Collection[str] = (),
    hidden: "Hidden | None" = None,
) -> dict[str, float]:
    """Find passages in the question's own language that share its stemmed terms.

    Args:
        connection: to the database.
        query: whatever a user typed; nothing in it is syntax.
        language: of the query.
        passages: number of passages in the index, the hidden ones included.
        limit: how many passages at most.
        articles: only passages of these articles; of any, when empty.
        hidden: what to pass over as if it were not there.

    Returns:
        The share of the best possible score by passage id, from 0 to 1.
    """
    terms = query_terms(query, language)
    return _search(connection, "terms", terms, "", passages, limit, articles, hidden)


def search_names(
    connection: Connection,
    query: str,
    language: str,
    passages: int,
    limit: int,
    articles: Collection[str] = (),
    hidden: "Hidden | None" = None,
) -> dict[str, float]:
    """Find passages in other languages that share names or numbers with the question.

    Arguments and result are those of `search_terms`.
    """
    names, without = query_names(query, language), _language_mark(language)
    return _search(connection, "names", names, without, passages, limit, articles, hidden)


def _search(
    connection: Connection,
    column: str,
    terms: list[str],
    without: str,
    passages: int,
    limit: int,
    articles: Collection[str],
    hidden: "Hidden | None",
) -> dict[str, float]:
    if hidden is not None:
        passages -= hidden.passages
    counted = connection.full_text.counts(connection, column, terms, bm25.MOST_SCORED + 1, hidden)
    counts = {term: min(count, passages) for term, count in counted.items()}
    search = sought(counts, without)
    best = _best_score(counts.values(), passages)
    found: dict[str, float] = {}
    while not found and search.groups:
        scores = connection.full_text.scores(
            connection, column, search, limit, articles, passages, hidden
        )
        found = {passage: min(1.0, score / best) for passage, score in scores}
        search = search.wider()
    return found


def _best_score(counts: Iterable[int], passages: int) -> float:
    """Return the limit that the BM25 score of the query approaches, whatever passage is searched.

    A term that no passage has counts too: what it asks for is evidence that is missing.
    """
    return (K1 + 1) * sum(rarity(count, passages) for count in counts)
