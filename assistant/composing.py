"""Answering from all evidence at once, for models that are strong enough to."""

import time
from collections.abc import Generator

from assistant.answerability import observe
from assistant.checking.coverage import other_language
from assistant.checking.support import Support, check_claims
from assistant.drafting import answer_messages, language_name, parse_draft
from assistant.events import Event, StageStarted, TextDelta
from assistant.llm.writer import Draft, Writer, write
from assistant.llm.yes_no import NO, YES
from assistant.markers import MarkerFilter
from assistant.prompts import load_prompt
from assistant.work import Work
from index.searchable import SearchableArticles

_UNSURE = 2.0
"""Log-odds given to a plain yes: such models do not tell how sure they are."""


def compose(
    work: Work, index: SearchableArticles, writer: Writer, max_tokens: int
) -> Generator[Event, None, list[Support]]:
    """Draft from `work.evidence`, check the draft, and leave the signals in `work`."""
    yield StageStarted(stage="read", count=len(work.evidence))
    draft = yield from _draft(work, writer, max_tokens)
    draft = _in_language(work, draft, writer, max_tokens)
    yield StageStarted(stage="check")
    since = time.perf_counter()
    claims = parse_draft(draft.text, work.language, work.evidence)
    checked = check_claims(work.standalone, work.language, claims, work.evidence, index.embed_query)
    quotes = list({n: work.evidence[n - 1] for s in checked for n in s.cited}.values())
    yes = _yes(work, draft, writer) if checked else 0.0
    work.signals = observe(work.standalone, work.language, yes, quotes, quotes, index.embed_query)
    work.took("check", since)
    if any(support.supported for support in checked):
        work.stands()
    return checked


def _draft(work: Work, writer: Writer, max_tokens: int) -> Generator[Event, None, Draft]:
    since = time.perf_counter()
    markers = MarkerFilter(known=range(1, len(work.evidence) + 1))
    pieces = writer.stream(
        answer_messages(work.standalone, work.language, work.evidence),
        max_tokens=max_tokens,
    )
    begun = False
    try:
        while True:
            text = markers.feed(next(pieces))
            if not begun:
                text = text.lstrip()
            if not text:
                continue
            if not begun:
                begun = True
                work.began(since)
                work.shows()
                yield StageStarted(stage="write")
            yield TextDelta(text=text)
    except StopIteration as end:
        draft: Draft = end.value
    finally:
        pieces.close()
    if rest := markers.flush():
        yield TextDelta(text=rest)
    work.used("write", draft.usage)
    work.took("write", since)
    return draft


def _in_language(work: Work, draft: Draft, writer: Writer, max_tokens: int) -> Draft:
    """The draft, asked for once more where it came in another language than the question."""
    claims = parse_draft(draft.text, work.language, work.evidence)
    text = " ".join(claim.text for claim in claims)
    if not claims or not other_language(text, work.language):
        return draft
    since = time.perf_counter()
    again = write(
        writer,
        [
            *answer_messages(work.standalone, work.language, work.evidence),
            {"role": "assistant", "content": draft.text},
            *load_prompt("language").messages(language_name=language_name(work.language)),
        ],
        max_tokens=max_tokens,
    )
    work.used("translate", again.usage)
    work.took("translate", since)
    numbers = ", ".join(str(number) for number in claims[0].numbers)
    return Draft(text=f"[{numbers}] {again.text.strip()}" if numbers else again.text.strip())


def _yes(work: Work, draft: Draft, writer: Writer) -> float:
    """Log-odds that the model stands by its draft."""
    verdict = write(
        writer,
        [
            *answer_messages(work.standalone, work.language, work.evidence),
            {"role": "assistant", "content": draft.text},
            *load_prompt("check").messages(),
        ],
        max_tokens=1,
    )
    work.used("check", verdict.usage)
    said = verdict.text.strip().casefold()
    return _UNSURE if said.startswith(YES) else -_UNSURE if said.startswith(NO) else 0.0
