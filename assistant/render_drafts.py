"""Drafts of a quote in the question's language: the ways to make them, one by one or at once."""

import re
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import TypeVar

from assistant.checking.names import names_in, with_known_names
from assistant.checking.numbers import with_whole_numbers
from assistant.drafting import fitted_render_messages, render_messages
from assistant.events import Event, TextDelta
from assistant.evidence import one_line
from assistant.llm.writer import Draft, Part, Writer, together, write, writes_together
from assistant.prompts import Message
from assistant.work import Work
from index.article import Passage
from index.errors import ArticleNotFoundError
from index.searchable import SearchableArticles

Result = TypeVar("Result")

_TRANSLATION_TOKENS = 400
_ANY = ""
"""In place of a quote's language: the prompt that shows examples from several languages."""
PIVOT = "en"
"""Small models translate into English, and from it, better than between two other languages."""


def translation(quote: str, language: str, into: str, writer: Writer) -> Iterator[Event]:
    """A quote in another language, in pieces, as the model first puts it: nothing checks it.

    A small model goes by way of English where that is neither language. Closing the iterator stops
    the model.
    """
    if writer.tells_chances and PIVOT not in (language, into):
        quote = _pivot(quote, language, writer, _TRANSLATION_TOKENS).text
        language = PIVOT
    messages = render_messages(quote, language, into)
    with closing(writer.stream(messages, max_tokens=_TRANSLATION_TOKENS)) as pieces:
        for piece in pieces:
            yield TextDelta(text=piece)


def _pivot(quote: str, language: str, writer: Writer, max_tokens: int) -> Draft:
    """The quote in English, by the model fitted to rendering where there is one."""
    fitted = writer.adapted("render")
    if fitted is None:
        return write(writer, render_messages(quote, language, PIVOT), max_tokens=max_tokens)
    return write(fitted, fitted_render_messages(quote, PIVOT), max_tokens=max_tokens)


def _first_way(
    work: Work, quote: Passage, writer: Writer, names: frozenset[str], max_tokens: int
) -> tuple[Writer, list[Message]]:
    """Who makes the first draft of what; by way of English the first step is done."""
    fitted = writer.adapted("render")
    if fitted is None or quote.language == PIVOT:
        return writer, render_messages(quote.text, quote.language, work.language)
    if work.language == PIVOT:
        return fitted, fitted_render_messages(quote.text, PIVOT)
    draft = _pivot(quote.text, quote.language, writer, max_tokens)
    work.used("write", draft.usage)
    pivot = mended(as_sentence(draft.text), PIVOT, quote.text, names)
    return writer, render_messages(pivot, PIVOT, work.language)


def streamed(
    work: Work, quote: Passage, writer: Writer, names: frozenset[str], max_tokens: int, shown: str
) -> Generator[Event, None, Draft]:
    """The first draft of a quote, shown as it is written."""
    known = work.drafts.get(("first", quote.text))
    if known is not None:
        if work.streamed != quote.text:
            work.shows()
            yield TextDelta(text=after(shown, known.text)[len(shown) :])
        return known
    since = time.perf_counter()
    who, messages = _first_way(work, quote, writer, names, max_tokens)
    pieces = who.stream(messages, max_tokens=max_tokens)
    draft = yield from _shown(work, pieces, since, shown)
    work.used("write", draft.usage)
    draft = work.drafts["first", quote.text] = replace(draft, text=draft.text.lstrip())
    return draft


def _shown(
    work: Work, pieces: Generator[str, None, Result], since: float, shown: str
) -> Generator[Event, None, Result]:
    """What a model writes, shown as it is written; returns what `pieces` does."""
    written = ""
    with closing(pieces):
        while True:
            try:
                piece = next(pieces)
            except StopIteration as end:
                result: Result = end.value
                return result
            if not written and not (piece := piece.lstrip()):
                continue
            if not written:
                work.began(since)
            work.shows()
            yield TextDelta(text=piece if written else after(shown, piece)[len(shown) :])
            written += piece


def draft_together(
    work: Work,
    quotes: Sequence[Passage],
    index: SearchableArticles,
    writer: Writer,
    max_tokens: int,
    shown: str,
) -> Generator[Event, None, None]:
    """Make both drafts of some quotes in another language at once, where the model can.

    They are left in `work`, where `streamed` and `once_more` find them. The first draft of the
    first quote is shown as it is written.

    Args:
        work: the question.
        quotes: of its evidence.
        index: where they come from.
        writer: the model.
        max_tokens: that it may write of one draft.
        shown: the text that stands before the first quote.
    """
    left = [
        quote
        for quote in quotes
        if quote.language != work.language and ("first", quote.text) not in work.drafts
    ]
    if not left or writer.adapted("render") is None or not writes_together(writer):
        return
    since = time.perf_counter()
    shows = left[0] is quotes[0]
    direct = [quote for quote in left if PIVOT in (quote.language, work.language)]
    pivoted = [quote for quote in left if quote not in direct]
    parts = {("first", quote.text): _first_part(quote, work.language) for quote in direct}
    parts |= {("pivot", quote.text): _fitted(quote.text, PIVOT) for quote in pivoted}
    parts |= {("again", quote.text): _second_part(quote, work.language) for quote in left}
    pieces = _drafts(work, parts, writer, max_tokens)
    yield from _told(work, pieces, since, shown if shows and left[0] in direct else None)
    if pivoted:
        parts = {("first", quote.text): _from_pivot(work, quote, index) for quote in pivoted}
        pieces = _drafts(work, parts, writer, max_tokens)
        yield from _told(work, pieces, since, shown if shows and left[0] in pivoted else None)
    if shows:
        work.streamed = left[0].text
    work.took("write", since)


