"""One number that a text states, and what else the same notation may state."""

from decimal import Decimal
from typing import NamedTuple


class Mention(NamedTuple):
    """A number as a text has it.

    Example:
        Of "8 pm" the value is 8, and 20 is the same hour.
    """

    value: Decimal
    also: frozenset[Decimal] = frozenset()
    """Other values that state the same: of 8 pm 20, of the 90s 1990."""
    certain: bool = True
    """False for a word that is as often no number: evidence may mean it, no claim is held to it."""
    is_month: bool = False
    """Part of a date, which its month is compared by."""

    @property
    def values(self) -> frozenset[Decimal]:
        """All that it may state."""
        return self.also | {self.value}

    def within(self, scale: int) -> "Mention":
        """The mention, should the scale behind another hold for it too: two to three million."""
        return self._replace(also=self.also | {self.value * scale})


def fraction(numerator: Decimal, denominator: int) -> Decimal:
    """A simple fraction, in as many digits as tell it from others."""
    return (numerator / denominator).quantize(Decimal("0.0001")).normalize()
