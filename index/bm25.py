"""BM25, and which passages of a large index are worth scoring by it.

A common word is in too many passages for all of them to be scored. It still says much about those
that rarer words have found, so these are scored by all words of the query; where all of its words
are common, the passages that have several of them are.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

K1 = 1.2
B = 0.75
MOST_SCORED = 10_000
"""Passages that one search scores, some microseconds each."""
NEWEST = 1000
"""As many of those that have several common words, the newest."""
_PAIRED = 6  # terms, the rarest, of which any two will do where no passage has all


@dataclass(frozen=True)
class Sought:
    """What a query is scored by, and which passages are scored at all."""

    counts: Mapping[str, int]
    """All its terms, and in how many passages each is; of common ones an estimate."""
    groups: tuple[tuple[str, ...], ...] = ()
    """A passage is scored that has all terms of any of these."""
    without: str = ""
    """A name that no passage may have; none, when empty."""

    @property
    def by_common(self) -> bool:
        """Whether several common terms are asked for at once.

        So many passages may have them that only the newest are scored.
        """
        return any(len(group) > 1 for group in self.groups)

    @property
    def by_all(self) -> bool:
        """Whether each passage with any of the terms is scored."""
        there = sum(count > 0 for count in self.counts.values())
        return not self.by_common and len(self.groups) == there

    @property
    def single(self) -> tuple[str, ...]:
        """The terms of which any will do, where they are asked for one by one."""
        return () if self.by_common else tuple(term for (term,) in self.groups)

    def wider(self) -> "Sought":
        """The same for any two of the terms that a passage had to have all; for none after that."""
        pairs: tuple[tuple[str, ...], ...] = ()
        if len(self.groups) == 1 and len(self.groups[0]) > 2:
            pairs = tuple(combinations(self.groups[0][:_PAIRED], 2))
        return replace(self, groups=pairs)


def sought(counts: Mapping[str, int], without: str = "") -> Sought:
    """Choose the passages that are scored: those with the rarest terms, as many as can be.

    Where each term is too common for that, passages that have all of them. A single common term
    finds nothing: it tells no passages apart.

    Args:
        counts: the query's terms, and in how many passages each is.
        without: a name that no passage may have.
    """
    there = sorted((term for term in counts if counts[term]), key=counts.__getitem__)
    groups: list[tuple[str, ...]] = []
    scored = 0
    for term in there:
        scored += counts[term]
        if scored > MOST_SCORED:
            break
        groups.append((term,))
    if not groups and len(there) > 1:
        groups = [tuple(there)]
    return Sought(counts, tuple(groups), without)


def estimated(counted: int, rows: int, of: int) -> int:
    """Return in how many rows a term is, where the counting ended early.

    Args:
        counted: in how many it was,
        rows: of this many that were looked at,
        of: all of them.
    """
    return max(counted, round(counted * of / max(1, rows)))


@dataclass(frozen=True)
class Lengths:
    """Of a set of passages: how many there are, and how many words they have on average."""

    passages: int
    average: float

    def weight(self, having: int) -> float:
        """The most that a term can add to a score, which so many of the passages have."""
        return rarity(having, self.passages) * (K1 + 1)

    def norm(self, words: int) -> float:
        """What the length of a passage adds below the line."""
        return K1 * (1 - B + B * words / self.average)

    def score(self, weights: Mapping[str, float], has: Iterable[str], words: int) -> float:
        """The score of one passage.

        Args:
            weights: of the query's terms.
            has: the passage's terms, each as often as it has it.
            words: how many words it has, as full text counts them.
        """
        times: dict[str, int] = {}
        for term in has:
            if term in weights:
                times[term] = times.get(term, 0) + 1
        norm = self.norm(words)
        return sum(weights[term] * count / (count + norm) for term, count in times.items())


def rarity(count: int, passages: int) -> float:
    """Return the inverse document frequency of a term that so many of the passages have."""
    return max(math.log((passages - count + 0.5) / (count + 0.5)), 1e-6)
