"""Drafts of a quote in the question's language: the ways to make them, one by one or at once."""

import re
import time
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace

from assistant.answer import TokenUsage
from assistant.checking.name_words import ANY_AI
from assistant.checking.names import names_in, with_known_names
from assistant.checking.numbers import with_whole_numbers
from assistant.drafting import fitted_render_messages, render_messages
from assistant.events import Event, StageStarted, TextDelta
from assistant.evidence import one_line
from assistant.known_renderings import Original, Rendering
from assistant.llm.writer import (
    Draft,
    Part,
    Writer,
    likelihoods,
    together,
    write,
    writes_together,
)
from assistant.prompts import Message
from assistant.work import Work
from index.article import Passage
from index.errors import ArticleNotFoundError
from index.searchable import SearchableArticles

_BEAMS = 4
"""Renderings of a quote that are written abreast (docs/quality.md)."""
_SILENT_SECONDS = 1.0
"""After which it is told that work goes on, so that it can be stopped."""
_TRANSLATION_TOKENS = 400
_ANY = ""
"""In place of a quote's language: the prompt that shows examples from several languages."""
PIVOT = "en"
"""Small models translate into English, and from it, better than between two other languages that
they were not fitted to."""
_AI = {
    "de": "KI",
    **dict.fromkeys(("en", "nl", "pl"), "AI"),
    **dict.fromkeys(("fr", "es", "pt"), "IA"),
}
FITTED = frozenset({"de", "en", "fr"})
"""Languages that the adapter was fitted to, each from and into the others."""


def translation(
    quote: str, language: str, into: str, writer: Writer
) -> Generator[Event, None, None]:
    """A quote in another language, in pieces, as the model first puts it: nothing checks it.

    A small model goes by way of English where that is neither language, but one that is fitted to
    both. Closing the iterator stops the model.
    """
    fitted = writer.adapted("render")
    messages = render_messages(quote, language, into)
    if fitted is not None and is_fitted_to(language, into):
        writer, messages = fitted, fitted_render_messages(quote, into)
    elif writer.tells_chances and PIVOT not in (language, into):
        quote = _pivot(quote, language, writer, _TRANSLATION_TOKENS).text
        messages = render_messages(quote, PIVOT, into)
    with closing(writer.stream(messages, max_tokens=_TRANSLATION_TOKENS)) as pieces:
        for piece in filter(None, pieces):  # none is added by a token that ends within a letter
            yield TextDelta(text=piece)


def is_fitted_to(language: str, into: str) -> bool:
    """Whether the adapter was fitted to rendering from one language into the other."""
    return {language, into} <= FITTED


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
    known = is_fitted_to(quote.language, work.language)
    if fitted is None or (quote.language == PIVOT and not known):
        return writer, render_messages(quote.text, quote.language, work.language)
    if known or work.language == PIVOT:
        return fitted, fitted_render_messages(quote.text, work.language)
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
    work: Work, pieces: Generator[str, None, Draft], since: float, shown: str
) -> Generator[Event, None, Draft]:
    """What a model writes, shown as it is written."""
    written = ""
    with closing(pieces):
        while True:
            try:
                piece = next(pieces)
            except StopIteration as end:
                draft: Draft = end.value
                return draft
            if not written and not (piece := piece.lstrip()):
                continue
            if not written:
                work.began(since)
            work.shows()
            if piece:
                yield TextDelta(text=piece if written else after(shown, piece)[len(shown) :])
            written += piece


