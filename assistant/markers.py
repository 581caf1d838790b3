"""Citation markers in what a model writes, [1], [1, 2], 【1】 or (1), whole or in pieces."""

import re
from collections.abc import Container
from typing import NamedTuple

_GAP = r"[ \t]*"
_NUMBERS = rf"\^?\d{{1,3}}(?:{_GAP}[,;/&–-]{_GAP}\^?\d{{1,3}})*"
_IN_ROUND = rf"\d{{1,2}}(?:{_GAP}[,;/&]{_GAP}\d{{1,2}})*"
_MARKER = re.compile(
    rf"\s*(?:\[{_GAP}({_NUMBERS}){_GAP}\]|【{_GAP}({_NUMBERS})[^】\n]*】|"
    rf"\({_GAP}({_IN_ROUND}){_GAP}\))"
)
_BEGUN = r"\[[\d \t,;/&^–-]*"
_UNFINISHED = re.compile(rf"\s*(?:{_BEGUN}|【[^】\n]*|\([\d \t,;/&]*)$|\s+$")
_CUT_OFF = re.compile(rf"\s*(?:{_BEGUN}|【{_GAP}(?:{_NUMBERS}[^】\s]*)?)$")
_RANGE = re.compile(rf"(\d+){_GAP}[–-]{_GAP}\^?(\d+)")
_STOPS = re.compile(r"[.!?…。！？]*$")
_QUOTES_A_STOP = re.compile(r"[.!?…][\"'”“»)]+$")


class MarkedText(NamedTuple):
    """A stretch of text and the numbers cited right behind it."""

    text: str
    numbers: tuple[int, ...]


def split_markers(text: str, known: Container[int]) -> list[MarkedText]:
    """Cut `text` behind each marker; numbers that are not `known` vanish with their marker.

    Numbers in round brackets are a marker only where all are known: "(24)" may be an age. A marker
    that the end of the text cuts off vanishes too.
    """
    text = _CUT_OFF.sub("", text)
    parts: list[MarkedText] = []
    kept = 0
    pending = ""
    for match in _MARKER.finditer(text):
        if not _is_marker(match, known):
            continue
        numbers = _known_numbers(match, known)
        pending += text[kept : match.start()]
        kept = match.end()
        if not numbers:
            continue
        if not pending.strip() and parts:
            previous = parts.pop()
            numbers = tuple(dict.fromkeys((*previous.numbers, *numbers)))
            pending = previous.text + pending
        parts.append(MarkedText(pending, numbers))
        pending = ""
    pending += text[kept:]
    if pending.strip():
        parts.append(MarkedText(pending, ()))
    return parts


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
        return self._without(_CUT_OFF.sub("", text)).rstrip()

    def _without(self, text: str) -> str:
        def replace(match: re.Match[str]) -> str:
            return "" if _is_marker(match, self._known) else match.group()

        return _MARKER.sub(replace, text)


def _is_marker(match: re.Match[str], known: Container[int]) -> bool:
    in_round = match.group(3)
    return not in_round or all(int(number) in known for number in re.findall(r"\d+", in_round))


def _known_numbers(match: re.Match[str], known: Container[int]) -> tuple[int, ...]:
    digits = match.group(1) or match.group(2) or match.group(3)
    spelt = _RANGE.sub(
        lambda ends: " ".join(str(n) for n in range(int(ends.group(1)), int(ends.group(2)) + 1)),
        digits,
    )
    numbers = (int(number) for number in re.findall(r"\d+", spelt))
    return tuple(dict.fromkeys(number for number in numbers if number in known))


def first_line(text: str) -> str:
    """The first line of what a model wrote, without markers such as [1]; empty where it is none."""
    return re.sub(r"\s*\[\d+\]", "", (text.strip().splitlines() or [""])[0].strip())


def before_full_stop(text: str, added: str) -> str:
    """A sentence with something before what ends it, or behind a quotation that has its own stop.

    >>> before_full_stop("It closed in March.", " [1]")
    'It closed in March [1].'
    """
    if _QUOTES_A_STOP.search(text):
        return text + added
    end = _STOPS.search(text)
    cut = end.start() if end else len(text)
    return f"{text[:cut].rstrip()}{added}{text[cut:] or '.'}"
