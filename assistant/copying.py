"""Can the words that answer be copied from a quote?

Asked whether a quote answers, the model that judges is easily led by a question that only sounds
like it: the least for the greatest, another year, another cause. Told to copy the words that answer
exactly, or to say that there are none, one that is fitted to it sees most of these. How likely it
is to begin with something else than “none” is a signal of answerability beside the verdict
(docs/quality.md).
"""

import math
import re
import unicodedata
from collections.abc import Callable, Sequence

from assistant.answer import TokenUsage
from assistant.bylines import as_read
from assistant.checking.numbers import numbers_in
from assistant.checking.units import units_in
from assistant.evidence import one_line
from assistant.llm.writer import (
    Part,
    Writer,
    finished,
    log_chance,
    together,
    write,
    writes_together,
)
from assistant.prompts import Message, load_prompt
from index.article import Passage

NONE = "none"
MOST = 4.0
"""Log-odds beyond which surer makes no difference."""
SURELY = 1.5
"""Log-odds from which there surely are words that answer."""
POSSIBLY = -0.5
"""Log-odds from which words of the quote that answers best are told, where no rendering will do."""
LIKELY = (-3.0, 3.5)
"""Between what log-odds the reply is taken to lie when it is weighed whether asking could decide:
of 472 questions none comes out otherwise for that."""

_MOST_WORDS = 32  # tokens
_BEAMS = 4
_WORD = re.compile(r"\w+(?:[.,:’'&-]\w+)*")
_JOINS = frozenset({"and", "und", "et", "the", "der", "die", "das", "le", "la", "les"})
_BETWEEN = 4  # words that may be left out between two
_STEM = 5  # letters of a word whose end may be left off
_BEHIND = re.compile(r"\s?[^\s\d.,;:()!?“”„«»\"]+")
_SIGNS = re.compile(r"(?:[−–+-]|[~≈<>]\s?)?(?:[$€£¥]\s?)?$")
_OPENS, _CLOSES = "([„«", ")]“»"
_CUT = "…"
_MOST_BEHIND = 2  # words


def copied(question: str, quote: Passage, copier: Writer) -> tuple[float, TokenUsage]:
    """Log-odds, between -`MOST` and `MOST`, that words of the quote answer just this question.

    Args:
        question: as the quote was judged by.
        quote: any language.
        copier: the model with the adapter `copy`.
    """
    draft = write(copier, _messages(question, quote), max_tokens=1)
    least = 1.0 / (1.0 + math.exp(MOST))
    none = math.exp(log_chance(draft.first_token, [NONE]))
    none = min(max(none, least), 1.0 - least)
    return math.log((1.0 - none) / none), draft.usage


def copied_words(question: str, quote: Passage, copier: Writer) -> tuple[str, TokenUsage]:
    """The words of a quote that answer just this question, as they stand in it on one line.

    Where the model writes several drafts at once they are of the likeliest one that the quote has:
    the first may be “none” where less than half speaks for that, or use its own words. Empty where
    none has.

    Args:
        question: as the quote was judged by.
        quote: any language.
        copier: the model with the adapter `words`.
    """
    messages = _messages(question, quote)
    if writes_together(copier):
        part = Part("words", messages, beams=_BEAMS)
        [drafts] = finished(together(copier, [part], max_tokens=_MOST_WORDS))
    else:
        drafts = [write(copier, messages, max_tokens=_MOST_WORDS)]
    text = one_line(quote.text)
    # What is too long for its end may be cut off in the midst of a clause, before its negation.
    whole = (each.text for each in drafts if each.usage.written < _MOST_WORDS)
    words = next(filter(None, (_standing_in(text, each) for each in whole)), "")
    return words, sum((draft.usage for draft in drafts), start=TokenUsage())


def _messages(question: str, quote: Passage) -> list[Message]:
    asked = " ".join(question.split())
    sentence = one_line(as_read(asked, quote))
    return load_prompt("copy-fitted").messages(sentence=sentence, question=asked)