def find_renderings(
    work: Work, quotes: Sequence[Passage], index: SearchableArticles, writer: Writer, most: int
) -> Generator[Event, None, None]:
    """Render some quotes in another language at once, several ways each, where the model can.

    They are left in `work.renderings`. The fitted model writes them abreast (beam search). Between
    two languages that are not English, of which one was not fitted to, there are two steps. How
    likely the quote is, given each, tells how well that says the same (docs/quality.md). What an
    earlier answer made of a quote is taken again. Closing the generator stops the model.

    Args:
        work: the question.
        quotes: of its evidence.
        index: where they come from.
        writer: the model.
        most: tokens that it may write of one rendering.
    """
    language = work.language
    if writer.adapted("render") is None or not writes_together(writer):
        return
    left: list[Passage] = []
    originals: list[Original] = []
    for quote in quotes:
        if quote.language == language or quote.text in work.renderings:
            continue
        original = _original(work, quote, index, most)
        known = work.known_renderings.of(original)
        if known is None:
            left.append(quote)
            originals.append(original)
        else:
            work.renderings[quote.text] = known
    if not left:
        return
    since = time.perf_counter()
    into = [language if _is_direct(quote.language, language) else PIVOT for quote in left]
    ways = [_ways(quote.text, quote.language, each) for quote, each in zip(left, into, strict=True)]
    texts = yield from _written(work, ways, writer, most, since)
    found = weighed(work, left, texts, writer)
    second = [at for at, each in enumerate(into) if each != language]
    if second:
        ways = []
        for at in second:
            best = max(found[at], key=lambda rendering: rendering.faithful).text
            pivot = mended(best, PIVOT, left[at].text, originals[at].names)
            ways.append(_ways(pivot, PIVOT, language))
        texts = yield from _written(work, ways, writer, most, since)
        again = weighed(work, [left[at] for at in second], texts, writer)
        for at, renderings in zip(second, again, strict=True):
            found[at] = renderings
    for original, renderings in zip(originals, found, strict=True):
        work.renderings[original.quote] = renderings
        work.known_renderings.keep(original, renderings)
    work.took("write", since)


def render_another_way(
    work: Work, quote: Passage, index: SearchableArticles, writer: Writer, most: int
) -> Rendering | None:
    """One more rendering of a quote of which none that were made at once will do.

    It is added to them, for this answer and later ones; None where there is no other way.
    """
    draft = once_more(work, quote, writer, most)
    if draft is None:
        return None
    return added(work, quote, Rendering(draft.text, 0.0, late=True), index, writer, most)


def added(
    work: Work,
    quote: Passage,
    made: Rendering,
    index: SearchableArticles,
    writer: Writer,
    most: int,
) -> Rendering:
    """One more rendering beside those that were made of a quote, for this answer and later ones.

    How likely the quote is, given it, is found here.
    """
    ((weighed_one,),) = weighed(work, [quote], [[made.text]], writer)
    rendering = made._replace(faithful=weighed_one.faithful)
    renderings = work.renderings[quote.text] = (*work.renderings[quote.text], rendering)
    work.known_renderings.keep(_original(work, quote, index, most), renderings)
    return rendering


def _original(work: Work, quote: Passage, index: SearchableArticles, most: int) -> Original:
    direct = _is_direct(quote.language, work.language)
    names = frozenset() if direct else known_names(work, quote, index)
    return Original(quote.text, quote.language, work.language, names, most)


def _is_direct(language: str, into: str) -> bool:
    """Whether a rendering is made in one step."""
    return PIVOT in (language, into) or is_fitted_to(language, into)


def _ways(text: str, language: str, into: str) -> list[Part]:
    """The ways to render a text in one step: fitted, shown examples with English, or both."""
    fitted = Part("render", fitted_render_messages(text, into), _BEAMS)
    if is_fitted_to(language, into):
        return [fitted]
    shown = render_messages(text, language, into)
    return [fitted, Part(None, shown)] if into == PIVOT else [Part(None, shown, _BEAMS)]


def _written(
    work: Work, ways: Sequence[Sequence[Part]], writer: Writer, most: int, since: float
) -> Generator[Event, None, list[list[str]]]:
    """What a model makes of some texts, each in some ways; it tells now and then that it works."""
    parts = [part for each in ways for part in each]
    told = time.perf_counter()
    with closing(together(writer, parts, max_tokens=most)) as pieces:
        while True:
            try:
                next(pieces)
            except StopIteration as end:
                drafts: list[list[Draft]] = end.value
                break
            work.began(since)
            if time.perf_counter() - told > _SILENT_SECONDS:
                told = time.perf_counter()
                yield StageStarted(stage="write")
    for draft in (draft for each in drafts for draft in each):
        work.used("write", draft.usage)
    left = iter(drafts)
    return [
        list(dict.fromkeys(as_sentence(draft.text) for _ in each for draft in next(left)))
        for each in ways
    ]


