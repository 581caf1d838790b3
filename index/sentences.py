"""Sentences of a text in any language, with exact offsets.

Own rules rather than a library: of those measured, sentencex (Wikimedia) splits German ordinals
("19. Jahrhundert") and French titles ("M. Dupont"), and pysbd is slow (figures in
docs/quality-chunking.md). The rules: a mark of the end of a sentence ends one unless what
stands before it is an abbreviation, an initial or an ordinal that the next word goes on from.
"""

import re
from typing import NamedTuple

from index import abbreviations
from index.function_words import function_words
from index.structure import Block, Kind, blocks


class Span(NamedTuple):
    """Where a stretch of text lies, in code points; the end is not part of it."""

    start: int
    end: int


_CLOSERS = r"(?:[\"”“’'»›«‹)\]]|[\u0020\u00a0\u202f][»›]|\[\d{1,3}\])*+"
_MARK = re.compile(
    rf"(?<![.!?…‽])(?P<plain>[.!?…‽]++){_CLOSERS}(?=\s|$)"
    rf"|(?P<strong>[։؟۔।॥።။\u037e]+){_CLOSERS}"
    r"|(?P<full>[。！？｡．]+[」』”’》）)]*)"
    r"|(?P<bullet>\s)(?=[•‣▪●◦]\s)"
)
_GREEK_QUESTION = re.compile(r";(?=\s|$)")
_NEXT_WORD = re.compile(r"[\W_]{0,40}?(?P<word>[^\W_][\w'’-]*)")
_LAST_TOKEN = re.compile(r"[^\s()\[\]{}\"„“”«»‹›/]+$")
_ELISION = re.compile(r"^.*['‘’]")
_INITIALS = re.compile(r"[^\W\d_](?:[.-]+[^\W\d_])*")
_ROMAN = re.compile(r"[IVXLC]{2,}")
_QUOTED = re.compile(
    r"„[^„“”\"]*[“”\"]|“[^“”]*”|«[^«»]*»|(?<!\S)»[^«»]*«|\"[^\"]*\"|\([^()]*\)|\[[^\[\]]*\]"
    r"|「[^「」]*」|『[^『』]*』"
)
_LONGEST_WHOLE_QUOTE = 200  # characters; a longer quotation is split at its own sentences
_QUOTE_GOES_ON = "とっ、，"  # after a Japanese or Chinese quotation: the sentence goes on


def split_sentences(text: str, language: str) -> list[Span]:
    """Return the sentences of a text; headings, list items and table rows are units of their own.

    Spans are in order, do not overlap, are stripped of white space, and together cover everything
    that is not white space.

    Args:
        text: Plain text in the convention of `index.structure`.
        language: ISO 639-1, or "und".
    """
    return [span for block in blocks(text) for span in split_block(text, block, language)]


def split_block(text: str, block: Block, language: str) -> list[Span]:
    """Return the sentences of one block of a text, with offsets into that text."""
    if block.kind in (Kind.HEADING, Kind.ROW):
        return [Span(block.start, block.end)]
    content = text[block.start : block.end]
    spans: list[Span] = []
    start = 0
    for end in [*_ends(content, language), len(content)]:
        sentence = content[start:end]
        stripped = sentence.strip()
        if stripped:
            opens = block.start + start + len(sentence) - len(sentence.lstrip())
            spans.append(Span(opens, opens + len(stripped)))
        start = end
    return spans


def _ends(content: str, language: str) -> list[int]:
    """Return where sentences end inside a block, its own end left out."""
    marks = list(_MARK.finditer(content))
    if language == "el":
        marks = sorted([*marks, *_GREEK_QUESTION.finditer(content)], key=re.Match.start)
    if not marks:
        return []
    whole = [
        Span(*quote.span())
        for quote in _QUOTED.finditer(content)
        if quote.end() - quote.start() <= _LONGEST_WHOLE_QUOTE
    ]
    caseless = content == content.lower()
    ends = []
    place = 0
    for mark in marks:
        end = mark.end()
        while place < len(whole) and whole[place].end <= end:
            place += 1
        inside = place < len(whole) and whole[place].start < end
        if not inside and _ends_sentence(content, mark, language, caseless=caseless):
            ends.append(end)
    return ends


def _ends_sentence(content: str, mark: re.Match[str], language: str, *, caseless: bool) -> bool:
    following = _NEXT_WORD.match(content, mark.end())
    if following is None:
        return False
    kind = mark.lastgroup
    if kind == "bullet":
        return True
    if kind == "full":
        closed = mark.group()[-1] in "」』”"
        return not (closed and content[mark.end() : mark.end() + 1] in _QUOTE_GOES_ON)
    word = following.group("word")
    if word[0].islower() and not caseless:
        return False
    if mark.groupdict().get("plain") != ".":
        return True
    before = _LAST_TOKEN.search(content, max(0, mark.start() - 40), mark.start())
    token = _ELISION.sub("", before.group()).lstrip("-–—¿¡") if before else ""
    at_start = before is not None and before.start() == 0
    return _token_ends_sentence(token, word, language, at_start=at_start)


def _token_ends_sentence(token: str, word: str, language: str, *, at_start: bool) -> bool:
    """Whether "token." ends its sentence where `word`, which is no lower-case one, follows."""
    lowered = token.lower()
    opens = word.lower() in (function_words(language) or function_words("en"))
    if token.isdecimal():
        return _number_ends_sentence(token, word, language, at_start=at_start, opens=opens)
    if _ROMAN.fullmatch(token) and language in abbreviations.ORDINAL_LANGUAGES:
        return opens
    if token in abbreviations.TITLES or (language == "fr" and token in abbreviations.FRENCH_TITLES):
        return False
    if _INITIALS.fullmatch(token):
        return opens and word.lower() not in abbreviations.NAME_PARTICLES
    if lowered in abbreviations.BEFORE_NUMBER or lowered.endswith(abbreviations.STREET):
        return not (word[0].isdecimal() or _ROMAN.fullmatch(word) or len(word) == 1)
    if lowered in abbreviations.GENERAL:
        return opens
    return True


def _number_ends_sentence(
    token: str, word: str, language: str, *, at_start: bool, opens: bool
) -> bool:
    if at_start:
        return False  # "1. First" counts
    if len(token) > 2:
        return True
    if word[0].isdecimal():
        return False  # "14. 7. 2023"
    return opens or language not in abbreviations.ORDINAL_LANGUAGES
