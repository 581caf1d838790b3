"""One quote as a sentence of the answer, in the question's language, checked."""

import math
import time
from collections.abc import Generator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import NamedTuple

from assistant.checking import notes
from assistant.checking.names import names_in
from assistant.checking.support import Support, check_rendering
from assistant.copying import SURELY, copied
from assistant.drafting import fitted_render_messages
from assistant.events import Event, TextDelta, TextReplaced
from assistant.evidence import one_line
from assistant.kept_names import in_full, keeps_names, keeps_whom
from assistant.known_renderings import Rendering
from assistant.likeness import likeness
from assistant.llm.writer import Draft, Writer
from assistant.render_drafts import (
    FITTED,
    PIVOT,
    added,
    after,
    article_text,
    as_sentence,
    directly,
    is_fitted_to,
    known_names,
    mended,
    once_more,
    render_another_way,
    streamed,
)
from assistant.rendered_verdict import ANSWERS_LESS, ANSWERS_NO_MORE, answers_less
from assistant.work import Work
from index.article import Passage
from index.searchable import SearchableArticles

_FAITHFUL = 0.92
"""Cosine of multilingual-e5-small of a quote and a rendering from which one draft is enough."""
_FAITHFUL_DIRECTLY = 0.93
"""The same where the second way is direct too, and costs one draft instead of two."""
_FAITHFUL_FITTED = 0.9
"""The same where the model that is fitted to that makes the first draft, or its first step."""
_SAYS_THE_SAME = 0.85
"""The least of it that a rendering told may have: of 204 told in whole answers none had less than
.89, and sentences on other things have .8 at most (docs/quality.md)."""
_LEAST_LIKELY = -2.0
"""The least mean log-probability that a quote may have, given a rendering that is told: of 192 told
before, 5% of the right ones lie below, 19% of those that bend a detail, and 46% of the others
(docs/quality.md)."""
_LESS_LIKELY = -2.6
"""The same where no other will do, for one that the words which answer can still be copied from."""
_LIKENESS_WEIGHT = 6.0
"""Of that cosine beside the mean log-probability of a rendering's tokens, in choosing between two:
either alone finds the better one less often (docs/quality.md)."""


class Rendered(NamedTuple):
    """A draft of a quote, and what speaks for it."""

    support: Support
    """What the checks say, with its likeness to the quote for a score."""
    keeps: bool
    """Whether it has the names of the quote that the article is known by or that were asked for."""
    sureness: float
    """Mean log-probability of its tokens, where drafts can be compared by it."""
    faithful: float | None = None
    """Mean log-probability of the quote's tokens, given it; None where that is not known."""
    answers: float = 0.0
    """Log-odds that it answers the question, less those that the quote does."""


def render(
    work: Work,
    number: int,
    index: SearchableArticles,
    writer: Writer,
    max_tokens: int,
    shown: str,
    asked: str,
) -> Generator[Event, None, Support]:
    """Tell one quote in the question's language, and check it.

    A quote in that language is told as it stands. Between two languages that are not English, and
    that the model is not fitted to, it is rendered in English first. A rendering that the checks
    object to, that has lost a name, hardly says the same as its quote or answers less surely is
    made once more another way, and the better of the two is kept: what passed the checks first,
    then what kept the names, then what answers, then what is more alike to its quote and was
    written more surely (docs/quality.md). Of renderings that were made at once that is kept after
    which the quote is likeliest.

    Args:
        work: the question and its evidence.
        number: of the quote in the evidence, counted from 1.
        index: where the quote comes from.
        writer: the model.
        max_tokens: that it may write.
        shown: the text that stands before this sentence.
        asked: the question as the quote was judged by.
    """
    since = time.perf_counter()
    quote = work.evidence[number - 1]
    if quote.language == work.language:
        return (yield from _told_as_it_stands(work, number, index, shown))
    checking = work.timings.get("check", 0.0)
    fitted = writer.adapted("render")
    names = known_names(work, quote, index)
    known = fitted is not None and is_fitted_to(quote.language, work.language)
    by_way_of_english = PIVOT not in (quote.language, work.language) and not known
    # What the model thinks of its second step says nothing of the first, and what another thinks
    # of its own is on another scale.
    alone = by_way_of_english or fitted is not None

    def checked(draft: Draft) -> Rendered:
        support = _supported(work, number, index, draft.text, names)
        wanted = frozenset() if fitted is None else names
        keeps = _keeps(quote, support, wanted, asked, work.language)
        made = Rendered(support, keeps, 0.0 if alone else _sureness(draft))
        return _answering(work, number, [made], asked, writer)[0]

    if quote.text in work.renderings:
        return (
            yield from _best_rendering(work, number, index, writer, names, max_tokens, shown, asked)
        )
    draft = yield from streamed(work, quote, writer, names, max_tokens, shown)
    best = checked(draft)
    enough = _FAITHFUL if by_way_of_english else _FAITHFUL_DIRECTLY
    if known or (fitted is not None and quote.language != PIVOT):
        enough = _FAITHFUL_FITTED
    if fitted is not None and known and not best.keeps:
        whom = names_in(asked, work.language)
        fuller = _with_names_in_full(work, quote, draft.text, whom, index, fitted, max_tokens)
        if fuller is not None:
            best = max(best, checked(fuller), key=_preference)
    if not _is_enough(best, enough):
        again = once_more(work, quote, writer, max_tokens)
        if again is not None:
            best = max(best, checked(again), key=_preference)
    support = best.support
    text = after(shown, support.claim.text) if support.supported else shown
    if text != after(shown, draft.text):
        yield TextReplaced(text=text)
    work.took("write", since, without=work.timings.get("check", 0.0) - checking)
    if support.supported:
        work.stands()
    return support


