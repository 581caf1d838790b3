"""What one word counts: fünfundzwanzig, dreijährig, the nineties; and what it may hint at."""

import re
from decimal import Decimal
from functools import lru_cache

from assistant.checking.mention import Mention, fraction
from assistant.checking.number_vocabulary import (
    CERTAIN_HALVES,
    DOUBTFUL,
    DOUBTFUL_ORDINALS,
    ENGLISH_TENS,
    GERMAN_ORDINAL_STEMS,
    HINTS,
    ORDINALS,
    SIMPLE,
)

_HALF = Decimal("0.5")
_LONGEST = 60  # letters of a number in one word
# What German makes of a number of things: dreijährig, dreimal, dreifach.
_OF_SO_MANY = (
    "jährig", "jährlich", "tägig", "wöchig", "monatig", "stündig", "minütig", "köpfig", "stöckig",
    "teilig", "stellig", "seitig", "spurig", "sprachig", "prozentig", "mal", "fach", "erlei",
)  # fmt: skip
# A Dreiergruppe is a group of three, a Zweitagesfahrt takes two days.
_HEAD = re.compile(
    r"\b(zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf)"
    r"(?:er\B|jahr|tage|stunden|monat|wochen|minuten|zimmer|parteien|meter|sterne|punkt|länder)"
)
_LATER_RANK = re.compile(r"(\w{0,30}(?:zig|ßig|ssig|hundert|tausend))ste[nrsm]?")
_LEAST_COUNTED = Decimal("1.5")  # einmal and einfach are seldom numbers
_DECADE = re.compile(r"(\w{4,12}ig)er(?:n|jahren?)?")
_ENGLISH_DECADES = {f"{ten[:-1]}ies": SIMPLE[ten] for ten in ("twenty", *ENGLISH_TENS.split())}
# Within a word only German has them; terc is in interceptions too.
_WITHIN = ("halb", "hälft", "viertel", "drittel", "doppel")
_HINT = re.compile("|".join([*_WITHIN, *(rf"\b{hint}" for hint in HINTS if hint not in _WITHIN)]))
# The third of a drittgrößte, and the fractions of a Zweidrittelmehrheit. Neither "viertausend" and
# "achtzig" nor "Achtung" ranks anything.
_RANKED = re.compile(
    r"\b(" + "|".join(sorted(GERMAN_ORDINAL_STEMS, key=len, reverse=True)) + r")\B"
    r"(?!ausend|(?<=acht)(?:zig|zehn|hundert|tausend|e|ung|sam|los|bar|br))"
)
_TEL = {"drittel": 3, "viertel": 4, "fünftel": 5, "achtel": 8, "zehntel": 10}
_SHARE = re.compile(r"(zwei|drei|vier|fünf|sechs|sieben|acht|neun|)(" + "|".join(_TEL) + ")")
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=4096)
def means_alone(word: str) -> Mention | None:
    """What a word counts that is no cardinal itself, in small letters."""
    if word in CERTAIN_HALVES:
        return Mention(_HALF)
    if word in _ENGLISH_DECADES:  # the nineties, but who is in his nineties is of an age
        return _decade(_ENGLISH_DECADES[word], certain=False)
    if (decade := _DECADE.fullmatch(word)) and (value := whole(decade[1])):
        return _decade(value, certain="jahre" in word)
    if head := _HEAD.match(word):
        return Mention(SIMPLE[head[1]], certain=False)
    for ending in _OF_SO_MANY:
        number, found, _ = word.partition(ending)
        if found and (value := whole(number)) is not None and value >= _LEAST_COUNTED:
            return Mention(value, certain=number not in DOUBTFUL)
    if rank := _LATER_RANK.fullmatch(word):
        value = whole(rank[1])
        return Mention(value) if value else None
    return None


def _decade(value: Decimal, *, certain: bool) -> Mention:
    return Mention(value, frozenset({1900 + value}), certain)


def hinted_in(text: str) -> frozenset[Decimal]:
    """Numbers that words of a text may mean without being them: doubled, a Viertelstunde, first."""
    folded = text.casefold()
    found = {value for hint in _HINT.findall(folded) for value in HINTS[hint]}
    found |= {Decimal(GERMAN_ORDINAL_STEMS[rank]) for rank in _RANKED.findall(folded)}
    for count, part in _SHARE.findall(folded):
        found.add(fraction(SIMPLE.get(count, Decimal(1)), _TEL[part]))
    for word in _WORD.findall(folded):
        if word in DOUBTFUL_ORDINALS:
            found |= {ORDINALS[word], fraction(Decimal(1), int(ORDINALS[word]))}
    return frozenset(found)


@lru_cache(maxsize=4096)
def whole(word: str) -> Decimal | None:
    """The value of a cardinal of one word; German puts whole numbers into one."""
    if word in SIMPLE:
        return SIMPLE[word]
    if len(word) > _LONGEST:
        return None
    if (units := SIMPLE.get(word.removesuffix("einhalb"))) is not None and 1 < units < 13:
        return units + _HALF
    for part, scale in (("tausend", 1000), ("hundert", 100)):
        head, found, tail = word.partition(part)
        if found and (head or tail):
            more = whole(tail.removeprefix("und")) if tail else Decimal(0)
            times = whole(head) if head else Decimal(1)
            return None if more is None or times is None else times * scale + more
    unit, found, ten = word.partition("und")
    if found and unit in SIMPLE and SIMPLE.get(ten, 0) >= 20 and 0 < SIMPLE[unit] < 10:
        return SIMPLE[unit] + SIMPLE[ten]
    return None
