"""Proper names, compared across languages: a name that stands in no source was invented."""

import re
from collections.abc import Collection, Iterable, Iterator
from difflib import SequenceMatcher

from assistant.checking.calendar_words import is_calendar_word
from assistant.checking.name_sources import script_of, source_of, stands_in
from assistant.checking.name_words import (
    BEGINNING,
    ENDING,
    HYPHENS,
    NOUNS_CAPITALISED,
    TOKEN,
    all_parts_of,
    bare,
    without_dots,
)
from assistant.checking.number_words import word_mentions
from assistant.checking.places import are_two_places, is_country, places_in
from assistant.checking.spelling import SHORTEST_STEM, folded
from index.function_words import function_words

_LEAST_ALIKE = 0.75  # ratio of difflib from which one word may be another misspelt
_SOUNDS = re.compile(r"ck?")
_BEHIND = re.compile(r" (\w+)")
_LONGEST_ENDING = 3
_MOST_SURNAMES = 2  # that a hyphen joins
_GOES_ON = re.compile(r" [^\W\d_a-zß-öø-ÿ]")  # with another capitalised word
_COMMON_CAPITALS = frozenset({"TV", "PC", "CD", "DVD", "OK"})
_SUBJECT = {"en": frozenset({"AI"}), "de": frozenset({"KI"}), "fr": frozenset({"IA"})}
_NAMED_AI = re.compile(r"[^.!?:\s]\s+[^\W\d_a-zß-öø-ÿ][\w’'-]+ (?:AI|IA)\b|\b(?:AI|IA) [A-ZÀ-Þ]")

# Says more of somebody who is spoken of, which no quote has to repeat.
_DESCRIBES = re.compile(
    r"\b(?:[^\W\d_a-zß-öø-ÿ][\w’'.]{0,40} ){0,3}[\w’'.]{1,40}[-‐‑]"
    r"(?:owned|based|born|led|backed|funded|listed|controlled|headquartered)\b"
)

_GERMAN_MEASURE_WORDS = (
    "million millionen milliarde milliarden billion billionen prozent tonnen meter kilometer "
    "stunden minuten tage wochen monate jahre dutzend ende anfang mitte laut trotz seit"
)
_GERMAN_MEASURES = frozenset(_GERMAN_MEASURE_WORDS.split())
# What begins a German sentence and ends like this is more often an adjective than a first name;
# behind a genitive stands a noun: "Kutchers Idee".
_GERMAN_ADJECTIVE = re.compile(r"(?:e|en|er|es|em)$")
_GERMAN_GENITIVE = re.compile(r"[^s]s$")


def names_in(text: str, language: str) -> frozenset[str]:
    """Names in `text`, as single words: mixed case, capitals, or capitalised within a sentence."""
    return frozenset(name for _, name in _names(without_dots(text), language))


def names_asked_about(question: str, language: str) -> frozenset[str]:
    """Names in a question by which a quote on another thing is told: all but that of AI.

    That is what an article is about: few of its sentences say it, and others answer as well. In
    Mistral AI and the AI Act it is a part of a name, and stays. What describes is left out too: of
    "the Japanese-owned studio" no quote has to say whose it is.
    """
    if language == "en":
        question = _DESCRIBES.sub("such", question)
    names = names_in(question, language)
    return names if _NAMED_AI.search(question) else names - _SUBJECT.get(language, frozenset())


def unsupported_names(claim: str, language: str, sources: Iterable[str]) -> frozenset[str]:
    """Names of `claim` that stand in none of `sources`, whatever their ending or accents.

    Countries and their people count as the same in every language, as do AI, KI and IA. A name in
    a script that no source is written in can't be compared, and passes.
    """
    claim = without_dots(claim)
    known = [source_of(source) for source in sources]
    places = places_in([bare(match.group()) for match in TOKEN.finditer(claim)], language)
    stated = frozenset(code for source in known for code in source.places)
    missing = set()
    for position, name in _names(claim, language):
        # Of a compound, such as US-Regisseur, a part may be a place.
        if (places.get(position) or places_in([name], language).get(0, frozenset())) & stated:
            continue
        if any(stands_in(name, language, source) for source in known):
            continue
        if known and not any(script_of(name) in source.scripts for source in known):
            continue
        missing.add(name)
    return frozenset(missing)


def with_capitals(question: str, sources: Iterable[tuple[str, str]]) -> str:
    """The question, where it has small letters only, with names as sources have them.

    Args:
        question: as it was typed.
        sources: texts that may have its names, each with its language.

    Example:
        >>> with_capitals("what does tyler perry say?", [("Tyler Perry says no.", "en")])
        'what does Tyler Perry say?'
    """
    if question != question.lower():
        return question
    known: dict[str, str] = {}
    for source, language in sources:
        text = without_dots(source)
        words = [match.group() for match in TOKEN.finditer(text)]
        for position, name in _names(text, language):
            known.setdefault(name.casefold(), name)
            first = words[position - 1] if position else ""
            if first[:1].isupper() and first.lower() not in function_words(language):
                known.setdefault(first.casefold(), first)
    return TOKEN.sub(lambda match: known.get(match.group(), match.group()), question)


