"""Sentences put together to stretches of even size, none above a maximum of tokens."""

import math
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from index.sentences import Span
from index.tokens import count_tokens


class Atom(NamedTuple):
    """What stays in one passage: a sentence, with the headings right above it."""

    start: int
    end: int
    tokens: int
    opens_paragraph: bool
    heading: str
    """Headings above it, joined by ' › '."""


_INSIDE_PARAGRAPH = 0.3  # cost of an end inside a paragraph, against squared deviation from even
_CHARACTERS_A_TOKEN = 4  # a first guess
_SHORTEST_PIECE = 0.5  # share of a piece that is given up for an end at a space
_JOINERS = frozenset("\u200d\ufe0e\ufe0f")


def pack(text: str, atoms: Sequence[Atom], max_tokens: int) -> list[Sequence[Atom]]:
    """Return runs of atoms of about even size, ends of paragraphs preferred as their ends.

    Each run's text has at most `max_tokens` tokens, if each atom's has. The ends are those of least
    total cost: the squared deviations from an even size, and a fixed cost for each paragraph cut.
    """
    if not atoms:
        return []
    runs: list[Sequence[Atom]] = []
    for run in _cheapest(atoms, max_tokens):
        runs += _halved(text, run, max_tokens)
    return runs


def _cheapest(atoms: Sequence[Atom], max_tokens: int) -> list[Sequence[Atom]]:
    sizes = [atom.tokens + 1 for atom in atoms]  # one for what stands between two
    total = sum(sizes)
    even = total / math.ceil(total / max_tokens)
    costs = [0.0] + [math.inf] * len(atoms)
    starts = [0] * (len(atoms) + 1)
    for end in range(1, len(atoms) + 1):
        whole = end == len(atoms) or atoms[end].opens_paragraph
        size = 0
        for start in range(end - 1, -1, -1):
            size += sizes[start]
            if size > max_tokens + 1 and start < end - 1:
                break
            cost = costs[start] + ((size - even) / even) ** 2
            cost += 0.0 if whole else _INSIDE_PARAGRAPH
            if cost < costs[end]:
                costs[end], starts[end] = cost, start
    runs = []
    end = len(atoms)
    while end:
        runs.append(atoms[starts[end] : end])
        end = starts[end]
    return runs[::-1]


def _halved(text: str, run: Sequence[Atom], max_tokens: int) -> list[Sequence[Atom]]:
    """Cut a run in halves while its text has more tokens than its atoms promised."""
    if len(run) == 1 or count_tokens(text[run[0].start : run[-1].end]) <= max_tokens:
        return [run]
    middle = len(run) // 2
    return [*_halved(text, run[:middle], max_tokens), *_halved(text, run[middle:], max_tokens)]


def cut(text: str, span: Span, max_tokens: int, keep: int = 0) -> list[Span]:
    """Return pieces of a span of at most `max_tokens` tokens, ending at spaces where there are any.

    Args:
        text: The text that the span lies in.
        span: What is to be cut, such as a sentence of a thousand words.
        max_tokens: The most that a piece may have.
        keep: Offset that the first piece reaches beyond, such as the end of its heading.
    """
    pieces: list[Span] = []
    start = span.start
    while start < span.end:
        end = _piece_end(text, start, span.end, max_tokens, keep)
        # Less text can be more tokens: a cut through a word or an emoji undoes its tokens.
        while count_tokens(text[start:end].strip()) > max_tokens and end - start > 1:
            end -= 1
        content = text[start:end]
        if content.strip():
            opens = start + len(content) - len(content.lstrip())
            pieces.append(Span(opens, opens + len(content.strip())))
        start = end
    return pieces


def _piece_end(text: str, start: int, limit: int, max_tokens: int, keep: int) -> int:
    end = min(limit, start + max_tokens * _CHARACTERS_A_TOKEN)
    while (tokens := count_tokens(text[start:end])) > max_tokens and end - start > 1:
        end = start + max(1, min(end - start - 1, (end - start) * max_tokens // tokens))
    if end == limit:
        return end
    shortest = max(start + int((end - start) * _SHORTEST_PIECE), keep + 1)
    for place in range(end, shortest, -1):
        if text[place].isspace() or text[place - 1].isspace():
            return place
    return _whole_character(text, start, end)


def _whole_character(text: str, start: int, end: int) -> int:
    """Step back from the middle of what is seen as one character: accents, joined emoji."""
    for place in range(end, max(start, end - 20), -1):
        inside = (
            unicodedata.category(text[place]).startswith("M")
            or text[place] in _JOINERS
            or text[place - 1] == "\u200d"
        )
        if not inside:
            return place
    return end
