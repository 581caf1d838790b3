"""How much of a question stands in its evidence, and in which language a text is."""

import re
from collections.abc import Sequence

from assistant.checking.names import names_asked_about, unsupported_names
from assistant.checking.numbers import digits_in, numbers_in
from assistant.checking.translated_names import said_otherwise
from assistant.likeness import Embed
from assistant.offices import with_offices_as_asked
from index.article import Passage
from index.language import detect_language, detect_question_language

_SHORTEST_TO_TELL = 25  # characters; below it the language of an answer can't be told


def share_named(
    question: str, language: str, quotes: Sequence[Passage], embed: Embed | None = None
) -> float:
    """Share of the question's names and figures that the quotes or their titles state, 0 to 1.

    Args:
        question: as it was searched.
        language: of the question, ISO 639-1.
        quotes: what may state them.
        embed: gives the vector of a text, of length 1; with it, names that a quote in another
            language has in its own words count as stated.
    """
    names = names_asked_about(question, language)
    figures = digits_in(question)
    if not names and not figures:
        return 1.0
    texts = [with_offices_as_asked(question, quote.text) for quote in quotes]
    texts += [quote.title for quote in quotes]
    missing = unsupported_names(question, language, texts) & names
    for quote in quotes:
        if missing and embed is not None and quote.language != language:
            missing -= said_otherwise(
                missing, question, language, quote.text, quote.language, embed
            )
    lacking = figures - numbers_in("\n".join(texts))
    return 1.0 - (len(missing) + len(lacking)) / (len(names) + len(figures))


def other_language(text: str, language: str) -> bool:
    """Whether a text is surely in another language; names and short phrases can't be told."""
    return (
        len(text) >= _SHORTEST_TO_TELL
        and any(word.islower() for word in re.findall(r"[^\W\d_]{2,}", text))
        and detect_question_language(text) != language
        and detect_language(text, hint=language) != language
    )
