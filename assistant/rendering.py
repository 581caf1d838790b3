"""One quote as a sentence of the answer, in the question's language, checked."""

import re
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import NamedTuple

from assistant.checking import notes
from assistant.checking.names import names_in, with_known_names
from assistant.checking.numbers import with_whole_numbers
from assistant.checking.support import Support, check_rendering
from assistant.drafting import fitted_render_messages, render_messages
from assistant.events import Event, TextDelta, TextReplaced
from assistant.evidence import one_line
from assistant.faithfulness import faithfulness
from assistant.likeness import likeness
from assistant.llm.writer import Draft, Writer, write
from assistant.prompts import Message
from assistant.work import Work
from index.article import Passage
from index.errors import ArticleNotFoundError
from index.searchable import SearchableArticles

_TRANSLATION_TOKENS = 400
_ANY = ""
"""In place of a quote's language: the prompt that shows examples from several languages."""
_PIVOT = "en"
"""Small models translate into English, and from it, better than between two other languages."""
_FAITHFUL = 0.92
"""Cosine of multilingual-e5-small of a quote and a rendering from which one draft is enough."""
_FAITHFUL_DIRECTLY = 0.93
"""The same where the second way is direct too, and costs one draft instead of two."""
_FAITHFUL_FITTED = 0.9
"""The same where the model that is fitted to that makes the first draft, or its first step."""
_SAYS_THE_SAME = 0.85
"""The least of it that a rendering told may have: of 204 told in whole answers none had less than
.89, and sentences on other things have .8 at most (docs/quality.md)."""
_SURELY_FAITHFUL = 0.2
"""Log-odds that a rendering says the same from which one draft is enough, where the model tells: of
192 told before, 16% of those that do lie below, and 56% of the others (docs/quality.md)."""
_UNFAITHFUL = -0.2
"""The least of them that a rendering told may have: 5% and 20% lie below."""
_BEGINNING = 4
"""Letters by which a name is known again in another language."""
_LIKENESS_WEIGHT = 6.0
"""Of that cosine beside the mean log-probability of a rendering's tokens, in choosing between two:
either alone finds the better one less often (docs/quality.md)."""


class Rendered(NamedTuple):
    """A draft of a quote, and what speaks for it."""

    support: Support
    """What the checks say, with its likeness to the quote for a score."""
    keeps: bool
    """Whether it has the names of the quote that the article is known by."""
    sureness: float
    """Mean log-probability of its tokens, where drafts can be compared by it."""
    faithful: float | None
    """Log-odds that it says the same; None of a model that is not fitted to telling."""


def render(
    work: Work,
    number: int,
    index: SearchableArticles,
    writer: Writer,
    max_tokens: int,
    shown: str,
) -> Generator[Event, None, Support]:
    """Tell one quote in the question's language, and check it.

    A quote in that language is told as it stands. Between two languages that are not English the
    fitted model renders it in English first. A rendering that the checks object to, that has
    lost a name or hardly says the same as its quote, is made once more another way, and the better
    of the two is kept: what passed the checks first, then what kept the names, then what is judged
    to say the same more surely; where no model is fitted to tell, what is more alike to its quote
    and was written more surely (docs/quality.md). Where neither is judged to say the same, a third
    is made, and if that fails too nothing is told.

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
        return (yield from _told_as_it_stands(work, number, index, shown))
    checking = work.timings.get("check", 0.0)
    fitted = writer.adapted("render")
    names = _known_names(work, quote, index)
    by_way_of_english = _PIVOT not in (quote.language, work.language)
    # What the model thinks of its second step says nothing of the first, and what another thinks
    # of its own is on another scale.
    alone = by_way_of_english or fitted is not None

    def checked(draft: Draft) -> Rendered:
        support = _supported(work, number, index, draft.text, names)
        keeps = fitted is None or _keeps_names(quote, support.claim.text, names)
        return Rendered(
            support,
            keeps,
            0.0 if alone else _sureness(draft),
            _faithfulness(work, quote, support, writer),
        )

    draft = yield from _streamed(work, quote, writer, names, max_tokens, shown)
    best = checked(draft)
    enough = _FAITHFUL if by_way_of_english else _FAITHFUL_DIRECTLY
    if fitted is not None and quote.language != _PIVOT:
        enough = _FAITHFUL_FITTED
    if not _is_enough(best, enough):
        again = _once_more(work, quote, writer, fitted, max_tokens)
        if again is not None:
            best = max(best, checked(again), key=_preference)
    if best.faithful is not None and best.faithful < _UNFAITHFUL:
        third = _with_any_examples(work, quote, writer, max_tokens)
        best = max(best, checked(third), key=_preference)
    support = best.support
    if best.faithful is not None and best.faithful < _UNFAITHFUL:
        support = replace(support, supported=False, note=notes.OTHERWISE)
    text = _after(shown, support.claim.text) if support.supported else shown
    if text != _after(shown, draft.text):
        yield TextReplaced(text=text)
    work.took("write", since, without=work.timings.get("check", 0.0) - checking)
    if support.supported:
        work.stands()
    return support


def _told_as_it_stands(
    work: Work, number: int, index: SearchableArticles, shown: str
) -> Generator[Event, None, Support]:
    """A quote in the question's language: checked, which takes next to no time, and then shown."""
    since = time.perf_counter()
    quote = work.evidence[number - 1]
    text = _as_sentence(quote.text)
    work.began(since)
    support = check_rendering(
        work.standalone, work.language, text, number, quote, index.embed_query
    )
    work.took("check", since)
    if support.supported:
        work.shows()
        work.stands()
        yield TextDelta(text=_after(shown, text)[len(shown) :])
    return support


