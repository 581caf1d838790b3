"""Why a sentence was not told, or how it was mended: `Claim.note`, in English.

The interface says them in its own language (`assistant.web.note_texts`).
"""

from collections.abc import Collection

NO_QUOTE = "no quote to rest on"
ELSEWHERE = "is about something else than the quotes"
OTHERWISE = "says other than its quote"
REPEATS = "only repeats the question"
DENIES = "denies what the quote does not, or the reverse"
EMPTY = "empty"
OTHER_LANGUAGE = "in another language than the question"
CHANGED = "the article has just changed"
HARDLY_ANSWERED = "the articles hardly answer this part"
REPAIRED = "citation repaired"
OWN_WORDS = "told in the words of its quote"
LACKS = "not in the quotes: "
"""What is behind it stands in the sentence, and in no quote that it cites."""


def lacks(missing: Collection[str]) -> str:
    """The note on names and numbers that are in no quote; empty where none is missing."""
    return LACKS + ", ".join(sorted(missing)) if missing else ""
