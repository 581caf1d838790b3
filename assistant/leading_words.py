"""The small words that lead in a few words of a text: without theirs, some say something else."""

import re

from assistant.checking.place_words import DETERMINERS, LOCATIVES, WHENCE, WHITHER

_MORE = {
    "en": """
        about against almost as before after by during except fewer for its least less more most
        nearly no not of only over roughly since some than until up with without
        """,
    "de": """
        als bis etwa fast für gegen gut höchstens knapp mehr mit mindestens nicht nie nur ohne per
        seit statt trotz um wegen weniger während
        """,
    "fr": """
        avant après avec comme contre environ moins ni non pas pendant plus presque près que sans
        sauf selon seulement
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
_LIKE = r"\b{}(?:\s[^\W\d_][\w’'-]*){{1,4}}(?:\s%s|,)\s$" % _AND  # noqa: UP031 - and a field


def led_in(text: str, words: str, language: str) -> str:
    """Some words of a text with the prepositions, articles and negations right before them.

    What stands before an “and” behind the same preposition belongs to them too.

    >>> led_in("Es ginge ohne die Stuntmen.", "Stuntmen", "de")
    'ohne die Stuntmen'
    >>> led_in("Es ginge ohne Stuntmen und ohne Kameras.", "Kameras", "de")
    'ohne Stuntmen und ohne Kameras'

    Args:
        text: one line.
        words: that stand in it.
        language: of both, ISO 639-1; of others than English, German and French they stay.
    """
    start = begin = text.find(words)
    leading, prepositions = _LEADING.get(language, ()), _PREPOSITIONS.get(language, ())
    for _ in range(_MOST if begin >= 0 else 0):
        found = _BEFORE.search(text, 0, begin)
        if found is None or found["word"].lower() not in leading:
            break
        if found["comma"] and found["word"] in _RELATIVE:
            break
        if text[: found.end()].endswith("such as "):
            break
        first = text[begin:start].split(maxsplit=1)[:1]
        if first and first[0].lower() in prepositions and found["word"].lower() not in prepositions:
            break  # an article goes with what stands behind all of it
        begin = found.start("word")
    first = text[begin:start].split(maxsplit=1)[:1]
    if first and first[0].lower() in prepositions:
        like = re.compile(_LIKE.format(re.escape(first[0])), re.IGNORECASE)
        while found := like.search(text, 0, begin):
            begin = found.start()
    return text[begin:start] + words if start >= 0 else words
