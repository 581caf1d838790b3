"""From a question to the quotes that a model reads."""

import time
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from assistant.article_language import in_language
from assistant.bylines import as_read, asks_who_wrote, bylines, may_tell_who_wrote
from assistant.evidence import (
    MOST_CHOSEN,
    MOST_FURTHER,
    MOST_JUDGED,
    MOST_RERANKED,
    MOST_SENTENCES,
    choose,
    near_the_best,
    one_line,
    overlaps,
    with_lead,
)
from assistant.llm.writer import Writer, writes_together
from assistant.reranker.engine import reranker
from assistant.work import Work
from index.article import Passage

if TYPE_CHECKING:
    from index.searchable import SearchableArticles

# How the score of the retrieval is weighed against the reranker's, in log-odds: it differs by
# hundredths (docs/quality.md).
_SCORE_WEIGHT = 20.0
_WIDER = 8
"""So many times as much is searched for what is in the language that a question names."""
_WHOLE = 50
"""Passages: where there are no more, the sentences of all are looked at, which takes a second when
they are first embedded. Of a passage that is about other things one sentence may answer."""


def search(work: Work, index: "SearchableArticles", limit: int, articles: Collection[str]) -> None:
    """Leave in `work` the passages that the question finds, and the others where these are few.

    Args:
        work: with the question as it is to be searched.
        index: where to search.
        limit: how many passages.
        articles: only passages of these articles; of any, when empty.
    """
    since = time.perf_counter()
    index.embed_query(work.standalone)
    work.took("embed", since)
    since = time.perf_counter()
    meant = work.article_language
    # Of more articles there are more passages, and the more are wanted the longer it takes.
    least = _WHOLE + 1 if len(articles or index) <= _WHOLE else 0
    found = index.search(
        work.standalone,
        limit=max(_WIDER * limit if meant else limit, least),
        language=work.language,
        articles=articles,
    )
    wanted = in_language(found, meant)
    work.passages = wanted[:limit]
    work.others = wanted[limit:] if len(found) < least else ()
    work.took("search", since)


def _reranks(work: Work, writer: Writer) -> bool:
    """Whether the reranker chooses what the model judges.

    Where that reads several quotes at once, judging costs little more than scoring them, but the
    retrieval alone finds less in another language than the question's (docs/quality.md).
    """
    if not writer.tells_chances:
        return False
    return not writes_together(writer) or across_languages(work.language, work.passages)


def across_languages(language: str, passages: Sequence[Passage]) -> bool:
    """Whether half of the passages, or more, are in another language than that."""
    others = sum(passage.language != language for passage in passages)
    return 2 * others >= len(passages) > 0


def find_evidence(work: Work, index: "SearchableArticles", writer: Writer) -> None:
    """Leave in `work` the quotes of its passages that most likely answer.

    Args:
        work: with what was found.
        index: where it was found.
        writer: the model that is to read them.
    """
    since = time.perf_counter()
    judges = writer.tells_chances  # each quote for itself
    reranks = _reranks(work, writer)
    goes_further = writes_together(writer)  # else each further quote would take seconds
    most = MOST_RERANKED if reranks else MOST_JUDGED if judges else MOST_SENTENCES
    looked_at = (*work.passages, *work.others)
    ranked = index.rank_sentences(work.standalone, work.language, looked_at)
    work.evidence = choose(index, work.standalone, ranked, most)
    if judges:
        near = near_the_best(work.evidence)
        work.evidence = with_lead(index, work.standalone, ranked, work.passages, near)
    work.first = len(work.evidence)
    if goes_further:
        further = choose(index, work.standalone, ranked, MOST_FURTHER)
        others = (quote for quote in further if not _is_among(quote, work.evidence))
        work.evidence = near_the_best((*work.evidence, *others))
    if asks_who_wrote(work.standalone):
        work.evidence = _of_authors(bylines(index, work.passages), work.evidence)
        work.first = len(work.evidence)
    work.took("evidence", since)
    if reranks:
        since = time.perf_counter()
        _rerank(work)
        work.took("rerank", since)
    if not goes_further:
        work.evidence = work.evidence[: work.first]


def _of_authors(signed: Iterable[Passage], others: Sequence[Passage]) -> tuple[Passage, ...]:
    """Bylines, and those of other quotes that may tell who wrote: no other name is an author's.

    The search found no byline by itself, so none is behind what it found.
    """
    best = max((quote.score for quote in others), default=0.0)
    first = [quote.model_copy(update={"score": best}) for quote in signed]
    written = [quote for quote in others if may_tell_who_wrote(quote.text)]
    return (*first, *(each for each in written if not _is_among(each, first)))


def _is_among(quote: Passage, others: Sequence[Passage]) -> bool:
    """Whether one of some quotes has something of it."""
    return any(overlaps(quote, other) for other in others)


def _rerank(work: Work) -> None:
    """Put the quotes that likely answer first, and those behind as many as are judged last."""
    first, further = work.evidence[: work.first], work.evidence[work.first :]
    texts = [one_line(as_read(work.standalone, quote)) for quote in first]
    scores = reranker().scores(work.standalone, texts)
    ranked = sorted(
        zip(first, scores, strict=True), key=lambda each: -each[1] - _SCORE_WEIGHT * each[0].score
    )
    work.evidence = (*(quote for quote, _ in ranked), *further)
    work.rerank_scores = tuple(score for _, score in ranked)
    work.first = min(MOST_CHOSEN, len(first))