def _with_names_in_full(
    work: Work,
    quote: Passage,
    draft: str,
    names: AbstractSet[str],
    index: SearchableArticles,
    fitted: Writer,
    max_tokens: int,
) -> Draft | None:
    """A draft that was shown the full names of whom the first has lost; None if it lost nobody."""
    fuller, shown = in_full(quote, draft, names, work.language, article_text(quote, index))
    if not shown:
        return None
    made = directly(work, fitted, fitted_render_messages(fuller.text, work.language), max_tokens)
    text = made.text
    for name, short in shown.items():
        text = text.replace(name, short)
    return replace(made, text=text)


def _best_rendering(
    work: Work,
    number: int,
    index: SearchableArticles,
    writer: Writer,
    names: frozenset[str],
    max_tokens: int,
    shown: str,
    asked: str,
) -> Generator[Event, None, Support]:
    """The best of the renderings that were made of a quote, or none, and what the checks say.

    Where the best has lost whoever is asked about, one more is shown the full name. Where none will
    do, one is made another way; where that will not either, the likeliest of those that are a
    little too unlikely is told from which the words that answer can be copied.
    """
    quote = work.evidence[number - 1]
    # Of other languages it is not known how likely they are.
    least = _LEAST_LIKELY if {quote.language, work.language} <= FITTED else -math.inf

    def checked(made: Rendering, least: float = least) -> Rendered:
        support = _supported(work, number, index, made.text, names)
        if support.supported and made.faithful < least:
            support = replace(support, supported=False, note=notes.OTHERWISE)
        keeps = _keeps(quote, support, names, asked, work.language)
        return Rendered(support, keeps, 0.0, made.faithful)

    made = work.renderings[quote.text]
    rendered = _answering(work, number, [checked(each) for each in made], asked, writer)
    best = max(rendered, key=_preference)
    if not (best.keeps or any(each.in_full for each in made)):
        named = _in_full(work, quote, best.support.claim.text, index, writer, max_tokens, asked)
        if named is not None:
            again = _answering(work, number, [checked(named)], asked, writer)
            best = max(best, *again, key=_preference)
    if not (best.support.supported or any(each.late for each in made)):
        since = time.perf_counter()
        another = render_another_way(work, quote, index, writer, max_tokens)
        work.took("write", since)
        if another is not None:
            again = _answering(work, number, [checked(another)], asked, writer)
            best = max(best, *again, key=_preference)
    if not best.support.supported:
        unlikely = [
            each for each in work.renderings[quote.text] if _LESS_LIKELY <= each.faithful < least
        ]
        for each in sorted(unlikely, key=lambda each: -each.faithful):
            (less,) = _answering(work, number, [checked(each, _LESS_LIKELY)], asked, writer)
            text = less.support.claim.text
            if less.support.supported and _has_the_words(work, quote, text, asked, writer):
                best = less
                break
    support = best.support
    if support.supported:
        work.shows()
        work.stands()
        yield TextDelta(text=after(shown, support.claim.text)[len(shown) :])
    return support