def _standing_in(text: str, written: str) -> str:
    """The words of a text that were copied, as they stand there; empty where some do not.

    The model may leave out what stands between two of them, as the brackets in a list, join them by
    a word of its own, and leave off the end of the last one or the unit of a number.
    """
    words = [*_WORD.finditer(text)]
    has = [each[0].casefold() for each in words]
    wanted = [found[0].casefold() for found in _WORD.finditer(written)]
    wanted = [each for each in wanted if each not in _JOINS or each in has]
    found = _place_of(wanted, has, _is_same) or _place_of(wanted, has, _begins)
    if found is None:
        return ""
    start, end = words[found[0]].start(), words[found[1]].end()
    if text[end:] == _CUT:  # the word may have gone on
        return ""
    start = _with_sign(text, start)
    return text[start : _with_what_belongs(text, start, _with_unit(text, start, end))]


def _place_of(
    wanted: Sequence[str], has: Sequence[str], ends: Callable[[str, str], bool]
) -> tuple[int, int] | None:
    """The first and the last of the words that were copied, where they stand closest together."""
    found = [
        (start, end)
        for start in range(len(has))
        if (end := _end_of(wanted, has, start, ends)) is not None
    ]
    return min(found, key=lambda place: place[1] - place[0], default=None)


def _end_of(
    wanted: Sequence[str], has: Sequence[str], start: int, ends: Callable[[str, str], bool]
) -> int | None:
    """Where words end that begin at a place and come in order, none far from the one before."""
    at = start - 1
    for number, word in enumerate(wanted, start=1):
        same = ends if number == len(wanted) else _is_same
        near = range(start, start + 1) if number == 1 else range(at + 1, at + 2 + _BETWEEN)
        at = next((i for i in near if i < len(has) and same(word, has[i])), -1)
        if at < 0:
            return None
    return at if wanted else None


def _is_same(copied: str, word: str) -> bool:
    return copied == word


def _begins(copied: str, word: str) -> bool:
    """Whether a word was copied but for its end."""
    return len(copied) >= _STEM and copied.isalpha() and word.startswith(copied)


def _with_sign(text: str, start: int) -> int:
    """The beginning of words, or of what stands before a number, as in −5 and $800."""
    signs = _SIGNS.search(text, 0, start) if text[start].isdigit() else None
    return signs.start() if signs else start


def _with_unit(text: str, start: int, end: int) -> int:
    """The end of words, or of what a number at their end counts, as in 5 Milliarden Dollar."""
    said = text[start:end]
    units, numbers = units_in(said), numbers_in(said)
    whole = further = end
    for _ in range(_MOST_BEHIND):
        found = _BEHIND.match(text, further)
        if found is None:
            break
        further = found.end()
        more = units_in(text[start:further]), numbers_in(text[start:further])
        if more[0] > units or (more[1] != numbers and len(more[1]) == len(numbers)):
            whole, (units, numbers) = further, more
    return whole


def _with_what_belongs(text: str, start: int, end: int) -> int:
    """The end of words with their accents, as in C++, and with what closes a bracket in them."""
    end = len(text) - len(text[end:].lstrip("+#")) if text[end - 1 : end].isupper() else end
    while end < len(text) and unicodedata.category(text[end]).startswith("M"):
        end += 1
    closing = dict(zip(_OPENS, _CLOSES, strict=True)).get(_last_open(text[start:end]), "")
    return end + 1 if closing and text[end : end + 1] == closing else end


def _last_open(text: str) -> str:
    """The last bracket or quotation mark that a text opens and does not close; empty if none."""
    last = max(text.rfind(opens) for opens in _OPENS)
    if last < 0:
        return ""
    closing = _CLOSES[_OPENS.index(text[last])]
    return "" if closing in text[last + 1 :] else text[last]


def make_ready(copier: Writer) -> None:
    """Have the model read the beginning of what it is sent, the same for all questions."""
    begin: list[Message] = [{"role": "user", "content": "Question:"}]
    write(copier, [*load_prompt("copy-fitted").prefix(), *begin], max_tokens=1)
