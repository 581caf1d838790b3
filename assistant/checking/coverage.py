"""How much of a question stands in its evidence, and in which language a text is."""

import re
from collections.abc import Sequence

from assistant.checking.names import names_in, unsupported_names
from assistant.checking.numbers import numbers_in
from index.article import Passage
from index.language import detect_language, detect_question_language

_SHORTEST_TO_TELL = 25  # characters; below it the language of an answer can't be told


def share_named(question: str, language: str, quotes: Sequence[Passage]) -> float:
    """Share of the question's names and numbers that the quotes or their titles state, 0 to 1."""
    names = names_in(question, language)
    figures = numbers_in(question)
    if not names and not figures:
        return 1.0
    texts = [quote.text for quote in quotes] + [quote.title for quote in quotes]
    missing = unsupported_names(question, language, texts)
    lacking = figures - numbers_in("\n".join(texts))
    return 1.0 - (len(missing & names) + len(lacking)) / (len(names) + len(figures))


def other_language(text: str, language: str) -> bool:
    """Whether a text is surely in another language; names and short phrases can't be told."""
    return (
        len(text) >= _SHORTEST_TO_TELL
        and any(word.islower() for word in re.findall(r"[^\W\d_]{2,}", text))
        and detect_question_language(text) != language
        and detect_language(text, hint=language) != language
    )
