"""Numbers in digits, with the scale, sign and notation that stand around them."""

import re
from decimal import Decimal

from assistant.checking.mention import Mention
from assistant.checking.number_notations import notations_in
from assistant.checking.number_vocabulary import MONEY_SCALES, scale_of

# 204.000, 204,000, 204 000 and 204'000 are one number; so are 3.5 and 3,5.
_DIGITS = re.compile(
    r"(?:(?<!\w)|(?<=\dh))([1-9]\d{0,2}(?:[.,'’\u00a0\u202f ]\d{3})+(?!\d)|\d+)(?:([.,])(\d+))?"
    r"([\s\u00a0\u202f-]*)(%|[^\W\d_]+)?"
)
_MONEY = re.compile(r"[$€£¥]\s?$")
_MONEY_BEHIND = re.compile(
    r"\.?\s?(?:[$€£¥]|(?:d['’]|de\s)?(?:euros?|dollars?|eur|usd|chf|francs|franken|livres?)\b)",
    re.IGNORECASE,
)
_BIGGER = re.compile(r"\s([^\W\d_]{4,12})")  # the milliards of 100 mille milliards
_HALF_MORE = re.compile(r"\s(?:[^\W\d_]{1,12}\s)?(?:and\sa\shalf|et\sdemie?|y\smedi[ao])\b")
_RANGE = re.compile(r"\s?(?:[-–—]|to|bis|à|a|or|oder|ou|o|and|und|et|y|e|of|tot|do)\s?[$€£¥]?\s?")
_BEFORE_DECADES = re.compile(r"(?:années|anni|años|jaren|anos|lata\w*|lat)\s['’]?$", re.IGNORECASE)
_DECADES = frozenset({"er", "ern", "s", "erjahre", "erjahren"})
_MINUS = re.compile(r"(?:^|[^\w.,)\]])(−\s?|-|minus\s|(?<!au\s)(?<!du\s)(?<!ou\s)moins\s)$")
_DEGREES = re.compile(
    r"[\s\d,.–-]{0,12}(?:(?:bis|to|à|and|und|et)\s(?:minus|moins)?[\s\d,.−-]{0,8})?"
    r"(?:°|grad\b|degr|degré|gradi|grados|graus|stopni)",
    re.IGNORECASE,
)
_GLYPHS = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "0.3333", "⅔": "0.6667"}
_GLYPH = re.compile(r"(\d{0,6})\s?([½¼¾⅓⅔])\s?([^\W\d_]{0,12})")
_PERCENT = ("%", "prozent", "percent", "per", "pour", "procent", "por", "percento")
_AROUND = 12  # letters before a number that may hold its sign


def read_digits(text: str, language: str) -> tuple[list[Mention], str]:
    """The numbers that are written in digits, and the text without them and their scales."""
    found, text = notations_in(text, language)
    text = _GLYPH.sub(lambda match: _read_glyph(match, language, found), text)
    rest: list[str] = []
    before, low = 0, -1  # end of the last number, and of its digits where no scale is behind them
    for match in _DIGITS.finditer(text):
        mention, scale, end = _number(text, match, language)
        if scale > 1 and low >= 0 and _RANGE.fullmatch(text, low, match.start()):
            found[-1] = found[-1].within(scale)
        found.append(mention)
        rest += [text[before : match.start()], " ; "]
        before, low = end, end if scale == 1 else -1
    return found, "".join([*rest, text[before:]])


def _number(text: str, match: re.Match[str], language: str) -> tuple[Mention, int, int]:
    """The number of a match, its scale, and where both end."""
    digits_end = match.end(3) if match[3] else match.end(1)
    value = Decimal(re.sub(r"\D", "", match[1])) + (Decimal(f"0.{match[3]}") if match[3] else 0)
    scale = _scale(text, match, language)
    end = match.end(5) if scale > 1 else digits_end
    if scale == 10**3 and (bigger := _BIGGER.match(text, end)):
        more = scale_of(bigger[1].casefold(), language) or 1
        scale, end = (scale * more, bigger.end()) if more > scale else (scale, end)
    if half := _HALF_MORE.match(text, digits_end):
        value, end = value + Decimal("0.5"), max(end, half.end())
    value *= scale
    also = _decades(text, match, value)
    if (match[5] or "").casefold() in _PERCENT:
        also |= {value / 100}
    if _is_negative(text, match, digits_end):
        of_degrees = _DEGREES.match(text, digits_end)
        value, also = -value, also | (frozenset() if of_degrees else {value})
    return Mention(value, also), scale, end


def _scale(text: str, match: re.Match[str], language: str) -> int:
    """What the word behind a number multiplies it by."""
    follower = (match[5] or "").casefold()
    if follower not in MONEY_SCALES:
        return scale_of(follower, language) or 1
    if follower == "k" and not match[4]:
        return MONEY_SCALES["k"]
    money = _MONEY.search(_before(text, match)) or _MONEY_BEHIND.match(text, match.end(5))
    return MONEY_SCALES[follower] if money else 1


def _decades(text: str, match: re.Match[str], value: Decimal) -> frozenset[Decimal]:
    """The years that the 90s begin with."""
    if value not in range(10, 100, 10):
        return frozenset()
    behind = not match[4].strip("-") and (match[5] or "").casefold() in _DECADES
    if not (behind or _BEFORE_DECADES.search(_before(text, match))):
        return frozenset()
    return frozenset({1900 + value, 2000 + value} if value <= 20 else {1900 + value})


def _is_negative(text: str, match: re.Match[str], digits_end: int) -> bool:
    sign = _MINUS.search(_before(text, match))
    if not sign or sign[1].startswith(("−", "minus")):
        return bool(sign)
    # "au moins 5" and the hyphen of a list are no signs.
    return bool(_DEGREES.match(text, digits_end)) or (match[5] == "%" and sign[1] == "-")


def _before(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - _AROUND) : match.start()]


def _read_glyph(match: re.Match[str], language: str, found: list[Mention]) -> str:
    """What is left of 2½ million when it was read."""
    value = Decimal(match[1] or 0) + Decimal(_GLYPHS[match[2]])
    scale = scale_of(match[3].casefold(), language)
    found.append(Mention(value * (scale or 1)))
    return " ; " if scale else f" ; {match[3]}"
