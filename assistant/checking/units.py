"""Currencies and shares that stand beside numbers, compared across languages."""

import re

_PERCENT = "per cent"
_CURRENCIES = {
    "dollars": r"\$|\b(?:dollars?|usd)\b",
    "euros": r"€|\b(?:euros?|eur)\b",
    "pounds": r"£|\b(?:pounds?|pfund|livres? sterling)\b",  # a mere "livre" is a book
    "yen": r"¥|\byens?\b",
    "francs": r"\b(?:francs|franken|chf)\b",
}
_NAMED = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        **_CURRENCIES,
        _PERCENT: r"%|\b(?:per ?cent\b|prozent|pour ?cent\b)",
    }.items()
}
MONEY = frozenset(_CURRENCIES)
"""What amounts of money are counted in."""
SHARES = frozenset({_PERCENT})
"""What shares are counted in."""


def units_in(text: str) -> frozenset[str]:
    """Currencies and per cent named in an English, German or French text.

    Example:
        >>> sorted(units_in("21 % der 800 Millionen Dollar"))
        ['dollars', 'per cent']
    """
    return frozenset(name for name, pattern in _NAMED.items() if pattern.search(text))
