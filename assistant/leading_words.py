"""The small words that lead in a few words of a text: without theirs, some say something else."""

import re

from assistant.checking.place_words import DETERMINERS, LOCATIVES, WHENCE, WHITHER

_MORE = {
    "en": """
        about against almost as before after by during except fewer for hardly its least less more
        most nearly neither never no nor not of only over roughly since some than until up with
        without
        """,
    "de": """
        als bis etwa fast für gegen gut höchstens jegliche jeglichem jeglichen jeglicher kaum
        knapp mehr mit mindestens nicht nie niemals nur ohne per seit statt trotz um weder wegen
        weniger während
        """,
    "fr": """
        aucun aucune avant après avec comme contre environ jamais moins ni non pas pendant plus
        presque près que sans sauf selon seulement
        """,
}
_OTHER = {"en": frozenset({"that"})}  # it mostly begins a clause
_PREPOSITIONS = {
    language: frozenset(words.split()).union(
        *(each[language] for each in (LOCATIVES, WHENCE, WHITHER))
    )
    for language, words in _MORE.items()
}
_LEADING = {
    language: words | DETERMINERS[language] - _OTHER.get(language, frozenset())
    for language, words in _PREPOSITIONS.items()
}
_RELATIVE = frozenset({"der", "die", "das", "dem", "den"})  # behind a comma no article
_BEFORE = re.compile(r"(?P<comma>,\s)?(?<![\w’'])(?P<word>[^\W\d_]+)(?:[’']|\s)$")
_MOST = 4
_AND = r"(?:und|oder|and|or|et|ou)"
_LIKE = r"\b{}\s(?:(?P<article>[^\W\d_]+)\s)?[^\W\d_][\w’'-]*\s%s\s$" % _AND  # noqa: UP031


def led_in(text: str, words: str, language: str) -> str:
    """Some words of a text with the prepositions, articles and negations right before them.

    What stands before an “and” behind the same preposition belongs to them too, if it is one word.
    Where the words stand twice in the text and are led in differently, they stay as they are.

    >>> led_in("Es ginge ohne die Stuntmen.", "Stuntmen", "de")
    'ohne die Stuntmen'
    >>> led_in("Es ginge ohne Stuntmen und ohne Kameras.", "Kameras", "de")
    'ohne Stuntmen und ohne Kameras'

    Args:
        text: one line.
        words: that stand in it.
        language: of both, ISO 639-1; of others than English, German and French they stay.
    """
    places = [found.start() for found in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]
    led = {text[_begin(text, place, language) : place] for place in places}
    # Where they stand twice it is not known which of them was copied.
    return led.pop() + words if len(led) == 1 else words


def _begin(text: str, start: int, language: str) -> int:
    """Where the words begin that lead in those at a place."""
    leading, prepositions = _LEADING.get(language, ()), _PREPOSITIONS.get(language, ())
    begin, first = start, ""
    for _ in range(_MOST):
        found = _BEFORE.search(text, 0, begin)
        word = found["word"].lower() if found else ""
        if found is None or word not in leading or text.endswith("such as ", 0, found.end()):
            break
        if found["comma"] and first in _RELATIVE and word in prepositions:
            return start  # a clause: ", mit dem Eva kam"
        if found["comma"] and word in _RELATIVE:
            break
        if first in prepositions and word not in prepositions:
            break  # an article goes with what stands behind all of it
        begin, first = found.start("word"), word
    if first in prepositions:
        like = re.compile(_LIKE.format(re.escape(first)), re.IGNORECASE)
        while found := like.search(text, 0, begin):
            article = (found["article"] or "").lower()
            if article and article not in DETERMINERS[language]:
                break
            begin = found.start()
    return begin
