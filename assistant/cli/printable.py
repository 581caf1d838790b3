"""Names, messages and texts as a terminal may show them: they may hold commands to it."""

import sys
from json import dumps
from unicodedata import category

from assistant.cli.streams import is_unicode

# What has no shape of its own and commands nothing: it joins letters, parts words, tells direction.
_JOINING = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
# JSON leaves these as they are; the second half are commands in one character.
_UNESCAPED = {code: f"\\u{code:04x}" for code in range(0x7F, 0xA0)}


def printable(text: str) -> str:
    r"""Return a text on one line, with an escape in place of what has no shape.

    Example:
        >>> printable("red\x1b[31m.txt")
        'red\\x1b[31m.txt'
    """
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else _escaped(each) for each in text)


def printable_text(text: str) -> str:
    r"""Return lines of running text, which keeps what writers put between words and letters.

    Names may not hold it, as it makes two of them look the same: see `printable`.

    Example:
        >>> printable_text("It cost\t5\xa0%.\n\x1b[2J")
        'It cost 5\xa0%.\n\\x1b[2J'
    """
    if text.isprintable():
        return text
    return "".join(map(_in_text, text.replace("\r\n", "\n")))


def printable_json(text: str) -> str:
    r"""Return JSON that says the same, with an escape for each command that it left as it was.

    So has each letter that is not ASCII, where standard output does not take all of them.

    Example:
        >>> printable_json('["\x9b2J"]')
        '["\\u009b2J"]'
    """
    if not (text.isascii() or is_unicode(sys.stdout.encoding)):
        text = "".join(each if each.isascii() else dumps(each)[1:-1] for each in text)
    return text.translate(_UNESCAPED)


def _in_text(character: str) -> str:
    if character == "\n" or character in _JOINING or character.isprintable():
        return character
    if character == "\t":
        return " "
    # Spaces of a width, or that break no line.
    return character if category(character) == "Zs" else _escaped(character)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode()
