"""Currencies and shares that stand beside numbers, compared across languages."""

import re

_PERCENT = "per cent"
_CURRENCIES = {
    "dollars": r"\$|\b(?:dollars?|dollar[oi]|d[oó]lar(?:es|a|y|ów|ach)?|usd)\b",
    "euros": r"€|\b(?:euros?|eur)\b",
    # A mere "livre" is a book, and a mere "libra" a weight.
    "pounds": r"£|\b(?:pounds?|pfund|(?<=\d )pond|livres? sterling|sterlin[ae]|libras? esterlinas?|"
    r"funt\w{0,3})\b",
    "yen": r"¥|\b(?:yen(?:e?s)?|jenów|ienes?)\b",
    "francs": r"\b(?:francs|franken|francos|franchi|frank(?:i|ów)|chf)\b",
    "zlotys": r"\b(?:z[lł]ot(?:y|ys|ych|e|ego)|pln)\b",
}
_NAMED = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        **_CURRENCIES,
        _PERCENT: r"%|\b(?:per ?cento?\b|prozent|procent|pour ?cent\b|por ?c(?:ento|iento)\b)",
    }.items()
}
MONEY = frozenset(_CURRENCIES)
"""What amounts of money are counted in."""
SHARES = frozenset({_PERCENT})
"""What shares are counted in."""


def units_in(text: str) -> frozenset[str]:
    """Currencies and per cent named in a text, in eight languages.

    Example:
        >>> sorted(units_in("21 % der 800 Millionen Dollar"))
        ['dollars', 'per cent']
    """
    return frozenset(name for name, pattern in _NAMED.items() if pattern.search(text))
