"""Rich Text made ready for striprtf, which knows no hidden text, no headings and no text boxes."""

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'[0-9a-fA-F]{2}|\\[^a-zA-Z]|[{}]|[^\\{}]+"
)
# What is no text of the document, beside what a star marks as such.
_ASIDE = frozenset(
    {"colortbl", "fonttbl", "footer", "footerf", "footerl", "footerr", "footnote", "header",
     "headerf", "headerl", "headerr", "info", "nonshppict", "pict", "stylesheet"}
)  # fmt: skip
# Words that stand for letters, or for a line's end within a paragraph.
_LETTERS = frozenset(
    {"u", "tab", "line", "emdash", "endash", "emspace", "enspace", "qmspace", "bullet", "lquote",
     "rquote", "ldblquote", "rdblquote"}
)  # fmt: skip
# A box is marked as what old programs may pass over, with properties beside its text.
_BOX = re.compile(r"(?:\\\*)?\\shp(?:inst)?(?![a-z])")
_BOX_TEXT = re.compile(r"\\shptxt(?![a-z])")
_PROPERTY = re.compile(r"\{\\sp[ \r\n]*(?=\{\\sn(?![a-z]))")
_MOST_LEVELS = 6


class _State(NamedTuple):
    """What holds up to the end of a group."""

    aside: bool = False
    hidden: bool = False
    deleted: bool = False
    in_table: bool = False
    level: int = 0
    """Of the paragraph, where it is a heading."""


def prepared(rtf: str) -> str:
    """Return Rich Text without hidden and deleted text, with headings marked and cells on one line.

    The text of boxes is read where they are anchored.
    """
    rtf = _BOX_TEXT.sub(r"\\par", _PROPERTY.sub(r"{\\*\\sp", _BOX.sub(r"\\box", rtf)))
    parts: list[str] = []
    groups: list[_State] = []
    state = _State()
    begins = True  # whether no text of the paragraph was written yet
    for token in _TOKEN.finditer(rtf):
        written, word = token.group(), token.group(1)
        if written == "{":
            groups.append(state)
        elif written == "}":
            state = groups.pop() if groups else state
        elif written == "\\*":
            state = state._replace(aside=True)
        elif word and word not in _LETTERS:
            state = _told(state, word, token.group(2))
            if word == "par":
                begins = True
                written = " " if state.in_table and not state.aside else written
        elif state.hidden or state.deleted:
            continue
        elif begins and not state.aside and (word or written.strip("\r\n")):
            begins = False
            parts.append("#" * state.level + " " if state.level else "")
        parts.append(written)
    return "".join(parts)


def _told(state: _State, word: str, number: str | None) -> _State:
    """Return what holds after a control word."""
    if word in _ASIDE:
        return state._replace(aside=True)
    if word == "v":
        return state._replace(hidden=number != "0")
    if word == "deleted":
        return state._replace(deleted=number != "0")
    if word == "plain":
        return state._replace(hidden=False, deleted=False)
    if word == "pard":
        return state._replace(in_table=False, level=0)
    if word == "intbl":
        return state._replace(in_table=True)
    if word == "outlinelevel":
        level = int(number or 0) + 1
        return state._replace(level=level if 0 < level <= _MOST_LEVELS else 0)
    return state
