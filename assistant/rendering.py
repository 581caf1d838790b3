"""One quote as a sentence of the answer, in the question's language, checked."""

import re
import time
from collections.abc import Generator

from assistant.checking.names import names_in, with_known_names
from assistant.checking.numbers import with_whole_numbers
from assistant.checking.support import Support, check_rendering
from assistant.drafting import render_messages
from assistant.events import Event, TextDelta, TextReplaced
from assistant.evidence import one_line
from assistant.llm.writer import Draft, Writer
from assistant.work import Work
from index.article import Passage
from index.article_index import ArticleIndex
from index.errors import ArticleNotFoundError

_ANY = ""
"""In place of a quote's language: the prompt that shows examples from several languages."""


def render(
    work: Work,
    number: int,
    index: ArticleIndex,
    writer: Writer,
    max_tokens: int,
    shown: str,
) -> Generator[Event, None, Support]:
    """Tell one quote in the question's language, and check it.

    A quote in that language is told as it stands. A rendering that the checks object to is made
    once more, with another prompt where there is one.

    Args:
        work: the question and its evidence.
        number: of the quote in the evidence, counted from 1.
        index: where the quote comes from.
        writer: the model.
        max_tokens: that it may write.
        shown: the text that stands before this sentence.
    """
    since = time.perf_counter()
    quote = work.evidence[number - 1]
    if quote.language == work.language:
        text = _as_sentence(quote.text)
        if not shown:
            work.took("first_token", since)
        yield TextDelta(text=_after(shown, text)[len(shown) :])
        return check_rendering(work.standalone, work.language, text, number, quote)
    support = yield from _attempt(work, number, quote.language, index, writer, max_tokens, shown)
    if not support.supported:
        yield TextReplaced(text=shown)
        ways = (render_messages(quote.text, way, work.language) for way in (quote.language, _ANY))
        if next(ways) != next(ways):
            again = yield from _attempt(work, number, _ANY, index, writer, max_tokens, shown)
            support = again if again.supported else support
        if not support.supported:
            yield TextReplaced(text=shown)
    work.took("write", since)
    return support


def _attempt(
    work: Work,
    number: int,
    source: str,
    index: ArticleIndex,
    writer: Writer,
    max_tokens: int,
    shown: str,
) -> Generator[Event, None, Support]:
    """What the model makes of a quote, mended and checked, with the prompt for its language."""
    since = time.perf_counter()
    quote = work.evidence[number - 1]
    messages = render_messages(quote.text, source, work.language)
    pieces = writer.stream(messages, max_tokens=max_tokens)
    written = ""
    try:
        while True:
            piece = next(pieces)
            if not written and not (piece := piece.lstrip()):
                continue
            if not written and not shown:
                work.timings.setdefault("first_token", time.perf_counter() - since)
            yield TextDelta(text=piece if written else _after(shown, piece)[len(shown) :])
            written += piece
    except StopIteration as end:
        draft: Draft = end.value
        work.used("write", draft.usage)
    finally:
        pieces.close()
    text = _mended(_as_sentence(written), work, quote, index)
    if text != written:
        yield TextReplaced(text=_after(shown, text))
    return check_rendering(work.standalone, work.language, text, number, quote)


def _after(shown: str, text: str) -> str:
    return f"{shown} {text}" if shown else text


def _mended(text: str, work: Work, quote: Passage, index: ArticleIndex) -> str:
    """The rendering with numbers and names as its quote has them."""
    try:
        article = index.get(quote.article_id).text
    except ArticleNotFoundError:
        article = quote.text  # removed since the search; the citation will be refused
    names = names_in(article, quote.language) | names_in(work.standalone, work.language)
    text = with_whole_numbers(text, quote.text)
    return with_known_names(text, work.language, quote.text, names)


def _as_sentence(text: str) -> str:
    """One line that ends like a sentence."""
    line = re.sub(r"\s*\[\d+\]", "", one_line(text.strip()))
    return line if re.search(r"[.!?…][\"'”“»)]*$", line) else f"{line.rstrip(' ,;:')}."