def translation(quote: str, language: str, into: str, writer: Writer) -> Iterator[Event]:
    """A quote in another language, in pieces, as the model first puts it: nothing checks it.

    A small model goes by way of English where that is neither language. Closing the iterator stops
    the model.
    """
    if writer.tells_chances and _PIVOT not in (language, into):
        quote = _pivot(quote, language, writer, _TRANSLATION_TOKENS).text
        language = _PIVOT
    messages = render_messages(quote, language, into)
    with closing(writer.stream(messages, max_tokens=_TRANSLATION_TOKENS)) as pieces:
        for piece in pieces:
            yield TextDelta(text=piece)


def _pivot(quote: str, language: str, writer: Writer, max_tokens: int) -> Draft:
    """The quote in English, by the model fitted to rendering where there is one."""
    fitted = writer.adapted("render")
    if fitted is None:
        return write(writer, render_messages(quote, language, _PIVOT), max_tokens=max_tokens)
    return write(fitted, fitted_render_messages(quote, _PIVOT), max_tokens=max_tokens)


def _first_way(
    work: Work, quote: Passage, writer: Writer, names: frozenset[str], max_tokens: int
) -> tuple[Writer, list[Message]]:
    """Who makes the first draft of what; by way of English the first step is done."""
    fitted = writer.adapted("render")
    if fitted is None or quote.language == _PIVOT:
        return writer, render_messages(quote.text, quote.language, work.language)
    if work.language == _PIVOT:
        return fitted, fitted_render_messages(quote.text, _PIVOT)
    draft = _pivot(quote.text, quote.language, writer, max_tokens)
    work.used("write", draft.usage)
    pivot = _mended(_as_sentence(draft.text), _PIVOT, quote.text, names)
    return writer, render_messages(pivot, _PIVOT, work.language)


def _streamed(
    work: Work, quote: Passage, writer: Writer, names: frozenset[str], max_tokens: int, shown: str
) -> Generator[Event, None, Draft]:
    """The first draft of a quote, shown as it is written."""
    known = work.drafts.get(("first", quote.text))
    if known is not None:
        work.shows()
        yield TextDelta(text=_after(shown, known.text)[len(shown) :])
        return known
    since = time.perf_counter()
    who, messages = _first_way(work, quote, writer, names, max_tokens)
    pieces = who.stream(messages, max_tokens=max_tokens)
    written = ""
    try:
        while True:
            piece = next(pieces)
            if not written and not (piece := piece.lstrip()):
                continue
            if not written:
                work.began(since)
            work.shows()
            yield TextDelta(text=piece if written else _after(shown, piece)[len(shown) :])
            written += piece
    except StopIteration as end:
        draft: Draft = end.value
        work.used("write", draft.usage)
    finally:
        pieces.close()
    work.drafts["first", quote.text] = replace(draft, text=written)
    return replace(draft, text=written)


def _once_more(
    work: Work, quote: Passage, writer: Writer, fitted: Writer | None, max_tokens: int
) -> Draft | None:
    """A second draft of a quote, made once an answer; None where there is no other way."""
    key = ("again", quote.text)
    if key not in work.drafts:
        if fitted is None:
            work.drafts[key] = _another_way(work, quote, writer, max_tokens)
        elif work.language == _PIVOT:
            messages = render_messages(quote.text, quote.language, work.language)
            work.drafts[key] = _directly(work, writer, messages, max_tokens)
        else:
            messages = fitted_render_messages(quote.text, work.language)
            work.drafts[key] = _directly(work, fitted, messages, max_tokens)
    return work.drafts[key]