def _told(
    work: Work, pieces: Generator[str, None, None], since: float, shown: str | None
) -> Generator[Event, None, None]:
    """Have drafts written; where `shown` stands before the first, it is shown meanwhile."""
    if shown is not None:
        yield from _shown(work, pieces, since, shown)
    else:
        for _ in pieces:
            work.began(since)


def _from_pivot(work: Work, quote: Passage, index: SearchableArticles) -> Part:
    """The second step by way of English, whose first is in `work`."""
    draft = work.drafts["pivot", quote.text] or Draft(quote.text)
    names = known_names(work, quote, index)
    text = mended(as_sentence(draft.text), PIVOT, quote.text, names)
    return Part(None, render_messages(text, PIVOT, work.language))


def _drafts(
    work: Work, parts: Mapping[tuple[str, str], Part], writer: Writer, max_tokens: int
) -> Generator[str, None, None]:
    """Write some drafts at once and keep them in `work` by their keys."""
    drafts = yield from together(writer, list(parts.values()), max_tokens=max_tokens)
    for key, draft in zip(parts, drafts, strict=True):
        work.drafts[key] = replace(draft, text=draft.text.lstrip())
        work.used("write", draft.usage)


def _first_part(quote: Passage, language: str) -> Part:
    """The first way to render a quote in one step."""
    if quote.language == PIVOT:
        return Part(None, render_messages(quote.text, PIVOT, language))
    return _fitted(quote.text, language)


def _second_part(quote: Passage, language: str) -> Part:
    """The second way."""
    if language == PIVOT:
        return Part(None, render_messages(quote.text, quote.language, language))
    return _fitted(quote.text, language)


def _fitted(text: str, language: str) -> Part:
    return Part("render", fitted_render_messages(text, language))


def once_more(
    work: Work, quote: Passage, writer: Writer, fitted: Writer | None, max_tokens: int
) -> Draft | None:
    """A second draft of a quote, made once an answer; None where there is no other way."""
    key = ("again", quote.text)
    if key not in work.drafts:
        if fitted is None:
            work.drafts[key] = _another_way(work, quote, writer, max_tokens)
        else:
            adapter, messages = _second_part(quote, work.language)
            who = fitted if adapter else writer
            work.drafts[key] = _directly(work, who, messages, max_tokens)
    draft = work.drafts[key]
    return replace(draft, text=as_sentence(draft.text)) if draft else None


def with_any_examples(work: Work, quote: Passage, writer: Writer, max_tokens: int) -> Draft:
    """A third draft, made once an answer: in one step, shown examples from several languages."""
    key = ("third", quote.text)
    draft = work.drafts.get(key)
    if draft is None:
        messages = render_messages(quote.text, _ANY, work.language)
        draft = work.drafts[key] = _directly(work, writer, messages, max_tokens)
    return draft


def _another_way(work: Work, quote: Passage, writer: Writer, max_tokens: int) -> Draft | None:
    """The quote rendered by way of English, or with another prompt; None where there is none."""
    ways = [(quote.language, work.language)]
    if PIVOT not in ways[0]:
        steps = [(quote.language, PIVOT), (PIVOT, work.language)]
    else:
        steps = [(_ANY, work.language)]
        first, again = (render_messages(quote.text, *way) for way in (*ways, *steps))
        if first == again:
            return None
    draft = Draft(quote.text)
    for step in steps:
        draft = write(writer, render_messages(draft.text, *step), max_tokens=max_tokens)
        work.used("write", draft.usage)
        draft = replace(draft, text=as_sentence(draft.text))
    return draft


def _directly(work: Work, writer: Writer, messages: Sequence[Message], max_tokens: int) -> Draft:
    """What a writer makes of a quote in one step."""
    draft = write(writer, messages, max_tokens=max_tokens)
    work.used("write", draft.usage)
    return replace(draft, text=as_sentence(draft.text))


def known_names(work: Work, quote: Passage, index: SearchableArticles) -> frozenset[str]:
    """Names in a quote's article, which is read for them once a quote, and in the question."""
    try:
        article = index.get(quote.article_id).text
    except ArticleNotFoundError:
        article = quote.text  # removed since the search; the citation will be refused
    return names_in(article, quote.language) | names_in(work.standalone, work.language)


def after(shown: str, text: str) -> str:
    """A text behind what is shown before it."""
    return f"{shown} {text}" if shown else text


def mended(text: str, language: str, quote: str, names: frozenset[str]) -> str:
    """The rendering with numbers and names as its quote has them."""
    text = with_whole_numbers(text, quote)
    return with_known_names(text, language, quote, names)


def as_sentence(text: str) -> str:
    """One line that ends like a sentence."""
    line = re.sub(r"\s*\[\d+\]", "", one_line(text.strip()))
    return line if re.search(r"[.!?…][\"'”“»)]*$", line) else f"{line.rstrip(' ,;:')}."
