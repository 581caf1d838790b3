"""The title of an article whose file does not name one."""

import re

from index.sentences import split_block
from index.structure import Block, Kind, blocks

_MARKED_HEADING = re.compile(r"^#{1,6}[ \t]+(\S.*)$", re.MULTILINE)
_TOP = 5_000  # characters that titles are looked for in
_LONGEST = 150  # characters of a line that may be a title
_SHORTENED = 100  # characters that a title made from running text is cut to
_LONGEST_HEADING = 300  # characters; a title is indexed with each passage of its article
_FULL_TITLE = 5  # words; shorter lines at the top are often labels of a section of the site
_CANDIDATES = 6  # lines from the top that are looked at
_RUNNING_TEXT = re.compile(r"[.:;,…][\"”“’'»)\]]*$")
_DATE = re.compile(
    r"\b\d{4}-\d{2}(?:-\d{2})?\b|\b\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2,4}\b"
    r"|\b\d{1,2}(?:\.|er|st|nd|rd|th)?\s+[^\W\d]{3,10}\.?\s+\d{4}\b|\b[^\W\d]{3,10}\s+\d{1,2},\s+\d{4}\b"
)
_STAMP = re.compile(
    r"\b(?:date|datum|updated|modified|published|posted|aktualisiert|veröffentlicht|publié|modifié"
    r"|mis à jour|stand)\b",
    re.IGNORECASE,
)


def title_of(text: str) -> str:
    """Return the first marked heading, else the first line that can be a title; "" of no text.

    In plain text the top lines are looked through for one: date stamps and addresses are passed
    over, and so is a short line (the label of a section) above a longer one. Where running text
    comes first, its first sentence is shortened; so is a heading that is long beyond measure.
    """
    if heading := _MARKED_HEADING.search(text):
        return _shorten(_one_line(heading.group(1)), _LONGEST_HEADING)
    text = text[:_TOP]
    found = blocks(text)
    lines = [block for block in found if not _is_stamp(text[block.start : block.end])]
    candidates = _candidates(text, lines[:_CANDIDATES])
    for line in candidates:
        if len(line.split()) >= _FULL_TITLE:
            return line
    if candidates:
        return candidates[0]
    for block in lines or found:
        sentence = split_block(text, block, "und")[0]
        return _shorten(_one_line(text[sentence.start : sentence.end]), _SHORTENED)
    return ""


def _candidates(text: str, lines: list[Block]) -> list[str]:
    """Return the top lines that may be titles; only the first may end like running text."""
    candidates: list[str] = []
    for block in lines:
        line = text[block.start : block.end]
        running = _RUNNING_TEXT.search(line) is not None
        if block.kind not in (Kind.TEXT, Kind.HEADING) or len(line) > _LONGEST or "\n" in line:
            break
        if running and candidates:
            break
        candidates.append(_one_line(line))
        if running:
            break
    return candidates


def _is_stamp(line: str) -> bool:
    """Whether a line only says when, or where on the web, an article came out."""
    if len(line) > _LONGEST:
        return False
    return bool(
        (_DATE.search(line) and (_STAMP.search(line) or len(_DATE.sub("", line).split()) <= 1))
        or re.fullmatch(r"\s*(?:https?://|www\.)\S+\s*", line)
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _shorten(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    return text[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + " …"