def _with_any_examples(work: Work, quote: Passage, writer: Writer, max_tokens: int) -> Draft:
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
    if _PIVOT not in ways[0]:
        steps = [(quote.language, _PIVOT), (_PIVOT, work.language)]
    else:
        steps = [(_ANY, work.language)]
        first, again = (render_messages(quote.text, *way) for way in (*ways, *steps))
        if first == again:
            return None
    draft = Draft(quote.text)
    for step in steps:
        draft = write(writer, render_messages(draft.text, *step), max_tokens=max_tokens)
        work.used("write", draft.usage)
        draft = replace(draft, text=_as_sentence(draft.text))
    return draft


def _directly(work: Work, writer: Writer, messages: Sequence[Message], max_tokens: int) -> Draft:
    """What a writer makes of a quote in one step."""
    draft = write(writer, messages, max_tokens=max_tokens)
    work.used("write", draft.usage)
    return replace(draft, text=_as_sentence(draft.text))


def _sureness(draft: Draft) -> float:
    return draft.mean_logprob if draft.mean_logprob is not None else 0.0


def _is_enough(rendered: Rendered, likeness_wanted: float) -> bool:
    """Whether no second draft is worth its time."""
    if not (rendered.support.supported and rendered.keeps):
        return False
    if rendered.faithful is not None:
        return rendered.faithful >= _SURELY_FAITHFUL
    return rendered.support.score >= likeness_wanted


def _preference(rendered: Rendered) -> tuple[bool, bool, float]:
    """What passed the checks; what keeps the names; then what says the same more surely.

    Where nobody told that, likeness to the quote and sureness stand for it.
    """
    support = rendered.support
    good = rendered.faithful
    if good is None:
        good = _LIKENESS_WEIGHT * support.score + rendered.sureness
    return support.supported, rendered.keeps, good


def _faithfulness(work: Work, quote: Passage, support: Support, writer: Writer) -> float | None:
    if not support.supported:
        return None  # it is not told anyway
    since = time.perf_counter()
    odds, usage = faithfulness(quote.text, support.claim.text, writer)
    if odds is None:
        return None  # nobody was asked
    work.used("check", usage)
    work.took("check", since)
    return odds


def _keeps_names(quote: Passage, rendering: str, names: frozenset[str]) -> bool:
    """Whether those of `names` that stand in a quote stand in its rendering too.

    Endings differ, and AI has other letters in other languages, so only longer names count, by
    their beginnings.
    """
    words = set(re.findall(r"\w+", quote.text))
    said = rendering.casefold()
    beginnings = (name[:_BEGINNING].casefold() for name in names & words)
    return all(len(begin) < _BEGINNING or begin in said for begin in beginnings)


def _known_names(work: Work, quote: Passage, index: SearchableArticles) -> frozenset[str]:
    """Names in a quote's article, which is read for them once a quote, and in the question."""
    try:
        article = index.get(quote.article_id).text
    except ArticleNotFoundError:
        article = quote.text  # removed since the search; the citation will be refused
    return names_in(article, quote.language) | names_in(work.standalone, work.language)


def _supported(
    work: Work, number: int, index: SearchableArticles, written: str, names: frozenset[str]
) -> Support:
    """The rendering mended and checked, with its likeness to the quote for a score."""
    since = time.perf_counter()
    quote = work.evidence[number - 1]
    text = _mended(_as_sentence(written), work.language, quote.text, names)
    support = check_rendering(
        work.standalone, work.language, text, number, quote, index.embed_query
    )
    alike = likeness(index.embed_query, one_line(text), one_line(quote.text))
    work.took("check", since)
    if support.supported and alike < _SAYS_THE_SAME:
        return replace(support, score=alike, supported=False, note=notes.OTHERWISE)
    return replace(support, score=alike)


def _after(shown: str, text: str) -> str:
    return f"{shown} {text}" if shown else text


def _mended(text: str, language: str, quote: str, names: frozenset[str]) -> str:
    """The rendering with numbers and names as its quote has them."""
    text = with_whole_numbers(text, quote)
    return with_known_names(text, language, quote, names)


def _as_sentence(text: str) -> str:
    """One line that ends like a sentence."""
    line = re.sub(r"\s*\[\d+\]", "", one_line(text.strip()))
    return line if re.search(r"[.!?…][\"'”“»)]*$", line) else f"{line.rstrip(' ,;:')}."
