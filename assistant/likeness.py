"""How alike two texts are in meaning."""

from collections.abc import Callable, Sequence

Embed = Callable[[str], Sequence[float]]


def likeness(embed: Embed, one: str, other: str) -> float:
    """Cosine of two texts.

    Args:
        embed: gives the vector of a text, of length 1; asked again for a text, it should remember.
        one: a text.
        other: another, in any language.
    """
    return sum(a * b for a, b in zip(embed(one), embed(other), strict=True))
