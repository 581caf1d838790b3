"""Places that an English, German or French text tells: by name, by a preposition, by an adverb.

Nothing tells a village that no table lists from a person, nor "in the bag" from "in the mood". So
whatever stands behind a preposition of place counts, but for a few dozen words for manners, times
and measures: a sentence that is wrongly said to tell no place may be the right answer.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from babel.core import get_global

from assistant.checking.place_words import (
    ADDRESS,
    ADVERBS,
    ALONE,
    BEFORE_NAMES,
    BUILDINGS,
    CITIES,
    CITY_FORMS,
    DETERMINERS,
    LOCATIVES,
    NO_PLACES,
    SEATS,
    WHENCE,
    WHITHER,
)
from assistant.checking.places import places_in
from assistant.checking.spelling import folded
from assistant.checking.times import times_in
from index.function_words import function_words

_TOKEN = re.compile(r"[^\W_]+(?:[-.'’][^\W_]+)*|[^\w\s]")
_ELIDED = re.compile(r"\b([ldnsjmtc]|qu|jusqu)['’]", re.IGNORECASE)
_NAMED = re.compile(rf"\b(?:[^\W\d_][\w'’-]{{0,40}} )?{BUILDINGS}\b")
# Where an article tells that it is no man's trade: die Würzburger Kanzlei, but not der Schauspieler
# Perry.
_OF_A_TOWN = re.compile(
    r"\b(?i:die|das|eine|zur|ins|des|eines) ([A-ZÄÖÜ][a-zäöüß]{2,30}er) [A-ZÄÖÜ]"
)
_ADDRESS = re.compile(ADDRESS, re.IGNORECASE)
_ADVERBS = {language: re.compile(rf"\b{words}\b") for language, words in ADVERBS.items()}
_OF = frozenset({"of", "von", "de", "d", "du"})
_ANY_DETERMINER = frozenset().union(*DETERMINERS.values())
_ANY_LOCATIVE = frozenset().union(*LOCATIVES.values())
_LONGEST_PHRASE = 5  # words
_MOST_DETERMINERS = 3  # in all its three
_SHORTEST_ALIKE = 5  # letters that two forms of a word share: Studios, studio


def tells_where(
    question: str, text: str, language: str, *, whence: bool = False, whither: bool = False
) -> bool:
    """Whether `text` tells a place that the question does not name itself.

    Args:
        question: in whatever language.
        text: what may answer it.
        language: of the text, ISO 639-1; in other languages than English, German and French any
            text may tell one.
        whence: whether what something comes from counts.
        whither: whether what something goes to counts.

    Example:
        >>> tells_where("Where is his studio?", "It is in Atlanta.", "en")
        True
        >>> tells_where("Where was the Treaty of Rome signed?", "It was signed in Rome.", "en")
        True
        >>> tells_where("Where in Atlanta is his studio?", "It is in Atlanta.", "en")
        False
    """
    if language not in LOCATIVES:
        return True
    asked = frozenset(_stem(word) for word in _TOKEN.findall(question))
    codes = frozenset(code for _, found in _known(question, language) for code in found)
    told_by_name = _known(text, language)
    asked |= {_stem(word) for word, found in told_by_name if found & codes}
    if any(_stem(word) not in asked for word, _ in told_by_name):
        return True
    told = _phrases(text, language, whence, whither)
    if any(any(_stem(word) not in asked for word in phrase) for phrase in told):
        return True
    if not (called := _called_after(question, language)):
        return False
    behind = set(_behind_prepositions(text, language, whence=whence, whither=whither))
    return any(found & called for word, found in told_by_name if (word,) in behind)


def _called_after(question: str, language: str) -> frozenset[str]:
    """Codes of the places that a question has in other names: the Paris Agreement.

    Not of those that it asks about: where in Paris, in the city of Paris.
    """
    tokens = [token.lower() for token in _tokens(question, "fr")]
    called: set[str] = set()
    for word, found in _known(question, language):
        at = tokens.index(word.lower()) if word.lower() in tokens else 0
        before = [token for token in tokens[:at] if token not in _ANY_DETERMINER - _OF]
        if before and before[-1] in _OF:
            before = before[:-2]
        if before and before[-1] not in _ANY_LOCATIVE:
            called |= found
    return frozenset(called)


@lru_cache(maxsize=1024)  # a question is compared with many sentences, these several times
def _known(text: str, language: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Words of the text that are a country's, a people's or a city's, with their codes."""
    words = [
        part
        for token in _tokens(text, language)
        for part in dict.fromkeys((token, *token.split("-")))
        if part[:1].isupper()
    ]
    known = [(words[at], codes) for at, codes in places_in(words, language).items()]
    known += [(word, frozenset({city})) for word in words if (city := _city(word))]
    return tuple(known)


