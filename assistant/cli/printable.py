"""Names and messages as a terminal may show them: they may hold line breaks and commands to it."""


def printable(text: str) -> str:
    r"""Return a text on one line, with an escape in place of what has no shape.

    Example:
        >>> printable("red\x1b[31m.txt")
        'red\\x1b[31m.txt'
    """
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in text
    )
