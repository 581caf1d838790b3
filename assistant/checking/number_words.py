"""Numbers written out in English, German or French: `twenty-five`, `fünfundzwanzig`, `vingt-cinq`.

The language need not be known: no word means different numbers in two of them. Words that are as
often something else (German `ein`, French `neuf`, which is also "new") count as possible only, and
so do the numbers of other languages, which are read in their articles alone.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from assistant.checking.mention import Mention, fraction
from assistant.checking.number_vocabulary import (
    ARTICLES,
    COLLECTIVES,
    DENOMINATORS,
    DOUBTFUL,
    DOUBTFUL_ORDINALS,
    HALF_MORE,
    HALVES,
    HUNDREDS,
    LINKS,
    ORDINALS,
    OTHER_SIMPLE,
    RANGES,
    SIMPLE,
    scale_of,
)
from assistant.checking.one_word_numbers import means_alone, whole

_HALF = Decimal("0.5")
_WORD = re.compile(r"[^\W\d_]+")
_BEFORE_DECADES = frozenset({"années", "anni", "años", "jaren", "anos"})
_OF = frozenset({"of", "de", "d", "di"})
# "a third party" counts nothing.
_NO_ORDINAL_BEFORE = frozenset({"party", "parties", "world", "hand", "heaven"})
_DEGREES = ("degree", "degré", "grad")
_NOT_LESS = frozenset({"au", "du", "ou", "le", "les", "la", "non", "pas", "de"})


def word_mentions(text: str, language: str = "") -> list[Mention]:
    """The numbers that are written out in a text, in their order."""
    return [mention for words in _runs(text.casefold()) for mention in _in_run(words, language)]


def _in_run(words: Sequence[str], language: str) -> list[Mention]:
    found: list[Mention] = []
    position = last_end = 0
    while position < len(words):
        read = _fraction(words, position, language) or _counted(words, position, language)
        if read is None:
            if alone := means_alone(words[position]):
                found.append(alone)
            position += 1
            continue
        mention, scale, end = read
        if found and scale > 1 and last_end == position - 1 and words[last_end] in RANGES:
            found[-1] = found[-1].within(scale)
        found.append(mention)
        position = last_end = end
    return found


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


def _fraction(words: Sequence[str], begin: int, language: str) -> tuple[Mention, int, int] | None:
    """Two thirds, ein Viertel, half a million: what it states, its scale, and where it ends."""
    numerator, position = _numerator(words, begin)
    word = words[position] if position < len(words) else ""
    if word in HALVES:
        value = _HALF
    elif word in DENOMINATORS:
        value = fraction(numerator, DENOMINATORS[word])
    else:
        return None
    end = position + 1
    following = end + sum(each in _OF for each in words[end : end + 1])
    following += sum(each in ARTICLES for each in words[following : following + 1])
    scale = scale_of(words[following], language) if following < len(words) else None
    if scale:
        return Mention(value * scale), scale, following + 1
    if word in HALVES:
        return (Mention(value), 1, end) if words[end : end + 1] in (["of"], ["the"]) else None
    if numerator == 1 and word in ORDINALS:  # "a third" may be one of three or the last of them
        if begin == position:
            return None
        return Mention(ORDINALS[word], frozenset({value}), _is_counted(words, end)), 1, end
    return Mention(value, certain=position > begin), 1, end


def _numerator(words: Sequence[str], begin: int) -> tuple[Decimal, int]:
    """How many parts are meant, and where the word for the part stands."""
    word = words[begin]
    value = SIMPLE.get(word)
    if word in ARTICLES:
        return Decimal(1), begin + 1
    if value is not None and 1 <= value < 10:
        return value, begin + 1
    return Decimal(1), begin


def _is_counted(words: Sequence[str], end: int) -> bool:
    return not (_NO_ORDINAL_BEFORE & set(words[end : end + 1]))


def _counted(words: Sequence[str], begin: int, language: str) -> tuple[Mention, int, int] | None:
    """The number that begins at a word, its scale, and where it ends."""
    value, scale, end = _read(words, begin, language)
    if end == begin:
        return None
    if half := _half_more(words, end + 1):  # an hour and a half
        return Mention(value + _HALF), scale, end + 1 + half
    said = [word for word in words[begin:end] if word not in {"a", "an"}]
    if len(said) == 1 and said[0] in DOUBTFUL_ORDINALS:
        return None
    if not said or (begin and words[begin - 1] in {"per", "pour"} and said[0].startswith("cent")):
        return None
    vague = all(word in DOUBTFUL for word in said) and (len(said) == 1 or value == 12)
    certain = not (vague and end - begin == len(said))
    if said[-1] in ORDINALS:
        certain = _is_counted(words, end)
    elif said[-1] in COLLECTIVES:
        certain = words[begin - 1 : begin] in (["une"], ["una"], ["uma"])
    elif any(word in OTHER_SIMPLE.get(language, {}) and word not in SIMPLE for word in said):
        certain = False
    also = _means_besides(words, begin, end, value)
    if _is_below(words, begin, end):
        value, also = -value, frozenset() if _of_degrees(words, end) else frozenset({value})
    return Mention(value, also, certain), scale, end


def _means_besides(
    words: Sequence[str], begin: int, end: int, value: Decimal
) -> frozenset[Decimal]:
    """What else a number means where it stands: années soixante, jeder dritte, un sur trois."""
    before = words[begin - 1] if begin else ""
    if before in _BEFORE_DECADES and value in range(20, 100, 10):
        return frozenset({value + 1900})
    shares = words[end - 1] in ORDINALS or before in {"sur", "in", "von", "su", "op", "em", "na"}
    return (
        frozenset({fraction(Decimal(1), int(value))})
        if shares and 2 <= value <= 10
        else frozenset()
    )


def _is_below(words: Sequence[str], begin: int, end: int) -> bool:
    before = words[begin - 1] if begin else ""
    if before == "moins":
        return _of_degrees(words, end) and not (
            _NOT_LESS & set(words[max(0, begin - 2) : begin - 1])
        )
    return before == "minus"


def _of_degrees(words: Sequence[str], end: int) -> bool:
    """Whether degrees are counted, at once or at the end of a range."""
    return any(word.startswith(_DEGREES) for word in words[end : end + 4])


def _half_more(words: Sequence[str], position: int) -> int:
    """How many words say "and a half"; 0 where none do."""
    for half in HALF_MORE:
        if tuple(words[position : position + len(half)]) == half:
            return len(half)
    return 0


def _read(words: Sequence[str], begin: int, language: str) -> tuple[Decimal, int, int]:
    """The number that begins at a word, its last scale, and where it ends.

    It ends at once where there is none.
    """
    total, current, smallest = Decimal(0), Decimal(-1), 10**19
    position = begin
    while position < len(words):
        word = words[position]
        simple, scale = _simple(word, language), scale_of(word, language)
        if word in HUNDREDS and _may_be_hundreds(word, current):
            current = max(current, Decimal(1)) * 100
        elif scale and scale < smallest and _may_scale(word, current):
            smallest = scale
            total, current = total + max(current, Decimal(1)) * scale, Decimal(-1)
        elif scale and scale > smallest == 10**3 and current == -1:  # mil millones
            total, smallest = total * scale, scale
        elif simple is not None and current == -1:
            current = simple
        elif simple == 20 and current % 100 == 4 and words[position - 1] == "quatre":
            current += 76
        elif simple is not None and _adds(current, simple, words[position - 1]):
            current += simple
        elif word in ORDINALS and (current == -1 or _adds(current, ORDINALS[word], "")):
            total, current = total + max(current, Decimal(0)) + ORDINALS[word], Decimal(-1)
            position += 1
            break
        elif position > begin and (half := _half_more(words, position)):
            if current == -1:
                total += smallest * _HALF
            else:
                current += _HALF
            position += half - 1
        elif not (
            _links(word, current, words[position + 1 : position + 2])
            or _may_stand_between(words, begin, position, language)
        ):
            break
        position += 1
    if position > begin and words[position - 1] in LINKS:
        position -= 1
    scale = smallest if smallest < 10**19 else 1
    return total + max(current, Decimal(0)), scale, position


def _may_be_hundreds(word: str, before: Decimal) -> bool:
    # "fifteen hundred" is English; "fifty cent" is a coin.
    return before in {-1, 1} or 2 <= before <= (99 if word == "hundred" else 9)


def _may_scale(word: str, before: Decimal) -> bool:
    # "thousand people" may be many; "million" alone is no number at all.
    return before > 0 or (before == -1 and word in DOUBTFUL)


def _adds(before: Decimal, more: Decimal, last: str) -> bool:
    rest = before % 100
    if before >= 100 and rest == 0:
        return 0 < more < 100
    if rest == 10:
        return last == "dix" and more in {7, 8, 9}
    if rest in {60, 80} and 10 <= more <= 19:
        return True
    return rest >= 20 and rest % 10 == 0 and 0 < more < 10


def _links(word: str, before: Decimal, following: Sequence[str]) -> bool:
    more = _simple(following[0], "") if following and word in LINKS else None
    if more is None or before < 20 or following[0] in {"a", "an"}:
        return False
    if word == "et":
        return more in {1, 11} and before % 10 == 0
    return before % 100 == 0 and more > 1


def _may_stand_between(words: Sequence[str], begin: int, position: int, language: str) -> bool:
    """Whether a word is the "de" of "une dizaine de millions"."""
    return (
        words[position] in _OF
        and position > begin
        and words[position - 1] in COLLECTIVES
        and (scale_of("".join(words[position + 1 : position + 2]), language) or 0) > 1
    )


def _simple(word: str, language: str) -> Decimal | None:
    """The value of one word that is a cardinal, or about one."""
    other = OTHER_SIMPLE.get(language)
    if other and word in other:
        return other[word]
    return COLLECTIVES[word] if word in COLLECTIVES else whole(word)
