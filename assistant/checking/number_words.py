"""Numbers written out in English, German or French: `twenty-five`, `fünfundzwanzig`, `vingt-cinq`.

The language need not be known: no word means different numbers in two of them. Words that are as
often something else (German `ein`, French `neuf`, which is also "new") count as possible only.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

_COUNTED = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty",
    "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn "
    "sechzehn siebzehn achtzehn neunzehn zwanzig",
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
)
_TENS = (
    "thirty forty fifty sixty seventy eighty ninety",
    "dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "trente quarante cinquante soixante",
)
# What says two and is often counted elsewhere: "both halls" of "zwei Hallen".
_BOTH = "both beide beiden beider beides pair paar paire twice zweimal"
_SIMPLE = {
    **{word: value for words in _COUNTED for value, word in enumerate(words.split())},
    **{word: value * 10 for words in _TENS for value, word in enumerate(words.split(), start=3)},
    **dict.fromkeys(("eins", "eine", "einen", "einer", "einem", "une", "a", "an"), 1),
    **dict.fromkeys(("zweier", "zweien", *_BOTH.split()), 2),
    "dreier": 3, "dreien": 3, "dreissig": 30, "vingt": 20, "vingts": 20,
}  # fmt: skip
_HUNDREDS = frozenset({"hundred", "hundert", "cent", "cents"})
SCALES = {
    **dict.fromkeys(("dozen", "dutzend", "douzaine"), 12),
    **dict.fromkeys(("thousand", "tausend", "mille", "milliers", "tsd"), 10**3),
    **dict.fromkeys(("million", "millions", "millionen", "mio", "mn"), 10**6),
    **dict.fromkeys(("billion", "billions", "mrd", "bn"), 10**9),
    **dict.fromkeys(("milliarde", "milliarden", "milliard", "milliards"), 10**9),
    **dict.fromkeys(("trillion", "trillions", "billionen"), 10**12),
}
"""What a word behind a number multiplies it by."""

# Alone, these are as often an article, an adjective, an abbreviation or a vague amount.
_DOUBTFUL_WORDS = (
    "one ein eins eine einen einer einem un une neuf sept cent cents hundred hundert thousand "
    "tausend mille dozen dutzend douzaine " + _BOTH
)
# A Dreiergruppe is a group of three.
_OF_SO_MANY = re.compile(r"\b(zwei|drei|vier|fünf|sechs)er\B")
_DOUBTFUL = frozenset(_DOUBTFUL_WORDS.split())
_LINKS = frozenset({"and", "und", "et"})
_WORD = re.compile(r"[^\W\d_]+")


class WrittenNumbers(NamedTuple):
    """What a text's words count."""

    certain: frozenset[int]
    possible: frozenset[int]
    """Values that a word may state, or may not."""


def written_numbers(text: str) -> WrittenNumbers:
    """The numbers that are written out in `text`."""
    certain: set[int] = set()
    possible = {_SIMPLE[found[1]] for found in _OF_SO_MANY.finditer(text.casefold())}
    for words in _runs(text.casefold()):
        position = 0
        while position < len(words):
            value, end = _read(words, position)
            if end == position:
                position += 1
                continue
            said = [word for word in words[position:end] if word not in {"a", "an"}]
            percent = position and words[position - 1] in {"per", "pour"}
            if said and not (percent and said[0].startswith("cent")):
                vague = all(word in _DOUBTFUL for word in said) and (len(said) == 1 or value == 12)
                (possible if vague and end - position == len(said) else certain).add(value)
            position = end
    return WrittenNumbers(frozenset(certain), frozenset(possible))


def _runs(text: str) -> Iterator[list[str]]:
    """The words of `text` in runs that nothing but a space or hyphen parts."""
    run: list[str] = []
    end = 0
    for match in _WORD.finditer(text):
        if run and text[end : match.start()].strip("-\u2011 \t\u00a0\u202f"):
            yield run
            run = []
        run.append(match.group())
        end = match.end()
    if run:
        yield run


def _read(words: Sequence[str], begin: int) -> tuple[int, int]:
    """The number that begins at a word, and where it ends; it ends at once where there is none."""
    total, current, smallest = 0, -1, 10**15
    position = begin
    while position < len(words):
        word = words[position]
        simple = _simple(word)
        if word in _HUNDREDS and _may_be_hundreds(word, current):
            current = max(current, 1) * 100
        elif word in SCALES and SCALES[word] < smallest and _may_scale(word, current):
            smallest = SCALES[word]
            total, current = total + max(current, 1) * smallest, -1
        elif simple is not None and current == -1:
            current = simple
        elif simple == 20 and current % 100 == 4 and words[position - 1] == "quatre":
            current += 76
        elif simple is not None and _adds(current, simple, words[position - 1]):
            current += simple
        elif not (word in _LINKS and _links(word, current, words[position + 1 : position + 2])):
            break
        position += 1
    if position > begin and words[position - 1] in _LINKS:
        position -= 1
    if words[begin:position] in (["a"], ["an"]):
        return 0, begin
    return total + max(current, 0), position


def _may_be_hundreds(word: str, before: int) -> bool:
    # "fifteen hundred" is English; "fifty cent" is a coin.
    return before in {-1, 1} or 2 <= before <= (99 if word == "hundred" else 9)


def _may_scale(word: str, before: int) -> bool:
    # "thousand people" may be many; "million" alone is no number at all.
    return before > 0 or (before == -1 and word in _DOUBTFUL)


def _adds(before: int, more: int, last: str) -> bool:
    rest = before % 100
    if before >= 100 and rest == 0:
        return 0 < more < 100
    if rest == 10:
        return last == "dix" and more in {7, 8, 9}
    if rest in {60, 80} and 10 <= more <= 19:
        return True
    return rest >= 20 and rest % 10 == 0 and 0 < more < 10


def _links(word: str, before: int, following: Sequence[str]) -> bool:
    more = _simple(following[0]) if following else None
    if more is None or before < 20 or following[0] in {"a", "an"}:
        return False
    if word == "et":
        return more in {1, 11} and before % 10 == 0
    return before % 100 == 0 and more > 1


@cache
def _simple(word: str) -> int | None:
    """The value of one word; German puts whole numbers into one."""
    if word in _SIMPLE:
        return _SIMPLE[word]
    for part, scale in (("tausend", 1000), ("hundert", 100)):
        head, found, tail = word.partition(part)
        if found and (head or tail):
            more = _simple(tail.removeprefix("und")) if tail else 0
            times = _simple(head) if head else 1
            return None if more is None or times is None else times * scale + more
    unit, found, ten = word.partition("und")
    if found and unit in _SIMPLE and _SIMPLE.get(ten, 0) >= 20 and 0 < _SIMPLE[unit] < 10:
        return _SIMPLE[unit] + _SIMPLE[ten]
    return None