def with_known_names(text: str, language: str, source: str, names: Collection[str]) -> str:
    """The text with misspelt names as `source` has them, such as Kutcher for Kutter.

    Only a capitalised word that stands nowhere in the source and is no country is taken for one,
    and only where it is alike to a name that the text lacks, or stands before the same last name:
    Tyson Perry for Tyler Perry.

    Args:
        text: made from `source`.
        language: of the text, ISO 639-1.
        source: what it was made from.
        names: those that may stand in the source, as single words.
    """
    known, said = _folded_parts(source), _folded_parts(text)
    lacking = [
        name
        for name in names
        if len(name) >= SHORTEST_STEM
        and not known.isdisjoint(with_genitive(folded(name)))
        and not _is_written(folded(name), said)
    ]

    def mended(match: re.Match[str]) -> str:
        word = ENDING.sub("", match.group())
        small = folded(word)
        if len(word) < SHORTEST_STEM or not word[0].isupper() or _is_written(small, known):
            return match.group()
        last = _BEHIND.match(text, match.end())
        alike = [
            (1.0 if last and f"{name} {last[1]}" in source else _alike(small, folded(name)), name)
            for name in lacking
            if _SOUNDS.sub("k", folded(name)[0]) == _SOUNDS.sub("k", small[0])
        ]
        ratio, name = max(alike, default=(0.0, ""))
        if ratio < _LEAST_ALIKE or places_in([word], language):
            return match.group()
        return name + match.group()[len(word) :]

    return TOKEN.sub(mended, text) if lacking else text


def _alike(one: str, other: str) -> float:
    """How alike two names, folded, are by their letters, 0 to 1; c and k are one."""
    return SequenceMatcher(a=_SOUNDS.sub("k", one), b=_SOUNDS.sub("k", other)).ratio()


def with_genitive(name: str) -> frozenset[str]:
    """A name, and what German makes of it: Kutchers Idee."""
    return frozenset({name, f"{name}s"})


def are_spelt_alike(one: str, other: str) -> bool:
    """Whether two names may be one in two spellings: such as Gegeen and Gegen.

    Short ones have to be the same: too many differ in a letter or two.
    """
    small, wide = folded(one), folded(other)
    if min(len(small), len(wide)) < SHORTEST_STEM + 1 or small[0] != wide[0]:
        return small == wide
    return SequenceMatcher(a=small, b=wide).ratio() >= _LEAST_ALIKE and not are_two_places(
        one, other
    )


def _folded_parts(text: str) -> set[str]:
    return set(map(folded, all_parts_of(text)))


def _is_written(word: str, known: Iterable[str]) -> bool:
    """Whether a word is among others, but for an ending."""
    return any(
        (one.startswith(other) and len(one) - len(other) <= _LONGEST_ENDING)
        for known_word in known
        if len(known_word) >= SHORTEST_STEM
        for one, other in ((word, known_word), (known_word, word))
    )


def _names(text: str, language: str) -> Iterator[tuple[int, str]]:
    """Names, each with the position of its token."""
    if text.isupper():
        return
    previous: re.Match[str] | None = None
    may_go_before = False  # whether the previous word can be a first name
    for position, match in enumerate(TOKEN.finditer(text)):
        word = bare(match.group())
        # Nothing of a word is looked for, and of a long article all before would be much.
        since = previous.end() if previous is not None else 0
        begins = bool(BEGINNING.search(text, since, match.start()))
        capital = word[:1].isupper()
        follows = previous is not None and text[previous.end() : match.start()] == " "
        after_name = follows and may_go_before and not begins
        if language in NOUNS_CAPITALISED:
            named = capital and (after_name or _is_place(word))
        else:
            named = capital and not begins
        # Annegret Kramp-Karrenbauer; of Heather-Ashley Boyer, quotes mostly say the last alone.
        last = not _GOES_ON.match(text, match.end())
        parts = _name_parts(word, language, named=named and last)
        for part in parts if capital or _is_marked(word) else ():
            start = text.find(part, match.start())
            if (named or _is_marked(part)) and not (
                _is_no_name(part)
                or is_calendar_word(text, start, part, language, after_name=after_name)
            ):
                yield position, part
        previous = match
        may_go_before = capital and _may_go_before(word, language, begins=begins)


def _is_place(word: str) -> bool:
    """Whether a German noun names a country or a continent, of which there is no other telling."""
    return is_country(places_in([word], "de").get(0, frozenset()))


def _name_parts(word: str, language: str, *, named: bool) -> list[str]:
    """Of a compound with hyphens, what can be a name: AI of AI-generated.

    Two German words may be a surname, where one word would be: Annegret Kramp-Karrenbauer.
    """
    parts = [part for part in HYPHENS.split(word) if part]
    if len(parts) == 1:
        return parts
    if places_in([word], language):
        return [word]
    if language in NOUNS_CAPITALISED:
        marked = [part for part in parts if _is_marked(part)]
        is_surname = named and len(parts) == _MOST_SURNAMES and all(map(str.istitle, parts))
        return [word] if is_surname and not marked else marked
    return [part for part in parts if part[0].isupper() or _is_marked(part)]


def _may_go_before(word: str, language: str, *, begins: bool) -> bool:
    """Whether a capitalised word can be a first name or title, as in "Regisseur Perry"."""
    small = word.casefold()
    if language not in NOUNS_CAPITALISED:
        return not begins and small not in function_words(language)
    if small in function_words("de") or small in _GERMAN_MEASURES or word_mentions(small):
        return False
    if any(map(_is_marked, HYPHENS.split(word))) or _GERMAN_GENITIVE.search(word):
        return False  # but Heather-Ashley may
    return not (begins and _GERMAN_ADJECTIVE.search(word))


def _is_no_name(word: str) -> bool:
    return len(word) < 2 or word in _COMMON_CAPITALS or word[:2] in {"I'", "I’"}


def _is_marked(word: str) -> bool:
    return any(letter.isupper() for letter in word[1:])