def _city(word: str) -> str:
    """The city that it names or, as in German, is said of what is there: Hamburger; or none."""
    small = word.lower().removesuffix("s")
    names = (word.lower(), small, small.removesuffix("er"), CITY_FORMS.get(small, ""))
    return next((name for name in names if name in _cities()), "")


@cache
def _cities() -> frozenset[str]:
    """Those of the list, and those that a time zone is called after."""
    return CITIES | {name.lower() for name in _zones() if name.isalpha()}


@cache
def _long_names() -> re.Pattern[str]:
    """Cities of several words: Los Angeles."""
    names = sorted(name.replace("_", " ") for name in _zones() if "_" in name)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")


@cache
def _zones() -> frozenset[str]:
    return frozenset(zone.split("/")[-1] for zone in get_global("zone_territories"))


@lru_cache(maxsize=1024)
def _phrases(text: str, language: str, whence: bool, whither: bool) -> tuple[tuple[str, ...], ...]:
    """Words of each phrase that tells a place."""
    small = text.casefold()
    told = [tuple(found[0].split()) for found in _ADVERBS[language].finditer(small)]
    told += [tuple(found[0].split()) for found in _NAMED.finditer(text)]
    told += [tuple(found[0].split()) for found in _long_names().finditer(text)]
    told += [(found[0],) for found in _ADDRESS.finditer(text)]
    if language == "de":
        told += [(found[1],) for found in _OF_A_TOWN.finditer(text)]
    told += _behind_prepositions(text, language, whence=whence, whither=whither)
    return tuple(told)


def _behind_prepositions(
    text: str, language: str, *, whence: bool, whither: bool
) -> Iterator[tuple[str, ...]]:
    tokens = _tokens(text, language)
    any_noun = LOCATIVES[language]
    if whence:
        any_noun |= WHENCE[language]
    if whither:
        any_noun |= WHITHER[language]
    for at, token in enumerate(tokens):
        word = token.lower()
        seat = word in _OF and at > 0 and tokens[at - 1].lower() in SEATS[language]
        if not (seat or word in any_noun or word in BEFORE_NAMES[language]):
            continue
        phrase, bare = _noun_phrase(tokens, at + 1, language)
        if not phrase or not _may_be_place(phrase, language):
            continue
        if word in any_noun:
            if language != "fr" or phrase[0][0].isupper() or _may_follow(word, phrase[0], bare):
                yield phrase
        elif (phrase[0][0].isupper() and bare) or (seat and not "".join(phrase).islower()):
            yield phrase


def _noun_phrase(tokens: list[str], begin: int, language: str) -> tuple[tuple[str, ...], bool]:
    """The words behind a preposition up to the noun, and whether no article is before them."""
    at = begin
    for word in tokens[begin : begin + _MOST_DETERMINERS]:
        if word.lower() not in DETERMINERS[language]:
            break
        at += 1
    bare = at == begin
    phrase: list[str] = []
    for word in tokens[at : at + _LONGEST_PHRASE]:
        small = word.islower() and word in function_words(language)
        if small or not word[0].isalpha():
            break
        phrase.append(word)
        if language == "de" and word[0].isupper():
            return tuple(phrase), bare
    return ((), bare) if language == "de" else (tuple(phrase), bare)


def _may_be_place(phrase: tuple[str, ...], language: str) -> bool:
    """Whether it is no manner, time, measure or affair, by its words."""
    small = [word.lower() for word in phrase]
    if language == "en":
        names_none = not NO_PLACES["en"].isdisjoint(small) or (
            len(small) == 1 and small[0] in ALONE
        )
    else:
        names_none = (small[-1] if language == "de" else small[0]) in NO_PLACES[language]
    return not names_none and not times_in(" ".join(phrase), language)


def _may_follow(preposition: str, noun: str, bare: bool) -> bool:
    """Whether a French noun can be a place behind it: dans un sac, but not en pause, à naître."""
    return preposition != "en" and not (preposition == "à" and bare and noun.islower())


def _tokens(text: str, language: str) -> list[str]:
    return _TOKEN.findall(_ELIDED.sub(r"\1 ", text) if language == "fr" else text)


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    return folded(word)[:_SHORTEST_ALIKE]
