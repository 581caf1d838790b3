"""Citation markers in what a model writes, [1], [1, 2], 【1】 or (1), whole or in pieces."""

import re
from collections.abc import Container
from typing import NamedTuple

_NUMBERS = r"\d{1,2}(?:\s*[,;/&]\s*\d{1,2})*"
_MARKER = re.compile(
    rf"\s*(?:\[\s*({_NUMBERS})\s*\]|【\s*({_NUMBERS})[^】]*】|\(\s*({_NUMBERS})\s*\))"
)
_UNFINISHED = re.compile(r"\s*[\[【(][\d\s,;/&]*$|\s+$")


class MarkedText(NamedTuple):
    """A stretch of text and the numbers cited right behind it."""

    text: str
    numbers: tuple[int, ...]


def split_markers(text: str, known: Container[int]) -> list[MarkedText]:
    """Cut `text` behind each marker; numbers that are not `known` vanish with their marker.

    A number in round brackets is a marker only where it is known: "(24)" may be an age.
    """
    parts: list[MarkedText] = []
    begin = kept = 0
    pending = ""
    for match in _MARKER.finditer(text):
        numbers = _known_numbers(match, known)
        if match.group(3) and not numbers:
            continue
        pending += text[kept : match.start()]
        kept = match.end()
        if not numbers:
            continue
        if not pending.strip() and parts and begin == len(parts):
            previous = parts.pop()
            numbers = tuple(dict.fromkeys((*previous.numbers, *numbers)))
            pending = previous.text
        parts.append(MarkedText(pending, numbers))
        begin, pending = len(parts), ""
    pending += text[kept:]
    if pending.strip():
        parts.append(MarkedText(pending, ()))
    return parts


def strip_markers(text: str, known: Container[int]) -> str:
    """The text without its markers."""
    return "".join(part.text for part in split_markers(text, known)).strip()


class MarkerFilter:
    """Takes a draft piece by piece and gives it back without markers, however they are split.

    Example:
        >>> markers = MarkerFilter(known={1})
        >>> markers.feed("It closed [") + markers.feed("1].") + markers.flush()
        'It closed.'
    """

    def __init__(self, known: Container[int]) -> None:
        self._known = known
        self._held = ""

    def feed(self, piece: str) -> str:
        """Text that is sure by now; the beginning of a possible marker is held back."""
        text = self._held + piece
        unfinished = _UNFINISHED.search(text)
        cut = unfinished.start() if unfinished else len(text)
        self._held = text[cut:]
        return self._without(text[:cut])

    def flush(self) -> str:
        """What was held back, once the draft has ended."""
        text, self._held = self._held, ""
        return self._without(text).rstrip()

    def _without(self, text: str) -> str:
        def replace(match: re.Match[str]) -> str:
            known = _known_numbers(match, self._known)
            return match.group() if match.group(3) and not known else ""

        return _MARKER.sub(replace, text)


def _known_numbers(match: re.Match[str], known: Container[int]) -> tuple[int, ...]:
    digits = match.group(1) or match.group(2) or match.group(3)
    numbers = (int(number) for number in re.findall(r"\d+", digits))
    return tuple(dict.fromkeys(number for number in numbers if number in known))
