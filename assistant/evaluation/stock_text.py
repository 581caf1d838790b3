"""Reads what the stock engine has written: sentences, their sources, and whether it refuses."""

import re
from typing import NamedTuple

from index.sentences import split_sentences

# [1], [1, 2], [Source 1] and (Source 1), but not (2015).
_NUMBERS = r"\d+(?:\s*(?:,|and|und|et)\s*\d+)*"
_NAME = r"(?:sources?|quellen?)\s*"
_MARKER = re.compile(rf"\s*(?:\[(?:{_NAME})?{_NUMBERS}\]|\({_NAME}{_NUMBERS}\))", re.IGNORECASE)
# "It paused. [1] It …": the marker after the full stop belongs to what stands before it.
_LATE_MARKER = re.compile(rf"([.!?])((?:{_MARKER.pattern})+)", re.IGNORECASE)

# How models word it when the sources do not help. The engine's prompt asks them to say so and
# gives no wording; being generous here favours the baseline.
_REFUSALS = re.compile(
    "|".join(
        (
            r"none of the (?:provided |given )?sources",
            r"(?:sources?|texts?|context|articles?) (?:do|does|did) not",
            r"\bno (?:specific |relevant )?(?:information|mention|answer)\b",
            r"not (?:explicitly |directly |specifically )?(?:mentioned|provided|stated|specified)",
            r"(?:can ?not|can't|unable to|not possible to) (?:be )?(?:answer|determin|provid)",
            r"(?:do not|don't|does not|doesn't) (?:contain|mention|provide)",
            r"keine der (?:genannten |angegebenen )?quellen",
            r"keine (?:\w+ )?(?:informationen?|angaben?|antwort|hinweise?)\b",
            r"nicht (?:explizit |direkt )?(?:erwähnt|angegeben|genannt|beantwortet|enthalten)",
            r"nicht hervor",
            r"aucune? (?:des sources|information|mention|réponse)",
            r"\b(?:ne |n[’'])(?:mentionne|précise|contien|fourni|indique|répond|di)\w* "
            r"(?:pas|aucune?)",
            r"\bpas (?:explicitement )?(?:mentionnée?s?|précisée?s?|indiquée?s?|fournie?s?)",
        )
    ),
    re.IGNORECASE,
)


class CitedSentence(NamedTuple):
    """A sentence without its markers, and the sources that it names."""

    text: str
    numbers: tuple[int, ...]


def is_refusal(text: str) -> bool:
    """Whether a text is empty or its first sentence says that the sources do not answer."""
    first = re.split(r"(?<=[.!?])\s", text.strip(), maxsplit=1)[0]
    return not first or bool(_REFUSALS.search(first))


def cited_sentences(text: str, language: str, sources: int) -> list[CitedSentence]:
    """Cut a text into sentences with the numbers of existing sources that each cites.

    >>> cited_sentences("It paused [1]. [2, 7]", "en", sources=2)
    [CitedSentence(text='It paused.', numbers=(1, 2))]

    Args:
        text: What the engine has written.
        language: ISO 639-1, of the text.
        sources: How many sources there were; higher numbers are dropped.
    """
    text = _LATE_MARKER.sub(lambda match: f"{match[2]}{match[1]}", text)
    sentences = []
    for span in split_sentences(text, language):
        sentence = text[span.start : span.end]
        named = [
            int(number)
            for marker in _MARKER.finditer(sentence)
            for number in re.findall(r"\d+", marker[0])
        ]
        words = _MARKER.sub("", sentence).strip()
        if re.search(r"\w", words):
            numbers = tuple(number for number in dict.fromkeys(named) if 1 <= number <= sources)
            sentences.append(CitedSentence(words, numbers))
    return sentences
