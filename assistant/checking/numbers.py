"""Numbers, amounts and dates, compared across languages and formats."""

import re
from decimal import Decimal

# 204.000, 204,000, 204 000 and 204'000 are one number; so are 3.5 and 3,5.
_DIGITS = re.compile(
    r"(?<![\w])(\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})+(?!\d)|\d+)(?:([.,])(\d+))?"
    r"(?:[\s\u00a0\u202f-]*(%|[^\W\d_]+))?"
)

_SCALES = {
    **dict.fromkeys(("thousand", "tausend", "mille", "milliers", "tsd", "k"), 10**3),
    **dict.fromkeys(("million", "millions", "millionen", "mio", "mn", "m"), 10**6),
    **dict.fromkeys(("billion", "billions", "mrd", "bn"), 10**9),
    **dict.fromkeys(("milliarde", "milliarden", "milliard", "milliards"), 10**9),
    **dict.fromkeys(("trillion", "trillions", "billionen"), 10**12),
}  # fmt: skip

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty",
    "null zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn "
    "sechzehn siebzehn achtzehn neunzehn zwanzig",
    "zéro deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
)
# German "ein" and French "un" are articles as often as numbers, and so is "one" in English.
_WORDS: dict[str, int] = {
    **{w: i for i, w in enumerate(_UNITS[0].split())},
    **dict(zip(_UNITS[1].split(), (0, *range(2, 21)), strict=True)),
    **dict(zip(_UNITS[2].split(), (0, *range(2, 17)), strict=True)),
    "vingt": 20, "hundred": 100, "hundert": 100, "cent": 100,
    "thirty": 30, "dreißig": 30, "trente": 30, "forty": 40, "vierzig": 40, "quarante": 40,
    "fifty": 50, "fünfzig": 50, "cinquante": 50, "sixty": 60, "sechzig": 60, "soixante": 60,
    "seventy": 70, "siebzig": 70, "eighty": 80, "achtzig": 80, "ninety": 90, "neunzig": 90,
}  # fmt: skip
_AMBIGUOUS_WORDS = frozenset({"one", "six"})

_MONTHS = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "januar februar märz april mai juni juli august september oktober november dezember",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    )
    for number, name in enumerate(names.split(), start=1)
}
_WORD = re.compile(r"[^\W\d_]+")


def numbers_in(text: str) -> frozenset[Decimal]:
    """Values of all numbers in `text`: 800 million and 800 Millionen are both 800000000.

    Written-out numbers count, except the ones that are as often articles.
    """
    values = set()
    for match in _DIGITS.finditer(text):
        whole = Decimal(re.sub(r"\D", "", match.group(1)))
        fraction = match.group(3)
        value = whole + (Decimal(f"0.{fraction}") if fraction else 0)
        follower = (match.group(4) or "").casefold()
        values.add(value * _SCALES.get(follower, 1))
    values |= _written_out(text)
    return frozenset(values)


def unsupported_numbers(claim: str, evidence: str) -> frozenset[Decimal]:
    """Numbers of `claim` that stand nowhere in `evidence`, as digits or words."""
    stated = numbers_in(evidence)
    ambiguous = {Decimal(_WORDS[word]) for word in _AMBIGUOUS_WORDS if word in _WORDS}
    missing = numbers_in(claim) - stated
    # "one" and "six" may be French or English words of other meaning: only digits are held to it.
    digits = {value for value in missing if re.search(rf"(?<!\d){value:f}(?!\d)", claim)}
    return frozenset(missing - (ambiguous - digits))


def months_in(text: str) -> frozenset[int]:
    """Months named in `text`, 1 to 12; "may" and "march" count only when capitalised."""
    found = set()
    for word in _WORD.findall(text):
        month = _MONTHS.get(word.casefold())
        if month and not (word.islower() and word in {"may", "march", "mars"}):
            found.add(month)
    return frozenset(found)


def _written_out(text: str) -> set[Decimal]:
    values: set[Decimal] = set()
    words = _WORD.findall(text.casefold())
    for position, word in enumerate(words):
        if word not in _WORDS:
            continue
        follower = words[position + 1] if position + 1 < len(words) else ""
        values.add(Decimal(_WORDS[word] * _SCALES.get(follower, 1)))
    return values