def weighed(
    work: Work, quotes: Sequence[Passage], texts: Sequence[Sequence[str]], writer: Writer
) -> list[tuple[Rendering, ...]]:
    """Some renderings of each quote, with how likely the quote is, given them.

    Args:
        work: takes note of what it takes to read them.
        quotes: in their languages.
        texts: renderings of each.
        writer: the model; of one that does not tell, all are as likely.
    """
    said = [
        (fitted_render_messages(text, quote.language), one_line(quote.text))
        for quote, each in zip(quotes, texts, strict=True)
        for text in each
    ]
    chances, usage = likelihoods(writer, said, "render") or ([0.0] * len(said), TokenUsage())
    work.used("write", usage)
    left = iter(chances)
    return [tuple(Rendering(text, next(left)) for text in each) for each in texts]


def once_more(work: Work, quote: Passage, writer: Writer, max_tokens: int) -> Draft | None:
    """A second draft of a quote, made once an answer; None where there is no other way."""
    key = ("again", quote.text)
    if key not in work.drafts:
        fitted = writer.adapted("render")
        if fitted is None:
            work.drafts[key] = _another_way(work, quote, writer, max_tokens)
        elif PIVOT in (quote.language, work.language):
            messages = render_messages(quote.text, quote.language, work.language)
            work.drafts[key] = directly(work, writer, messages, max_tokens)
        elif is_fitted_to(quote.language, work.language):
            work.drafts[key] = _by_way_of_english(work, quote, writer, max_tokens)
        else:
            messages = fitted_render_messages(quote.text, work.language)
            work.drafts[key] = directly(work, fitted, messages, max_tokens)
    return work.drafts[key]


def _by_way_of_english(work: Work, quote: Passage, writer: Writer, max_tokens: int) -> Draft:
    """The quote rendered in English by the fitted model, and then by the model as it is."""
    pivot = _pivot(quote.text, quote.language, writer, max_tokens)
    work.used("write", pivot.usage)
    messages = render_messages(as_sentence(pivot.text), PIVOT, work.language)
    return directly(work, writer, messages, max_tokens)


def _another_way(work: Work, quote: Passage, writer: Writer, max_tokens: int) -> Draft | None:
    """The quote rendered by way of English, or with another prompt; None where there is none."""
    if PIVOT not in (quote.language, work.language):
        steps = [(quote.language, PIVOT), (PIVOT, work.language)]
    else:
        steps = [(_ANY, work.language)]
        first = render_messages(quote.text, quote.language, work.language)
        if first == render_messages(quote.text, _ANY, work.language):
            return None
    draft = Draft(quote.text)
    for step in steps:
        draft = write(writer, render_messages(draft.text, *step), max_tokens=max_tokens)
        work.used("write", draft.usage)
        draft = replace(draft, text=as_sentence(draft.text))
    return draft


def directly(work: Work, writer: Writer, messages: Sequence[Message], max_tokens: int) -> Draft:
    """What a writer makes of a quote in one step."""
    draft = write(writer, messages, max_tokens=max_tokens)
    work.used("write", draft.usage)
    return replace(draft, text=as_sentence(draft.text))


def known_names(work: Work, quote: Passage, index: SearchableArticles) -> frozenset[str]:
    """Names in a quote's article, which is read for them once a quote, and in the question."""
    article = article_text(quote, index)
    return names_in(article, quote.language) | names_in(work.standalone, work.language)


def article_text(quote: Passage, index: SearchableArticles) -> str:
    """The text of a quote's article, or what is left of it: the quote of a removed one."""
    try:
        return index.get(quote.article_id).text
    except ArticleNotFoundError:
        return quote.text  # the citation will be refused


def after(shown: str, text: str) -> str:
    """A text behind what is shown before it."""
    return f"{shown} {text}" if shown else text


def mended(text: str, language: str, quote: str, names: frozenset[str]) -> str:
    """The rendering with numbers and names as its quote has them, and AI as its language does."""
    text = with_whole_numbers(text, quote)
    if language in _AI and ANY_AI.search(quote):
        text = ANY_AI.sub(_AI[language], text)
    return with_known_names(text, language, quote, names)


def as_sentence(text: str) -> str:
    """One line that ends like a sentence."""
    line = re.sub(r"\s*\[\d+\]", "", one_line(text.strip()))
    return line if re.search(r"[.!?…][\"'”“»)]*$", line) else f"{line.rstrip(' ,;:')}."
