"""Can the words that answer be copied from a quote?

Asked whether a quote answers, the model that judges is easily led by a question that only sounds
like it: the least for the greatest, another year, another cause. Told to copy the words that answer
exactly, or to say that there are none, one that is fitted to it sees most of these. How likely it
is to begin with something else than “none” is a signal of answerability beside the verdict
(docs/quality.md).
"""

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

from assistant.answer import TokenUsage
from assistant.bylines import as_read
from assistant.checking.numbers import numbers_in
from assistant.checking.units import units_in
from assistant.evidence import one_line
from assistant.llm.writer import Writer, log_chance, write
from assistant.prompts import Message, load_prompt
from index.article import Passage

NONE = "none"
MOST = 4.0
"""Log-odds beyond which surer makes no difference."""
SURELY = 1.5
"""Log-odds from which there surely are words that answer."""
LIKELY = (-3.0, 3.5)
"""Between what log-odds the reply is taken to lie when it is weighed whether asking could decide:
of 472 questions none comes out otherwise for that."""

_MOST_WORDS = 24  # tokens
_WORD = re.compile(r"\w+(?:[.,:’'&-]\w+)*")
_JOINS = frozenset({"and", "und", "et", "the", "der", "die", "das", "le", "la", "les"})
_BETWEEN = 4  # words that may be left out between two
_STEM = 5  # letters of a word whose end may be left off
_BEHIND = re.compile(r"\s?[^\s\d.,;:()]+")
_MOST_BEHIND = 2  # words


class Copy(NamedTuple):
    """What the model copies of a quote."""

    odds: float
    """Log-odds, between -`MOST` and `MOST`, that words of it answer just this question."""
    words: str = ""
    """Those words as they stand in the quote on one line; empty where it copies none, or some that
    the quote has not got, or was not asked for them."""


def copied(
    question: str, quote: Passage, copier: Writer, *, words: bool = False
) -> tuple[Copy, TokenUsage]:
    """Ask whether words of a quote answer just this question, and maybe which.

    Args:
        question: as the quote was judged by.
        quote: any language.
        copier: the model with the adapter that is fitted to copying.
        words: whether they are wanted, which takes as many tokens.
    """
    asked = " ".join(question.split())
    sentence = one_line(as_read(asked, quote))
    messages = load_prompt("copy-fitted").messages(sentence=sentence, question=asked)
    draft = write(copier, messages, max_tokens=_MOST_WORDS if words else 1)
    least = 1.0 / (1.0 + math.exp(MOST))
    none = math.exp(log_chance(draft.first_token, [NONE]))
    none = min(max(none, least), 1.0 - least)
    found = _standing_in(one_line(quote.text), draft.text) if words else ""
    return Copy(math.log((1.0 - none) / none), found), draft.usage


def _standing_in(text: str, written: str) -> str:
    """The words of a text that were copied, as they stand there; empty where some do not.

    The model may leave out what stands between two of them, as the brackets in a list, join them by
    a word of its own, and leave off the end of the last one or the unit of a number.
    """
    words = [*_WORD.finditer(text)]
    wanted = [found[0].casefold() for found in _WORD.finditer(written)]
    has = [each[0].casefold() for each in words]
    wanted = [each for each in wanted if each not in _JOINS or each in has]
    best: tuple[int, int] | None = None
    for start in range(len(has)):
        end = _end_of(wanted, has, start)
        if end is not None and (best is None or end - start < best[1] - best[0]):
            best = start, end
    if best is None:
        return ""
    start, end = words[best[0]].start(), words[best[1]].end()
    return text[start : _with_unit(text, start, end)]


def _end_of(wanted: Sequence[str], has: Sequence[str], start: int) -> int | None:
    """Where words end that begin at a place and come in order, none far from the one before."""
    if not wanted or not _is_same(wanted[0], has[start], last=len(wanted) == 1):
        return None
    at = start
    for number, word in enumerate(wanted[1:], start=2):
        last = number == len(wanted)
        near = range(at + 1, min(at + 2 + _BETWEEN, len(has)))
        found = next((place for place in near if _is_same(word, has[place], last=last)), None)
        if found is None:
            return None
        at = found
    return at


def _is_same(copied: str, word: str, *, last: bool) -> bool:
    whole = copied == word
    return whole or (last and len(copied) >= _STEM and word.startswith(copied))


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


def make_ready(copier: Writer) -> None:
    """Have the model read the beginning of what it is sent, the same for all questions."""
    begin: list[Message] = [{"role": "user", "content": "Question:"}]
    write(copier, [*load_prompt("copy-fitted").prefix(), *begin], max_tokens=1)
