"""Text put together of lines in UTF-8 and lines in an older encoding.

Whoever copies old files into one, or goes on with an old file in a new editor, makes such. Read as
a whole in either encoding, the lines in the other would lose their letters.
"""

from typing import NamedTuple

from index.readers.legacy_encodings import legacy_encoding

_LEAST_SOUND = 0.1  # letters in UTF-8 for each byte in lines that are in another encoding
_BY_CHANCE = 2  # letters of a line up to which any bytes may look like UTF-8


class _Lines(NamedTuple):
    lines: list[bytes]
    old: set[int]
    """Places of the lines that are in an older encoding."""
    sound: int
    """Letters beyond ASCII in lines that are in UTF-8."""


def decode_mixed(raw: bytes, old: str | None) -> str | None:
    """Return the text of lines in UTF-8 and an older encoding; None where it is nothing of both.

    Args:
        raw: no UTF-8 as a whole.
        old: the older encoding, where that is known from more than these bytes.
    """
    lines = _sorted_out(raw)
    old_lines = b"".join(lines.lines[place] for place in sorted(lines.old))
    foreign = len(old_lines) - len(old_lines.decode("ascii", "ignore"))
    if not foreign or lines.sound < max(1.0, _LEAST_SOUND * foreign):
        return None
    encoding = old or legacy_encoding(old_lines)
    if encoding is None:
        return None
    return "".join(
        line.decode(encoding if place in lines.old else "utf-8", "replace")
        for place, line in enumerate(lines.lines)
    )


def _sorted_out(raw: bytes) -> _Lines:
    lines = raw.splitlines(keepends=True)
    old: set[int] = set()
    sound = 0
    for place, line in enumerate(lines):
        if line.isascii():
            continue
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            # The last line may have been cut off within a letter.
            cut_off = place == len(lines) - 1 and error.reason == "unexpected end of data"
            text = line.decode("utf-8", "replace")
            broken = text.count("\ufffd")
            if not cut_off and broken > _beyond_ascii(text) - broken:
                old.add(place)
            continue
        letters = _beyond_ascii(text)
        sound += letters if letters > _BY_CHANCE else 0
    return _Lines(lines, old, sound)


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))
