"""Names that readers give their files, made fit for a folder that anyone may open."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import count
from pathlib import PurePosixPath

from pathvalidate import sanitize_filename

_LONGEST_STEM = 150  # bytes: room for a number and a suffix in the 255 that file systems allow
_LONGEST_SUFFIX = 20
_UNNAMED = "article"
_PACKED = ".gz"  # a suffix that stands behind another
_JOINERS = "\u200c\u200d"  # invisible, but part of how words of some scripts are written


def safe_name(name: str) -> str:
    """The file name without folders, hidden, invisible or forbidden beginnings and characters.

    What is left is valid on Linux, macOS and Windows, and never empty, hidden or overlong.

        >>> safe_name("../../.profile.md")
        'profile.md'
    """
    text = name.encode("utf-8", "replace").decode("utf-8")
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", text))[-1]
    visible = "".join(part for part in last if part in _JOINERS or _is_visible(part))
    stem, suffix = _parts(" ".join(visible.split()).strip(". ") or _UNNAMED)
    stem = sanitize_filename(stem, platform="universal", max_len=_LONGEST_STEM)
    suffix = sanitize_filename(suffix, max_len=_LONGEST_SUFFIX)
    return f"{stem.strip('. ') or _UNNAMED}{suffix}"


def numbered(name: str) -> Iterator[str]:
    """The name, and without end others like it: `a.md`, `a 2.md`, `a 3.md`."""
    yield name
    stem, suffix = _parts(name)
    for number in count(2):
        yield f"{stem} {number}{suffix}"


def _parts(name: str) -> tuple[str, str]:
    """A file's name without its suffixes, and these: `report.txt.gz` has two."""
    path = PurePosixPath(name)
    if path.suffix.lower() == _PACKED:
        inner = PurePosixPath(path.stem)
        return inner.stem, inner.suffix + path.suffix
    return path.stem, path.suffix


def _is_visible(character: str) -> bool:
    """Whether a character is neither a control nor one that turns the direction of writing."""
    return character.isspace() or not unicodedata.category(character).startswith("C")
