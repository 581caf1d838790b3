"""Whether a text states an accepted answer, tolerant of typography, grouping and endings.

Both sides are normalised and cut into tokens; an answer is stated where its tokens stand in the
text one after the other. What a token has to fulfil depends on what it is:

* a number must be equal as a whole: `10` is not stated by `2010`, `10.5` or `10th`;
* a word of four letters or more must begin a word of the text, so that endings do not matter:
  `Japan` is stated by `Japans` and `japanische`;
* a shorter word must be equal, so that `KI` is not stated by `Kino`; so must a numeral, so that
  `eight` is not stated by `eighty`.

Nothing here understands negation or context: "not 5" states `5`. That is the price of judging
without a model, and the reason why citations are judged as well.
"""

import re
import unicodedata
from collections.abc import Sequence

MIN_PREFIX_LETTERS = 4

_TYPOGRAPHY = str.maketrans(
    dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‘’‚‛ʼ′‹›", "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\ufeff", "")
    | {"…": "..."}
)
_SPACE = re.compile(r"\s+")
# 204.000, 204,000, 204'000 and 204 000, but not 12.03.2024.
_GROUPED = re.compile(r"(?<![\w.,])\d{1,3}(?:[.,' ]\d{3})+(?!\d)(?![.,']\d{3})")
_DECIMAL_COMMA = re.compile(r"(?<![\w.,])(\d+),(\d+)(?!\w)(?![.,]\d)")
_TOKEN = re.compile(r"\d+(?:\.\d+)*\w*|[^\W_]+|[%$€£]")

GRAMMATICAL_ARTICLES = {
    "en": frozenset(("a", "an", "the")),
    "de": frozenset(
        (
            *("der", "die", "das", "den", "dem", "des"),
            *("ein", "eine", "einen", "einem", "einer", "eines"),
        )
    ),
    "fr": frozenset(("le", "la", "les", "l", "un", "une", "des", "du")),
}
"""Articles of speech by ISO 639-1, in lower case."""

# Numerals that begin other words, mostly numerals.
_NUMERALS = frozenset(
    (
        *("four", "seven", "eight", "nine"),
        *("zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn"),
        *("cinq", "sept", "huit", "neuf", "trente", "quarante", "cinquante"),
    )
)

# Alternatives are often written with an article that an answer need not repeat.
_ANY_ARTICLE = frozenset().union(*GRAMMATICAL_ARTICLES.values())


def normalise(text: str) -> str:
    """Bring case, white space, quotes, dashes and numbers into one form.

    Thousands lose their separators (204.000 = 204,000 = 204 000 = 204000), which makes the
    German decimal 1,234 equal to 1234; a decimal comma becomes a point.

    >>> normalise("„Über 204.000  Stellen“ – 3,5 %")
    '"über 204000 stellen" - 3.5 %'
    """
    text = unicodedata.normalize("NFC", text).translate(_TYPOGRAPHY)
    text = _SPACE.sub(" ", text).strip().casefold()
    text = _GROUPED.sub(lambda match: re.sub(r"\D", "", match[0]), text)
    return _DECIMAL_COMMA.sub(r"\1.\2", text)


def tokens(text: str) -> list[str]:
    """Cut a text into normalised words, numbers and the signs of per cent and currency.

    >>> tokens("Am 03.05.2024: 1,5 % von 204 000")
    ['am', '3', '5', '2024', '1.5', '%', 'von', '204000']
    """
    found: list[str] = []
    for token in _TOKEN.findall(normalise(text)):
        if token.count(".") > 1:  # a date such as 12.03.2024, of which the year is a part
            found.extend(_without_leading_zeros(part) for part in token.split("."))
        else:
            found.append(_without_leading_zeros(token))
    return found


def _without_leading_zeros(token: str) -> str:
    return (token.lstrip("0") or "0") if token.isdecimal() else token


def stated_groups(text: str, groups: Sequence[Sequence[str]]) -> tuple[bool, ...]:
    """For each group of alternatives, whether the text states any of them.

    >>> stated_groups("Sie pausiert den Ausbau.", [["Ausbau", "expansion"], ["Dollar"]])
    (True, False)
    """
    have = tokens(text)
    return tuple(
        any(_contains(have, _without_leading_article(tokens(word))) for word in group)
        for group in groups
    )


def _without_leading_article(wanted: list[str]) -> list[str]:
    return wanted[1:] if len(wanted) > 1 and wanted[0] in _ANY_ARTICLE else wanted


def _contains(have: Sequence[str], wanted: Sequence[str]) -> bool:
    if not wanted:
        return False
    last = len(have) - len(wanted)
    return any(
        all(_fits(have[start + offset], token) for offset, token in enumerate(wanted))
        for start in range(last + 1)
    )


def _fits(have: str, wanted: str) -> bool:
    if wanted.isalpha() and len(wanted) >= MIN_PREFIX_LETTERS and wanted not in _NUMERALS:
        return have.startswith(wanted)
    return have == wanted