def _in_full(
    work: Work,
    quote: Passage,
    text: str,
    index: SearchableArticles,
    writer: Writer,
    max_tokens: int,
    asked: str,
) -> Rendering | None:
    """One more rendering, that was shown in full whom a rendering has lost; None if nobody."""
    fitted = writer.adapted("render")
    if fitted is None or not is_fitted_to(quote.language, work.language):
        return None
    since = time.perf_counter()
    whom = names_in(asked, work.language)
    draft = _with_names_in_full(work, quote, text, whom, index, fitted, max_tokens)
    made = None
    if draft is not None:
        rendering = Rendering(draft.text, 0.0, in_full=True)
        made = added(work, quote, rendering, index, writer, max_tokens)
    work.took("write", since)
    return made


def _has_the_words(work: Work, quote: Passage, text: str, asked: str, writer: Writer) -> bool:
    """Whether words of a rendering surely answer, by the model that is fitted to copying them."""
    copier = writer.adapted("copy")
    if copier is None:
        return False
    since = time.perf_counter()
    rendering = quote.model_copy(update={"text": text, "language": work.language})
    odds, usage = copied(asked, rendering, copier)
    work.used("check", usage)
    work.took("check", since)
    return odds >= SURELY


def _told_as_it_stands(
    work: Work, number: int, index: SearchableArticles, shown: str
) -> Generator[Event, None, Support]:
    """A quote in the question's language: checked, which takes next to no time, and then shown."""
    since = time.perf_counter()
    quote = work.evidence[number - 1]
    text = as_sentence(quote.text)
    work.began(since)
    support = check_rendering(
        work.standalone, work.language, text, number, quote, index.embed_query
    )
    work.took("check", since)
    if support.supported:
        work.shows()
        work.stands()
        yield TextDelta(text=after(shown, text)[len(shown) :])
    return support


def _sureness(draft: Draft) -> float:
    return draft.mean_logprob if draft.mean_logprob is not None else 0.0


def _is_enough(rendered: Rendered, likeness_wanted: float) -> bool:
    """Whether no second draft is worth its time."""
    support = rendered.support
    good = support.supported and rendered.keeps and rendered.answers >= ANSWERS_LESS
    return good and support.score >= likeness_wanted


def _answering(
    work: Work, number: int, made: Sequence[Rendered], asked: str, writer: Writer
) -> list[Rendered]:
    """Drafts of a quote with whether they still answer, withdrawn where they hardly do."""
    passed = [each.support.claim.text for each in made if each.support.supported]
    less = iter(answers_less(work, number, passed, asked, writer))
    found = []
    for each in made:
        answers = next(less) if each.support.supported else 0.0
        support = each.support
        if answers < ANSWERS_NO_MORE:
            support = replace(support, supported=False, note=notes.OTHERWISE)
        found.append(each._replace(support=support, answers=answers))
    return found


def _preference(rendered: Rendered) -> tuple[bool, bool, bool, float]:
    """What passed the checks, then what keeps the names, then what answers as surely as its quote.

    Among such it is that after which the quote is likelier.

    Where that is not known, likeness to the quote and sureness stand for it.
    """
    support = rendered.support
    good = rendered.faithful
    if good is None:
        good = _LIKENESS_WEIGHT * support.score + rendered.sureness
    return support.supported, rendered.keeps, rendered.answers >= ANSWERS_LESS, good


def _keeps(
    quote: Passage, support: Support, names: frozenset[str], asked: str, language: str
) -> bool:
    """Whether a rendering has those of the names that its quote has, and whom it is asked about."""
    text = support.claim.text
    return keeps_names(quote, text, names) and keeps_whom(quote, text, asked, language)


def _supported(
    work: Work, number: int, index: SearchableArticles, written: str, names: frozenset[str]
) -> Support:
    """The rendering mended and checked, with its likeness to the quote for a score."""
    since = time.perf_counter()
    quote = work.evidence[number - 1]
    text = mended(as_sentence(written), work.language, quote.text, names)
    support = check_rendering(
        work.standalone, work.language, text, number, quote, index.embed_query
    )
    alike = likeness(index.embed_query, one_line(text), one_line(quote.text))
    work.took("check", since)
    if support.supported and alike < _SAYS_THE_SAME:
        return replace(support, score=alike, supported=False, note=notes.OTHERWISE)
    return replace(support, score=alike)
