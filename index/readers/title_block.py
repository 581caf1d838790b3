"""The title block that opens a Markdown file of Pandoc's: title, authors and date, each after `%`.

https://pandoc.org/MANUAL.html#extension-pandoc_title_block
"""

import re
from typing import NamedTuple

from index.readers.dates import iso_date
from index.readers.reading import Metadata, one_line

_FIELD = re.compile(r"%(?:[ \t]+(.*))?")
_GOES_ON = re.compile(r"[ \t]+(\S.*)")
_FIELDS = 3
_LONGEST = 300  # characters of one; what is longer is a text that begins so


class TitleBlock(NamedTuple):
    """What such a block says, its title in Markdown still, and the text behind it."""

    metadata: Metadata
    text: str


def split_title_block(text: str) -> TitleBlock:
    r"""Return what the title block of a text says, and the text after it.

    A blank line has to follow, which Pandoc does not ask for, since a text and a comment may begin
    with `%` too. What stands in the place of the date and is none stays in the text.

    Example:
        >>> split_title_block("% The bridge\n% Ann Lee; Ben Roe\n% 2 May 2024\n\nIt is open.")[1]
        'It is open.'
    """
    fields, rest = _fields(text)
    if not re.search(r"\w", "".join(fields)):
        return TitleBlock(Metadata(), text)
    title, authors, date = (*fields, "", "", "")[:_FIELDS]
    names = (name.strip() for name in re.split(r"[;\n]", authors))
    said = one_line(date)
    published = iso_date(said or "")
    if said and not published:
        rest = f"{said}\n\n{rest}"
    metadata = Metadata(
        title=one_line(title),
        author=", ".join(filter(None, names)) or None,
        published=published,
    )
    return TitleBlock(metadata, rest)


def _fields(text: str) -> tuple[list[str], str]:
    """Return the fields of the block, lines of one apart, and what follows; none of other texts."""
    fields: list[str] = []
    end = 0
    while end < len(text):
        line_end = text.find("\n", end)
        line_end = len(text) if line_end < 0 else line_end
        line = text[end:line_end]
        if found := _FIELD.fullmatch(line):
            fields.append(found.group(1) or "")
        elif fields and (found := _GOES_ON.fullmatch(line)):
            fields[-1] += "\n" + found.group(1)
        elif line.strip():
            return [], text
        else:
            break
        if len(fields) > _FIELDS or len(fields[-1]) > _LONGEST:
            return [], text
        end = line_end + 1
    return fields, text[end:].lstrip("\n")
